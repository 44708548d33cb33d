import { formatInstant } from "../../engine/calendar/instant.ts";
import { CUSTOMER } from "../../engine/plan/own-columns.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";

/*
 * The table `tag_changes` of the embedded database: what changed for which customer in which run.
 */

/** Stands for the population in the place of an output: who came into it, who left it. */
export const POPULATION = "";

/** What changed for one customer in a run. */
export interface ChangeOfCustomer {
  readonly run: number;
  /** ISO 8601. */
  readonly asOf: string;
  /** `POPULATION` when the customer came or left. */
  readonly output: string;
  /** As `run --json` prints it; null when the customer was not there. */
  readonly before: unknown;
  readonly after: unknown;
}

/** A function that records a change in a run; tags are JSON, null where the customer is not there. */
export function changeRecorder(
  database: SqliteDatabase,
  run: number,
): (customer: string, output: string, before: string | null, after: string | null) => void {
  const insert = database.prepare<[string, number, string, string | null, string | null]>(
    `INSERT INTO tag_changes (${CUSTOMER}, run, output, before, after) VALUES (?, ?, ?, ?, ?)`,
  );
  return (customer, output, before, after) => {
    insert.run(customer, run, output, before, after);
  };
}

/** Who entered and left which value of an output in its last runs, newest first. */
export function outputChanges(
  database: SqliteDatabase,
  output: string,
  limit: number,
): (ChangeOfCustomer & { readonly customer: string })[] {
  return database
    .prepare<[string, number], ChangeRow>(`${SELECT_CHANGES} WHERE output = ? ORDER BY run DESC, ${CUSTOMER} LIMIT ?`)
    .all(output, limit)
    .map((row) => ({ customer: row.customer, ...changeOf(row) }));
}

/** What changed for a customer, oldest first. */
export function customerHistory(database: SqliteDatabase, customer: string): ChangeOfCustomer[] {
  return database
    .prepare<[string], ChangeRow>(`${SELECT_CHANGES} WHERE ${CUSTOMER} = ? ORDER BY run, output`)
    .all(customer)
    .map(changeOf);
}

/** Removes what is recorded of a customer. @returns how many changes that were */
export function eraseChanges(database: SqliteDatabase, customer: string): number {
  return database.prepare<[string]>(`DELETE FROM tag_changes WHERE ${CUSTOMER} = ?`).run(customer).changes;
}

/** Removes the changes of a run and of all before it. */
export function forgetChanges(database: SqliteDatabase, run: number): void {
  database.prepare<[number]>("DELETE FROM tag_changes WHERE run <= ?").run(run);
}

const SELECT_CHANGES = `SELECT ${CUSTOMER} AS customer, run, as_of, output, before, after FROM tag_changes JOIN runs ON runs.id = run`;

interface ChangeRow {
  readonly customer: string;
  readonly run: number;
  readonly as_of: number;
  readonly output: string;
  readonly before: string | null;
  readonly after: string | null;
}

function changeOf({ run, as_of: asOf, output, before, after }: ChangeRow): ChangeOfCustomer {
  return { run, asOf: formatInstant(asOf), output, before: parsed(before), after: parsed(after) };
}

function parsed(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}
