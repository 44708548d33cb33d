import { ownEvents, type Program } from "../../engine/check/program.ts";
import { CUSTOMER } from "../../engine/plan/own-columns.ts";
import { countRows, eventTable, PROFILE_TABLE, type SqliteDatabase } from "../sqlite/sqlite.ts";

/** The query for the ids of all customers, each once: whoever has a profile or any event. */
function everyId(program: Program): string {
  return [PROFILE_TABLE, ...ownEvents(program).map(eventTable)]
    .map((table) => `SELECT ${CUSTOMER} FROM ${table}`)
    .join(" UNION ");
}

/** How many customers there are, with a profile or any event. */
export function countCustomers(database: SqliteDatabase, program: Program): number {
  return countRows(database, `(${everyId(program)})`);
}

/** How many events of all types there are; parts are no events by themselves. */
export function countEvents(database: SqliteDatabase, program: Program): number {
  return ownEvents(program).reduce((sum, event) => sum + countRows(database, eventTable(event)), 0);
}

/** The first ids, to show what one looks like. */
export function someCustomers(database: SqliteDatabase, program: Program, limit: number): string[] {
  return database
    .prepare<[number], string>(`${everyId(program)} ORDER BY ${CUSTOMER} LIMIT ?`)
    .pluck(true)
    .all(limit);
}

/** The ids that begin with a text, then those that hold it elsewhere, without regard to the case of English letters. */
export function searchCustomers(database: SqliteDatabase, program: Program, text: string, limit: number): string[] {
  const place = `instr(lower(${CUSTOMER}), lower(:text))`;
  return database
    .prepare<[{ text: string; limit: number }], string>(
      `SELECT ${CUSTOMER} FROM (${everyId(program)}) WHERE ${place} > 0 ORDER BY ${place} > 1, ${CUSTOMER} LIMIT :limit`,
    )
    .pluck(true)
    .all({ text, limit });
}
