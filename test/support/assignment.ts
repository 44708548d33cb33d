import { neverUnknown } from "../../engine/plan/aggregates.ts";
import type { AggregateNode, Plan, WindowNode } from "../../engine/plan/plan.ts";
import type { PlanExpression } from "../../engine/plan/expression.ts";
import type { Formula } from "../../engine/prove/formula.ts";
import type { Linear } from "../../engine/prove/linear.ts";
import { toNumber } from "../../engine/prove/rational.ts";
import { passes } from "../../engine/prove/texts.ts";
import type { Translation } from "../../engine/prove/translate.ts";
import type { Customer, CustomerEvent } from "../../engine/run/customer.ts";
import { evaluateExpression } from "../../engine/run/expression.ts";
import { interpret, type Evaluation } from "../../engine/run/interpreter.ts";
import { resolveWindow } from "../../engine/run/windows.ts";
import type { MaybeValue } from "../../engine/plan/types.ts";
import { nodeId } from "../../engine/plan/canonical.ts";

/** What the prover's variables are for one customer. */
export interface Assignment {
  readonly numbers: ReadonlyMap<string, number>;
  readonly flags: ReadonlyMap<string, boolean>;
  readonly texts: ReadonlyMap<string, string>;
}

/** A plan with one output for each aggregate, so that the interpreter tells their values. */
export function withAggregateOutputs(plan: Plan): Plan {
  const about = { label: null, labels: {}, description: "", group: null, owner: null, values: {} };
  const outputs = plan.aggregates.map((node) => ({
    id: outputOf(node),
    name: `aggregate ${node.id}`,
    kind: "tag" as const,
    tagKind: "statistical" as const,
    at: "now",
    type: node.type,
    personal: false,
    about,
    form: { form: "value" as const, value: { op: "aggregate" as const, id: node.id } },
  }));
  return { ...plan, outputs: [...plan.outputs, ...outputs] };
}
const outputOf = (node: AggregateNode): string => nodeId({ aggregate: node.id });

/**
 * The values of all variables that are more than definitions; aggregates as the interpreter computes them, counts of
 * bases counted here. Undefined when an aggregate is an error.
 */
export function assignment(
  translation: Translation,
  evaluation: Evaluation,
  customer: Customer,
): Assignment | undefined {
  const numbers = new Map<string, number>();
  const flags = new Map<string, boolean>();
  const texts = new Map<string, string>();
  const { plan } = translation;
  const set = (name: string, value: MaybeValue): void => {
    flags.set(`known ${name}`, value !== null);
    if (typeof value === "number") numbers.set(name, value);
    else if (typeof value === "boolean") flags.set(`is ${name}`, value);
    else if (typeof value === "string") texts.set(name, value);
  };
  const results = interpret(evaluation, customer, new Set(plan.aggregates.map(outputOf)));
  for (const node of plan.aggregates) {
    const result = results.get(outputOf(node));
    if (result === undefined || result.state === "error") return undefined;
    const value = result.state === "value" ? result.value : null;
    if (neverUnknown(node) && value === null) throw new Error(`${node.id} is unknown`);
    set(`aggregate ${node.id}`, value);
    // The number behind what is unknown is free: some value must do, and 0 does.
    if (value === null) numbers.set(`aggregate ${node.id}`, 0);
  }
  for (const { id } of plan.instants) {
    const instant = evaluation.instants.get(id) ?? evaluation.asOf;
    numbers.set(`now ${id}`, instant);
    numbers.set(`today ${id}`, evaluation.zone.dateOf(instant));
    const version = customer.versions.findLast(({ validFrom }) => validFrom === null || validFrom <= instant)?.fields;
    for (const field of plan.reads.fields) set(`field ${id} ${field.name}`, version?.get(field.name) ?? null);
  }
  texts.set("id", customer.id);
  for (const name of translation.table.variables.keys())
    if (name.startsWith("count ")) numbers.set(name, countOf(name, evaluation, customer));
  return { numbers, flags, texts };
}

