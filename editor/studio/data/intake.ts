import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import type { FieldMapping, SourceConfig } from "../../../store/workspace/config.ts";
import { openDatabase } from "../../../store/sqlite/database.ts";
import { WorkspaceError } from "../../../store/errors.ts";
import { importSources, type ImportProgress, type SourceReport } from "../../../store/import/import.ts";
import { inWords } from "../../../grammar/texts/in-words.ts";
import type { Language } from "../../../grammar/texts/languages.ts";
import type { Reject } from "../../../store/import/mapping.ts";
import { MASK } from "../../../store/import/reject-list.ts";
import { openRows } from "../../../store/read/rows.ts";
import { inputFile, type InputFile } from "../../../store/import/source-files.ts";
import { lookAt, type FileFacts } from "../../../store/infer/file-facts.ts";
import { infer, inferFields } from "../../../store/infer/infer.ts";
import { temporaryDatabase } from "../../../store/sqlite/sqlite.ts";
import type { Workspace } from "../../../store/workspace/workspace.ts";
import type { ImportReport, Mapping, Preview } from "../api/imports.ts";
import { migrateData } from "./migrate.ts";
import { StudioProblem } from "./problem.ts";
import type { DraftRules } from "./rules.ts";
import { message } from "../../../grammar/texts/message.ts";

const SAMPLE_ROWS = 8;
const CELL_SHOWN = 80;
const HEAD_BYTES = 16_384;
const REJECTS_SHOWN = 50;
/** An upload that nobody came back for. */
const KEPT_MS = 24 * 3_600_000;

/** Files that were brought to the studio and are not imported yet, in the workspace's own hidden folder. */
export class Uploads {
  private readonly folder: string;

  constructor(workspaceFolder: string) {
    this.folder = join(workspaceFolder, ".tagma", "uploads");
  }

  /** Where a new file is to be written. Its name on disk is ours; the one it came under is only kept beside. */
  begin(name: string): { readonly id: string; readonly path: string } {
    mkdirSync(this.folder, { recursive: true });
    for (const entry of readdirSync(this.folder)) {
      const path = join(this.folder, entry);
      if (Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { force: true });
    }
    const id = randomBytes(16).toString("hex");
    const ending = /\.(csv|tsv|txt|jsonl|ndjson|parquet)(\.gz)?$/i.exec(name)?.[0]?.toLowerCase();
    if (ending === undefined) throw new StudioProblem("bad-file", message("not-a-data-file", { name: basename(name) }));
    const stem =
      basename(name)
        .slice(0, -ending.length)
        .normalize("NFC")
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, "_")
        .slice(0, 80) || "data";
    writeFileSync(join(this.folder, `${id}.name`), `${stem}${ending}`);
    return { id, path: join(this.folder, `${id}.data`) };
  }

  /** @throws StudioProblem when there is none of that id */
  file(id: string): InputFile {
    const path = join(this.folder, `${/^[0-9a-f]{32}$/.test(id) ? id : "none"}.data`);
    if (!existsSync(path)) throw new StudioProblem("bad-file", message("upload-gone"));
    const name = readFileSync(path.replace(/data$/, "name"), "utf8");
    const file = inputFile(path, name, { name, file: name, customer: "" });
    return file.format === "csv" && !file.gzip ? { ...file, delimiter: delimiterOf(path, file.delimiter) } : file;
  }

  drop(id: string): void {
    for (const ending of ["data", "name"]) rmSync(join(this.folder, `${id}.${ending}`), { force: true });
  }
}

/** What stands between the cells, by the first line: semicolons where a comma is in the numbers. */
function delimiterOf(path: string, usual: string): string {
  const descriptor = openSync(path, "r");
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const [line = ""] = head
      .subarray(0, readSync(descriptor, head, 0, HEAD_BYTES, 0))
      .toString("utf8")
      .split(/\r?\n/);
    const counts = [usual, ";", "\t", "|"].map((delimiter) => ({ delimiter, count: line.split(delimiter).length }));
    return counts.reduce((most, next) => (next.count > most.count ? next : most)).delimiter;
  } finally {
    closeSync(descriptor);
  }
}

/** What a file looks like, and how it would be read. */
export async function previewOf(uploads: Uploads, upload: string, currencyDigits: number): Promise<Preview> {
  const file = uploads.file(upload);
  const facts = await lookAt(file);
  const columns = inferFields(facts, currencyDigits).map(({ name, type, seen, personal, required }) => ({
    name,
    type,
    seen,
    personal,
    required,
  }));
  const source = guessed(facts, currencyDigits);
  const time = source?.time;
  return {
    upload,
    file: file.name,
    rows: facts.rows,
    columns,
    sample: await firstRows(file, columns),
    guess: {
      kind: source?.profile === true ? "profile" : "event",
      customer: source?.customer ?? columns[0]?.name ?? "",
      time: time === undefined ? null : typeof time === "string" ? time : time.column,
      id: source?.id ?? null,
      event: typeof source?.event === "string" ? source.event : null,
    },
  };
}

