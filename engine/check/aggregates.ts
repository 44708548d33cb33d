import { phrase } from "../../grammar/diagnostics/prose.ts";
import type { Aggregate, Expression, Name, Sequence } from "../../grammar/tree/expression.ts";
import type { Span } from "../../grammar/source.ts";
import {
  aggregateFacts,
  neverUnknown,
  resultType,
  takenOf,
  takesField,
  type EventFunction,
} from "../plan/aggregates.ts";
import type { EventMeasureFunction } from "../plan/plan.ts";
import { integerType, type ValueType } from "../plan/types.ts";
import type { CheckContext } from "./context.ts";
import { exactNumber, toUnits } from "./literals.ts";
import { meant } from "./meant.ts";
import type { TypedExpression, TypedMeasure, TypedRecord } from "./program.ts";
import { standsFor } from "./stands-for.ts";
import { checkEvent, checkEventField, reportKind } from "./references.ts";
import type { Scope } from "./scope.ts";
import { typeProse } from "./type-prose.ts";
import type { Typed } from "./typed.ts";
import { checkWindow, exactLength } from "./windows.ts";
import { checkWindowValue, lintWindowValue, windowAnd } from "./window-values.ts";
import { lintWhere } from "./lint.ts";

/** Types an aggregate; `momentAllowed` where `latest E` alone means its time (behind `since`). */
export function checkAggregate(
  aggregate: Aggregate,
  scope: Scope,
  context: CheckContext,
  momentAllowed = false,
): Typed | undefined {
  if (!mayAggregate(aggregate, scope, context)) return undefined;
  const event = checkEvent(aggregate.event, context);
  if (event === undefined) return undefined;
  const where = checkWhere(aggregate.where, event, scope, context);
  const window = checkWindow(aggregate.window, context);
  const within = checkWindowValue(aggregate.window, scope, context);
  const measured = measuredField(aggregate, event, context, momentAllowed);
  if (measured === undefined) return undefined;
  const among = checkAmong(aggregate, event, scope, context);
  if (where === "broken" || among === "broken" || within === "broken") return undefined;
  const isShare = measured.takes.function === "share";
  const measure: TypedMeasure = {
    kind: "events",
    ...measured.takes,
    event: event.name,
    field: measured.field,
    fieldType: measured.fieldType,
    ...(measured.computed === undefined ? {} : { computed: measured.computed }),
    // A share counts no event above its line that is not below it.
    where: isShare ? where : windowAnd(within, where),
    among: isShare ? windowAnd(within, among) : among,
    window,
    type: measured.type,
  };
  if (within !== null && neverUnknown(measure)) lintWindowValue(within, scope, context);
  const node: TypedExpression = { op: "measure", measure };
  context.positions.set(measure, aggregate);
  if (aggregate.function === "did") return atLeast(node, aggregate, context);
  return {
    node,
    type: measured.type,
    mayBeUnknown: !neverUnknown(measure),
    span: aggregate,
  };
}

function mayAggregate(node: Aggregate | Sequence, scope: Scope, context: CheckContext): boolean {
  if (scope.computes === true) {
    context.report("computed-reads", node, { name: context.written(node) });
    return false;
  }
  if (scope.event !== undefined) {
    context.report("aggregate-in-where", node, {});
    return false;
  }
  if (scope.reader === "attribute" || scope.reader === "mined") {
    reportKind(node, scope, phrase("events"), context);
    return false;
  }
  return true;
}

function atLeast(node: TypedExpression, aggregate: Aggregate, context: CheckContext): Typed | undefined {
  const times = aggregate.atLeast === undefined ? { numerator: 1, scale: 0 } : exactNumber(aggregate.atLeast);
  if (times.scale > 0 || times.numerator < 1 || aggregate.atLeast?.percent === true) {
    context.report("value-expected", aggregate.atLeast ?? aggregate, {
      needed: phrase("times-one-or-more"),
      actual: phrase("something-else"),
      advice: phrase("for-example", { code: "at least 3 times" }),
    });
    return undefined;
  }
  const compared: TypedExpression = {
    op: "compare",
    operator: ">=",
    left: node,
    right: { op: "literal", type: "integer", value: times.numerator },
  };
  return { node: compared, type: { kind: "boolean" }, mayBeUnknown: false, span: aggregate };
}

interface Measured {
  readonly takes: EventMeasureFunction;
  readonly field: string | null;
  readonly fieldType: ValueType | null;
  readonly computed?: TypedExpression;
  readonly type: ValueType;
}

function measuredField(
  aggregate: Aggregate,
  event: TypedRecord,
  context: CheckContext,
  momentAllowed: boolean,
): Measured | undefined {
  const { field } = aggregate;
  const moment = field === undefined && (aggregate.function === "first" || aggregate.function === "latest");
  if (moment && !momentAllowed) {
    context.report("value-expected", aggregate, {
      needed: phrase("a-value"),
      actual: phrase("kind-event"),
      advice: phrase("event-or-field", { word: aggregate.function, name: event.name }),
    });
    return undefined;
  }
  const fn = moment ? momentOf[aggregate.function] : meant[aggregate.function];
  const facts = aggregateFacts[fn];
  const takes = fn === "quantile" ? quantile(aggregate, context) : { function: fn };
  if (takes === undefined) return undefined;
  if (facts.field !== "none") return field === undefined ? undefined : overField(takes, field, event, context);
  return { takes, field: null, fieldType: null, type: resultType(facts, null) };
}

