import type { Program } from "../../engine/check/program.ts";
import type { FileFormat, SourceConfig } from "../workspace/config.ts";
import type { ErasedCustomers } from "../erase/erased-customers.ts";
import { WorkspaceError } from "../errors.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { EventWriter } from "./event-writer.ts";
import {
  compareWithManifest,
  endsWithLineBreak,
  hashFile,
  identityHash,
  keepEntry,
  manifestEntry,
  mappingHash,
  type Todo,
} from "./manifest.ts";
import type { Language } from "../../grammar/texts/languages.ts";
import { Join } from "./join.ts";
import type { JoinedRow } from "./joined-row.ts";
import { Mapping, normalised, type Reject } from "./mapping.ts";
import { PartRows } from "./part-rows.ts";
import { partSourcesOf, type PartSource } from "./part-source.ts";
import { asItIsNow, requireSteady } from "./steady-file.ts";
import { UnmetColumns } from "./unmet-columns.ts";
import { createRowsTable, isStored } from "../tables/stored-tables.ts";
import { TableWriter } from "../tables/table-writer.ts";
import { ProfileWriter } from "./profile-writer.ts";
import { isRejectList, RejectList } from "./reject-list.ts";
import { mendedRow } from "./mended.ts";
import type { CustomersOfRejects } from "./lost-customers.ts";
import { RejectedRows } from "./rejected-rows.ts";
import type { LimitedSource } from "./reject-limit.ts";
import { possibleIds } from "../erase/possible-ids.ts";
import { readSettings } from "../read/read-settings.ts";
import { openRows, type Row, type RowReader } from "../read/rows.ts";
import type { InputFile } from "./source-files.ts";
import type { SourceReport } from "./source-report.ts";
import { message } from "../../grammar/texts/message.ts";
import { required } from "../../engine/invariant/required.ts";

/** Whose rows are looked at apart: who was erased, and whose rows are rejected. */
interface Customers {
  readonly erased: ErasedCustomers;
  readonly rejected: CustomersOfRejects;
}

interface Settings {
  readonly showPersonal: boolean;
  readonly language: Language;
  /** Write rejected rows to a list beside the database. */
  readonly listRejects: boolean;
  /** Called after each batch with the bytes and rows of this source so far; may throw to stop. */
  readonly onBatch: (bytes: number, rows: number) => void;
}

/** The import of one source: its files, one after the other, within a transaction of the caller. */
export class SourceImport implements LimitedSource {
  readonly rejects = new RejectedRows();
  private readonly program: Program;
  private readonly database: SqliteDatabase;
  private readonly source: SourceConfig;
  private readonly workspace: Workspace;
  private readonly customers: Customers;
  private readonly settings: Settings;
  private mapping: string;
  private readonly join: Join | undefined;
  /** Rows of files of their own that are parts of this source's events. */
  private readonly parts: readonly PartRows[];
  private readonly partSources: readonly PartSource[];
  private readonly events: EventWriter;
  private profiles: ProfileWriter | undefined;
  private rows: TableWriter | undefined;
  private list: RejectList | undefined;
  private identity = "";
  private readWhole = true;
  private counts = { rows: 0, skipped: 0, erased: 0, unchanged: 0, files: 0 };
  private readonly unmet: UnmetColumns;
  private repeated = 0;
  private currentOnly: readonly string[] = [];
  private bytesBefore = 0;

  constructor(
    workspace: Workspace,
    program: Program,
    database: SqliteDatabase,
    source: SourceConfig,
    customers: Customers,
    settings: Settings,
  ) {
    this.workspace = workspace;
    this.program = program;
    this.database = database;
    this.source = source;
    this.customers = customers;
    this.settings = settings;
    this.mapping = mappingHash(source, program);
    this.unmet = new UnmetColumns(normalised(source));
    this.join = joinOf(workspace, database, source);
    this.partSources = partSourcesOf(normalised(source), (workspace.config.sources ?? []).map(normalised));
    this.parts = this.partSources.map(
      (one, number) =>
        new PartRows(workspace, program, database, one, number, {
          ...settings,
          onBatch: () => settings.onBatch(this.bytesBefore, this.counts.rows),
        }),
    );
    this.events = new EventWriter(database, program.settings.timeZone, {
      id: sourceNumber(database, source.name),
      revised: source.revision !== undefined,
    });
  }

