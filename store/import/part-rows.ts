import { createHash } from "node:crypto";
import { zone as zoneOf } from "../../engine/calendar/zone.ts";
import type { Program } from "../../engine/check/program.ts";
import { canonicalJson } from "../../engine/plan/canonical.ts";
import { PART_LIMIT } from "../../engine/plan/parts.ts";
import { compareText } from "../../engine/text/text.ts";
import { message, type Message } from "../../grammar/texts/message.ts";
import { openRows, type Row, type RowReader } from "../read/rows.ts";
import { mapped } from "../read/split-text.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { idText } from "./id-text.ts";
import type { JoinedRow } from "./joined-row.ts";
import { hashFile } from "./manifest.ts";
import { pages } from "./pages.ts";
import { partRowsColumn, ROW_LINE } from "./part-cells.ts";
import type { PartSource } from "./part-source.ts";
import { PartRejects, type PartRejectSettings } from "./part-rejects.ts";
import { rowFilter } from "./row-filter.ts";
import type { LimitedSource } from "./reject-limit.ts";
import { sourceFiles } from "./source-files.ts";
import type { SourceReport } from "./source-report.ts";
import { requireSteady } from "./steady-file.ts";
import { personalColumns, Targets } from "./targets.ts";

/** Most characters that the rows of one event's parts have together. */
export const PARTS_LENGTH_LIMIT = 20_000_000;

/** Most rows of one file that say different things of one event: each would be kept with all its parts. */
const TELLINGS_LIMIT = 100;

interface FoundParts {
  readonly list?: readonly object[];
  readonly problem?: Message;
}

interface LaidRow {
  readonly line: number;
  readonly number: string | null;
  readonly cells: string;
}

/**
 * Rows of a file of their own that are parts of the events of another source, such as order lines: laid down in a
 * temporary table by the event that they name, and handed to the event's row as a list in a column of its own. From there
 * on they are parts like those of any list: content of their event, and kept with the version of it that is kept.
 */
export class PartRows implements LimitedSource {
  readonly name: string;
  private readonly workspace: Workspace;
  private readonly program: Program;
  private readonly database: SqliteDatabase;
  private readonly of: PartSource;
  private readonly number: number;
  private readonly onBatch: () => void;
  private readonly rejected: PartRejects;
  private readonly counts = { rows: 0, skipped: 0, laidDown: 0, files: 0 };
  private last: { readonly key: string; readonly found: FoundParts } | undefined;
  private state: "new" | "laid down" | "dropped" = "new";

  /** @param number tells its tables from those of other sources of parts */
  constructor(
    workspace: Workspace,
    program: Program,
    database: SqliteDatabase,
    of: PartSource,
    number: number,
    settings: PartRejectSettings & { readonly onBatch: () => void },
  ) {
    this.workspace = workspace;
    this.program = program;
    this.database = database;
    this.of = of;
    this.number = number;
    this.name = of.source.name;
    this.onBatch = settings.onBatch;
    this.rejected = new PartRejects(workspace.folder, of.source.name, settings);
  }

  get rejects(): PartRejects["rows"] {
    return this.rejected.rows;
  }

  get wanted(): number {
    return this.counts.rows - this.counts.skipped;
  }

  private get table(): string {
    return `temp.part_rows_${this.number}`;
  }
  /** The events whose rows have come: the file that a row stood in last, and what it said. */
  private get named(): string {
    return `temp.part_parents_${this.number}`;
  }

  /** What the rows are made of: when that changes, those of the events are read anew. */
  async digest(): Promise<string> {
    const files = [];
    for (const { name, path, size } of sourceFiles(this.workspace, this.of.source))
      files.push([name, (await hashFile(path, size)).digest("hex")]);
    return createHash("sha256")
      .update(canonicalJson({ of: JSON.parse(JSON.stringify(this.of.source)), files }))
      .digest("hex");
  }

  /**
   * A reader of the events' rows that have their parts, too; one that has them already, as a list of rejects, is left as
   * it is.
   * @param fileNumber of the events' file: what stands in it twice is once
   */
  async rows(reader: RowReader, fileNumber: number): Promise<RowReader> {
    const column = partRowsColumn(this.name);
    const { columns } = reader;
    if (columns?.includes(column) === true) return reader;
    await this.layDown();
    const withParts = this.rowsWithParts.bind(this);
    return {
      columns: columns === undefined ? undefined : [...columns, column],
      rows: (wanted) => withParts(reader, wanted, fileNumber),
      bytesRead: () => reader.bytesRead(),
      digest: () => reader.digest(),
      nextLine: () => reader.nextLine(),
      goesOn: () => false,
    };
  }

