import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import type { Program } from "../../engine/check/program.ts";
import { WorkspaceError } from "../errors.ts";
import { planMigration } from "../migrate/plan.ts";
import { createTables, noDataYet, storedSchema, wantedSchema } from "./schema.ts";
import { PENDING } from "../erase/erased-customers.ts";
import { completeErase } from "../erase/finish.ts";
import { isForeign, metaValue, prepareWriting, sqliteProblem, STORE_VERSION, type SqliteDatabase } from "./sqlite.ts";
import { message } from "../../grammar/texts/message.ts";

export { eventTable, quoteColumn, sqliteProblem, type SqliteDatabase } from "./sqlite.ts";

const BUSY_MS = 5000;

/**
 * Opens a workspace's database, making it when there is none.
 * @throws WorkspaceError for a file that is no database, is locked, or belongs to another version
 */
export function openDatabase(
  path: string,
  options: { readonly readonly?: boolean; readonly mustExist?: boolean } = {},
): SqliteDatabase {
  if (!existsSync(path)) {
    if (options.mustExist === true) throw new WorkspaceError(message("no-data"));
    mkdirSync(dirname(path), { recursive: true });
  }
  let database: SqliteDatabase | undefined;
  try {
    database = new Database(path, { readonly: options.readonly === true, timeout: BUSY_MS });
    const version = Number(database.pragma("user_version", { simple: true }));
    if (isForeign(database)) throw new WorkspaceError(message("foreign-database", { path }));
    if (version > STORE_VERSION) throw new WorkspaceError(message("store-newer", { path }));
    if (version !== 0 && version < STORE_VERSION) throw new WorkspaceError(message("store-older", { path }));
    if (options.readonly !== true) {
      prepareWriting(database);
      if (metaValue(database, PENDING) !== undefined) completeErase(database, dirname(path));
    }
    return database;
  } catch (error) {
    database?.close();
    throw sqliteProblem(error, path);
  }
}

/** Looks whether the pages of a database hold together. @throws WorkspaceError when they don't */
export function requireWhole(database: SqliteDatabase): void {
  let found: unknown;
  try {
    found = database.pragma("quick_check(1)", { simple: true });
  } catch (error) {
    throw sqliteProblem(error, database.name);
  }
  if (found !== "ok") throw new WorkspaceError(message("database-damaged", { path: database.name }));
}

/**
 * Opens a workspace's database to read from it, and closes it when the work is done.
 * @throws WorkspaceError when nothing is imported yet, or the tables don't fit the rule files
 */
export function reading<Outcome>(path: string, program: Program, work: (database: SqliteDatabase) => Outcome): Outcome {
  const database = openDatabase(path, { readonly: true, mustExist: true });
  try {
    requireTables(database, program);
    return work(database);
  } finally {
    database.close();
  }
}

/**
 * Makes the tables of a schema in a database that has none; within a transaction of the caller.
 * @throws WorkspaceError when the tables are there and do not fit the rule files
 */
export function ensureTables(database: SqliteDatabase, program: Program): void {
  if (storedSchema(database) === undefined) createTables(database, wantedSchema(program));
  else requireTables(database, program);
}

/** Checks that the tables fit the rule files. @throws WorkspaceError when they don't */
export function requireTables(database: SqliteDatabase, program: Program): void {
  const stored = storedSchema(database);
  if (stored === undefined) throw noDataYet();
  if (planMigration(stored, wantedSchema(program), []).length > 0) throw new WorkspaceError(message("tables-outdated"));
}