  get name(): string {
    return this.source.name;
  }

  get wanted(): number {
    return this.counts.rows - this.counts.skipped - this.counts.erased;
  }

  /** Rows without ids are told apart by their content: read otherwise than before, each would count a second time. */
  private requireSameIdentity(file: string): void {
    if (this.source.id !== undefined || this.source.profile === true || this.source.table !== undefined) return;
    const before = manifestEntry(this.database, this.source.name, file)?.identity;
    if (before === undefined || before === this.identity) return;
    throw new WorkspaceError(message("source-would-repeat", { source: this.source.name, file }));
  }

  async readAll(files: readonly InputFile[]): Promise<void> {
    // With other rows of the source that it takes from, the same file tells something else.
    if (this.join !== undefined) this.mapping += `+${await this.join.digest()}`;
    for (const parts of this.parts) this.mapping += `+${await parts.digest()}`;
    const replaces = this.source.replace === true || this.source.table !== undefined;
    // Rows of parts that name no event are told from those of an event that was not read again.
    const whole = (replaces || this.parts.length > 0) && !(await this.allUnchanged(files));
    if (whole && this.source.replace === true) this.events.expectAll();
    for (const listed of files) {
      const file = asItIsNow(listed);
      this.counts.files++;
      if (whole) {
        await this.readFile(file, { kind: "whole" });
        this.bytesBefore += file.size;
        continue;
      }
      const resumable =
        file.format !== "parquet" &&
        file.format !== "xlsx" &&
        !file.gzip &&
        (this.source.id !== undefined || this.source.profile === true);
      const todo = await compareWithManifest(
        manifestEntry(this.database, this.source.name, file.name),
        this.mapping,
        file,
        resumable,
      );
      if (todo.kind === "unchanged") {
        this.counts.unchanged++;
        this.readWhole = false;
      } else await this.readFile(file, todo);
      this.bytesBefore += file.size;
      this.settings.onBatch(this.bytesBefore, this.counts.rows);
    }
    for (const parts of this.parts) parts.finish(whole);
  }

  /** The sources of parts that are read with this one. */
  get partRows(): readonly PartRows[] {
    return this.parts;
  }

  /** Whether the files are those that were imported, as they were: none is new, other or gone. */
  private async allUnchanged(files: readonly InputFile[]): Promise<boolean> {
    const known = this.database
      .prepare<[string], { file: string }>("SELECT file FROM imports WHERE source = ?")
      .all(this.source.name);
    const names = new Set(files.map(({ name }) => name));
    const gone = known.filter(({ file }) => !names.has(file));
    for (const { file } of gone)
      this.database.prepare("DELETE FROM imports WHERE source = ? AND file = ?").run(this.source.name, file);
    let unchanged = gone.length === 0;
    for (const file of files) {
      const entry = manifestEntry(this.database, this.source.name, file.name);
      unchanged &&= (await compareWithManifest(entry, this.mapping, file, false)).kind === "unchanged";
    }
    return unchanged;
  }

  /** Reads a file or stream that is not the source's own, such as a mended list of rejects. */
  async readOther(input: InputFile | { readonly stream: AsyncIterable<Buffer> }): Promise<void> {
    if (this.source.table !== undefined)
      throw new WorkspaceError(
        message("about-source", { source: this.source.name, problem: message("table-from-elsewhere") }),
      );
    this.counts.files++;
    const format = this.source.format ?? "csv";
    const reader =
      "stream" in input
        ? await openRows({
            name: "standard input",
            format,
            reading: readSettings(this.source),
            gzip: false,
            origin: input,
          })
        : await openRows({ ...input, origin: input });
    await this.readRows(
      reader,
      hasCells("stream" in input ? format : input.format),
      "stream" in input ? "standard input" : input.name,
    );
    if (!("stream" in input)) await requireSteady(input, reader.digest());
  }

