import type { Program } from "../../engine/check/program.ts";
import type { SourceConfig } from "../workspace/config.ts";
import { ensureTables } from "../sqlite/database.ts";
import {
  ErasedCustomers,
  keepErasures,
  rememberedErasures,
  type RememberedErasures,
} from "../erase/erased-customers.ts";
import { InterruptedError, WorkspaceError } from "../errors.ts";
import { dropTables } from "../sqlite/schema.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { inWriting, type Patience } from "../sqlite/writer-lock.ts";
import type { Language } from "../../grammar/texts/languages.ts";
import { CustomersOfRejects } from "./lost-customers.ts";
import { requireFewRejects, requireSmallShare, USUAL_LIMIT, type RejectLimit } from "./reject-limit.ts";
import { required } from "../../engine/invariant/required.ts";
import type { PartRows } from "./part-rows.ts";
import { SourceImport } from "./source-import.ts";
import type { SourceReport } from "./source-report.ts";
import { sourceFiles, type InputFile } from "./source-files.ts";
import { message } from "../../grammar/texts/message.ts";

export type { SourceReport };

/** How far an import is: bytes read of all, and rows so far. */
export type ImportProgress = (done: {
  readonly source: string;
  readonly bytes: number;
  readonly totalBytes: number;
  readonly rows: number;
}) => void;

export interface ImportOptions {
  readonly patience: Patience;
  readonly progress: ImportProgress;
  /** Read and report, and keep nothing. */
  readonly dryRun?: boolean;
  /** Called when everything is in the tables, and may still be undone. */
  readonly whenRead?: () => void;
  /** Throw away what is there, in the same transaction. Who has been erased stays known. */
  readonly fresh?: boolean;
  /** Who was erased from the database for which this one stands in a trial. */
  readonly erasedBefore?: RememberedErasures | undefined;
  /** Fail when more rows than this are rejected: 5 % of a source's by default, of a list of rejects any number. */
  readonly maxErrors?: RejectLimit | undefined;
  /** Write personal cells into the lists of rejects. */
  readonly showPersonal?: boolean;
  /** Aborted when the user wants to stop. */
  readonly signal?: AbortSignal | undefined;
  /** Runs what can't be stopped in between. */
  readonly whileDeaf?: (<Outcome>(work: () => Outcome) => Outcome) | undefined;
  /** The language of the reasons in lists of rejects; English by default. */
  readonly language?: Language | undefined;
  /** Read this instead of the source's own file. */
  readonly from?: InputFile | { readonly stream: AsyncIterable<Buffer> } | undefined;
}

const ANY: RejectLimit = { percent: 100 };

/** Thrown inside the transaction of a dry run, to undo it. */
class DryRunEnd extends Error {}

/**
 * Imports sources of a workspace in one transaction: all of them, or nothing. Importing the same file again changes
 * nothing. Rows that can't be used are reported and left out.
 * @throws WorkspaceError when a file or its mapping can't be used, or too many rows are rejected
 */
export async function importSources(
  workspace: Workspace,
  program: Program,
  database: SqliteDatabase,
  sources: readonly SourceConfig[],
  options: ImportOptions,
): Promise<SourceReport[]> {
  const read = withoutParts(workspace, sources, options);
  const files = new Map(
    read.map((source) => [source, options.from === undefined ? sourceFiles(workspace, source) : undefined]),
  );
  const totalBytes = [...files.values()].reduce(
    (total, list) => total + (list ?? []).reduce((sum, { size }) => sum + size, 0),
    options.from !== undefined && "size" in options.from ? options.from.size : 0,
  );
  const imports: (SourceImport | PartRows)[] = [];
  const reports: SourceReport[] = [];
  const limit = options.maxErrors ?? (options.from === undefined && options.dryRun !== true ? USUAL_LIMIT : ANY);
  const lists: (string | null)[] = [];
  try {
    await inWriting(database, options.patience, async () => {
      const remembered = options.erasedBefore ?? rememberedErasures(database);
      if (options.fresh === true) dropTables(database);
      ensureTables(database, program);
      if (options.fresh === true) keepErasures(database, remembered);
      const erased = new ErasedCustomers(database);
      const rejected = new CustomersOfRejects(database);
      let before = 0;
      for (const [source, list] of files) {
        const offset = before;
        const read = new SourceImport(
          workspace,
          program,
          database,
          source,
          { erased, rejected },
          {
            showPersonal: options.showPersonal === true,
            listRejects: options.dryRun !== true,
            language: options.language ?? "en",
            onBatch: (bytes, rows) => {
              if (options.signal?.aborted === true) throw interrupted();
              options.progress({ source: source.name, bytes: offset + bytes, totalBytes, rows });
              requireFewRejects(imports, limit);
            },
          },
        );
        imports.push(read, ...read.partRows);
        if (list !== undefined) await read.readAll(list);
        else if (options.from !== undefined) await read.readOther(options.from);
        const report = options.whileDeaf === undefined ? read.finish() : options.whileDeaf(() => read.finish());
        reports.push(report, ...read.partRows.map((parts) => parts.report()));
        for (const one of [read, ...read.partRows]) requireSmallShare(one, limit);
        before += (list ?? []).reduce((sum, { size }) => sum + size, 0);
      }
      for (const [index, report] of reports.entries())
        reports[index] = { ...report, lost: rejected.lost(report.source) };
      rejected.end();
      if (options.signal?.aborted === true) throw interrupted();
      options.whenRead?.();
      if (options.dryRun === true) throw new DryRunEnd();
      // The lists take their places before the rows are kept: a repetition makes them again, a lost one it would not.
      for (const [index, read] of imports.entries()) lists[index] = read.keepRejects() ?? null;
    });
  } catch (error) {
    for (const read of imports) read.abandon();
    if (!(error instanceof DryRunEnd)) throw error;
    return reports;
  }
  return reports.map((report, index) => ({ ...report, rejectFile: lists[index] ?? null }));
}

/** The sources that are read for these: one of parts comes with the one that it is part of. */
function withoutParts(
  workspace: Workspace,
  sources: readonly SourceConfig[],
  { from }: ImportOptions,
): readonly SourceConfig[] {
  const all = workspace.config.sources ?? [];
  const read = sources.map((source) => {
    if (source.part === undefined) return source;
    if (from !== undefined)
      throw new WorkspaceError(
        message("about-source", { source: source.name, problem: message("parts-from-elsewhere") }),
      );
    const parent = all.find(({ name }) => name === source.join?.source);
    return required(parent, "the source that parts belong to");
  });
  return [...new Set(read)];
}

const interrupted = (): InterruptedError => new InterruptedError(message("interrupted-unchanged"));