/** How a file is likely read; undefined where that can't be told, as when a column of times has a mistake. */
function guessed(facts: FileFacts, currencyDigits: number): SourceConfig | undefined {
  try {
    return infer([facts], currencyDigits).sources[0];
  } catch (error) {
    if (error instanceof WorkspaceError) return undefined;
    throw error;
  }
}

async function firstRows(file: InputFile, columns: Preview["columns"]): Promise<string[][]> {
  const reader = await openRows({ ...file, origin: file });
  const rows: string[][] = [];
  for await (const batch of reader.rows(columns.map(({ name }) => name))) {
    for (const row of batch) {
      if (row.problem !== undefined) continue;
      rows.push(
        columns.map(({ personal }, index) => {
          const cell = String(row.cells[index] ?? "").slice(0, CELL_SHOWN);
          return personal && cell !== "" ? MASK : cell;
        }),
      );
      if (rows.length === SAMPLE_ROWS) return rows;
    }
  }
  return rows;
}

/** The source that a mapping describes. */
export function sourceOf(mapping: Mapping, file: InputFile): SourceConfig {
  const fields: FieldMapping = Object.fromEntries(
    Object.entries(mapping.fields).filter(([field, column]) => field !== column),
  );
  return {
    name: mapping.source,
    file: `data/${mapping.source.replaceAll(" ", "_")}-${createHash("sha256").update(mapping.upload).digest("hex").slice(0, 8)}${file.name.slice(file.name.indexOf("."))}`,
    customer: mapping.customer,
    ...(file.delimiter === "," ? {} : { delimiter: file.delimiter }),
    ...(mapping.kind === "profile" ? { profile: true } : { event: mapping.event ?? "" }),
    ...(mapping.id === null || mapping.kind === "profile" ? {} : { id: mapping.id }),
    ...(mapping.time === null ? {} : { time: mapping.time }),
    ...(Object.keys(fields).length === 0 ? {} : { fields }),
    unknown: ["", "NA", "NULL"],
  };
}

/** Reads a file as it is mapped and keeps nothing: what would come in, and what would be rejected. */
export async function tryImport(rules: DraftRules, uploads: Uploads, mapping: Mapping): Promise<ToldReport> {
  const file = uploads.file(mapping.upload);
  const database = temporaryDatabase();
  try {
    const reports = await importSources(rules.workspace, rules.program, database, [sourceOf(mapping, file)], {
      patience: { seconds: 5, onWait: () => undefined },
      progress: () => undefined,
      dryRun: true,
      from: file,
    });
    return reportOf(reports);
  } finally {
    database.close();
  }
}

/**
 * Imports a file: it is put among the workspace's data, its source is written into `tagma.json`, and its rows come in.
 * When the import fails, neither is kept.
 */
export async function importUpload(
  rules: DraftRules,
  uploads: Uploads,
  mapping: Mapping,
  language: Language,
  progress: ImportProgress,
): Promise<ToldReport> {
  const { workspace } = rules;
  const file = uploads.file(mapping.upload);
  if ((workspace.config.sources ?? []).some(({ name }) => name === mapping.source))
    throw new StudioProblem("bad-file", message("source-taken", { name: mapping.source }));
  await migrateData(rules);
  const source = sourceOf(mapping, file);
  const target = join(workspace.folder, source.file);
  mkdirSync(join(workspace.folder, "data"), { recursive: true });
  renameSync(file.path, target);
  const database = openDatabase(workspace.databasePath);
  try {
    const reports = await importSources(workspace, rules.program, database, [source], {
      patience: { seconds: 30, onWait: () => undefined },
      language,
      progress,
    });
    addSource(workspace, source);
    uploads.drop(mapping.upload);
    return reportOf(reports);
  } catch (error) {
    renameSync(target, file.path);
    throw error;
  } finally {
    database.close();
  }
}

/** Writes a source into `tagma.json` and leaves the rest of it as it is. */
function addSource({ folder }: Workspace, source: SourceConfig): void {
  const path = join(folder, "tagma.json");
  const config: Record<string, unknown> = JSON.parse(readFileSync(path, "utf8"));
  const sources = Array.isArray(config["sources"]) ? config["sources"] : [];
  writeFileSync(`${path}.new`, `${JSON.stringify({ ...config, sources: [...sources, source] }, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}

/** A report of an import before its reasons are put into the reader's language. */
export interface ToldReport extends Omit<ImportReport, "rejects"> {
  readonly rejects: readonly Reject[];
}

/** A report in a reader's language. */
export const reportInWords = ({ rejects, ...report }: ToldReport, language: Language): ImportReport => ({
  ...report,
  rejects: rejects.map(({ reason, ...place }) => ({ ...place, reason: inWords(reason, language) })),
});

function reportOf(reports: readonly SourceReport[]): ToldReport {
  const sum = (of: (report: SourceReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0);
  return {
    rows: sum(({ rows }) => rows),
    added: sum(({ added }) => added),
    known: sum(({ known }) => known),
    updated: sum(({ updated }) => updated),
    rejected: sum(({ rejected }) => rejected),
    rejects: reports.flatMap(({ rejects }) => rejects).slice(0, REJECTS_SHOWN),
  };
}