  private async readFile(file: InputFile, todo: Exclude<Todo, { kind: "unchanged" }>): Promise<void> {
    const grown = todo.kind === "grown" ? todo.entry : undefined;
    const resume =
      todo.kind === "grown"
        ? {
            offset: todo.entry.bytes,
            line: todo.entry.lines,
            columns: parsedColumns(todo.entry.columns),
            hash: todo.hash,
          }
        : undefined;
    if (grown !== undefined) this.readWhole = false;
    const reader = await openRows({ ...file, origin: file, resume });
    const rows = await this.readRows(reader, hasCells(file.format), file.name);
    await requireSteady(file, reader.digest());
    const sha256 = reader.digest() ?? (await hashFile(file.path, file.size)).digest("hex");
    const goesOn = reader.goesOn() && !file.gzip && endsWithLineBreak(file.path, file.size);
    keepEntry(this.database, this.source.name, file.name, {
      mapping: this.mapping,
      bytes: file.size,
      sha256,
      lines: reader.nextLine(),
      rows: rows + (grown?.rows ?? 0),
      columns: goesOn ? JSON.stringify(reader.columns ?? []) : null,
      identity: this.identity,
    });
  }

  private async readRows(own: RowReader, csv: boolean, name: string): Promise<number> {
    let reader = this.join === undefined ? own : await this.join.rows(own, name);
    for (const parts of this.parts) reader = await parts.rows(reader, this.counts.files);
    const mapping = new Mapping({ ...this.source, file: name }, this.program, reader.columns, this.partSources);
    if (this.settings.listRejects)
      this.list ??= new RejectList(this.workspace.folder, this.source.name, csv, mapping, this.settings);
    this.identity = identityHash(this.source, mapping, this.program);
    this.requireSameIdentity(name);
    const isList = isRejectList(reader.columns);
    const before = this.counts.rows;
    let rows = 0;
    if (reader.columns === undefined) this.unmet.begin(mapping.wanted);
    for await (const batch of reader.rows(mapping.wanted)) {
      for (const row of batch) {
        rows++;
        if (reader.columns === undefined) this.unmet.add(row);
        this.take(isList ? mendedRow(row) : row, mapping);
      }
      this.counts.rows = before + rows;
      this.settings.onBatch(this.bytesBefore + reader.bytesRead(), this.counts.rows);
    }
    this.events.endFile();
    // A file without rows leaves the table empty.
    if (this.source.table !== undefined) this.tableWriter();
    return rows;
  }

  private take(row: JoinedRow, mapping: Mapping): void {
    // Before anything is found wrong with it: what is wrong is listed, with the row.
    if (!this.customers.erased.nobody && this.isOfErased(row, mapping)) {
      this.counts.erased++;
      return;
    }
    const mapped = mapping.map(row);
    switch (mapped.kind) {
      case "reject":
        this.reject(mapped.reject, row, mapping);
        return;
      case "skipped":
        this.counts.skipped++;
        return;
      case "repeated":
        this.repeated++;
        return;
      case "profile":
        this.profileWriter(mapping).write(mapped);
        return;
      case "row":
        this.tableWriter().write(mapped.key, mapped.values);
        return;
      case "event":
        this.events.write(mapped);
    }
  }

  /** Whether a row is of somebody who was erased; of one that can't be read as a row, whether anything in it may name them. */
  private isOfErased(row: Row, mapping: Mapping): boolean {
    const { erased } = this.customers;
    const customer = mapping.customerOf(row);
    if (customer !== undefined && erased.has(customer)) return true;
    return row.raw !== undefined && possibleIds(row.raw).some((id) => erased.has(id));
  }

  private reject(reject: Reject, row: Row, mapping: Mapping): void {
    this.rejects.add(reject);
    const customer = mapping.customerOf(row);
    if (customer !== undefined) this.customers.rejected.add(this.source.name, customer);
    this.list?.add(reject, row, mapping);
  }