  private async *rowsWithParts(
    reader: RowReader,
    wanted: readonly string[],
    fileNumber: number,
  ): AsyncGenerator<Iterable<JoinedRow>> {
    const column = partRowsColumn(this.name);
    const place = wanted.indexOf(column);
    const own = wanted.filter((name) => name !== column);
    const came = this.database
      .prepare<[string, number, string], number>(
        `INSERT INTO ${this.named} VALUES (?, ?, ?, 1) ON CONFLICT (key) DO UPDATE SET file = excluded.file, own = excluded.own, tellings = CASE WHEN file = excluded.file THEN tellings + 1 ELSE 1 END WHERE file <> excluded.file OR own <> excluded.own RETURNING tellings`,
      )
      .pluck(true);
    const give = (row: JoinedRow): JoinedRow => {
      if (row.problem !== undefined) return row;
      const key = idText(row.cells[own.length]);
      const cells = row.cells.slice(0, own.length);
      const tellings = key === undefined ? 0 : came.get(key, fileNumber, JSON.stringify(cells));
      const repeated = tellings === undefined;
      const { list = [], problem } = key === undefined || repeated ? {} : this.partsFor(key, tellings);
      if (place !== -1) cells.splice(place, 0, list);
      return {
        ...row,
        cells,
        ...(repeated ? { repeated } : {}),
        ...(problem === undefined ? {} : { wrong: { column, reason: problem } }),
      };
    };
    for await (const batch of reader.rows([...own, this.of.key])) yield mapped(batch, give);
  }

  /** @param tellings how many rows of the file have said different things of the event, which all have its parts */
  private partsFor(key: string, tellings: number): FoundParts {
    if (tellings > TELLINGS_LIMIT) return { problem: message("row-many-tellings", { limit: TELLINGS_LIMIT }) };
    if (this.last?.key !== key) this.last = { key, found: this.partsOf(key) };
    return this.last.found;
  }

  /** The rows that name an event, as objects, in the order of their numbers, or of their file. */
  private partsOf(key: string): FoundParts {
    const rows: LaidRow[] = [];
    let length = 0;
    for (const row of this.database
      .prepare<[string, number], LaidRow>(
        `SELECT line, number, cells FROM ${this.table} WHERE key = ? ORDER BY rowid LIMIT ?`,
      )
      .iterate(key, PART_LIMIT + 1)) {
      rows.push(row);
      length += row.cells.length;
      if (length > PARTS_LENGTH_LIMIT) return { problem: message("parts-too-long", { limit: PARTS_LENGTH_LIMIT }) };
    }
    const sorted = this.of.source.line === undefined ? rows : inOrder(rows);
    if ("twice" in sorted)
      return {
        problem: message("part-number-twice", { number: sorted.twice.number ?? "", line: sorted.twice.line }),
      };
    const list = sorted.map(({ line, cells }) => {
      const object: object = JSON.parse(cells);
      return { ...object, [ROW_LINE]: line };
    });
    return { list };
  }

  /** Reads the files, once. */
  private async layDown(): Promise<void> {
    if (this.state !== "new") return;
    this.state = "laid down";
    const { database, table, named } = this;
    for (const name of [table, named]) database.exec(`DROP TABLE IF EXISTS ${name}`);
    database.exec(`CREATE TABLE ${table} (key TEXT NOT NULL, line INTEGER NOT NULL, number TEXT, cells TEXT NOT NULL)`);
    database.exec(
      `CREATE TABLE ${named} (key TEXT PRIMARY KEY, file INTEGER NOT NULL, own TEXT NOT NULL, tellings INTEGER NOT NULL) WITHOUT ROWID`,
    );
    for (const file of sourceFiles(this.workspace, this.of.source)) {
      this.counts.files++;
      const reader = await openRows({ ...file, origin: file });
      await this.readFile(reader, file.name, file.format);
      await requireSteady(file, reader.digest());
    }
    database.exec(`CREATE INDEX ${table}_key ON ${table.replace("temp.", "")} (key)`);
  }

