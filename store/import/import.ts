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
import { rejectMessage } from "./mapping.ts";
import { SourceImport, type SourceReport } from "./source-import.ts";
import { sourceFiles, type InputFile } from "./source-files.ts";
import { inRow, message } from "../../grammar/texts/message.ts";

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
  /** Throw away what is there, in the same transaction. Who has been erased stays known. */
  readonly fresh?: boolean;
  /** Who was erased from the database for which this one stands in a trial. */
  readonly erasedBefore?: RememberedErasures | undefined;
  /** Fail when more rows than this are rejected; by default when all rows of a source are. */
  readonly maxErrors?: number | undefined;
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

/** Thrown inside the transaction of a dry run, to undo it. */
class DryRunEnd extends Error {}

/**
 * Imports sources of a workspace in one transaction: all of them, or nothing. Importing the same file again changes
 * nothing. Rows that can't be used are reported and left out.
 * @throws WorkspaceError when a file, its mapping or all its rows can't be used, or too many rows are rejected
 */
export async function importSources(
  workspace: Workspace,
  program: Program,
  database: SqliteDatabase,
  sources: readonly SourceConfig[],
  options: ImportOptions,
): Promise<SourceReport[]> {
  const files = new Map(
    sources.map((source) => [source, options.from === undefined ? sourceFiles(workspace, source) : undefined]),
  );
  const totalBytes = [...files.values()].reduce(
    (total, list) => total + (list ?? []).reduce((sum, { size }) => sum + size, 0),
    options.from !== undefined && "size" in options.from ? options.from.size : 0,
  );
  const imports: SourceImport[] = [];
  const reports: SourceReport[] = [];
  const lists: (string | null)[] = [];
  try {
    await inWriting(database, options.patience, async () => {
      const remembered = options.erasedBefore ?? rememberedErasures(database);
      if (options.fresh === true) dropTables(database);
      ensureTables(database, program);
      if (options.fresh === true) keepErasures(database, remembered);
      const erased = new ErasedCustomers(database);
      let before = 0;
      for (const [source, list] of files) {
        const offset = before;
        const read = new SourceImport(workspace, program, database, source, erased, {
          showPersonal: options.showPersonal === true,
          listRejects: options.dryRun !== true,
          language: options.language ?? "en",
          onBatch: (bytes, rows) => {
            if (options.signal?.aborted === true) throw interrupted();
            options.progress({ source: source.name, bytes: offset + bytes, totalBytes, rows });
            const rejected = imports.reduce((sum, { rejected }) => sum + rejected, 0);
            if (options.maxErrors !== undefined && rejected > options.maxErrors)
              throw tooManyErrors(imports, options.maxErrors);
          },
        });
        imports.push(read);
        if (list !== undefined) await read.readAll(list);
        else if (options.from !== undefined) await read.readOther(options.from);
        const report = options.whileDeaf === undefined ? read.finish() : options.whileDeaf(() => read.finish());
        if (
          options.maxErrors === undefined &&
          options.from === undefined &&
          options.dryRun !== true &&
          allRejected(report)
        )
          throw nothingUsable(read, report);
        reports.push(report);
        before += (list ?? []).reduce((sum, { size }) => sum + size, 0);
      }
      if (options.signal?.aborted === true) throw interrupted();
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

const interrupted = (): InterruptedError => new InterruptedError(message("interrupted-unchanged"));

/** Whether a source has rows, and none of those that it wants can be used: more likely it is described wrongly. */
const allRejected = ({ rows, skipped, rejected }: SourceReport): boolean => rejected > 0 && rejected === rows - skipped;

const nothingUsable = ({ firstRejects }: SourceImport, { source, rejected }: SourceReport): WorkspaceError =>
  new WorkspaceError(
    message("all-rejected", {
      source,
      count: rejected,
      examples: inRow(firstRejects.slice(0, 3).map(rejectMessage)),
    }),
  );

function tooManyErrors(imports: readonly SourceImport[], limit: number): WorkspaceError {
  const examples = imports
    .flatMap(({ firstRejects }) => firstRejects)
    .slice(0, 3)
    .map(rejectMessage);
  return new WorkspaceError(message("too-many-rejects", { limit, examples: inRow(examples) }));
}
