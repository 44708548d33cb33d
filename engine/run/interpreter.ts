import { zone as zoneOf, type Instant, type Zone } from "../calendar/zone.ts";
import { at, required } from "../invariant/required.ts";
import { withReads } from "../plan/forms.ts";
import type { AggregateNode, OutputForm, OutputNode, Plan } from "../plan/plan.ts";
import type { MaybeValue, Value } from "../plan/types.ts";
import { aggregateFacts } from "../plan/aggregates.ts";
import { measure, type Counted } from "./aggregate.ts";
import { exactResult } from "./arithmetic.ts";
import type { Customer, CustomerEvent } from "./customer.ts";
import { evaluateExpression, type Environment } from "./expression.ts";
import { matchedStarts } from "./sequence.ts";
import { noneResult, unknownResult, type EvaluationError, type Result } from "./result.ts";
import type { Trace } from "./trace.ts";
import { resolveInstants, resolveWindow, type Range } from "./windows.ts";

/** What every customer of one evaluation shares: the plan, the instants and the windows, resolved once. */
export interface Evaluation {
  readonly plan: Plan;
  readonly asOf: Instant;
  readonly zone: Zone;
  readonly instants: ReadonlyMap<string, Instant>;
  readonly windows: ReadonlyMap<string, Range>;
}

/** Prepares an evaluation of a plan at an instant. */
export function prepare(plan: Plan, asOf: Instant): Evaluation {
  const instants = resolveInstants(plan.instants, asOf, plan.settings);
  const windows = new Map(
    plan.aggregates.map((node) => [
      node.id,
      resolveWindow(node.window, required(instants.get(node.at), `the instant ${node.at}`), plan.settings),
    ]),
  );
  return { plan, asOf, zone: zoneOf(plan.settings.timeZone), instants, windows };
}

/** Every output of one customer, by output id. */
export type Results = ReadonlyMap<string, Result>;

/**
 * The reference interpreter: evaluates every output of a plan for one customer, word for word as the language
 * reference says, and slowly. All sub-expressions are evaluated, so that errors don't depend on the order.
 * @param only outputs to evaluate (with what they read); all by default
 * @param trace records every intermediate value
 */
export function interpret(
  evaluation: Evaluation,
  customer: Customer,
  only?: ReadonlySet<string>,
  trace?: Trace,
): Results {
  return new Interpreter(evaluation, customer, trace).run(only);
}

/** One aggregate of one customer, and the errors in it. */
export function aggregateOf(evaluation: Evaluation, customer: Customer, id: string): AggregateResult {
  return new Interpreter(evaluation, customer, undefined).aggregate(id);
}

/** The value of an aggregate, null for unknown, and what kept it from having one. */
export interface AggregateResult {
  readonly value: MaybeValue;
  readonly errors: readonly EvaluationError[];
}

/** Why a customer is not evaluated: not there at that instant, or without a required field. */
export type Standing =
  | { readonly kind: "present" }
  | { readonly kind: "absent" }
  | { readonly kind: "left out"; readonly missing: string };

/**
 * Whether a customer belongs to the population at the evaluation's instant.
 * @param anyEvent true when an event of any type happened by then, read by the plan or not
 */
export function standing(evaluation: Evaluation, customer: Customer, anyEvent: boolean): Standing {
  const version = versionAt(customer, evaluation.asOf);
  if (version === undefined && !anyEvent) return { kind: "absent" };
  const missing = evaluation.plan.reads.fields.find(
    (field) => field.required && (version?.get(field.name) ?? null) === null,
  );
  return missing === undefined ? { kind: "present" } : { kind: "left out", missing: missing.name };
}

/** The profile as it was at an instant: the version with the greatest `validFrom` not after it. */
export function versionAt(customer: Customer, instant: Instant): ReadonlyMap<string, MaybeValue> | undefined {
  return customer.versions.findLast(({ validFrom }) => validFrom === null || validFrom <= instant)?.fields;
}

class Interpreter {
  private readonly evaluation: Evaluation;
  private readonly customer: Customer;
  private readonly trace: Trace | undefined;
  private readonly aggregates = new Map<string, AggregateResult>();
  private readonly results = new Map<string, Result>();
  private readonly order: ReadonlyMap<CustomerEvent, number>;
  private readonly nodes: ReadonlyMap<string, AggregateNode>;

  constructor(evaluation: Evaluation, customer: Customer, trace: Trace | undefined) {
    this.evaluation = evaluation;
    this.customer = customer;
    this.trace = trace;
    this.order = new Map(customer.events.map((event, index) => [event, index]));
    this.nodes = new Map(evaluation.plan.aggregates.map((node) => [node.id, node]));
  }

