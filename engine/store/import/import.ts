import { existsSync, statSync } from "node:fs";
import type { Program } from "../../check/program.ts";
import type { SourceConfig } from "../config.ts";
import { ensureTables, type SqliteDatabase } from "../database.ts";
import { WorkspaceError } from "../errors.ts";
import { insidePath, type Workspace } from "../workspace.ts";
import { Mapping, type Reject } from "./mapping.ts";
import { openRows } from "./rows.ts";
import { Writer } from "./writer.ts";

/** What came of one source. */
export interface SourceReport {
  readonly source: string;
  readonly rows: number;
  /** Rows that were new. */
  readonly added: number;
  /** Profile rows that replaced other values, or events already there. */
  readonly known: number;
  readonly skipped: number;
  /** Events whose id was there with different content; the least canonical JSON was kept. */
  readonly conflicts: number;
  readonly rejects: readonly Reject[];
  /** Rejected rows in all; `rejects` lists the first of them. */
  readonly rejected: number;
}

/** How far an import is: bytes read of all, and rows so far. */
export type ImportProgress = (done: { readonly source: string; readonly bytes: number; readonly totalBytes: number; readonly rows: number }) => void;

/** Rejects that are kept to be shown; all are counted. */
const REJECTS_KEPT = 10_000;
const PROGRESS_EVERY = 5_000;

/**
 * Imports sources of a workspace in one transaction: all of them, or nothing. Importing the same file again changes
 * nothing. Rows that can't be used are reported and left out.
 * @throws WorkspaceError when a file or its mapping can't be used at all
 */
export async function importSources(workspace: Workspace, program: Program, database: SqliteDatabase, sources: readonly SourceConfig[], progress: ImportProgress): Promise<SourceReport[]> {
  ensureTables(database, program);
  const files = sources.map((source) => {
    const path = insidePath(workspace.folder, source.file);
    if (!existsSync(path)) throw new WorkspaceError(`source "${source.name}": there is no file "${source.file}"`);
    return { source, path, size: statSync(path).size };
  });
  const totalBytes = files.reduce((total, { size }) => total + size, 0);
  const reports: SourceReport[] = [];
  database.exec("BEGIN IMMEDIATE");
  try {
    let before = 0;
    for (const { source, path, size } of files) {
      const offset = before;
      reports.push(await importSource(source, path, program, database, (bytes, rows) => progress({ source: source.name, bytes: offset + bytes, totalBytes, rows })));
      before += size;
    }
    database.exec("COMMIT");
  } catch (error) {
    if (database.inTransaction) database.exec("ROLLBACK");
    throw error;
  }
  return reports;
}

async function importSource(source: SourceConfig, path: string, program: Program, database: SqliteDatabase, progress: (bytes: number, rows: number) => void): Promise<SourceReport> {
  const reader = await openRows(path, source.file, source.format);
  const mapping = new Mapping(source, program, reader.columns);
  const writer = new Writer(database, program);
  const rejects: Reject[] = [];
  let [rows, rejected, skipped] = [0, 0, 0];
  for await (const row of reader.rows) {
    rows++;
    const mapped = mapping.map(row);
    if (mapped.kind === "reject") {
      rejected++;
      if (rejects.length < REJECTS_KEPT) rejects.push(mapped.reject);
    } else if (mapped.kind === "skipped") skipped++;
    else writer.write(mapped, mapping);
    if (rows % PROGRESS_EVERY === 0) progress(reader.bytesRead(), rows);
  }
  progress(reader.bytesRead(), rows);
  const { added, known, conflicts } = writer;
  return { source: source.name, rows, added, known, skipped, conflicts, rejects, rejected };
}
