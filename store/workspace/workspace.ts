import { existsSync, readdirSync, readFileSync, statSync, type Stats } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { diagnostic, type Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import { limits } from "../../grammar/limits.ts";
import type { SourceFile } from "../../grammar/source.ts";
import { compile, type Compiled, type CompileOptions } from "../../engine/compile/compile.ts";
import { settleReplacement } from "./replace-files.ts";
import { readListFile } from "./list-files.ts";
import { readModel } from "./models.ts";
import { unfilledTables } from "./unfilled-tables.ts";
import type { PlanSettings } from "../../engine/plan/plan.ts";
import { parseConfig, type WorkspaceConfig } from "./config.ts";
import { decodeText } from "./text-file.ts";
import { WorkspaceError } from "../errors.ts";
import { message } from "../../grammar/texts/message.ts";

/** A folder with a `tagma.json`, its rule files and its database. */
export interface Workspace {
  readonly folder: string;
  readonly config: WorkspaceConfig;
  readonly settings: PlanSettings;
  readonly files: readonly SourceFile[];
  /** What was wrong with reading the rule files themselves. */
  readonly fileProblems: readonly Diagnostic[];
  /** `.tagma/workspace.db`. */
  readonly databasePath: string;
}

const MAX_FILES = 10_000;

/**
 * Opens the workspace of a folder, or of the nearest folder above that has a `tagma.json`.
 * @throws WorkspaceError when there is none, or when something in it can't be read
 */
export function openWorkspace(start: string): Workspace {
  if (!existsSync(start)) throw new WorkspaceError(message("no-folder", { folder: start }));
  let folder = resolve(start);
  while (!existsSync(join(folder, "tagma.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new WorkspaceError(message("no-workspace", { folder: start }));
    folder = parent;
  }
  settleReplacement(folder);
  const { config, settings } = parseConfig(readText(join(folder, "tagma.json")), "tagma.json");
  const fileProblems: Diagnostic[] = [];
  const files = ruleFiles(folder).map((path) => readRuleFile(folder, path, fileProblems));
  return { folder, config, settings, files, fileProblems, databasePath: databasePath(folder) };
}

/** Where the database of a workspace's folder stands. */
export const databasePath = (folder: string): string => join(folder, ".tagma", "workspace.db");

/** Compiles a workspace's rule files. */
export function compileWorkspace(workspace: Workspace, options: CompileOptions = {}): Compiled {
  const compiled = compile(
    {
      files: workspace.files,
      settings: workspace.settings,
      readList: (path) => readListFile(workspace, path),
    },
    { models: (name) => readModel(workspace.folder, name), ...options },
  );
  const unfilled = unfilledTables(workspace.config, compiled.program);
  if (workspace.fileProblems.length === 0) return { ...compiled, diagnostics: [...compiled.diagnostics, ...unfilled] };
  return {
    program: compiled.program,
    plan: undefined,
    diagnostics: [...workspace.fileProblems, ...compiled.diagnostics],
  };
}

/** Every `.tagma` file below a folder, in order of path; hidden folders and node_modules are passed over. */
function ruleFiles(folder: string): string[] {
  const found: string[] = [];
  const pending = [""];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
      const path = at === "" ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!entry.name.startsWith(".") && entry.name !== "node_modules") pending.push(path);
      } else if (entry.name.endsWith(".tagma")) found.push(path);
    }
    if (found.length > MAX_FILES) throw new WorkspaceError(message("too-many-rule-files", { limit: MAX_FILES }));
  }
  return found.sort();
}

function readRuleFile(folder: string, path: string, problems: Diagnostic[]): SourceFile {
  const full = join(folder, path);
  const { size } = ruleFileStatus(full, path);
  if (size > limits.fileSize * 4) {
    problems.push(
      diagnostic(
        "file-too-large",
        { file: path, start: 0, end: 0 },
        { size: String(size), limit: String(limits.fileSize) },
      ),
    );
    return { path, text: "" };
  }
  const decoded = decodeRules(readFileSync(full));
  if (typeof decoded === "string") return { path, text: decoded };
  problems.push(diagnostic("bad-encoding", { file: path, start: 0, end: 0 }, { offset: String(decoded.offset) }));
  return { path, text: "" };
}

/** @throws WorkspaceError for what only goes by the name of a rule file: a link to nothing, a pipe that would not end */
function ruleFileStatus(full: string, path: string): Stats {
  try {
    const status = statSync(full);
    if (!status.isFile()) throw new WorkspaceError(message("not-a-plain-file", { path }));
    return status;
  } catch (error) {
    if (error instanceof WorkspaceError || !(error instanceof Error && "code" in error)) throw error;
    throw new WorkspaceError(message("not-read", { path, reason: String(error.code) }));
  }
}

/** UTF-8 bytes as text with its byte order mark kept, or the offset at which the first character that is none begins. */
export function decodeRules(bytes: Uint8Array): string | { readonly offset: number } {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    let [low, high] = [0, bytes.length];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (isValidPrefix(bytes.subarray(0, middle))) low = middle;
      else high = middle - 1;
    }
    // What is valid so far may end within a character, which then is the bad one.
    return { offset: new TextEncoder().encode(validPrefix(bytes.subarray(0, low))).length };
  }
}

function validPrefix(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
}

function isValidPrefix(bytes: Uint8Array): boolean {
  try {
    validPrefix(bytes);
    return true;
  } catch {
    return false;
  }
}

function readText(path: string): string {
  try {
    return decodeText(path);
  } catch (error) {
    const reason =
      error instanceof TypeError ? message("its-not-utf8") : error instanceof Error ? error.message : String(error);
    throw new WorkspaceError(message("not-read", { path, reason }));
  }
}
