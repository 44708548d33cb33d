import { declarationAt } from "../../../grammar/parser/declaration-at.ts";
import { parseFile, type ParsedFile } from "../../../grammar/parser/parse-file.ts";
import type { SourceFile } from "../../../grammar/source.ts";
import { parseInstant } from "../../../engine/calendar/instant.ts";
import { zone, type Instant } from "../../../engine/calendar/zone.ts";
import { checkParsed } from "../../../engine/check/check.ts";
import { personalFields } from "../../../engine/check/personal.ts";
import type { Program } from "../../../engine/check/program.ts";
import { compileProgram } from "../../../engine/compile/compile.ts";
import { lower, PlanLimitError } from "../../../engine/compile/lower.ts";
import type { PlanLeaf } from "../../../engine/plan/expression.ts";
import { expressionsOf, walk } from "../../../engine/plan/forms.ts";
import type { OutputNode, Plan } from "../../../engine/plan/plan.ts";
import { modelsState, readModel } from "../../../store/workspace/models.ts";
import { readListFile } from "../../../store/workspace/list-files.ts";
import { openWorkspace, type Workspace } from "../../../store/workspace/workspace.ts";
import type { Drafts } from "../api/common.ts";
import { StudioProblem } from "./problem.ts";
import { message } from "../../../grammar/texts/message.ts";

/** Rules as they are drafted: those on disk with the drafts over them. */
export interface DraftRules {
  readonly workspace: Workspace;
  readonly program: Program;
  /** Of what has no error, where something has. */
  readonly plan: Plan;
  readonly complete: boolean;
  /** Outputs that have an error, or read one that has: what the parser made of them is not what was meant. */
  readonly broken: ReadonlySet<string>;
  /** Texts by path. */
  readonly sources: ReadonlyMap<string, string>;
}

/** The plan of what has no error. @throws StudioProblem when it is larger than a plan may be */
function loweredInPart(program: Program): Plan {
  try {
    return lower(program);
  } catch (error) {
    if (error instanceof PlanLimitError) throw new StudioProblem("has-errors", message("rules-have-errors"));
    throw error;
  }
}

/** Reads and compiles a workspace's rules with drafts over them; files that did not change are not parsed again. */
export class RuleReader {
  private readonly folder: string;
  private parsed: ReadonlyMap<string, ParsedFile> = new Map();
  private saved: ReadonlyMap<string, ParsedFile> = new Map();
  /** The rules that were read last, for what they stand, and the texts of the lists that they read. */
  private last:
    | { readonly key: string; readonly lists: ReadonlyMap<string, string>; readonly rules: DraftRules }
    | undefined;

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
    const files: SourceFile[] = [...texts]
      .map(([path, text]) => ({ path, text }))
      .sort((left, right) => (left.path < right.path ? -1 : 1));
    const key = JSON.stringify([workspace.config, files, workspace.files, modelsState(workspace.folder)]);
    const listText = (path: string): string => JSON.stringify(readListFile(workspace, path));
    const { last } = this;
    if (last?.key === key && [...last.lists].every(([path, text]) => listText(path) === text)) return last.rules;
    const lists = new Map<string, string>();
    const parsed = files.map((file) => {
      const known = this.parsed.get(file.path);
      return known?.file.text === file.text ? known : parseFile(file);
    });
    this.parsed = new Map(parsed.map((file) => [file.file.path, file]));
    const program = checkParsed(parsed, {
      files,
      // What is personal is what the saved rules say, and what a draft adds: deleting the word must not show the data.
      personal: this.personalFields(workspace.files),
      settings: workspace.settings,
      readList: (path) => {
        lists.set(path, listText(path));
        return readListFile(workspace, path);
      },
    });
    const { plan } = compileProgram(program, { models: (name) => readModel(workspace.folder, name) });
    const lowered = plan ?? loweredInPart(program);
    const rules: DraftRules = {
      workspace,
      program,
      plan: lowered,
      complete: plan !== undefined,
      broken: plan === undefined ? brokenOutputs(parsed, program, lowered) : new Set(),
      sources: texts,
    };
    this.last = { key, lists, rules };
    return rules;
  }

  private personalFields(saved: readonly SourceFile[]): ReadonlySet<string> {
    const parsed = saved.map((file) => {
      const known = this.saved.get(file.path);
      return known?.file.text === file.text ? known : parseFile(file);
    });
    this.saved = new Map(parsed.map((file) => [file.file.path, file]));
    return personalFields(parsed.flatMap(({ declarations }) => declarations));
  }
}

function brokenOutputs(parsed: readonly ParsedFile[], program: Program, plan: Plan): ReadonlySet<string> {
  const names = new Set<string>();
  let schema = false;
  const byFile = new Map(parsed.map((file) => [file.file.path, file]));
  for (const { severity, location } of program.diagnostics) {
    if (severity !== "error") continue;
    const file = byFile.get(location.file);
    const owner = file === undefined ? undefined : declarationAt(file, location.start);
    if (owner === undefined || owner.kind === "profile" || owner.kind === "event") schema = true;
    else if ("name" in owner) names.add(owner.name.text);
  }
  const broken = new Set<string>();
  for (const output of plan.outputs) {
    const reads = expressionsOf(output.form).some(([path, expression]) => {
      let found = false;
      walk<PlanLeaf>(expression, path, (node) => {
        if (node.op === "output" && broken.has(node.id)) found = true;
      });
      return found;
    });
    if (schema || reads || names.has(output.name)) broken.add(output.id);
  }
  return broken;
}

/** An output at the instant of the evaluation, by name. @throws StudioProblem when there is none without errors */
export function outputNamed({ plan, broken }: DraftRules, name: string): OutputNode {
  const found = plan.outputs.find((output) => output.name === name && output.at === "now");
  if (found === undefined || broken.has(found.id))
    throw new StudioProblem("has-errors", message("not-there", { name }));
  return found;
}

/** The instant of an evaluation: the one asked for, else the workspace's, else the clock. @throws StudioProblem for what is none */
export function instantOf({ workspace }: DraftRules, text: string | undefined): Instant {
  const given = text ?? workspace.config.asOf;
  if (given === undefined) return Date.now();
  const instant = parseInstant(given, zone(workspace.settings.timeZone));
  if (instant === undefined) throw new StudioProblem("bad-date", message("not-a-date", { given }));
  return instant;
}
