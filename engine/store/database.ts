import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import type { Program, TypedField, TypedRecord } from "../check/program.ts";
import { canonicalJson } from "../plan/canonical.ts";
import type { ValueType } from "../plan/types.ts";
import { WorkspaceError } from "./errors.ts";

export type SqliteDatabase = Database.Database;

/** Version of the layout of the database itself. */
const STORE_VERSION = 1;

/** Quotes a name as an SQL identifier. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * The column of a field or tag, quoted. The store's own columns begin with one underscore, so a name in backticks that
 * begins with one gets another.
 */
export function quoteColumn(name: string): string {
  return quoteIdentifier(columnName(name));
}

/** The name of the column of a field or tag. */
export function columnName(name: string): string {
  return name.startsWith("_") ? `_${name}` : name;
}

export const eventTable = (event: string): string => quoteIdentifier(`event_${event}`);
export const PROFILE_TABLE = "profile";

/**
 * Opens a workspace's database, making it when there is none.
 * @throws WorkspaceError for a file that is no database, is locked, or belongs to a newer version
 */
export function openDatabase(path: string, options: { readonly readonly?: boolean; readonly mustExist?: boolean } = {}): SqliteDatabase {
  if (!existsSync(path)) {
    if (options.mustExist === true) throw new WorkspaceError("there is no data yet; import it with `tagma import`");
    mkdirSync(dirname(path), { recursive: true });
  }
  try {
    const database = new Database(path, { readonly: options.readonly === true, timeout: 5000 });
    if (options.readonly !== true) {
      database.pragma("journal_mode = WAL");
      database.pragma("synchronous = NORMAL");
    }
    const version = Number(database.pragma("user_version", { simple: true }));
    if (version > STORE_VERSION) throw new WorkspaceError(`"${path}" was made by a newer version of tagma; update tagma`);
    return database;
  } catch (error) {
    throw sqliteProblem(error, path);
  }
}

/** An error of SQLite as something the user can act on. */
export function sqliteProblem(error: unknown, path: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  if (error.code === "SQLITE_NOTADB") return new WorkspaceError(`"${path}" is not a database; move it away and import again`);
  if (error.code.startsWith("SQLITE_BUSY")) return new WorkspaceError(`"${path}" is in use by another process; try again when it has finished`);
  if (error.code.startsWith("SQLITE_CORRUPT")) return new WorkspaceError(`"${path}" is damaged; restore a backup, or move it away and import again`);
  if (error.code.startsWith("SQLITE_READONLY") || error.code === "SQLITE_CANTOPEN") return new WorkspaceError(`"${path}" cannot be written; check the permissions of its folder`);
  if (error.code === "SQLITE_FULL") return new WorkspaceError(`the disk is full; nothing was changed in "${path}"`);
  return error;
}

/** The schema that the tables were made for, as canonical JSON. */
function schemaText(program: Program): string {
  const fields = (record: TypedRecord | undefined): unknown => [...(record?.fields.values() ?? [])].map(({ name, type }) => [name, columnType(type)]);
  return canonicalJson({ profile: fields(program.profile), events: [...program.events.values()].map((event) => [event.name, fields(event)]) });
}

/**
 * Makes the tables of a schema in an empty database.
 * @throws WorkspaceError when the database was made for another schema
 */
export function ensureTables(database: SqliteDatabase, program: Program): void {
  const wanted = schemaText(program);
  const known = storedSchema(database);
  if (known === wanted) return;
  if (known !== undefined) throw schemaChanged();
  const create = database.transaction(() => {
    database.exec("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID");
    database.exec(`CREATE TABLE ${PROFILE_TABLE} (_customer TEXT NOT NULL, _valid_from INTEGER NOT NULL${columns(program.profile)}, PRIMARY KEY (_customer, _valid_from)) STRICT, WITHOUT ROWID`);
    for (const event of program.events.values()) {
      const table = eventTable(event.name);
      database.exec(`CREATE TABLE ${table} (_id TEXT PRIMARY KEY, _customer TEXT NOT NULL, _identity TEXT NOT NULL, _time INTEGER NOT NULL, _date INTEGER NOT NULL, _weekday INTEGER NOT NULL, _hour INTEGER NOT NULL${columns(event)}) STRICT`);
      database.exec(`CREATE INDEX ${quoteIdentifier(`event_${event.name} by customer`)} ON ${table} (_customer, _time, _id)`);
    }
    database.exec("CREATE TABLE runs (id INTEGER PRIMARY KEY, plan_hash TEXT NOT NULL, as_of INTEGER NOT NULL, finished_at INTEGER NOT NULL, customers INTEGER NOT NULL, left_out INTEGER NOT NULL) STRICT");
    database.prepare("INSERT INTO meta VALUES ('schema', ?)").run(wanted);
    database.pragma(`user_version = ${STORE_VERSION}`);
  });
  create();
}

/** Checks that the tables fit the schema. @throws WorkspaceError when they don't */
export function requireTables(database: SqliteDatabase, program: Program): void {
  const known = storedSchema(database);
  if (known === undefined) throw new WorkspaceError("there is no data yet; import it with `tagma import`");
  if (known !== schemaText(program)) throw schemaChanged();
}

function schemaChanged(): WorkspaceError {
  return new WorkspaceError("the profile or an event has changed since the data was imported; import again with `tagma import --fresh`");
}

function storedSchema(database: SqliteDatabase): string | undefined {
  const hasMeta = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'").get() !== undefined;
  if (!hasMeta) return undefined;
  const row = database.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'schema'").get();
  return row?.value;
}

function columns(record: TypedRecord | undefined): string {
  return [...(record?.fields.values() ?? [])].map((field: TypedField) => `, ${quoteColumn(field.name)} ${columnType(field.type)}`).join("");
}

/** How a type is stored: see docs/workspace.md. */
export function columnType(type: ValueType): "INTEGER" | "REAL" | "TEXT" {
  switch (type.kind) {
    case "boolean": case "integer": case "decimal": case "date": case "time": case "duration": return "INTEGER";
    case "number": return "REAL";
    case "text": case "enum": case "set": return "TEXT";
  }
}
