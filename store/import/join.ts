import { createHash } from "node:crypto";
import { canonicalJson } from "../../engine/plan/canonical.ts";
import { nearestName } from "../../grammar/diagnostics/near-names.ts";
import { didYouMean, message } from "../../grammar/texts/message.ts";
import { WorkspaceError } from "../errors.ts";
import { openRows, type Row, type RowReader } from "../read/rows.ts";
import { mapped } from "../read/split-text.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";
import type { JoinConfig, SourceConfig } from "../workspace/config.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { idText } from "./id-text.ts";
import type { JoinedRow } from "./joined-row.ts";
import { hashFile } from "./manifest.ts";
import { rowFilter } from "./row-filter.ts";
import { sourceFiles } from "./source-files.ts";
import { requireSteady } from "./steady-file.ts";

const TABLE = "temp.joined_rows";

/**
 * Rows of another source by their key, from which the rows of a source take their customer, time or fields. They are
 * kept in a temporary table, so that memory does not grow with the other file.
 */
export class Join {
  private readonly workspace: Workspace;
  private readonly database: SqliteDatabase;
  private readonly join: JoinConfig;
  private readonly other: SourceConfig;
  private readonly key: string;
  /** The other source's columns that are taken, and what they are called here. */
  private readonly taken: readonly string[];
  private readonly names: readonly string[];
  private laidDown = false;

  /** @param source in NFC, whose settings have been checked */
  constructor(
    workspace: Workspace,
    database: SqliteDatabase,
    source: SourceConfig,
    join: JoinConfig,
    other: SourceConfig,
  ) {
    this.workspace = workspace;
    this.database = database;
    this.join = join;
    this.other = other;
    this.key = join.key ?? other.id ?? "";
    const prefix = `${join.source}.`;
    this.names = [...new Set(columnsOf(source))].filter((name) => name.startsWith(prefix));
    this.taken = this.names.map((name) => name.slice(prefix.length));
  }

  /** What the rows of the other source are made of: when that changes, all rows are read anew. */
  async digest(): Promise<string> {
    const files = [];
    for (const { name, path, size } of sourceFiles(this.workspace, this.other))
      files.push([name, (await hashFile(path, size)).digest("hex")]);
    return createHash("sha256")
      .update(canonicalJson({ other: JSON.parse(JSON.stringify(this.other)), files }))
      .digest("hex");
  }

  /** A reader whose rows have the other source's cells, too. One that has them already is left as it is. */
  async rows(reader: RowReader, file: string): Promise<RowReader> {
    const { columns } = reader;
    if (columns !== undefined && this.names.every((name) => columns.includes(name))) return reader;
    if (columns !== undefined && !columns.includes(this.join.column)) {
      const near = nearestName(this.join.column, columns);
      throw new WorkspaceError(message("no-column-near", { file, column: this.join.column, near: didYouMean(near) }));
    }
    await this.layDown();
    const joined = this.joinedRows.bind(this);
    return {
      columns: columns === undefined ? undefined : [...columns, ...this.names],
      rows: (wanted) => joined(reader, wanted),
      bytesRead: () => reader.bytesRead(),
      digest: () => reader.digest(),
      nextLine: () => reader.nextLine(),
      goesOn: () => reader.goesOn(),
    };
  }

  private async *joinedRows(reader: RowReader, wanted: readonly string[]): AsyncGenerator<Iterable<JoinedRow>> {
    const own = wanted.filter((name) => !this.names.includes(name));
    const places = wanted.map((name) => ({ own: own.indexOf(name), other: this.names.indexOf(name) }));
    const keyPlace = own.length;
    const find = this.database.prepare<[string], { cells: string | null; many: number }>(
      `SELECT cells, many FROM ${TABLE} WHERE key = ?`,
    );
    let last: { readonly key: string; readonly found: Found } | undefined;
    const foundOf = (key: string): Found => {
      if (last?.key !== key) last = { key, found: readFound(find.get(key)) };
      return last.found;
    };
    const join = (row: Row): JoinedRow => {
      if (row.problem !== undefined) return row;
      const key = idText(row.cells[keyPlace]);
      const found = key === undefined ? "none" : foundOf(key);
      const cells = places.map((place) =>
        place.other === -1 ? row.cells[place.own] : typeof found === "object" ? found.cells[place.other] : undefined,
      );
      if (typeof found === "object") return { ...row, cells };
      if (found === "passed over") return { ...row, cells, passedOver: true };
      return { ...row, cells, unmatched: message(UNMATCHED[found], { source: this.join.source }) };
    };
    for await (const batch of reader.rows([...own, this.join.column])) yield mapped(batch, join);
  }

  /** Reads the other source's files. */
  private async layDown(): Promise<void> {
    if (this.laidDown) return;
    this.laidDown = true;
    this.database.exec(`DROP TABLE IF EXISTS ${TABLE}`);
    this.database.exec(`CREATE TABLE ${TABLE} (key TEXT PRIMARY KEY, cells TEXT, many INTEGER NOT NULL) WITHOUT ROWID`);
    const keep = this.database.prepare<[string, string | null]>(
      `INSERT INTO ${TABLE} VALUES (?, ?, 0) ON CONFLICT (key) DO UPDATE SET many = max(many, cells IS NOT excluded.cells)`,
    );
    const { filter = [] } = this.other;
    const wanted = [...new Set([this.key, ...this.taken, ...filter.map(({ column }) => column)])];
    const isMeant = rowFilter(filter, (column) => wanted.indexOf(column));
    for (const file of sourceFiles(this.workspace, this.other)) {
      const reader = await openRows({ ...file, origin: file });
      this.requireColumns(reader.columns, file.name, wanted);
      for await (const batch of reader.rows(wanted))
        for (const { cells, problem } of batch) {
          const key = problem === undefined ? idText(cells[0]) : undefined;
          if (key === undefined) continue;
          const taken = this.taken.map((name) => cells[wanted.indexOf(name)] ?? null);
          keep.run(key, isMeant(cells) ? JSON.stringify(taken) : null);
        }
      await requireSteady(file, reader.digest());
    }
  }

  private requireColumns(columns: readonly string[] | undefined, file: string, wanted: readonly string[]): void {
    const missing = columns === undefined ? undefined : wanted.find((name) => !columns.includes(name));
    if (columns === undefined || missing === undefined) return;
    const near = nearestName(missing, columns);
    throw new WorkspaceError(message("no-column-near", { file, column: missing, near: didYouMean(near) }));
  }

  drop(): void {
    if (this.laidDown) this.database.exec(`DROP TABLE IF EXISTS ${TABLE}`);
    this.laidDown = false;
  }
}

type Found = { readonly cells: readonly unknown[] } | "none" | "many" | "passed over";
const UNMATCHED = { none: "row-no-match", many: "row-many-matches" } as const;

function readFound(row: { readonly cells: string | null; readonly many: number } | undefined): Found {
  if (row === undefined) return "none";
  if (row.many !== 0) return "many";
  if (row.cells === null) return "passed over";
  const cells: readonly unknown[] = JSON.parse(row.cells);
  return { cells };
}

/** All names of columns that a source mentions. */
function columnsOf({ customer, id, time, event, fields = {}, revision, filter = [] }: SourceConfig): string[] {
  const types = typeof event === "object" ? Object.values(event.types) : [];
  return [
    customer,
    id,
    revision,
    typeof time === "object" ? time.column : time,
    typeof event === "object" ? event.column : undefined,
    ...[fields, ...types.map((type) => type?.fields ?? {})].flatMap((mapping) => Object.values(mapping)),
    ...filter.map(({ column }) => column),
  ].filter((name) => name !== undefined);
}
