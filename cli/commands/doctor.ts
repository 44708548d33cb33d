import { inWords } from "../../grammar/texts/in-words.ts";
import { examine, type Finding } from "../../store/upkeep/doctor.ts";
import { compileWorkspace, openWorkspace } from "../../store/workspace/workspace.ts";
import type { CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { padEnd, printable, type Terminal } from "../terminal.ts";

/** `tagma doctor`: looks the workspace's store over and says what to do. */
export function doctorCommand(options: CommonOptions, terminal: Terminal): number {
  const workspace = openWorkspace(options.workspace);
  const { plan, program } = compileWorkspace(workspace);
  const findings = examine(workspace, plan === undefined ? undefined : program);
  const wrong = findings.some(({ state }) => state === "wrong");
  if (options.json === true)
    terminal.out(`${JSON.stringify({ ok: !wrong, findings: findings.map(jsonFinding) }, null, 2)}\n`);
  else for (const finding of findings) showFinding(finding, terminal);
  return wrong ? exitCodes.findings : exitCodes.ok;
}

/** A finding as JSON, its texts in English. */
const jsonFinding = ({ advice, ...finding }: Finding): Record<string, unknown> => ({
  ...finding,
  text: inWords(finding.text),
  ...(advice === undefined ? {} : { advice: inWords(advice) }),
});

function showFinding({ check, state, text, advice }: Finding, terminal: Terminal): void {
  const { colour, language } = terminal;
  const mark = state === "well" ? colour.green("✓") : state === "note" ? colour.yellow("•") : colour.red("✗");
  terminal.out(`${mark} ${padEnd(check, 11)} ${printable(inWords(text, language))}\n`);
  if (advice !== undefined) terminal.out(`${" ".repeat(14)}→ ${printable(inWords(advice, language))}\n`);
}
