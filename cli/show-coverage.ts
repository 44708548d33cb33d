import type { CoverageReport, RuleReport, Share } from "./coverage-report.ts";
import { grouped, printable, type Terminal } from "./terminal.ts";

const RULES = 10;
const LINES = 4;

/** Prints how much of the rules the tests decide, and where most is left open. */
export function showCoverage(report: CoverageReport, tests: number, terminal: Terminal): void {
  const { colour } = terminal;
  const share = (label: string, { reached, of }: Share, more = ""): void => {
    const percent = of === 0 ? "" : ` (${((100 * reached) / of).toFixed(1)} %)`;
    terminal.out(`  ${label.padEnd(26)} ${grouped(reached)} of ${grouped(of)}${percent}${colour.dim(more)}\n`);
  };
  const { equivalent, undecided } = report.mistakes;
  terminal.out(`\n${colour.bold(`What ${tests} ${tests === 1 ? "test decides" : "tests decide"}`)}\n`);
  share("values seen", report.values);
  share("conditions seen to matter", report.conditions);
  share("mistakes noticed", report.mistakes, `; ${equivalent} more would change nothing, ${undecided} were not judged`);
  for (const rule of report.rules.slice(0, RULES)) showRule(rule, terminal);
  if (report.rules.length > RULES)
    terminal.out(colour.dim(`\n… and ${report.rules.length - RULES} more rules; --json lists them all.\n`));
  if (report.mistakes.reached < report.mistakes.of)
    terminal.out(colour.dim("\n`tagma test --generate` writes tests for what is open, for you to review.\n"));
}

function showRule({ name, file, line, unseen, conditions, missed }: RuleReport, terminal: Terminal): void {
  const { colour } = terminal;
  const lines = [
    ...(unseen.length === 0 ? [] : [`never seen: ${unseen.map((value) => `"${printable(value)}"`).join(", ")}`]),
    ...conditions.map(
      (condition) =>
        `${quoted(condition.text)} is never seen to matter${condition.lacks === "both" ? "" : condition.lacks === "holds" ? " where it holds" : " where it fails"}${colour.dim(`, line ${condition.line}`)}`,
    ),
    ...missed.map(
      (mistake) =>
        `not noticed: ${printable(mistake.change)} ${colour.dim(`in ${quoted(mistake.text)}, line ${mistake.line}`)}`,
    ),
  ];
  terminal.out(`\n${colour.bold(printable(name))} ${colour.dim(`${printable(file)}:${line}`)}\n`);
  for (const text of lines.slice(0, LINES)) terminal.out(`  ${text}\n`);
  if (lines.length > LINES) terminal.out(colour.dim(`  … and ${lines.length - LINES} more\n`));
}

const TEXT = 70;
const quoted = (text: string): string => `\`${printable(text.length > TEXT ? `${text.slice(0, TEXT)}…` : text)}\``;
