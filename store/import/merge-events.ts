import Database from "better-sqlite3";
import type { TypedRecord } from "../../engine/check/program.ts";
import { CUSTOMER, DATE, EVENT_ID, HOUR, TIME } from "../../engine/plan/own-columns.ts";
import { canonicalEvent } from "../../engine/run/customer.ts";
import { jsonValue } from "../../engine/run/present.ts";
import { compareText } from "../../engine/text/text.ts";
import { createCustomerIndex, createIdIndex, customerIndex, EVENT_COLUMNS, idIndex } from "../sqlite/schema.ts";
import { countRows, eventTable, quoteColumn, type StoredValue, type SqliteDatabase } from "../sqlite/sqlite.ts";
import { valueFromColumn } from "../stored-value.ts";

/** What came of staged events. */
export interface Merged {
  /** Events with an id that was not there. */
  readonly added: number;
  /** Events whose id was there, or came twice. */
  readonly known: number;
  /** Of those the ones whose content is not the one that is kept. */
  readonly conflicts: number;
  /** Of those the ones that only told more than was known. */
  readonly completed: number;
}

/** The store's own columns of staged events; what follows from them is worked out when they are merged. */
export const STAGED_COLUMNS = [EVENT_ID, CUSTOMER, TIME, DATE, HOUR] as const;

/** An event as it stands in a table, with its row id there. */
interface Stored {
  readonly row: number;
  readonly id: string;
  readonly customer: string;
  readonly time: number;
  readonly columns: readonly StoredValue[];
}

/**
 * Merges a table of staged events into that of their event. Of several contents with one id the one whose canonical
 * JSON is least is kept, whatever the order of arrival ([R4] of the language reference).
 */
export function mergeEvents(database: SqliteDatabase, record: TypedRecord, stage: string): Merged {
  const table = eventTable(record.name);
  const staged = countRows(database, stage);
  if (staged === 0) return { added: 0, known: 0, conflicts: 0, completed: 0 };
  const empty = database.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() === undefined;
  return empty ? firstLoad(database, record, stage, staged) : growth(database, record, stage, staged);
}

function columnsOf(record: TypedRecord): string {
  return [...EVENT_COLUMNS, ...[...record.fields.keys()].map(quoteColumn)].join(", ");
}

/** The same columns, read from staged events. An event comes under its customer's id; 1970-01-01 was a Thursday. */
function stagedColumns(record: TypedRecord): string {
  return [
    EVENT_ID,
    CUSTOMER,
    CUSTOMER,
    TIME,
    DATE,
    `((${DATE} + 3) % 7 + 7) % 7`,
    HOUR,
    ...[...record.fields.keys()].map(quoteColumn),
  ].join(", ");
}

/** Into an empty table: rows in order of customer and time, and the indexes built when all are there. */
function firstLoad(database: SqliteDatabase, record: TypedRecord, stage: string, staged: number): Merged {
  const table = eventTable(record.name);
  database.exec(`DROP INDEX ${idIndex(record.name)}`);
  database.exec(`DROP INDEX ${customerIndex(record.name)}`);
  database.exec(
    `INSERT INTO ${table} (${columnsOf(record)}) SELECT ${stagedColumns(record)} FROM ${stage} ORDER BY ${CUSTOMER}, ${TIME}`,
  );
  const conflicts = uniqueIds(database, record);
  createCustomerIndex(database, record.name);
  const kept = countRows(database, table);
  return { added: kept, known: staged - kept, ...conflicts };
}

/** Makes the index of ids; where one stands twice, all but the one that is kept are taken out first. */
function uniqueIds(database: SqliteDatabase, record: TypedRecord): Pick<Merged, "conflicts" | "completed"> {
  try {
    createIdIndex(database, record.name);
    return { conflicts: 0, completed: 0 };
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || !error.code.startsWith("SQLITE_CONSTRAINT")) throw error;
  }
  const table = eventTable(record.name);
  database.exec(`CREATE INDEX ${idIndex(record.name)} ON ${table} (${EVENT_ID})`);
  database.exec(
    `CREATE TEMP TABLE twice AS SELECT ${EVENT_ID} AS id FROM ${table} GROUP BY ${EVENT_ID} HAVING count(*) > 1`,
  );
  const remove = database.prepare<[number]>(`DELETE FROM ${table} WHERE rowid = ?`);
  const all = database
    .prepare<[string], StoredValue[]>(`SELECT rowid, ${columnsOf(record)} FROM ${table} WHERE ${EVENT_ID} = ?`)
    .raw(true);
  let [conflicts, completed] = [0, 0];
  for (const { id } of pages<{ readonly id: string }>(
    database,
    "SELECT rowid AS row, id FROM temp.twice WHERE rowid > ? ORDER BY rowid LIMIT ?",
  )) {
    const group = all.all(id).map(storedEvent);
    const kept = least(record, group);
    const others = group.filter((event) => !sameContent(event, kept));
    conflicts += others.length;
    completed += others.filter((event) => tellsMore(kept, event)).length;
    for (const event of group) if (event !== kept) remove.run(event.row);
  }
  database.exec("DROP TABLE temp.twice");
  database.exec(`DROP INDEX ${idIndex(record.name)}`);
  createIdIndex(database, record.name);
  return { conflicts: conflicts - completed, completed };
}

/**
 * Into a table that has events, in the order that touches fewest leaves of the indexes: by customer when all ids come
 * behind those that are there, as of sequential ids, so that only the end of the index of ids is written to; else by id.
 */
