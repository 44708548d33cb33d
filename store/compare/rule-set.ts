import { phrase } from "../../grammar/diagnostics/prose.ts";
import type { ListReader } from "../../engine/check/program.ts";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { SourceFile } from "../../grammar/source.ts";
import { compile } from "../../engine/compile/compile.ts";
import { loadPlan, PlanError } from "../../engine/plan/load.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import type { ModelReader } from "../../engine/compile/apply-models.ts";
import { listFolders, listPathProblem } from "../workspace/list-files.ts";
import { parseConfig } from "../workspace/config.ts";
import { GitError, gitSync } from "../workspace/git.ts";
import { modelFrom, modelPath } from "../workspace/models.ts";
import { WorkspaceError } from "../errors.ts";
import { tableFilesIn, tableFilesOf, type FileOfRevision, type TableFiles } from "./table-files.ts";
import { compileWorkspace, openWorkspace } from "../workspace/workspace.ts";
import { message } from "../../grammar/texts/message.ts";

/** One side of a comparison: its plan and what it is called. */
export interface RuleSet {
  readonly name: string;
  readonly plan: Plan;
  /** The rule files' texts by path; none for a plan file. */
  readonly sources: ReadonlyMap<string, string>;
  /** What the files that fill its tables hold; a plan file has none. */
  readonly tables?: TableFiles;
}

/**
 * Finds a rule set by what the user wrote: a folder, a plan file, or a git revision of the workspace.
 * @param workspaceFolder the workspace whose revisions are meant
 * @throws WorkspaceError when there is none, or its rules have errors
 */
export function ruleSet(reference: string, workspaceFolder: string): RuleSet {
  if (existsSync(reference)) return statSync(reference).isDirectory() ? ofFolder(reference) : ofPlanFile(reference);
  return ofRevision(reference, workspaceFolder);
}

/** The rules as they are in the folder now. */
export function workingTree(folder: string): RuleSet {
  return { ...ofFolder(folder), name: "the working tree" };
}

function ofFolder(folder: string): RuleSet {
  const workspace = openWorkspace(folder);
  const { plan, diagnostics } = compileWorkspace(workspace);
  return {
    name: folder,
    sources: textsOf(workspace.files),
    tables: tableFilesOf(workspace.folder, workspace.config),
    plan: needed(plan, folder, diagnostics.filter(({ severity }) => severity === "error").length),
  };
}

function ofPlanFile(path: string): RuleSet {
  try {
    return { name: path, sources: new Map(), plan: loadPlan(JSON.parse(readFileSync(path, "utf8"))) };
  } catch (error) {
    if (error instanceof PlanError || error instanceof SyntaxError)
      throw new WorkspaceError(message("about-file", { path, problem: error.message }));
    throw error;
  }
}

function ofRevision(revision: string, workspaceFolder: string): RuleSet {
  if (revision.startsWith("-")) throw new WorkspaceError(message("not-a-rule-set", { given: revision }));
  const folder = openWorkspace(workspaceFolder).folder;
  const root = git(folder, ["rev-parse", "--show-toplevel"], revision).trim();
  const prefix = relative(resolve(root), resolve(folder)).replaceAll("\\", "/");
  const commit = git(
    folder,
    ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`],
    revision,
  ).trim();
  const listed = git(root, ["ls-tree", "-r", "-z", "--name-only", commit, "--", prefix === "" ? "." : prefix], revision)
    .split("\0")
    .filter((path) => path !== "");
  const inside = (path: string): string => (prefix === "" ? path : path.slice(prefix.length + 1));
  const read = (path: string): string => git(root, ["show", `${commit}:${path}`], revision);
  const configPath = prefix === "" ? "tagma.json" : `${prefix}/tagma.json`;
  if (!listed.includes(configPath)) throw new WorkspaceError(message("revision-lacks", { revision, path: configPath }));
  const { config, settings } = parseConfig(read(configPath), configPath);
  const files = listed
    .filter((path) => path.endsWith(".tagma"))
    .sort()
    .map((path): SourceFile => ({ path: inside(path), text: read(path) }));
  const readList = (path: string): ReturnType<ListReader> => {
    const problem = listPathProblem(path, listFolders(config));
    if (problem !== undefined) return { problem };
    const full = join(prefix, path).replaceAll("\\", "/");
    return listed.includes(full) ? read(full) : { problem: phrase("list-not-in-revision") };
  };
  const models = (name: string): ReturnType<ModelReader> => {
    const path = modelPath(name);
    const full = join(prefix, path).replaceAll("\\", "/");
    return listed.includes(full) ? modelFrom(read(full), path) : undefined;
  };
  const { plan, diagnostics } = compile({ files, settings, readList }, { models });
  return {
    name: revision,
    sources: textsOf(files),
    tables: tableFilesIn(config, (path) => filesAt(root, commit, join(prefix, path).replaceAll("\\", "/"), revision)),
    plan: needed(plan, `revision "${revision}"`, diagnostics.filter(({ severity }) => severity === "error").length),
  };
}

/** The files of a commit at or below a path. A line of git is: mode, kind and hash, a tab, and the path. */
function filesAt(root: string, commit: string, path: string, revision: string): FileOfRevision[] {
  return git(root, ["ls-tree", "-r", "-z", commit, "--", path], revision)
    .split("\0")
    .filter((line) => line !== "")
    .map((line) => {
      const tab = line.indexOf("\t");
      return { below: line.slice(tab + path.length + 2), mark: line.slice(0, tab).split(" ")[2] ?? "" };
    });
}

const textsOf = (files: readonly SourceFile[]): ReadonlyMap<string, string> =>
  new Map(files.map(({ path, text }) => [path, text]));

function needed(plan: Plan | undefined, name: string, errors: number): Plan {
  if (plan === undefined) throw new WorkspaceError(message("rule-set-errors", { name, errors }));
  return plan;
}

/** What git says of a revision. @throws WorkspaceError when there is none of that name, or no git */
function git(folder: string, args: readonly string[], revision: string): string {
  try {
    return gitSync(folder, args);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (error.kind === "missing") throw new WorkspaceError(message("no-git"));
    throw new WorkspaceError(message("not-a-rule-set-here", { given: revision }));
  }
}
