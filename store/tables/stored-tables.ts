import { getHeapStatistics } from "node:v8";
import type { Program, TypedTable } from "../../engine/check/program.ts";
import { canonicalJson } from "../../engine/plan/canonical-json.ts";
import { KEY } from "../../engine/plan/own-columns.ts";
import type { Reads } from "../../engine/plan/plan.ts";
import type { MaybeValue } from "../../engine/plan/types.ts";
import type { TableRows, Tables } from "../../engine/run/tables.ts";
import { required } from "../../engine/invariant/required.ts";
import { message } from "../../grammar/texts/message.ts";
import { WorkspaceError } from "../errors.ts";
import { columnType, metaValue, quoteColumn, rowsTable, setMeta, type SqliteDatabase } from "../sqlite/sqlite.ts";
import { valueFromColumn, type StoredValue } from "../stored-value.ts";

/** What a row takes in memory beside its texts, and what a text or another value takes. */
const MEMORY = { row: 80, text: 24, value: 16 } as const;
/** The share of a process's memory that tables may take. */
const SHARE = 0.7;

/** About how many bytes of memory the rows of a table take while rules read them. */
export function tableMemory(database: SqliteDatabase, table: TypedTable, from: string): number {
  const texts = [...table.fields.values()].filter(({ type }) => type.kind === "text" || type.kind === "enum");
  const lengths = [KEY, ...texts.map(({ name }) => quoteColumn(name))].map((name) => `coalesce(length(${name}), 0)`);
  const found = database
    .prepare<[], { rows: number; characters: number }>(
      `SELECT count(*) AS rows, coalesce(sum(${lengths.join(" + ")}), 0) AS characters FROM ${from}`,
    )
    .get();
  const { rows, characters } = required(found, "the size of a table");
  const others = table.fields.size - texts.length;
  return rows * (MEMORY.row + texts.length * MEMORY.text + others * MEMORY.value) + characters;
}

const memoryKey = (table: string): string => `memory of table ${table}`;

/** Keeps what `tableMemory` gave, for those who read the table. */
export function keepTableMemory(database: SqliteDatabase, table: string, bytes: number): void {
  setMeta(database, memoryKey(table), String(bytes));
}

/** @throws WorkspaceError when tables would take more memory than the process has, which would end it without a word */
export function requireMemory(
  database: SqliteDatabase,
  tables: readonly TypedTable[],
  available = getHeapStatistics().heap_size_limit,
): void {
  const sizes = tables.map(({ name }) => ({ name, bytes: Number(metaValue(database, memoryKey(name)) ?? 0) }));
  const bytes = sizes.reduce((sum, one) => sum + one.bytes, 0);
  if (bytes <= available * SHARE) return;
  const [largest] = sizes.toSorted((left, right) => right.bytes - left.bytes);
  throw new WorkspaceError(
    message("tables-memory", {
      table: largest?.name ?? "",
      megabytes: Math.ceil(bytes / 1e6),
      available: Math.floor(available / 1e6),
      wanted: Math.ceil(bytes / SHARE / 1_048_576),
    }),
  );
}

/** What the rows of a table were imported for. Rows come from files, so that those of another schema are read anew. */
export function tableSchema(table: TypedTable, timeZone: string): string {
  const fields = [...table.fields.values()].map(({ name, type, low, high }) => ({ name, type, low, high }));
  return canonicalJson({ timeZone, key: table.key, fields });
}

const metaKey = (table: string): string => `table ${table}`;

/** Whether the rows of a table are there, as the rules declare them. */
export function isStored(database: SqliteDatabase, table: TypedTable, timeZone: string): boolean {
  return metaValue(database, metaKey(table.name)) === tableSchema(table, timeZone);
}

/** Makes a table without rows, in place of the one that there was. */
export function createRowsTable(database: SqliteDatabase, table: TypedTable, timeZone: string): void {
  const columns = [...table.fields.values()].map(({ name, type }) => `, ${quoteColumn(name)} ${columnType(type)}`);
  database.exec(`DROP TABLE IF EXISTS ${rowsTable(table.name)}`);
  database.exec(
    `CREATE TABLE ${rowsTable(table.name)} (${KEY} TEXT PRIMARY KEY NOT NULL${columns.join("")}) STRICT, WITHOUT ROWID`,
  );
  setMeta(database, metaKey(table.name), tableSchema(table, timeZone));
}

/**
 * The rows of the tables that are there as the rules declare them.
 * @param reads what is to be evaluated: the tables that it reads must be there
 * @throws WorkspaceError for a table that is read and has not been imported since its declaration changed
 */
export function storedTables(database: SqliteDatabase, program: Program, reads: Reads): Tables {
  requireStored(database, program, reads);
  const stored = [...program.tables.values()].filter((table) => isStored(database, table, program.settings.timeZone));
  requireMemory(database, stored);
  return new Map(stored.map((table) => [table.name, rowsIn(database, table)]));
}

/** @throws WorkspaceError for a table that is read and has not been imported since its declaration changed */
export function requireStored(database: SqliteDatabase, program: Program, { tables = [] }: Reads): void {
  const missing = tables.find(({ name }) => {
    const table = program.tables.get(name);
    return table === undefined || !isStored(database, table, program.settings.timeZone);
  });
  if (missing !== undefined) throw new WorkspaceError(message("table-not-imported", { table: missing.name }));
}

function rowsIn(database: SqliteDatabase, table: TypedTable): TableRows {
  const fields = [...table.fields.values()];
  const names = [KEY, ...fields.map(({ name }) => quoteColumn(name))].join(", ");
  const places = new Map<string, number>();
  const columns = fields.map((): MaybeValue[] => []);
  const rows = database
    .prepare<[], readonly StoredValue[]>(`SELECT ${names} FROM ${rowsTable(table.name)} ORDER BY ${KEY}`)
    .raw(true);
  for (const [key, ...values] of rows.iterate()) {
    places.set(String(key), places.size);
    for (const [index, { type }] of fields.entries()) columns[index]?.push(valueFromColumn(values[index], type));
  }
  return { places, columns: new Map(fields.map(({ name }, index) => [name, columns[index] ?? []])) };
}