  private profileWriter(mapping: Mapping): ProfileWriter {
    if (!mapping.timed)
      this.currentOnly = mapping.targets.flatMap(({ columns }) => columns.map(({ field }) => field.name));
    this.profiles ??= new ProfileWriter(this.database, [...(this.program.profile?.fields.keys() ?? [])]);
    return this.profiles;
  }

  /** Made when a file of the source is read: then all of them are. */
  private tableWriter(): TableWriter {
    if (this.rows === undefined) {
      const name = required(this.source.table, "the table of a source").normalize("NFC");
      const table = required(this.program.tables.get(name), `the table ${name}`);
      const { timeZone } = this.program.settings;
      if (!isStored(this.database, table, timeZone)) createRowsTable(this.database, table, timeZone);
      this.rows = new TableWriter(this.database, table);
    }
    return this.rows;
  }

  /** Merges what was read into the tables and counts it. */
  finish(): SourceReport {
    this.join?.drop();
    for (const parts of this.parts) parts.finish(false);
    const merged = this.events.finish();
    const removed = this.events.removeUntold(eventsOf(this.source));
    this.profiles?.finish();
    const profiles = this.profiles ?? { added: 0, known: 0, updated: 0 };
    if (this.rows !== undefined) {
      const { added, known, updated, removed: gone, conflicts, conflicting, memory } = this.rows.finish();
      return this.report({ memory, added, known, updated, removed: gone, conflicts, conflicting, likeLines: 0 });
    }
    return this.report({
      memory: 0,
      added: merged.added + profiles.added,
      known: merged.known + profiles.known + this.repeated,
      updated: merged.completed + merged.replaced + profiles.updated,
      conflicts: merged.conflicts,
      conflicting: merged.conflicting,
      likeLines: merged.likeLines,
      removed,
    });
  }

  private report(
    found: Pick<
      SourceReport,
      "memory" | "added" | "known" | "updated" | "removed" | "conflicts" | "conflicting" | "likeLines"
    >,
  ): SourceReport {
    return {
      source: this.source.name,
      ofTable: this.source.table !== undefined,
      partOf: null,
      unmet: this.readWhole && this.counts.rows > 0 ? this.unmet.names : [],
      ...this.counts,
      ...found,
      currentOnly: this.currentOnly,
      rejects: this.rejects.first,
      rejected: this.rejects.count,
      rejectKinds: this.rejects.byKind,
      lost: { count: 0, some: [] },
      rejectFile: null,
    };
  }

  keepRejects(): string | undefined {
    return this.list?.keep(this.readWhole);
  }

  abandon(): void {
    this.list?.abandon();
  }
}

/** What a source takes from another; nothing where it takes nothing. */
function joinOf(workspace: Workspace, database: SqliteDatabase, given: SourceConfig): Join | undefined {
  const source = normalised(given);
  const other = (workspace.config.sources ?? []).map(normalised).find(({ name }) => name === source.join?.source);
  return source.join === undefined
    ? undefined
    : new Join(workspace, database, source, source.join, required(other, "the source that another takes from"));
}

/** Whether a list of a file's rejects is a CSV, too. */
const hasCells = (format: FileFormat): boolean => format === "csv" || format === "xlsx";

/** The events that a source may tell of. */
function eventsOf({ event }: SourceConfig): string[] {
  if (typeof event !== "object") return event === undefined ? [] : [event.normalize("NFC")];
  const named = Object.values(event.types).flatMap((type) => (type === null ? [] : [type.event.normalize("NFC")]));
  return [...new Set(named)];
}

/** The number under which the tables name a source. */
function sourceNumber(database: SqliteDatabase, name: string): number {
  database.prepare("INSERT OR IGNORE INTO source_names (name) VALUES (?)").run(name);
  const found = database.prepare<[string], { id: number }>("SELECT id FROM source_names WHERE name = ?").get(name);
  return required(found, "the number of a source").id;
}

function parsedColumns(text: string | null): string[] {
  return text === null ? [] : JSON.parse(text);
}