const momentOf = { first: "time of first", latest: "time of latest" } as const;

/** N in thousandths of a percent; a median is that of 50. */
function quantile(aggregate: Aggregate, context: CheckContext): EventMeasureFunction | undefined {
  const { percent } = aggregate;
  const parts = percent === undefined ? MEDIAN : toUnits(exactNumber(percent), 5);
  if (parts !== undefined && parts <= 2 * MEDIAN) return { function: "quantile", parts };
  context.report("value-expected", percent ?? aggregate, {
    needed: phrase("zero-to-hundred-percent"),
    actual: phrase("something-else"),
    advice: phrase("for-example", { code: "90% quantile of" }),
  });
  return undefined;
}

const MEDIAN = 50_000;

function overField(
  takes: EventMeasureFunction,
  name: Name,
  event: TypedRecord,
  context: CheckContext,
): Measured | undefined {
  const computed = event.computed.get(name.text);
  const field = computed ?? checkEventField(event, name, context);
  if (field === undefined) return undefined;
  const { type } = field;
  const facts = aggregateFacts[takes.function];
  const taken = takenOf(takes.function, type);
  if (!takesField(facts.field, taken.kind)) {
    context.report("type-mismatch", name, {
      problem: phrase(refusal(takes.function), { left: typeProse(type), name: `${event.name}.${field.name}` }),
      advice: phrase(facts.field === "numeric" ? "choose-numbers" : "choose-ordered"),
    });
    return undefined;
  }
  const measured = { takes, field: field.name, fieldType: type, type: resultType(facts, taken) };
  if (computed === undefined) return measured;
  const value = standsFor(computed, name, context);
  return value === undefined ? undefined : { ...measured, computed: value };
}

/** Why a field does not suit an aggregate. */
function refusal(fn: EventFunction): "not-summed" | "not-averaged" | "no-quantile" | "not-ordered" {
  if (aggregateFacts[fn].field === "ordered") return "not-ordered";
  return fn === "sum" ? "not-summed" : fn === "average" ? "not-averaged" : "no-quantile";
}

function checkAmong(
  aggregate: Aggregate,
  event: TypedRecord,
  scope: Scope,
  context: CheckContext,
): TypedExpression | null | "broken" {
  if (aggregate.among === undefined) return null;
  const other = checkEvent(aggregate.among.event, context);
  if (other === undefined) return "broken";
  if (other.name !== event.name) {
    context.report("type-mismatch", aggregate.among.event, {
      problem: phrase("not-shared", { name: event.name, other: other.name }),
      advice: phrase("share-among", { name: event.name }),
    });
    return "broken";
  }
  return checkWhere(aggregate.among.where, event, scope, context);
}

function checkWhere(
  where: Expression | undefined,
  event: TypedRecord,
  scope: Scope,
  context: CheckContext,
): TypedExpression | null | "broken" {
  if (where === undefined) return null;
  const condition = context.condition(where, { ...scope, event });
  if (condition === undefined) return "broken";
  lintWhere(where, event, context);
  return condition.node;
}

/** Types a sequence: a count of starts, or whether there is one. */
export function checkSequence(sequence: Sequence, scope: Scope, context: CheckContext): Typed | undefined {
  if (!mayAggregate(sequence, scope, context)) return undefined;
  const within = exactLength(sequence.within.amount, sequence.within.unit, sequence.within, context);
  const window = checkWindow(sequence.window, context);
  const starts = checkWindowValue(sequence.window, scope, context);
  const steps: { event: string; where: TypedExpression | null; negated: boolean }[] = [];
  let broken = within === undefined || starts === "broken";
  for (const [index, step] of sequence.steps.entries()) {
    const event = checkEvent(step.event, context);
    if (step.negated && index < sequence.steps.length - 1) {
      context.report("not-last-step", stepSpan(step, sequence), {});
      broken = true;
    }
    const where = event === undefined ? "broken" : checkWhere(step.where, event, scope, context);
    if (event === undefined || where === "broken") broken = true;
    else {
      // The window bounds the starts alone.
      const begins = index === 0 && starts !== "broken" ? starts : null;
      steps.push({ event: event.name, where: windowAnd(begins, where), negated: step.negated });
    }
  }
  if (broken || within === undefined) return undefined;
  if (starts !== null && starts !== "broken") lintWindowValue(starts, scope, context);
  const measure: TypedMeasure = {
    kind: "sequence",
    keep: sequence.keep,
    steps,
    within,
    each: sequence.each,
    window,
    type: integerType,
  };
  context.positions.set(measure, sequence);
  const node: TypedExpression = { op: "measure", measure };
  if (sequence.function === "count") return { node, type: integerType, mayBeUnknown: false, span: sequence };
  return {
    node: { op: "compare", operator: ">=", left: node, right: { op: "literal", type: "integer", value: 1 } },
    type: { kind: "boolean" },
    mayBeUnknown: false,
    span: sequence,
  };
}

function stepSpan(step: Span, sequence: Sequence): Span {
  return step.end > step.start ? step : sequence;
}