  run(only: ReadonlySet<string> | undefined): Results {
    const { outputs } = this.evaluation.plan;
    for (const output of only === undefined ? outputs : withReads(outputs, only))
      this.results.set(output.id, this.output(output));
    return this.results;
  }

  private output(output: OutputNode): Result {
    const errors: EvaluationError[] = [];
    const decided = this.form(output, errors);
    const [error] = errors;
    const result: Result = error === undefined ? decided : { state: "error", error };
    this.trace?.output(output.id, result);
    return result;
  }

  private environment(
    output: OutputNode | undefined,
    event: CustomerEvent | undefined,
    errors: EvaluationError[],
  ): Environment {
    return {
      zone: this.evaluation.zone,
      event,
      id: this.customer.id,
      instant: (id) => this.instant(id),
      // A customer without a version at that instant has no known field, and a version need not have every field.
      field: (name, id) => versionAt(this.customer, this.instant(id))?.get(name) ?? null,
      aggregate: (id) => this.aggregateValue(id, errors),
      output: (id) => this.outputValue(id, errors),
      model: (model) => {
        errors.push({ code: "untrained", origin: output?.name ?? "", details: [model] });
        return null;
      },
      overflow: () => errors.push({ code: "overflow", origin: output?.name ?? "", details: [] }),
      visit:
        event === undefined && output !== undefined && this.trace !== undefined
          ? (path, value) => this.trace?.node(output.id, path, value)
          : undefined,
    };
  }

  private outputValue(id: string, errors: EvaluationError[]): MaybeValue {
    const result = required(this.results.get(id), `the output ${id}, which an earlier one reads,`);
    if (result.state === "error") errors.push(result.error);
    return result.state === "value" ? result.value : null;
  }

  private instant(id: string): Instant {
    return required(this.evaluation.instants.get(id), `the instant ${id}`);
  }

  private window(node: AggregateNode): Range {
    return required(this.evaluation.windows.get(node.id), `the window of ${node.id}`);
  }

  private form(output: OutputNode, errors: EvaluationError[]): Result {
    const environment = this.environment(output, undefined, errors);
    const { form } = output;
    const evaluate = (expression: Parameters<typeof evaluateExpression>[0], path: string): MaybeValue =>
      evaluateExpression(expression, path, environment);
    switch (form.form) {
      case "condition": {
        const value = evaluate(form.condition, "condition");
        // A segment is yes when its condition is true, else no; laws count as broken in the same way.
        return output.kind === "tag" || output.kind === "expect"
          ? known(value)
          : { state: "value", value: value === true };
      }
      case "value":
        return known(evaluate(form.value, "value"));
      case "one of":
      case "first of":
      case "all of": {
        const values = form.branches.map((branch, index) => evaluate(branch.when, `branches.${index}.when`));
        return decideBranches(output, form, values, errors);
      }
      case "stages": {
        const values = form.branches.map((branch, index) => evaluate(branch.when, `branches.${index}.when`));
        const reached = values.lastIndexOf(true);
        if (reached !== -1) return { state: "value", value: at(form.branches, reached).value };
        return values.includes(null) ? unknownResult : noneResult;
      }
      case "bands":
        return decideBand(form, evaluate(form.of, "of"));
      case "score":
        return this.score(output, form, errors);
      case "exclusive": {
        const values = form.conditions.map((condition, index) => evaluate(condition, `conditions.${index}`));
        return { state: "value", value: values.filter((value) => value === true).length > 1 };
      }
    }
  }

  private score(output: OutputNode, form: Extract<OutputForm, { form: "score" }>, errors: EvaluationError[]): Result {
    const environment = this.environment(output, undefined, errors);
    let total = 0;
    for (const [index, item] of form.items.entries()) {
      const value = evaluateExpression(item.basis.expression, `items.${index}.basis.expression`, environment);
      const times = item.basis.kind === "when" ? (value === true ? 1 : 0) : typeof value === "number" ? value : 0;
      const product = exactResult("multiply", item.points, times);
      if (product === "overflow") {
        environment.overflow();
        continue;
      }
      const capped = item.atMost === null ? product : Math.max(-item.atMost, Math.min(item.atMost, product));
      const sum = exactResult("add", total, item.sign * capped);
      if (sum === "overflow") environment.overflow();
      else total = sum;
      this.trace?.node(output.id, `items.${index}`, item.sign * capped);
    }
    return { state: "value", value: Math.min(form.high ?? total, Math.max(form.low ?? total, total)) };
  }

  private aggregateValue(id: string, errors: EvaluationError[]): MaybeValue {
    const found = this.aggregate(id);
    errors.push(...found.errors);
    return found.value;
  }

