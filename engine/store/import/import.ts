import { existsSync, statSync } from "node:fs";
import { zone as zoneOf } from "../../calendar/zone.ts";
import { weekdayIndex } from "../../calendar/civil.ts";
import { EARLIEST } from "../../calendar/instant.ts";
import type { Program } from "../../check/program.ts";
import { canonicalJson, contentHash } from "../../plan/canonical.ts";
import type { MaybeValue } from "../../plan/types.ts";
import { compareText } from "../../text/text.ts";
import type { SourceConfig } from "../config.ts";
import { ensureTables, eventTable, PROFILE_TABLE, quoteIdentifier, type SqliteDatabase } from "../database.ts";
import { WorkspaceError } from "../errors.ts";
import { insidePath, type Workspace } from "../workspace.ts";
import { Mapping, type Mapped, type Reject, type Target } from "./mapping.ts";
import { openRows } from "./rows.ts";

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

/** Writes mapped rows through prepared statements, one set per target. */
class Writer {
  added = 0;
  known = 0;
  conflicts = 0;
  private readonly database: SqliteDatabase;
  private readonly zone: ReturnType<typeof zoneOf>;
  private readonly statements = new Map<Target, TargetStatements>();
  /** How often each content without an id was seen in this file. */
  private readonly seen = new Map<string, number>();

  constructor(database: SqliteDatabase, program: Program) {
    this.database = database;
    this.zone = zoneOf(program.settings.timeZone);
  }

  write(mapped: Extract<Mapped, { kind: "profile" | "event" }>, mapping: Mapping): void {
    const fields = mapped.fields.map(toColumn);
    if (mapped.kind === "profile") {
      if (mapping.profile === undefined) return;
      const statements = this.prepared(mapping.profile, profileStatements);
      const existed = statements.find.get(mapped.customer) !== undefined;
      statements.insert.run(mapped.customer, EARLIEST, ...fields);
      if (existed) this.known++;
      else this.added++;
      return;
    }
    const { target, customer, time } = mapped;
    const statements = this.prepared(target, eventStatements);
    const id = mapped.id ?? this.contentId(target, customer, time, mapped.fields);
    const date = this.zone.dateOf(time);
    const row = [customer, customer, time, date, weekdayIndex(date), this.zone.hourOf(time), ...fields];
    if (statements.insert.run(id, ...row).changes === 1) {
      this.added++;
      return;
    }
    this.known++;
    const stored = Object.values(statements.find.get(id) ?? {});
    const [kept, given] = [canonicalJson(stored), canonicalJson([customer, time, ...fields])];
    if (kept === given) return;
    this.conflicts++;
    if (compareText(given, kept) < 0) statements.replace.run(...row, id);
  }

  private prepared(target: Target, make: (database: SqliteDatabase, target: Target) => TargetStatements): TargetStatements {
    let found = this.statements.get(target);
    if (found === undefined) {
      found = make(this.database, target);
      this.statements.set(target, found);
    }
    return found;
  }

  /** The id of an event without one: a hash of its content, and which of the identical rows of the file it is. */
  private contentId(target: Target, customer: string, time: number, fields: readonly MaybeValue[]): string {
    const content = contentHash([target.record.name, customer, time, target.columns.map(({ field }, index) => [field.name, fields[index] ?? null])]).slice(0, 32);
    const ordinal = (this.seen.get(content) ?? 0) + 1;
    this.seen.set(content, ordinal);
    return `${target.record.name}:${content}-${ordinal}`;
  }
}

type Column = string | number | null;
interface TargetStatements {
  readonly insert: { run(...values: Column[]): { readonly changes: number } };
  readonly find: { get(id: string): Record<string, unknown> | undefined };
  readonly replace: { run(...values: Column[]): unknown };
}

const toColumn = (value: MaybeValue): Column => (typeof value === "boolean" ? Number(value) : typeof value === "object" ? null : value);

function profileStatements(database: SqliteDatabase, target: Target): TargetStatements {
  const names = target.columns.map(({ field }) => quoteIdentifier(field.name));
  const updates = names.length === 0 ? "NOTHING" : `UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(", ")}`;
  const insert = database.prepare<Column[]>(`INSERT INTO ${PROFILE_TABLE} (${["_customer", "_valid_from", ...names].join(", ")}) VALUES (?, ?${", ?".repeat(names.length)}) ON CONFLICT (_customer, _valid_from) DO ${updates}`);
  const find = database.prepare<[string], Record<string, unknown>>(`SELECT 1 FROM ${PROFILE_TABLE} WHERE _customer = ?`);
  return { insert, find, replace: insert };
}

function eventStatements(database: SqliteDatabase, target: Target): TargetStatements {
  const table = eventTable(target.record.name);
  const names = target.columns.map(({ field }) => quoteIdentifier(field.name));
  const all = ["_customer", "_identity", "_time", "_date", "_weekday", "_hour", ...names];
  return {
    insert: database.prepare<Column[]>(`INSERT INTO ${table} (_id, ${all.join(", ")}) VALUES (?${", ?".repeat(all.length)}) ON CONFLICT (_id) DO NOTHING`),
    find: database.prepare<[string], Record<string, unknown>>(`SELECT ${["_customer", "_time", ...names].join(", ")} FROM ${table} WHERE _id = ?`),
    replace: database.prepare<Column[]>(`UPDATE ${table} SET ${all.map((name) => `${name} = ?`).join(", ")} WHERE _id = ?`),
  };
}
