import type { TypedTable } from "../engine/check/program.ts";
import {
  countRows,
  PROFILE_TABLE,
  eventTable,
  quoteColumn,
  rowsTable,
  type SqliteDatabase,
} from "../store/sqlite/sqlite.ts";
import type { StoredField, StoredSchema } from "../store/sqlite/schema.ts";
import { CUSTOMER, DATE, EVENT_ID, HOUR, KEY, TIME, VALID_FROM, WEEKDAY } from "../engine/plan/own-columns.ts";
import { carriedFields } from "../engine/plan/parts.ts";
import type { ValueType } from "../engine/plan/types.ts";
import { rowsTableName, eventTableName, fieldColumnName } from "./names.ts";
import type { Cell, CellType, LoadColumn, Row, TableLoad } from "./warehouse.ts";

/** Rows that are in memory at once. */
const BATCH = 10_000;

const CUSTOMER_COLUMN: LoadColumn = { name: CUSTOMER, type: "text" };
const whole = (name: string): LoadColumn => ({ name, type: "integer" });

/**
 * The tables of a workspace's data as a warehouse holds them: `profile`, one for each event, a customer's rows
 * together, in order of time, and one for each table of the rules. They are read while they are loaded; until then nothing may write to the database, or the
 * database must be in a transaction that reads.
 */
export function storeTables(
  database: SqliteDatabase,
  schema: StoredSchema,
  tables: readonly TypedTable[],
): TableLoad[] {
  const profile = storeTable(
    database,
    PROFILE_TABLE,
    PROFILE_TABLE,
    [CUSTOMER_COLUMN, whole(VALID_FROM)],
    schema.profile,
    `${CUSTOMER}, ${VALID_FROM}`,
  );
  const events = schema.events.map(({ name, partOf, fields }) =>
    storeTable(
      database,
      eventTableName(name),
      eventTable(name),
      [{ name: EVENT_ID, type: "text" }, CUSTOMER_COLUMN, ...[TIME, DATE, WEEKDAY, HOUR].map(whole)],
      [...fields, ...fieldsOfParent(schema, partOf)],
      `${CUSTOMER}, ${TIME}, ${EVENT_ID}`,
    ),
  );
  const rows = tables.map(({ name, fields }) =>
    storeTable(
      database,
      rowsTableName(name),
      rowsTable(name),
      [{ name: KEY, type: "text" }],
      [...fields.values()],
      KEY,
    ),
  );
  return [profile, ...events, ...rows];
}

/** The fields that a part has of its parent. */
function fieldsOfParent({ events }: StoredSchema, partOf: string | undefined): readonly StoredField[] {
  if (partOf === undefined) return [];
  const parent = events.find(({ name }) => name === partOf);
  return carriedFields(partOf, parent?.fields ?? []);
}

function storeTable(
  database: SqliteDatabase,
  table: string,
  source: string,
  own: readonly LoadColumn[],
  fields: readonly StoredField[],
  order: string,
): TableLoad {
  const columns = [
    ...own,
    ...fields.map(({ name, type }): LoadColumn => ({ name: fieldColumnName(name), type: cellType(type) })),
  ];
  const booleans = columns.flatMap(({ type }, place) => (type === "boolean" ? [place] : []));
  const select = `SELECT ${[...own.map(({ name }) => name), ...fields.map(({ name }) => quoteColumn(name))].join(", ")} FROM ${source} ORDER BY ${order}`;
  return {
    table,
    columns,
    count: countRows(database, source),
    batches: () => batchesOf(database.prepare<[], Cell[]>(select).raw(true).iterate(), booleans),
  };
}

function* batchesOf(rows: Iterable<Cell[]>, booleans: readonly number[]): Generator<Row[]> {
  let batch: Row[] = [];
  for (const row of rows) {
    // SQLite holds booleans as 0 and 1.
    for (const place of booleans) if (typeof row[place] === "number") row[place] = row[place] === 1;
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** What a warehouse keeps values of a type as: units, days and milliseconds are whole numbers, as in the embedded database. */
export function cellType(type: ValueType): CellType {
  switch (type.kind) {
    case "boolean":
      return "boolean";
    case "integer":
    case "decimal":
    case "date":
    case "time":
    case "duration":
      return "integer";
    case "number":
      return "number";
    case "text":
    case "enum":
    case "set":
      return "text";
  }
}
