import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { csvLine } from "../../engine/text/csv-line.ts";
import { CsvSplitter } from "../read/csv.ts";
import { MASK } from "../import/reject-list.ts";
import { PENDING } from "./erased-customers.ts";
import { isFull, type SqliteDatabase } from "../sqlite/sqlite.ts";

const TRY_AGAIN_MS = 50;

/** How far the rewriting of the file is, and what was in the way: readers of an older state, or no room. */
export type Rewritten = "done" | "read" | "no room";

/**
 * Rewrites the database without the pages that were removed and empties the write-ahead log. What could not be done now
 * the next command that writes tries again.
 */
export function finishErase(database: SqliteDatabase, seconds: number): Rewritten {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const rewritten = tryToFinish(database);
    if (rewritten !== "read" || performance.now() >= deadline) return rewritten;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TRY_AGAIN_MS);
  }
}

function tryToFinish(database: SqliteDatabase): Rewritten {
  // A rewriting that can't end would only fill what little room there is.
  if (!hasRoom(database)) return "no room";
  try {
    // We look again ourselves, as long as we are told to.
    database.pragma("busy_timeout = 0");
    database.pragma("secure_delete = ON");
    database.exec("VACUUM");
    if (!emptiesLog(database)) return "read";
    database.prepare("DELETE FROM meta WHERE key = ?").run(PENDING);
    return emptiesLog(database) ? "done" : "read";
  } catch (error) {
    if (
      error instanceof Database.SqliteError &&
      (error.code.startsWith("SQLITE_BUSY") || error.code.startsWith("SQLITE_LOCKED"))
    )
      return "read";
    if (isFull(error)) return "no room";
    throw error;
  } finally {
    database.pragma("busy_timeout = 5000");
  }
}

/** Whether there is room for another copy of what the database holds. */
function hasRoom(database: SqliteDatabase): boolean {
  if (database.name === "") return true;
  const { bavail, bsize } = statfsSync(dirname(database.name));
  return bavail * bsize >= contentBytes(database);
}

/** The bytes of the pages of a database that hold something. */
function contentBytes(database: SqliteDatabase): number {
  const pragma = (name: string): number => Number(database.pragma(name, { simple: true }));
  return (pragma("page_count") - pragma("freelist_count")) * pragma("page_size");
}

/** How many bytes a rewriting takes at most: a copy of the content, and that copy in the write-ahead log. */
export const rewritingBytes = (database: SqliteDatabase): number => 2 * contentBytes(database);

function emptiesLog(database: SqliteDatabase): boolean {
  const [result] = database.pragma("wal_checkpoint(TRUNCATE)") as readonly { readonly busy: number }[];
  return result?.busy === 0;
}

/** Completes an erasure that was interrupted: whose it was is no longer known, so all lists of rejects go. */
export function completeErase(database: SqliteDatabase, folder: string): void {
  for (const name of sideFiles(folder)) rmSync(join(folder, name), { recursive: true, force: true });
  finishErase(database, 0);
}

/**
 * Takes a customer's rows out of the lists of rejects and removes every other file beside the database, which is made
 * again when it is needed.
 * @returns the lists that lost rows
 */
export function cleanFolder(folder: string, customer: string): string[] {
  const changed: string[] = [];
  for (const name of sideFiles(folder)) {
    const path = join(folder, name);
    if (!/^rejects-.*\.(csv|jsonl)$/.test(name)) {
      rmSync(path, { recursive: true, force: true });
      continue;
    }
    const text = readFileSync(path, "utf8");
    const kept = name.endsWith(".csv") ? csvWithout(text, customer) : jsonWithout(text, customer);
    if (kept === text) continue;
    replaceOrRemove(path, kept);
    changed.push(name);
  }
  return changed;
}

/** Gives a list a new content; where there is no room for it, the list goes: the next import makes it again. */
function replaceOrRemove(path: string, content: string): void {
  try {
    writeFileSync(`${path}.part`, content);
    renameSync(`${path}.part`, path);
  } catch (error) {
    if (!isFull(error)) throw error;
    for (const left of [`${path}.part`, path]) rmSync(left, { force: true });
  }
}

/** The database, and what no customer ever stands in: the accounts, and the log of who did what. */
const KEPT = /^(workspace\.db(-wal|-shm|-journal)?|accounts\.json|audit(\.\d)?\.jsonl)$/;

/** What stands in the store's folder beside those. */
function sideFiles(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => !KEPT.test(name)) : [];
}

function csvWithout(text: string, customer: string): string {
  const splitter = new CsvSplitter("the list of rejects", ",");
  const records = [...splitter.push(text), ...splitter.end()];
  const kept = records.filter(({ cells }) => !cells.some((cell) => holds(cell, customer)));
  return kept.length === records.length ? text : kept.map(({ cells }) => csvLine(cells)).join("");
}

function jsonWithout(text: string, customer: string): string {
  const kept = text.split("\n").filter((line) => !holds(line, customer));
  return kept.join("\n");
}

/** True when a cell, or a row written as JSON, holds an id; a mask may hide one. */
function holds(cell: string, customer: string): boolean {
  const normal = cell.normalize("NFC").trim();
  return (
    normal === customer ||
    normal === `'${customer}` ||
    normal === MASK ||
    normal.includes(JSON.stringify(customer)) ||
    (normal.startsWith("{") && new RegExp(`[:\\[,]\\s*${escaped(customer)}\\s*[,}\\]]`).test(normal))
  );
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
