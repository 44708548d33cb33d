import { formatLocal } from "../engine/calendar/instant.ts";
import { formatValue } from "../engine/plan/describe.ts";
import {
  editText,
  MASK,
  valueText,
  type ExplanationView,
  type ForesightExplanation,
} from "../engine/explain/explanation-json.ts";
import type { Flip } from "../engine/explain/nearest.ts";
import type { MoveReason } from "../engine/explain/why-moved.ts";
import type { ExplainedModel } from "../engine/explain/contributions.ts";
import type { NextChange } from "../engine/explain/next-change.ts";
import type {
  ExplainedCondition,
  ExplainedInput,
  ExplainedPart,
  Explanation,
  Verdict,
} from "../engine/explain/explain.ts";
import type { ValueType } from "../engine/plan/types.ts";
import type { CustomerEvent } from "../engine/run/customer.ts";
import type { ReadOfRow } from "../engine/explain/explained-input.ts";
import { describeError, type Result } from "../engine/run/result.ts";
import { padEnd, printable, type Terminal } from "./terminal.ts";

const EVENTS_SHOWN = 5;
function resultText(result: Result, type: ValueType, personal: boolean, view: ExplanationView): string {
  switch (result.state) {
    case "none":
      return "none (no branch is true)";
    case "unknown":
      return "unknown";
    case "error":
      return `error: ${describeError(result.error)}`;
    case "value":
      return personal && !view.showPersonal ? MASK : printable(formatValue(result.value, type, view.inZone));
  }
}

/** A tag and its value on one line. */
export function showOneLine(explanation: Explanation, view: ExplanationView, terminal: Terminal): void {
  const { output, result } = explanation;
  const value = resultText(result, output.type, output.personal, view);
  terminal.out(
    `  ${padEnd(printable(output.name), 30)} ${result.state === "value" ? value : terminal.colour.dim(value)}\n`,
  );
}

/** A tag, its value, and every condition with what it saw. */
export function showExplanation(explanation: Explanation, view: ExplanationView, terminal: Terminal): void {
  const { output, result, parts } = explanation;
  const { colour } = terminal;
  const label = output.about.label === null ? "" : colour.dim(` (${printable(output.about.label)})`);
  terminal.out(
    `\n${colour.bold(printable(output.name))}${label} is ${colour.bold(resultText(result, output.type, output.personal, view))}\n`,
  );
  if (output.about.description !== "")
    terminal.out(`${colour.dim(`  ${printable(output.about.description.replaceAll("\n", " "))}`)}\n`);
  for (const part of parts) showPart(part, view, terminal);
}

function mark(verdict: Verdict, terminal: Terminal): string {
  const { colour } = terminal;
  switch (verdict) {
    case "yes":
      return colour.green("✓");
    case "no":
      return colour.red("✗");
    case "unknown":
      return colour.yellow("?");
    case "value":
      return colour.dim("=");
  }
}

function showPart(part: ExplainedPart, view: ExplanationView, terminal: Terminal): void {
  const points = part.points === undefined ? undefined : `${part.points > 0 ? "+" : ""}${part.points}`;
  const name = part.name === undefined ? undefined : `"${printable(part.name)}"`;
  const title = name ?? points;
  const [only] = part.conditions;
  if (title === undefined) {
    for (const condition of part.conditions) showCondition(condition, 1, "", view, terminal);
  } else if (only === undefined) terminal.out(`  ${mark(part.verdict, terminal)} ${title}\n`);
  else
    showCondition(
      { ...only, verdict: part.points === undefined ? only.verdict : part.verdict },
      1,
      `${title}  `,
      view,
      terminal,
    );
}

function showCondition(
  condition: ExplainedCondition,
  depth: number,
  title: string,
  view: ExplanationView,
  terminal: Terminal,
): void {
  const indent = "  ".repeat(depth);
  const seen = condition.inputs
    .filter((input) => !(condition.verdict === "value" && input.name === condition.text))
    .map((input) => inputText(input, view));
  const own =
    condition.verdict === "value" && condition.inputs.length === 1 && condition.inputs[0]?.name === condition.text
      ? [inputText(condition.inputs[0], view, true)]
      : [];
  const because = [...own, ...seen].join(", ");
  terminal.out(
    `${indent}${mark(condition.verdict, terminal)} ${title}${printable(condition.text)}${because === "" ? "" : terminal.colour.dim(`  ← ${because}`)}\n`,
  );
  for (const input of condition.inputs) showEvents(input, depth + 2, view, terminal);
  for (const model of condition.models) showContributions(model, depth + 1, view, terminal);
  for (const child of condition.children) showCondition(child, depth + 1, "", view, terminal);
}

const CONTRIBUTIONS_SHOWN = 5;