  aggregate(id: string): AggregateResult {
    let found = this.aggregates.get(id);
    if (found === undefined) {
      const node = this.nodes.get(id);
      if (node === undefined) throw new Error(`the plan has no aggregate ${id}`);
      const own: EvaluationError[] = [];
      const value = node.kind === "events" ? this.eventAggregate(node, own) : this.sequence(node, own);
      found = { value, errors: own };
      this.aggregates.set(id, found);
    }
    return found;
  }

  /** Whether an event passes a condition; an error in the condition is kept. */
  private passes(
    where: AggregateNode extends infer Node ? (Node extends { where: infer Where } ? Where : never) : never,
    event: CustomerEvent,
    errors: EvaluationError[],
  ): boolean {
    if (where === null) return true;
    return evaluateExpression(where, "", this.environment(undefined, event, errors)) === true;
  }

  private eventAggregate(node: Extract<AggregateNode, { kind: "events" }>, errors: EvaluationError[]): MaybeValue {
    const range = this.window(node);
    const inWindow = this.customer.events.filter(
      (event) => event.type === node.event && event.time >= range.from && event.time < range.to,
    );
    const below = inWindow.filter((event) => this.passes(node.among, event, errors));
    const belowSet = new Set(below);
    // The condition is evaluated for every event in the window, below the line or not.
    const counted = inWindow.filter((event) => this.passes(node.where, event, errors) && belowSet.has(event));
    this.trace?.events(node.id, counted, below.length);
    const { needsDates } = aggregateFacts[node.function];
    const events = counted.map((event): Counted => ({
      event,
      value: this.measured(node, event, errors),
      date: needsDates ? this.evaluation.zone.dateOf(event.time) : 0,
    }));
    const value = measure(node, events, below.length);
    if (value !== "overflow") return value;
    errors.push({ code: "overflow", origin: `${node.function} of ${node.event}`, details: [] });
    return null;
  }

  /** What an aggregate takes of an event that counts; an error in a computed value is kept. */
  private measured(
    { field, computed }: Extract<AggregateNode, { kind: "events" }>,
    event: CustomerEvent,
    errors: EvaluationError[],
  ): MaybeValue {
    if (computed !== undefined) return evaluateExpression(computed, "", this.environment(undefined, event, errors));
    return field === null ? null : (event.fields.get(field) ?? null);
  }

  private sequence(node: Extract<AggregateNode, { kind: "sequence" }>, errors: EvaluationError[]): MaybeValue {
    const now = this.instant(node.at);
    const range = this.window(node);
    const [startStep, ...steps] = node.steps.map((step) => ({
      type: step.event,
      negated: step.negated,
      events: this.customer.events.filter(
        (event) => event.type === step.event && event.time <= now && this.passes(step.where, event, errors),
      ),
    }));
    const inWindow = required(startStep, "the first step of a sequence").events.filter(
      (event) => event.time >= range.from && event.time < range.to,
    );
    const starts = node.keep === "all" ? inWindow : inWindow.slice(...(node.keep === "first" ? [0, 1] : [-1]));
    const matched = matchedStarts(
      { type: at(node.steps, 0).event, events: starts },
      steps,
      node.within,
      node.each,
      now,
      (event) => required(this.order.get(event), "the place of an event"),
    );
    this.trace?.events(node.id, matched, starts.length);
    return matched.length;
  }
}

function known(value: MaybeValue): Result {
  return value === null ? unknownResult : { state: "value", value };
}

type Branching = Extract<OutputForm, { form: "one of" | "first of" | "all of" }>;

function decideBranches(
  output: OutputNode,
  form: Branching,
  values: readonly MaybeValue[],
  errors: EvaluationError[],
): Result {
  const taken = form.branches.filter((_, index) => values[index] === true).map(({ value }) => value);
  const [first, second] = taken;
  if (form.form === "one of" && first !== undefined && second !== undefined) {
    errors.push({ code: "conflict", origin: output.name, details: [first, second] });
    return unknownResult;
  }
  const someUnknown = values.includes(null);
  const fallback = someUnknown && form.whenUnknown !== null ? form.whenUnknown : form.otherwise;
  if (form.form === "all of")
    return { state: "value", value: taken.length > 0 ? taken : fallback === null ? [] : [fallback] };
  if (first !== undefined) return { state: "value", value: first };
  if (fallback !== null) return { state: "value", value: fallback };
  return someUnknown ? unknownResult : noneResult;
}

function decideBand(form: Extract<OutputForm, { form: "bands" }>, value: MaybeValue): Result {
  if (value === null) {
    const fallback = form.whenUnknown ?? form.otherwise;
    return fallback === null ? unknownResult : { state: "value", value: fallback };
  }
  const band = form.bands.find(({ from }) => atLeast(value, from))?.value ?? form.otherwise;
  return band === null ? noneResult : { state: "value", value: band };
}

function atLeast(value: Value, from: number | string): boolean {
  return typeof value === "number" && typeof from === "number" && value >= from;
}