function growth(database: SqliteDatabase, record: TypedRecord, stage: string, staged: number): Merged {
  const table = eventTable(record.name);
  const behind =
    database
      .prepare<[], { behind: number }>(
        `SELECT (SELECT min(${EVENT_ID}) FROM ${stage}) > (SELECT max(${EVENT_ID}) FROM ${table}) AS behind`,
      )
      .get()?.behind === 1;
  const order = behind ? `${CUSTOMER}, ${TIME}` : EVENT_ID;
  const { changes: added } = database
    .prepare(
      `INSERT INTO ${table} (${columnsOf(record)}) SELECT ${stagedColumns(record)} FROM ${stage} WHERE true ORDER BY ${order} ON CONFLICT (${EVENT_ID}) DO NOTHING`,
    )
    .run();
  const counts = added === staged ? { conflicts: 0, completed: 0 } : settle(database, record, stage);
  return { added, known: staged - added, ...counts };
}

/** Decides between staged events and those there with the same id and another content. */
function settle(database: SqliteDatabase, record: TypedRecord, stage: string): Pick<Merged, "conflicts" | "completed"> {
  const table = eventTable(record.name);
  const compared = [CUSTOMER, TIME, ...[...record.fields.keys()].map(quoteColumn)];
  const differs = compared.map((name) => `staged.${name} IS NOT kept.${name}`).join(" OR ");
  database.exec(
    `CREATE TEMP TABLE differing AS SELECT staged.rowid AS staged_row, kept.rowid AS kept_row FROM ${stage} AS staged JOIN ${table} AS kept ON kept.${EVENT_ID} = staged.${EVENT_ID} WHERE ${differs} ORDER BY kept.rowid`,
  );
  const find = database
    .prepare<[number], StoredValue[]>(`SELECT rowid, ${columnsOf(record)} FROM ${table} WHERE rowid = ?`)
    .raw(true);
  const come = database
    .prepare<[number], StoredValue[]>(`SELECT rowid, ${stagedColumns(record)} FROM ${stage} WHERE rowid = ?`)
    .raw(true);
  const replace = database.prepare<[number, number]>(
    `UPDATE ${table} SET (${columnsOf(record)}) = (SELECT ${stagedColumns(record)} FROM ${stage} WHERE rowid = ?) WHERE rowid = ?`,
  );
  let [conflicts, completed] = [0, 0];
  const decide = (keptRow: number, stagedRows: readonly number[]): void => {
    const there = find.get(keptRow);
    if (there === undefined) return;
    const now = storedEvent(there);
    const group = [now, ...stagedRows.flatMap((row) => come.all(row).map(storedEvent))];
    const kept = least(record, group);
    const others = group.filter((event) => !sameContent(event, kept));
    const more = others.filter((event) => tellsMore(kept, event)).length;
    conflicts += others.length - more;
    completed += more;
    if (kept !== now) replace.run(kept.row, keptRow);
  };
  let group: { readonly kept: number; readonly staged: number[] } | undefined;
  for (const { kept_row: kept, staged_row: row } of pages<{ readonly kept_row: number; readonly staged_row: number }>(
    database,
    "SELECT rowid AS row, kept_row, staged_row FROM temp.differing WHERE rowid > ? ORDER BY rowid LIMIT ?",
  )) {
    if (group !== undefined && group.kept !== kept) decide(group.kept, group.staged);
    if (group?.kept !== kept) group = { kept, staged: [] };
    group.staged.push(row);
  }
  if (group !== undefined) decide(group.kept, group.staged);
  database.exec("DROP TABLE temp.differing");
  return { conflicts, completed };
}

const PAGE = 1000;

/** The rows of a query page by page, so that other statements can run in between. */
function* pages<Row>(database: SqliteDatabase, sql: string): Generator<Row> {
  const statement = database.prepare<[number, number], Row & { readonly row: number }>(sql);
  for (let last = 0; ;) {
    const rows = statement.all(last, PAGE);
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined) return;
    last = end.row;
  }
}

function storedEvent([row, id, customer, , time, , , , ...columns]: readonly StoredValue[]): Stored {
  return { row: Number(row), id: String(id), customer: String(customer), time: Number(time), columns };
}

function sameContent(left: Stored, right: Stored): boolean {
  return (
    left.customer === right.customer &&
    left.time === right.time &&
    left.columns.every((column, index) => column === right.columns[index])
  );
}

/** True when an event says all that another says, and more. */
function tellsMore(event: Stored, than: Stored): boolean {
  return (
    event.customer === than.customer &&
    event.time === than.time &&
    than.columns.every((column, index) => column === null || column === event.columns[index])
  );
}

/** The event that is kept: the least canonical JSON, and between equal ones the lesser customer id. */
function least(record: TypedRecord, events: readonly Stored[]): Stored {
  return events
    .map((event) => ({ event, json: content(record, event) }))
    .reduce((best, next) =>
      (compareText(next.json, best.json) || compareText(next.event.customer, best.event.customer)) < 0 ? next : best,
    ).event;
}

function content(record: TypedRecord, { time, columns }: Stored): string {
  const fields = [...record.fields.values()].map(({ name, type }, index) => {
    return [name, jsonValue(valueFromColumn(columns[index], type), type)] as const;
  });
  return canonicalEvent({ type: record.name, time, fields: Object.fromEntries(fields) });
}
