import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { message } from "../../../../grammar/texts/message.ts";
import type { Language } from "../../../../grammar/texts/languages.ts";
import { importSources } from "../../../../store/import/import.ts";
import { LargeShareError, USUAL_LIMIT } from "../../../../store/import/reject-limit.ts";
import { openDatabase } from "../../../../store/sqlite/database.ts";
import { changeSources, plannedChange, takeBack } from "../../../../store/workspace/config-file.ts";
import { insidePath } from "../../../../store/workspace/inside-path.ts";
import { openWorkspace } from "../../../../store/workspace/workspace.ts";
import type { Bringing, ImportRequest } from "../../api/bringing.ts";
import { migrateData } from "../migrate.ts";
import { StudioProblem } from "../problem.ts";
import type { DraftRules } from "../rules.ts";
import type { Uploads } from "../uploads.ts";
import { KnownFacts } from "./known-facts.ts";
import { plannedBringing, type BringPlan } from "./plan.ts";
import { reportsOf, type ToldReport } from "./report.ts";
import { chosenOf } from "./chosen.ts";

/**
 * Writes what was reviewed: the sources into `tagma.json`, the files among the workspace's data, and their rows into the
 * database. When that fails, none of it is kept. `tagma.json` comes first: what is interrupted then leaves nothing in the
 * data that it does not know of.
 * @param rules as they are saved, with all that the files need
 */
export async function bring(
  rules: DraftRules,
  { uploads, facts }: { readonly uploads: Uploads; readonly facts: KnownFacts },
  { bringing, config }: ImportRequest,
  language: Language,
  progress: (done: number, total: number) => void,
): Promise<ToldReport[]> {
  const { folder } = rules.workspace;
  const chosen = await chosenOf(bringing, facts);
  const plan = plannedBringing(chosen, bringing, {
    folder,
    config: rules.workspace.config,
    pathOf: (upload) => uploads.pathOf(upload),
  });
  if (plannedChange(folder, plan.changes).after !== config)
    throw new StudioProblem("stale", message("config-changed-since"));
  await migrateData(rules);
  const change = changeSources(folder, plan.changes);
  const undo: Undo = [];
  try {
    place(folder, plan, uploads, undo);
    const reports = await importBrought(rules, plan, bringing, language, progress);
    for (const { upload } of bringing.files) uploads.drop(upload);
    for (const path of plan.gone) rmSync(asideOf(join(folder, path)), { force: true });
    return reports;
  } catch (error) {
    for (const step of undo.toReversed()) step();
    takeBack(folder, change);
    throw error instanceof LargeShareError
      ? new StudioProblem("bad-file", message("too-large-share-here", { ...error.share }))
      : error;
  }
}

/** How what has been done so far is taken back. */
type Undo = (() => void)[];

const asideOf = (path: string): string => join(dirname(path), `.${path.slice(dirname(path).length + 1)}.before`);

/** Puts the files where the sources say, those whose place they take aside. */
function place(folder: string, { moves, gone }: BringPlan, uploads: Uploads, undo: Undo): void {
  const rename = (from: string, to: string): void => {
    const made = mkdirSync(dirname(to), { recursive: true });
    if (made !== undefined) undo.push(() => rmSync(made, { recursive: true, force: true }));
    if (existsSync(to)) throw new StudioProblem("stale", message("refused-in-the-way"));
    renameSync(from, to);
    undo.push(() => renameSync(to, from));
  };
  for (const path of gone) {
    const full = insidePath(folder, path);
    rmSync(asideOf(full), { force: true });
    rename(full, asideOf(full));
  }
  for (const { upload, from, to } of moves)
    rename(upload === undefined ? insidePath(folder, from) : uploads.file(upload).path, insidePath(folder, to));
}

async function importBrought(
  { program, workspace: { folder } }: DraftRules,
  { brought }: BringPlan,
  { fresh, keepRest }: Bringing,
  language: Language,
  progress: (done: number, total: number) => void,
): Promise<ToldReport[]> {
  const workspace = openWorkspace(folder);
  const all = workspace.config.sources ?? [];
  // What takes from a source that is brought may tell something else by it.
  const isTouched = (name: string | undefined): boolean => name !== undefined && brought.includes(name);
  const sources = fresh ? all : all.filter(({ name, join: other }) => isTouched(name) || isTouched(other?.source));
  if (sources.length === 0 && !fresh) return [];
  const database = openDatabase(workspace.databasePath);
  try {
    const reports = await importSources(workspace, program, database, sources, {
      patience: { seconds: 30, onWait: () => undefined },
      language,
      fresh,
      progress: ({ bytes, totalBytes }) => progress(bytes, totalBytes),
      maxErrors: keepRest ? { percent: 100 } : USUAL_LIMIT,
    });
    return reportsOf(reports);
  } finally {
    database.close();
  }
}
