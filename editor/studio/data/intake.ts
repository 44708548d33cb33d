import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { FieldMapping, SourceConfig } from "../../../store/workspace/config.ts";
import { openDatabase } from "../../../store/sqlite/database.ts";
import { importSources, type ImportProgress, type SourceReport } from "../../../store/import/import.ts";
import { inWords } from "../../../grammar/texts/in-words.ts";
import type { Language } from "../../../grammar/texts/languages.ts";
import type { Reject } from "../../../store/import/mapping.ts";
import type { InputFile } from "../../../store/import/source-files.ts";
import { lookAt } from "../../../store/infer/file-facts.ts";
import { settleOrders } from "../../../store/infer/infer.ts";
import { settingsOf, timeMapping } from "../../../store/infer/source-settings.ts";
import { temporaryDatabase } from "../../../store/sqlite/sqlite.ts";
import { addSource, removeSource, takeBack, type ConfigChange } from "../../../store/workspace/config-file.ts";
import { openWorkspace } from "../../../store/workspace/workspace.ts";
import type { ImportReport, Mapping } from "../api/imports.ts";
import { migrateData } from "./migrate.ts";
import { StudioProblem } from "./problem.ts";
import type { DraftRules } from "./rules.ts";
import { message, type Message } from "../../../grammar/texts/message.ts";
import { notesOf } from "../../../store/import/report-notes.ts";
import { isLargeShare, LargeShareError, USUAL_LIMIT } from "../../../store/import/reject-limit.ts";
import type { Uploads } from "./uploads.ts";

const REJECTS_SHOWN = 50;

/** The source that a mapping describes, read as its file is written. @throws StudioProblem when that is not said */
async function sourceOf(
  mapping: Mapping,
  file: InputFile,
): Promise<{ readonly source: SourceConfig; readonly file: InputFile }> {
  const facts = await lookAt(file);
  const open = settleOrders([facts], mapping.dates, []);
  const timeColumn = facts.columns.find(({ name }) => name === mapping.time);
  if (open !== undefined && timeColumn?.dates.isOpen === true) throw new StudioProblem("bad-file", open);
  const mapped = new Set(Object.values(mapping.fields));
  const { unknown = [], ...settings } = settingsOf(
    facts,
    facts.columns.filter(({ name }) => mapped.has(name)),
    [],
  );
  const fields: FieldMapping = Object.fromEntries(
    Object.entries(mapping.fields).filter(([field, column]) => field !== column),
  );
  const source: SourceConfig = {
    name: mapping.source,
    file: `data/${mapping.source.replaceAll(" ", "_")}-${createHash("sha256").update(mapping.upload).digest("hex").slice(0, 8)}${file.name.slice(file.name.indexOf("."))}`,
    customer: mapping.customer,
    ...(mapping.kind === "profile" ? { profile: true } : { event: mapping.event ?? "" }),
    ...(mapping.id === null || mapping.kind === "profile" ? {} : { id: mapping.id }),
    ...(mapping.time === null
      ? {}
      : { time: timeColumn === undefined ? mapping.time : timeMapping(timeColumn, mapping.time) }),
    ...(Object.keys(fields).length === 0 ? {} : { fields }),
    ...settings,
    unknown: [...new Set(["", "NA", "NULL", ...unknown])],
  };
  return { source, file: { ...file, reading: facts.file.reading } };
}

/**
 * Reads a file as it is mapped and keeps nothing: what would come in, and what would be rejected.
 * @throws StudioProblem when the source's name is taken, too
 */
export async function tryImport(rules: DraftRules, uploads: Uploads, mapping: Mapping): Promise<ToldReport> {
  requireFree(rules.workspace.folder, mapping.source);
  const { source, file } = await sourceOf(mapping, uploads.file(mapping.upload));
  const database = temporaryDatabase();
  try {
    const reports = await importSources(rules.workspace, rules.program, database, [source], {
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

/** What an import did: to the data, and to `tagma.json`. */
export interface Imported {
  readonly report: ToldReport;
  readonly change: ConfigChange;
}

/**
 * Imports a file: its source is written into `tagma.json`, it is put among the workspace's data, and its rows come in.
 * When the import fails, neither is kept. The source comes first: what is interrupted then leaves nothing in the data
 * that `tagma.json` does not know of.
 */
export async function importUpload(
  rules: DraftRules,
  uploads: Uploads,
  mapping: Mapping,
  language: Language,
  progress: ImportProgress,
): Promise<Imported> {
  const { workspace } = rules;
  const { folder } = workspace;
  requireFree(folder, mapping.source);
  const { source, file } = await sourceOf(mapping, uploads.file(mapping.upload));
  await migrateData(rules);
  const target = join(folder, source.file);
  const change = addSource(folder, source);
  try {
    mkdirSync(join(folder, "data"), { recursive: true });
    renameSync(file.path, target);
    const database = openDatabase(workspace.databasePath);
    try {
      const reports = await importSources(workspace, rules.program, database, [source], {
        patience: { seconds: 30, onWait: () => undefined },
        language,
        progress,
        maxErrors: mapping.keepRest === true ? { percent: 100 } : USUAL_LIMIT,
      });
      uploads.drop(mapping.upload);
      return { report: { ...reportOf(reports), config: change }, change };
    } finally {
      database.close();
    }
  } catch (error) {
    if (existsSync(target)) renameSync(target, file.path);
    if (!takeBack(folder, change)) removeSource(folder, source.name);
    throw error instanceof LargeShareError
      ? new StudioProblem("bad-file", message("too-large-share-here", { ...error.share }))
      : error;
  }
}

/** @throws StudioProblem when another source has the name */
function requireFree(folder: string, name: string): void {
  if ((openWorkspace(folder).config.sources ?? []).some((source) => source.name === name))
    throw new StudioProblem("bad-file", message("source-taken", { name }));
}

/** A report of an import before its reasons are put into the reader's language. */
export interface ToldReport extends Omit<ImportReport, "rejects" | "told"> {
  readonly told: readonly Message[];
  readonly rejects: readonly Reject[];
}

/** A report in a reader's language. */
export const reportInWords = ({ rejects, told, ...report }: ToldReport, language: Language): ImportReport => ({
  ...report,
  told: told.map((told) => inWords(told, language)),
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
    beyondPercent: reports.some(({ rows, skipped, erased, rejected }) =>
      isLargeShare(rejected, rows - skipped - erased, USUAL_LIMIT.percent),
    )
      ? USUAL_LIMIT.percent
      : null,
    told: reports.flatMap(notesOf),
    rejects: reports.flatMap(({ rejects }) => rejects).slice(0, REJECTS_SHOWN),
    config: null,
  };
}