/** Counts a base from its name alone: event, filter, range. */
function countOf(name: string, evaluation: Evaluation, customer: Customer): number {
  const rest = name.slice("count ".length);
  const split = Math.max(rest.lastIndexOf(' {"kind":"relative"'), rest.lastIndexOf(' {"kind":"window"'));
  const event = rest.slice(0, rest.indexOf(" "));
  const where: PlanExpression | null = JSON.parse(rest.slice(rest.indexOf(" ") + 1, split));
  const range:
    | { kind: "relative"; from: number | null; to: number }
    | { kind: "window"; window: WindowNode; at: string } = JSON.parse(rest.slice(split + 1));
  const inside = range.kind === "relative" ? relative(range, evaluation) : windowed(range, evaluation);
  return customer.events.filter(
    (candidate) =>
      candidate.type === event && inside(candidate.time) && passesWhere(where, candidate, evaluation, customer),
  ).length;
}

function relative(range: { from: number | null; to: number }, { asOf }: Evaluation): (time: number) => boolean {
  return (time) => (range.from === null || time > asOf - range.from) && time <= asOf - range.to;
}

function windowed(
  { window, at }: { window: WindowNode; at: string },
  evaluation: Evaluation,
): (time: number) => boolean {
  const known = evaluation.instants.get(at);
  const [, base = "", length = "", ending = ""] = /^(.*) (\d+) (\d+)$/.exec(at) ?? [];
  const { from, to } =
    known !== undefined
      ? resolveWindow(window, known, evaluation.plan.settings)
      : resolveWindow(
          { kind: "exact", length: Number(length), ending: Number(ending) },
          evaluation.instants.get(base) ?? Number.NaN,
          evaluation.plan.settings,
        );
  return (time) => time >= from && time < to;
}

function passesWhere(
  where: PlanExpression | null,
  event: CustomerEvent,
  evaluation: Evaluation,
  customer: Customer,
): boolean {
  if (where === null) return true;
  const field = (name: string, at: string): MaybeValue => {
    const instant = evaluation.instants.get(at) ?? evaluation.asOf;
    return (
      customer.versions.findLast(({ validFrom }) => validFrom === null || validFrom <= instant)?.fields.get(name) ??
      null
    );
  };
  return (
    evaluateExpression(where, "", {
      zone: evaluation.zone,
      event,
      id: customer.id,
      instant: (at) => evaluation.instants.get(at) ?? evaluation.asOf,
      field,
      aggregate: () => null,
      output: () => null,
      model: () => null,
      overflow: () => undefined,
      visit: undefined,
    }) === true
  );
}

const TOLERANCE = 1e-9;

/** Whether a formula holds; undefined when it speaks of variables that are not assigned. */
export function holds(formula: Formula, values: Assignment): boolean | undefined {
  switch (formula.kind) {
    case "true":
      return true;
    case "false":
      return false;
    case "and":
    case "or": {
      const parts = new Set(formula.args.map((arg) => holds(arg, values)));
      const decisive = formula.kind === "or";
      return parts.has(decisive) ? decisive : parts.has(undefined) ? undefined : !decisive;
    }
    case "flag": {
      const value = values.flags.get(formula.name);
      return value === undefined ? undefined : value === formula.value;
    }
    case "text": {
      const text = values.texts.get(formula.variable);
      return text === undefined ? undefined : passes(text, formula.test) === formula.value;
    }
    case "linear": {
      const sum = sumOf(formula.sum, values);
      // Numbers that are not whole are known up to rounding.
      if (sum === undefined) return undefined;
      const rounded = Math.abs(sum - Math.round(sum)) < TOLERANCE ? Math.round(sum) : sum;
      return formula.strict ? rounded < 0 : rounded <= 0;
    }
  }
}

function sumOf(linear: Linear, { numbers }: Assignment): number | undefined {
  let sum = toNumber(linear.constant);
  for (const [name, coefficient] of linear.terms) {
    const value = numbers.get(name);
    if (value === undefined) return undefined;
    sum += toNumber(coefficient) * value;
  }
  return sum;
}
