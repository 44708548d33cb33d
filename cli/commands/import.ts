import { existsSync, rmSync } from "node:fs";
import { basename, resolve } from "node:path";
import { setFlagsFromString } from "node:v8";
import type { SourceConfig } from "../../store/workspace/config.ts";
import { openDatabase, requireWhole, sqliteProblem, type SqliteDatabase } from "../../store/sqlite/database.ts";
import { erasuresIn, keepErasures, type RememberedErasures } from "../../store/erase/erased-customers.ts";
import { WorkspaceError } from "../../store/errors.ts";
import { importSources, type ImportOptions } from "../../store/import/import.ts";
import type { RejectLimit } from "../../store/import/reject-limit.ts";
import { inputFile } from "../../store/import/source-files.ts";
import { temporaryDatabase } from "../../store/sqlite/sqlite.ts";
import type { Workspace } from "../../store/workspace/workspace.ts";
import { nearestName } from "../../grammar/diagnostics/near-names.ts";
import { patience, readyWorkspace, type WritingOptions } from "../context.ts";
import { audited } from "../audited.ts";
import { exitCodes } from "../exit-codes.ts";
import { showImport } from "../show-import.ts";
import { grouped, startProgress, type Terminal } from "../terminal.ts";
import { inWords } from "../../grammar/texts/in-words.ts";
import { didYouMean, message, type MessageKey } from "../../grammar/texts/message.ts";

export interface ImportCommandOptions extends WritingOptions {
  readonly fresh?: boolean;
  readonly dryRun?: boolean;
  readonly maxErrors?: RejectLimit;
  readonly from?: string;
  readonly showPersonal?: boolean;
}

/** `tagma import`: the sources of `tagma.json` into the workspace's database. */
export async function importCommand(
  names: readonly string[],
  options: ImportCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const { workspace, compiled } = readyWorkspace(options, terminal);
  const sources = chosenSources(workspace, names);
  const from = options.from === undefined ? undefined : otherInput(options.from, sources, terminal);
  const progress = startProgress(terminal, "importing");
  const started = performance.now();
  const interruptions = terminal.interruptions?.();
  const letGrow = keepYoungGenerationSmall();
  let database: SqliteDatabase | undefined;
  try {
    const opened = openForImport(workspace, options);
    ({ database } = opened);
    const reports = await importSources(workspace, compiled.program, database, sources, {
      patience: patience(options, terminal),
      dryRun: options.dryRun === true,
      fresh: options.fresh === true,
      erasedBefore: opened.erasedBefore,
      maxErrors: options.maxErrors,
      showPersonal: options.showPersonal === true,
      language: terminal.language,
      signal: interruptions?.signal,
      whileDeaf: interruptions?.whileDeaf,
      from,
      progress: ({ source, bytes, totalBytes, rows }) =>
        progress.update(
          bytes,
          totalBytes,
          () =>
            `${source}, ${grouped(rows)} rows, ${grouped(Math.round(rows / Math.max(0.001, (performance.now() - started) / 1000)))} rows a second`,
        ),
    });
    if (options.dryRun !== true)
      audited(workspace, "import", {
        sources: sources.map(({ name }) => name).join(", "),
        fresh: options.fresh === true,
      });
    progress.stop();
    showImport(
      reports,
      { seconds: (performance.now() - started) / 1000, json: options.json === true, dryRun: options.dryRun === true },
      terminal,
    );
    if (opened.forgotten) terminal.err(`tagma: ${inWords(message("erased-forgotten"), terminal.language)}\n`);
  } catch (error) {
    throw sqliteProblem(error, workspace.databasePath);
  } finally {
    progress.stop();
    database?.close();
    letGrow();
  }
  return exitCodes.ok;
}

/**
 * Rows live for a moment only: a small young generation is as fast as a large one, and nothing that a row is made of
 * belongs into the old one, where V8 puts it when it guesses so. Together that saves some 200 MB. Once the program
 * runs there are no other settings than these.
 * @returns undoes it
 */
function keepYoungGenerationSmall(): () => void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--no-allocation-site-pretenuring");
  return () => {
    setFlagsFromString("--semi-space-growth-factor=2");
    setFlagsFromString("--allocation-site-pretenuring");
  };
}

function chosenSources(workspace: Workspace, names: readonly string[]): readonly SourceConfig[] {
  const all = workspace.config.sources ?? [];
  if (all.length === 0) throw new WorkspaceError(message("no-sources"));
  for (const name of names) {
    if (all.some((source) => source.name === name)) continue;
    const near = nearestName(
      name,
      all.map((source) => source.name),
    );
    throw new WorkspaceError(message("no-source", { name, near: didYouMean(near) }));
  }
  return names.length === 0 ? all : all.filter((source) => names.includes(source.name));
}

/** What `--from` names: a file, or standard input. */
function otherInput(from: string, sources: readonly SourceConfig[], terminal: Terminal): ImportOptions["from"] {
  const [source, second] = sources;
  if (source === undefined || second !== undefined) throw new WorkspaceError(message("from-one-source"));
  if (from === "-") {
    if (terminal.input === undefined) throw new WorkspaceError(message("no-standard-input"));
    return { stream: terminal.input() };
  }
  const path = resolve(from);
  if (!existsSync(path)) throw new WorkspaceError(message("no-file", { path: from }));
  const { format: _format, ...rest } = source;
  return inputFile(
    path,
    basename(from),
    /\.(csv|tsv|txt|jsonl|ndjson|json|parquet|xlsx)(\.gz)?$/i.test(from) ? rest : source,
  );
}

/** What a fresh start takes the place of. One that is only in use, or has no room, stays. */
const REPLACED: readonly MessageKey[] = ["not-a-database", "database-damaged", "store-older", "store-newer"];

interface OpenedForImport {
  readonly database: SqliteDatabase;
  /** Who was erased from a database that this one stands for. */
  readonly erasedBefore?: RememberedErasures | undefined;
  /** True when that could not be read. */
  readonly forgotten: boolean;
}

/** A dry run where there is no data yet works in a database that goes away; a fresh start replaces what is none. */
function openForImport({ databasePath: path }: Workspace, options: ImportCommandOptions): OpenedForImport {
  if (options.dryRun === true && (!existsSync(path) || options.fresh === true))
    return { database: temporaryDatabase(), erasedBefore: erasuresIn(path), forgotten: false };
  let database: SqliteDatabase | undefined;
  try {
    database = openDatabase(path);
    // Tables of which a page is damaged can't even be dropped.
    if (options.fresh === true) requireWhole(database);
    return { database, forgotten: false };
  } catch (error) {
    database?.close();
    if (options.fresh !== true || !(error instanceof WorkspaceError) || !REPLACED.includes(error.told.key)) throw error;
    const erasedBefore = erasuresIn(path);
    for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
    const fresh = openDatabase(path);
    // At once: the import may fail, and be repeated.
    if (erasedBefore !== undefined) keepErasures(fresh, erasedBefore);
    return { database: fresh, forgotten: erasedBefore === undefined };
  }
}
