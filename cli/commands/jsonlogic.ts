import { readFileSync, writeFileSync } from "node:fs";
import { fromJsonLogic, type ReadRule } from "../../engine/jsonlogic/read/read.ts";
import { toJsonLogic, type Exported } from "../../engine/jsonlogic/export.ts";
import { NotExactError, type JsonLogic } from "../../engine/jsonlogic/rule.ts";
import type { Program } from "../../engine/check/program.ts";
import { provedExclusive } from "../../engine/prove/prove.ts";
import { WorkspaceError } from "../../store/errors.ts";
import { visibleOutputs } from "../../store/runs/evaluate.ts";
import { renderDiagnostic } from "../../grammar/diagnostics/render.ts";
import { nearestName } from "../../grammar/diagnostics/near-names.ts";
import { compileWorkspace, type Workspace } from "../../store/workspace/workspace.ts";
import { jsonLogicNames } from "../jsonlogic-names.ts";
import { readyWorkspace, type CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { printable, type Terminal } from "../terminal.ts";
import { didYouMean, message } from "../../grammar/texts/message.ts";

export interface JsonLogicOptions extends CommonOptions {
  readonly out?: string;
  readonly read?: string;
}

/** `tagma jsonlogic`: tags and segments as JSONLogic rules, or a JSONLogic rule as the source of a condition. */
export function jsonLogicCommand(names: readonly string[], options: JsonLogicOptions, terminal: Terminal): number {
  const { workspace, compiled, plan } = readyWorkspace(options, terminal);
  if (options.read !== undefined) return read(options.read, workspace, compiled.program, options, terminal);
  const outputs = visibleOutputs(plan);
  const chosen =
    names.length === 0
      ? outputs
      : names.map((name) => {
          const found = outputs.find((output) => output.name === name.normalize("NFC"));
          if (found !== undefined) return found;
          const near = nearestName(
            name,
            outputs.map((output) => output.name),
          );
          throw new WorkspaceError(message("no-tag", { name, near: didYouMean(near) }));
        });
  const exclusive = provedExclusive(plan);
  const rules = chosen.map((output): [string, Exported] => [output.name, toJsonLogic(plan, output, exclusive)]);
  const refused = rules.filter((entry): entry is [string, { refused: string }] => "refused" in entry[1]);
  const document = `${JSON.stringify({ rules: Object.fromEntries(rules.flatMap(([name, found]) => ("rule" in found ? [[name, found.rule]] : []))), refused: Object.fromEntries(refused.map(([name, found]) => [name, found.refused])) }, null, 2)}\n`;
  if (options.out === undefined || options.out === "-") terminal.out(document);
  else {
    writeFileSync(options.out, document);
    terminal.out(
      options.json === true
        ? `${JSON.stringify({ path: options.out, rules: rules.length - refused.length, refused: refused.length })}\n`
        : `${rules.length - refused.length} rules written to ${printable(options.out)}, ${refused.length} refused.\n`,
    );
  }
  return names.length > 0 && refused.length > 0 ? exitCodes.findings : exitCodes.ok;
}

function read(
  path: string,
  workspace: Workspace,
  program: Program,
  options: JsonLogicOptions,
  terminal: Terminal,
): number {
  const rule = parsed(path);
  try {
    const { text, form, notes } = checked(fromJsonLogic(rule, jsonLogicNames(program)), workspace);
    terminal.out(options.json === true ? `${JSON.stringify({ text, form, notes })}\n` : `${text}\n`);
    if (options.json !== true) for (const note of notes) terminal.err(`note: ${printable(note)}\n`);
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof NotExactError)
      throw new WorkspaceError(message("about-file", { path, problem: error.message }));
    throw error;
  }
}

/** What is printed checks: it is compiled together with the rules that it is meant for. */
function checked(rule: ReadRule, workspace: Workspace): ReadRule {
  const path = "(jsonlogic)";
  const text = `rule tag \`read from jsonlogic\` ${rule.form === "condition" ? "when" : "="} ${rule.text}\n`;
  const { diagnostics } = compileWorkspace({ ...workspace, files: [...workspace.files, { path, text }] });
  const error = diagnostics.find(({ severity, location }) => severity === "error" && location.file === path);
  if (error === undefined) return rule;
  throw new NotExactError(`${rule.text}: ${renderDiagnostic(error, "en").message}`);
}

const SIZE_LIMIT = 4 * 1024 * 1024;

function parsed(path: string): JsonLogic {
  try {
    const text = readFileSync(path, "utf8");
    if (text.length > SIZE_LIMIT) throw new WorkspaceError(message("larger-than-4-mb", { path }));
    // Whatever it holds is checked node by node.
    return JSON.parse(text) as JsonLogic;
  } catch (error) {
    if (error instanceof SyntaxError) throw new WorkspaceError(message("not-json", { path, reason: error.message }));
    throw error;
  }
}