  private async readFile(reader: RowReader, name: string, format: string): Promise<void> {
    const { source, join, part } = this.of;
    const zone = zoneOf(this.program.settings.timeZone);
    const targets = new Targets({ ...source, file: name }, this.program, reader.columns, zone);
    const target = targets.part(part);
    const [keyPlace, numberPlace] = [
      targets.place(join.column),
      source.line === undefined ? -1 : targets.place(source.line),
    ];
    const taken = target.columns.map(({ column, place }) => ({ column, place }));
    const shown = new Set(targets.wanted);
    const isMeant = rowFilter(source.filter ?? [], (column) => targets.place(column));
    targets.requireUsed([target]);
    const { wanted } = targets;
    const list = this.rejected.listOf(format === "csv" || format === "xlsx", {
      wanted,
      columns: reader.columns,
      personal: personalColumns([target]),
      onlyLookedAt: new Set(wanted.filter((column) => !shown.has(column))),
    });
    const keep = this.database.prepare<[string, number, string | null, string]>(
      `INSERT INTO ${this.table} VALUES (?, ?, ?, ?)`,
    );
    const take = (row: Row): void => {
      if (row.problem !== undefined) return list("", row.problem, row);
      if (!isMeant(row.cells)) {
        this.counts.skipped++;
        return undefined;
      }
      const key = idText(row.cells[keyPlace]);
      if (key === undefined) return list(join.column, message("row-no-parent", { source: join.source }), row);
      const number = source.line === undefined ? null : idText(row.cells[numberPlace]);
      if (number === undefined) return list(source.line ?? "", message("row-no-number"), row);
      keep.run(
        key,
        row.line,
        number,
        JSON.stringify(Object.fromEntries(taken.map(({ column, place }) => [column, row.cells[place] ?? null]))),
      );
      this.counts.laidDown++;
      return undefined;
    };
    for await (const batch of reader.rows(wanted)) {
      for (const row of batch) {
        this.counts.rows++;
        take(row);
      }
      this.onBatch();
    }
  }

  /** To be called when all rows of the events have been read: rows that name none of them are rejected. */
  finish(whole: boolean): void {
    if (this.state !== "laid down") return;
    this.state = "dropped";
    const { table, named } = this;
    if (whole) {
      const column = this.of.join.column;
      const reason = message("row-no-match", { source: this.of.join.source });
      for (const { key, line, cells } of pages<LaidRow & { readonly key: string }>(
        this.database,
        `SELECT rowid AS row, key, line, cells FROM ${table} AS laid WHERE NOT EXISTS (SELECT 1 FROM ${named} AS came WHERE came.key = laid.key) AND rowid > ? ORDER BY rowid LIMIT ?`,
      )) {
        this.counts.laidDown--;
        const object: object = JSON.parse(cells);
        this.rejected.add(column, reason, line, { ...object, [column]: key });
      }
    }
    for (const name of [table, named]) this.database.exec(`DROP TABLE IF EXISTS ${name}`);
  }

  report(): SourceReport {
    const { rows, skipped, laidDown, files } = this.counts;
    const all = sourceFiles(this.workspace, this.of.source).length;
    return {
      source: this.name,
      ofTable: false,
      partOf: this.of.join.source,
      unmet: [],
      memory: 0,
      rows,
      added: laidDown,
      known: 0,
      updated: 0,
      skipped,
      erased: 0,
      conflicts: 0,
      conflicting: [],
      likeLines: 0,
      removed: 0,
      unchanged: all - files,
      files: all,
      currentOnly: [],
      lost: { count: 0, some: [] },
      rejects: this.rejects.first,
      rejected: this.rejects.count,
      rejectKinds: this.rejects.byKind,
      rejectFile: null,
    };
  }

  keepRejects(): string | undefined {
    return this.rejected.keep(this.counts.files > 0);
  }

  abandon(): void {
    this.rejected.abandon();
  }
}

const NUMBER = /^\d{1,15}(?:\.\d{1,15})?$/;

/** Rows by their numbers, as numbers where all are; the same row twice is once. */
function inOrder(rows: readonly LaidRow[]): readonly LaidRow[] | { readonly twice: LaidRow } {
  const known = new Map<string, LaidRow>();
  for (const row of rows) {
    const same = known.get(row.number ?? "");
    if (same === undefined) known.set(row.number ?? "", row);
    else if (same.cells !== row.cells) return { twice: row };
  }
  const numbers = [...known.keys()].every((number) => NUMBER.test(number));
  return [...known.values()].sort(({ number: left }, { number: right }) =>
    numbers ? Number(left) - Number(right) : compareText(left ?? "", right ?? ""),
  );
}
