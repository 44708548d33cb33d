import { existsSync } from "node:fs";
import Database from "better-sqlite3";
import { columnName } from "../../engine/plan/column-name.ts";
import type { ValueType } from "../../engine/plan/types.ts";
import { BrokenInvariantError } from "../../engine/invariant/required.ts";
import { BusyError, WorkspaceError } from "../errors.ts";
import { message } from "../../grammar/texts/message.ts";

export type { StoredValue } from "../stored-value.ts";
export { columnName };
export type SqliteDatabase = Database.Database;

/** Version of the layout of the database itself. */
export const STORE_VERSION = 4;

/** Memory for pages of the database and of temporary tables, in KiB; it also bounds what a sort keeps in memory. */
const CACHE_KIB = 32_768;
const TEMPORARY_CACHE_KIB = 16_384;

/** Quotes a name as an SQL identifier. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The column of a field or tag, quoted. */
export function quoteColumn(name: string): string {
  return quoteIdentifier(columnName(name));
}

/** Where the events of a type are read: a table; for parts of others a view that has the fields of their parents too. */
export const eventTable = (event: string): string => quoteIdentifier(`event_${event}`);
/** The table that holds parts, without the fields of their parents. */
export const partTable = (event: string): string => quoteIdentifier(`part_${event}`);
/** Where the rows of a table of the rules stand. */
export const rowsTable = (table: string): string => quoteIdentifier(`table_${table}`);
export const PROFILE_TABLE = "profile";

/** The settings of a connection that writes: a write-ahead log, bounded caches, and sorts in files. */
export function prepareWriting(database: SqliteDatabase): void {
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = NORMAL");
  database.pragma(`cache_size = -${CACHE_KIB}`);
  database.pragma("temp_store = FILE");
  database.pragma(`temp.cache_size = -${TEMPORARY_CACHE_KIB}`);
  database.pragma("foreign_keys = ON");
}

/** A database in a file without a name, which goes away when it is closed. */
export function temporaryDatabase(): SqliteDatabase {
  const database = new Database("");
  prepareWriting(database);
  return database;
}

const FILE_CODES: readonly unknown[] = ["ENOSPC", "EDQUOT", "EFBIG"];

/** Whether an error of SQLite or of a file says that nothing more can be written. */
export function isFull(error: unknown): boolean {
  if (error instanceof Database.SqliteError)
    return error.code === "SQLITE_FULL" || error.code.startsWith("SQLITE_IOERR");
  return error instanceof Error && "code" in error && FILE_CODES.includes(error.code);
}

/**
 * An error of SQLite as something the user can act on. What looks like a mistake of the program is none where the
 * database does not hold together: then no more than that can be said.
 */
export function sqliteProblem(error: unknown, path: string): unknown {
  if (isMistake(error) && isDamaged(path)) return new WorkspaceError(message("database-damaged", { path }));
  if (!(error instanceof Database.SqliteError)) return error;
  if (error.code === "SQLITE_NOTADB") return new WorkspaceError(message("not-a-database", { path }));
  if (error.code.startsWith("SQLITE_BUSY")) return new BusyError(message("database-in-use", { path }));
  if (error.code.startsWith("SQLITE_CORRUPT")) return new WorkspaceError(message("database-damaged", { path }));
  if (error.code.startsWith("SQLITE_READONLY") || error.code.startsWith("SQLITE_CANTOPEN"))
    return new WorkspaceError(message("database-read-only", { path }));
  if (isFull(error)) return new WorkspaceError(message("disk-full", { path }));
  return error;
}

/** Whether an error is one that no user can act on: no kind of our own, none of the system. */
function isMistake(error: unknown): boolean {
  if (error instanceof Database.SqliteError) return /^SQLITE_(?:ERROR|CONSTRAINT|MISMATCH|INTERNAL)/.test(error.code);
  if (!(error instanceof Error) || "code" in error) return false;
  return [Error, TypeError, RangeError, SyntaxError, BrokenInvariantError].some((kind) => error.constructor === kind);
}

function isDamaged(path: string): boolean {
  if (!existsSync(path)) return false;
  let database: SqliteDatabase | undefined;
  try {
    database = new Database(path, { readonly: true });
    return database.pragma("integrity_check(1)", { simple: true }) !== "ok";
  } catch {
    return true;
  } finally {
    database?.close();
  }
}

/** How a type is stored: see docs/workspace.md. */
export function columnType(type: ValueType): "INTEGER" | "REAL" | "TEXT" {
  switch (type.kind) {
    case "boolean":
    case "integer":
    case "decimal":
    case "date":
    case "time":
    case "duration":
      return "INTEGER";
    case "number":
      return "REAL";
    case "text":
    case "enum":
    case "set":
      return "TEXT";
  }
}

/** How many rows there are. @param from what stands behind FROM: a table, or a query in parentheses, with its condition */
export function countRows(database: SqliteDatabase, from: string): number {
  const count = database.prepare<[], number>(`SELECT count(*) FROM ${from}`).pluck(true).get();
  if (count === undefined) throw new Error("SQLite counted nothing");
  return count;
}

/** Whether a database has tables, and they are another program's. */
export function isForeign(database: SqliteDatabase): boolean {
  const tables = database
    .prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck(true)
    .all();
  const columns = database.pragma("table_info(meta)") as readonly { readonly name: string }[];
  return tables.length > 0 && columns.map(({ name }) => name).join() !== "key,value";
}

/** The value kept in `meta` under a key. */
export function metaValue(database: SqliteDatabase, key: string): string | undefined {
  const exists =
    database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'").get() !== undefined;
  return exists
    ? database.prepare<[string], { value: string }>("SELECT value FROM meta WHERE key = ?").get(key)?.value
    : undefined;
}

export function setMeta(database: SqliteDatabase, key: string, value: string): void {
  database
    .prepare("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
    .run(key, value);
}
