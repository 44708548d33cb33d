import { zone, type Zone } from "../engine/calendar/zone.ts";
import { formatValue } from "../engine/plan/describe.ts";
import type { OutputNode, Plan } from "../engine/plan/plan.ts";
import { jsonValue } from "../engine/run/present.ts";
import type { OutputSummary } from "../engine/run/population/summary.ts";
import type { AudienceJumpError } from "../store/runs/jumps.ts";
import type { RunReport } from "../store/runs/run.ts";
import type { Workspace } from "../store/workspace/workspace.ts";
import { grouped, padEnd, printable, type Terminal } from "./terminal.ts";

const SECTIONS: readonly (readonly [string, (summary: OutputSummary) => boolean])[] = [
  ["Attribute tags", ({ output }) => output.tagKind === "attribute"],
  ["Statistical tags", ({ output }) => output.tagKind === "statistical"],
  ["Rule tags", ({ output }) => output.tagKind === "rule"],
  ["Mined tags", ({ output }) => output.tagKind === "mined"],
  ["Lifecycles", ({ output }) => output.kind === "lifecycle"],
  ["Segments", ({ output }) => output.kind === "segment"],
];

/** Prints a run: per tag its coverage and how many customers have which value. */
export function showRun(report: RunReport, plan: Plan, workspace: Workspace, terminal: Terminal): void {
  const { colour } = terminal;
  const inZone = zone(workspace.settings.timeZone);
  const width = Math.min(32, Math.max(...report.summaries.map(({ output }) => output.name.length), 8));
  for (const [title, belongs] of SECTIONS) {
    const section = report.summaries.filter(belongs);
    if (section.length === 0) continue;
    terminal.out(`\n${colour.bold(title)}${title === "Segments" ? "" : colour.dim("  · coverage")}\n`);
    for (const summary of section)
      terminal.out(
        `  ${padEnd(printable(summary.output.name), width)}  ${line(summary, report.customers, inZone, terminal)}\n`,
      );
  }
  showLaws(report, (output) => lawText(output, plan, workspace), terminal);
  terminal.out(`\n${colour.bold(counted(report.customers))}`);
  if (report.leftOutCount > 0) {
    const [example] = report.leftOut;
    terminal.out(
      `, ${colour.yellow(`${grouped(report.leftOutCount)} left out`)} because a required field is missing${example === undefined ? "" : ` (for example \`${printable(example.missing)}\` of ${printable(example.customer)})`}`,
    );
  }
  terminal.out("\n");
}

function line(summary: OutputSummary, customers: number, inZone: Zone, terminal: Terminal): string {
  const { colour } = terminal;
  const coverage = padEnd(percent(summary.known, customers).padStart(6), 8);
  const rest = [
    summary.none > 0 ? colour.dim(`none ${grouped(summary.none)}`) : "",
    summary.unknown > 0 ? colour.dim(`unknown ${grouped(summary.unknown)}`) : "",
    ...[...summary.errorCodes].map(([code, count]) => colour.red(`${errorWord(code)} ${grouped(count)}`)),
  ].filter((text) => text !== "");
  return coverage + [...distribution(summary, customers, inZone), ...rest].join(" · ");
}

function errorWord(code: string): string {
  return code === "untrained" ? "model not trained" : code === "conflict" ? "conflict" : code;
}

function distribution(summary: OutputSummary, customers: number, inZone: Zone): string[] {
  const { output, values, spread } = summary;
  if (output.kind === "segment")
    return [`${counted(values?.get("yes") ?? 0)} (${percent(values?.get("yes") ?? 0, customers)})`];
  if (values !== undefined) return [...values].map(([value, count]) => `${printable(value)} ${grouped(count)}`);
  if (spread === undefined) return [];
  if (output.personal) return ["personal"];
  const show = (value: typeof spread.least): string =>
    printable(
      output.type.kind === "number" && typeof value === "number"
        ? String(Number(value.toPrecision(4)))
        : formatValue(value, output.type, inZone),
    );
  const range = `${show(spread.least)} … ${show(spread.most)}`;
  if (spread.mean === undefined) return [range];
  const mean =
    output.type.kind === "decimal"
      ? (spread.mean / 10 ** output.type.digits).toFixed(output.type.digits)
      : String(Number(spread.mean.toPrecision(4)));
  return [`${range} (mean ${mean})`];
}

/** A law as it is called: its reason, or its conditions as they are written. */
function lawText(output: OutputNode, plan: Plan, workspace: Workspace): string {
  if (output.kind === "never") return output.name;
  const [file, start, end] = plan.source.outputs[output.id]?.[""] ?? [-1, 0, 0];
  const text =
    workspace.files
      .find(({ path }) => path === plan.source.files[file])
      ?.text.slice(start, end)
      .replace(/\/\/[^\n]*/g, " ")
      .replace(/\s+/g, " ")
      .trim() ?? output.name;
  return text.length > 90 ? `${text.slice(0, 89)}…` : text;
}

function showLaws(report: RunReport, nameOf: (output: OutputNode) => string, terminal: Terminal): void {
  const checked = report.summaries.filter(({ output }) => output.kind === "never" || output.kind === "exclusive");
  if (checked.length === 0) return;
  terminal.out(`\n${terminal.colour.bold("Laws")}\n`);
  for (const summary of checked) {
    const broken = summary.values?.get("yes") ?? 0;
    const verdict =
      broken > 0
        ? terminal.colour.red(`broken by ${counted(broken)}`)
        : summary.errors > 0
          ? terminal.colour.yellow(
              `not decided for ${counted(summary.errors)} (${[...summary.errorCodes.keys()].map(errorWord).join(", ")})`,
            )
          : terminal.colour.green("held by all");
    terminal.out(`  ${printable(nameOf(summary.output))}: ${verdict}\n`);
  }
}

/** "1 customer", "2,000 customers". */
export function counted(customers: number): string {
  return `${grouped(customers)} customer${customers === 1 ? "" : "s"}`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((part / whole) * 100).toFixed(part === whole || part === 0 ? 0 : 1)} %`;
}

/** Says why a run was not kept. */
export function showJumps({ jumps, limit }: AudienceJumpError, terminal: Terminal): void {
  terminal.err(
    "tagma: the run is not kept, since an audience changes by more than is allowed; the current tags are as they were\n",
  );
  for (const { segment, before, after } of jumps) {
    const change =
      before === 0
        ? "from nobody"
        : `${after >= before ? "+" : "−"}${((Math.abs(after - before) / before) * 100).toFixed(1)} %`;
    terminal.err(
      `  ${segment === undefined ? "all customers" : printable(segment)}: ${grouped(before)} → ${grouped(after)} (${change}, allowed are ${limit} %)\n`,
    );
  }
  terminal.err("  If that is right, run again with a greater --max-change.\n");
}

/** The counts of a run as JSON. */
export function summaryJson(report: RunReport): Record<string, unknown> {
  return {
    customers: report.customers,
    leftOut: report.leftOutCount,
    leftOutCustomers: report.leftOut,
    outputs: report.summaries.map(({ output, known, none, unknown, errors, errorCodes, values, spread }) => ({
      name: output.name,
      kind: output.kind,
      tagKind: output.tagKind,
      label: output.about.label,
      labels: output.about.labels,
      group: output.about.group,
      owner: output.about.owner,
      known,
      none,
      unknown,
      errors,
      errorCodes: Object.fromEntries(errorCodes),
      values: values === undefined ? null : Object.fromEntries(values),
      spread:
        spread === undefined || output.personal
          ? null
          : {
              least: jsonValue(spread.least, output.type),
              most: jsonValue(spread.most, output.type),
              mean: spread.mean === undefined ? null : jsonValue(spread.mean, output.type),
            },
    })),
  };
}
