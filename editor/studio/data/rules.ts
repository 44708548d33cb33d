import { parseFile, type ParsedFile } from "../../../grammar/parser/parse-file.ts";
import type { SourceFile } from "../../../grammar/source.ts";
import { parseInstant } from "../../../engine/calendar/instant.ts";
import { zone, type Instant } from "../../../engine/calendar/zone.ts";
import { checkParsed } from "../../../engine/check/check.ts";
import type { Program } from "../../../engine/check/program.ts";
import { compileProgram } from "../../../engine/compile.ts";
import { lower } from "../../../engine/plan/lower.ts";
import type { OutputNode, Plan } from "../../../engine/plan/plan.ts";
import { openWorkspace, readWorkspaceText, type Workspace } from "../../../engine/store/workspace.ts";
import type { Drafts } from "../api/common.ts";
import { StudioProblem } from "./problem.ts";

/** Rules as they are drafted: those on disk with the drafts over them. */
export interface DraftRules {
  readonly workspace: Workspace;
  readonly program: Program;
  /** Of what has no error, where something has. */
  readonly plan: Plan;
  readonly complete: boolean;
  /** Texts by path. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Reads and compiles a workspace's rules with drafts over them; files that did not change are not parsed again. */
export class RuleReader {
  private readonly folder: string;
  private parsed: ReadonlyMap<string, ParsedFile> = new Map();
  private last: { readonly key: string; readonly rules: DraftRules } | undefined;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** @throws WorkspaceError when the workspace can't be read; StudioProblem when nothing of it can be evaluated */
  read(drafts: Drafts): DraftRules {
    const workspace = openWorkspace(this.folder);
    const texts = new Map(workspace.files.map(({ path, text }) => [path, text]));
    for (const [path, text] of Object.entries(drafts)) {
      if (text === null) texts.delete(path);
      else texts.set(path, text);
    }
    const files: SourceFile[] = [...texts].map(([path, text]) => ({ path, text })).sort((left, right) => (left.path < right.path ? -1 : 1));
    const key = JSON.stringify([workspace.settings, files]);
    if (this.last?.key === key) return this.last.rules;
    const parsed = files.map((file) => {
      const known = this.parsed.get(file.path);
      return known?.file.text === file.text ? known : parseFile(file);
    });
    this.parsed = new Map(parsed.map((file) => [file.file.path, file]));
    const program = checkParsed(parsed, { files, settings: workspace.settings, readList: (path) => readWorkspaceText(workspace.folder, path) });
    const { plan } = compileProgram(program);
    const rules: DraftRules = { workspace, program, plan: plan ?? lower(program), complete: plan !== undefined, sources: texts };
    this.last = { key, rules };
    return rules;
  }
}

/** An output at the instant of the evaluation, by name. @throws StudioProblem when there is none without errors */
export function outputNamed({ plan }: DraftRules, name: string): OutputNode {
  const found = plan.outputs.find((output) => output.name === name && output.at === "now");
  if (found === undefined) throw new StudioProblem("has-errors", `"${name}" is not there, or has errors`);
  return found;
}

/** The instant of an evaluation: the one asked for, else the workspace's, else the clock. @throws StudioProblem for what is none */
export function instantOf({ workspace }: DraftRules, text: string | undefined): Instant {
  const given = text ?? workspace.config.asOf;
  if (given === undefined) return Date.now();
  const instant = parseInstant(given, zone(workspace.settings.timeZone));
  if (instant === undefined) throw new StudioProblem("bad-date", `"${given}" is not a date or time`);
  return instant;
}