/** What a model's answer goes by: what makes the difference to a usual customer, and what it would be if one feature alone were as usual. */
function showContributions(
  { result, usual, kind, contributions }: ExplainedModel,
  depth: number,
  view: ExplanationView,
  terminal: Terminal,
): void {
  const shown = (value: number): string =>
    kind === "probability" ? `${(value * 100).toFixed(0)}%` : kind === "number" ? value.toPrecision(4) : String(value);
  const say = (text: string): void => terminal.out(`${"  ".repeat(depth)}${terminal.colour.dim(text)}\n`);
  const telling = contributions
    .filter(({ otherwise, adds }) => shown(otherwise) !== shown(result) || partText(adds, kind) !== undefined)
    .slice(0, CONTRIBUTIONS_SHOWN);
  if (usual !== undefined && telling.length > 0 && kind !== "amount")
    say(`${shown(result)}, and ${shown(usual)} for a customer who is usual in everything`);
  for (const { feature, otherwise, adds } of telling) {
    const part = partText(adds, kind);
    const alone =
      kind === "amount"
        ? otherwise === result
          ? undefined
          : `${otherwise < result ? "more" : "less"} than with a usual value`
        : shown(otherwise) === shown(result)
          ? undefined
          : `with a usual value it would be ${shown(otherwise)} instead of ${shown(result)}`;
    const said = [part, alone].filter((text) => text !== undefined);
    if (said.length > 0) say(`${inputText(feature, view)}: ${said.join("; ")}`);
  }
}

/** What a feature adds, in words; chances are told as odds, which multiply up. */
function partText(adds: number | undefined, kind: ExplainedModel["kind"]): string | undefined {
  if (adds === undefined) return undefined;
  if (kind !== "probability")
    return Math.abs(adds) < 0.005 ? undefined : `${adds > 0 ? "+" : "−"}${Math.abs(adds).toFixed(2)}`;
  const times = Math.exp(Math.abs(adds));
  return times < 1.05
    ? undefined
    : adds > 0
      ? `${times.toFixed(1)} times the odds`
      : `the odds divided by ${times.toFixed(1)}`;
}

function inputText(input: ExplainedInput, view: ExplanationView, bare = false): string {
  const value = valueText(input.value, input.type, input.personal, view);
  const file = input.value === null ? undefined : fileOf(input.table, view);
  const from = file === undefined ? "" : `, from ${file}`;
  return bare ? `${value}${from}` : `${printable(input.name)} is ${value}${from}`;
}

/** The file that a table's rows come from. */
function fileOf(table: string | undefined, view: ExplanationView): string | undefined {
  const file = table === undefined ? undefined : view.tableFiles?.get(table);
  return file === undefined ? undefined : printable(file);
}

/** An event, with what the aggregate read of the rows that it names. */
function eventText(event: CustomerEvent, ofRows: readonly ReadOfRow[], view: ExplanationView): string {
  const read = ofRows.map(({ name, type, personal }) => {
    const value = valueText(event.fields.get(name) ?? null, type, personal, view);
    return `${printable(name)} is ${value}`;
  });
  const rows = read.length === 0 ? "" : ` (${read.join(", ")})`;
  return `${printable(event.type)} ${formatLocal(event.time, view.inZone)}${rows}`;
}

function showEvents(input: ExplainedInput, depth: number, view: ExplanationView, terminal: Terminal): void {
  const events = input.events ?? [];
  if (events.length === 0) return;
  const shown = events.slice(-EVENTS_SHOWN);
  const { ofRows = [] } = input;
  const from = ofRows
    .flatMap(({ name, table }) => {
      const file = fileOf(table, view);
      return file === undefined ? [] : [`${printable(name)} from ${file}`];
    })
    .join(", ");
  const more = events.length > shown.length ? `… ${events.length - shown.length} earlier, ` : "";
  terminal.out(
    `${"  ".repeat(depth)}${terminal.colour.dim(`${more}${shown.map((event) => eventText(event, ofRows, view)).join(", ")}${from === "" ? "" : `; ${from}`}`)}\n`,
  );
}

const FLIPS_SHOWN = 4;

/** What would change the tag: with time alone, and with the least that could happen. */
export function showForesight(explanation: ForesightExplanation, view: ExplanationView, terminal: Terminal): void {
  const { next, flips = [] } = explanation;
  for (const line of foresight(next, flips, explanation, view))
    terminal.out(`  ${terminal.colour.cyan("→")} ${line}\n`);
}

function foresight(
  next: NextChange | undefined,
  flips: readonly Flip[],
  { output }: Explanation,
  view: ExplanationView,
): string[] {
  const becomes = (result: Result): string => `it becomes ${resultText(result, output.type, output.personal, view)}`;
  return [
    ...flips.slice(0, FLIPS_SHOWN).map(({ edit, result }) => `${editText(edit, view)}: ${becomes(result)}`),
    ...(next === undefined
      ? []
      : [`if nothing happens, on ${formatLocal(next.at, view.inZone)}: ${becomes(next.result)}`]),
  ];
}

/**
 * Why a customer moved, on one line.
 * @param personal fields that are personal under the old rules or the new
 */
export function reasonText(
  { under, condition }: MoveReason,
  personal: ReadonlySet<string>,
  view: ExplanationView,
): string {
  const saw = condition.inputs.map(
    (input) =>
      `${printable(input.name)} is ${valueText(input.value, input.type, input.personal || personal.has(input.name), view)}`,
  );
  const verdict = condition.verdict === "value" ? "" : ` is ${condition.verdict}`;
  return `by the ${under} rules ${printable(condition.text)}${verdict}${saw.length === 0 ? "" : ` (${saw.join(", ")})`}`;
}
