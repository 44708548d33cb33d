import { phrase } from "../../grammar/diagnostics/prose.ts";
import type { Aggregate, Expression, Sequence } from "../../grammar/tree/expression.ts";
import type { Span } from "../../grammar/source.ts";
import type { EventFunction } from "../plan/plan.ts";
import { integerType, numberType, timeType, type ValueType } from "../plan/types.ts";
import { checkCondition } from "./expressions.ts";
import type { CheckContext } from "./context.ts";
import { exactNumber } from "./literals.ts";
import type { TypedExpression, TypedMeasure, TypedRecord } from "./program.ts";
import { checkEvent, checkEventField, reportKind } from "./references.ts";
import type { Scope } from "./scope.ts";
import { typeProse } from "./type-prose.ts";
import type { Typed } from "./typed.ts";
import { checkWindow, exactLength } from "./windows.ts";
import { lintWhere } from "./lint.ts";

const mergeable: ReadonlySet<EventFunction> = new Set([
  "count",
  "sum",
  "average",
  "minimum",
  "maximum",
  "share",
  "first",
  "latest",
  "time of first",
  "time of latest",
]);
const neverUnknown: ReadonlySet<EventFunction> = new Set([
  "count",
  "sum",
  "distinct count",
  "distinct days",
  "longest streak",
]);
const ordered: ReadonlySet<ValueType["kind"]> = new Set(["integer", "number", "decimal", "text", "date", "time"]);

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
  const measured = measuredField(aggregate, event, context, momentAllowed);
  if (measured === undefined) return undefined;
  const among = checkAmong(aggregate, event, scope, context);
  if (where === "broken" || among === "broken") return undefined;
  const measure: TypedMeasure = {
    kind: "events",
    function: measured.function,
    event: event.name,
    field: measured.field,
    fieldType: measured.fieldType,
    where,
    among,
    window,
    type: measured.type,
    mergeable: mergeable.has(measured.function),
  };
  const node: TypedExpression = { op: "measure", measure };
  context.positions.set(measure, aggregate);
  if (aggregate.function === "did") return atLeast(node, aggregate, context);
  return {
    node,
    type: measured.type,
    mayBeUnknown: !neverUnknown.has(measured.function),
    span: aggregate,
    personal: measured.personal,
  };
}

function mayAggregate(node: Aggregate | Sequence, scope: Scope, context: CheckContext): boolean {
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
  readonly function: EventFunction;
  readonly field: string | null;
  readonly fieldType: ValueType | null;
  readonly type: ValueType;
  readonly personal: boolean;
}

function measuredField(
  aggregate: Aggregate,
  event: TypedRecord,
  context: CheckContext,
  momentAllowed: boolean,
): Measured | undefined {
  const plain = (fn: EventFunction, type: ValueType): Measured => ({
    function: fn,
    field: null,
    fieldType: null,
    type,
    personal: false,
  });
  switch (aggregate.function) {
    case "count":
    case "did":
      return plain("count", integerType);
    case "distinct days":
    case "longest streak":
      return plain(aggregate.function, integerType);
    case "share":
    case "average gap":
      return plain(aggregate.function, numberType);
    case "time of first":
    case "time of latest":
      return plain(aggregate.function, timeType);
    case "first":
    case "latest": {
      if (aggregate.field !== undefined) return overField(aggregate.function, aggregate, event, context);
      if (momentAllowed) return plain(`time of ${aggregate.function}`, timeType);
      context.report("value-expected", aggregate, {
        needed: phrase("a-value"),
        actual: phrase("kind-event"),
        advice: phrase("event-or-field", { word: aggregate.function, name: event.name }),
      });
      return undefined;
    }
    case "sum":
    case "average":
    case "minimum":
    case "maximum":
    case "distinct count":
    case "most frequent":
      return overField(aggregate.function, aggregate, event, context);
  }
}

function overField(
  fn: EventFunction,
  aggregate: Aggregate,
  event: TypedRecord,
  context: CheckContext,
): Measured | undefined {
  if (aggregate.field === undefined) return undefined;
  const field = checkEventField(event, aggregate.field, context);
  if (field === undefined) return undefined;
  const { type } = field;
  const refuse = (
    problem: "not-summed" | "not-averaged" | "not-ordered",
    advice: "choose-numbers" | "choose-ordered",
  ): undefined => {
    context.report("type-mismatch", aggregate.field ?? aggregate, {
      problem: phrase(problem, { left: typeProse(type), name: `${event.name}.${field.name}` }),
      advice: phrase(advice),
    });
    return undefined;
  };
  const base = { function: fn, field: field.name, fieldType: type, personal: field.personal };
  if (fn === "sum" || fn === "average") {
    if (type.kind !== "integer" && type.kind !== "number" && type.kind !== "decimal")
      return refuse(fn === "sum" ? "not-summed" : "not-averaged", "choose-numbers");
    return { ...base, type: fn === "average" && type.kind === "integer" ? numberType : type };
  }
  if ((fn === "minimum" || fn === "maximum") && !ordered.has(type.kind)) return refuse("not-ordered", "choose-ordered");
  return { ...base, type: fn === "distinct count" ? integerType : type };
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
  const condition = checkCondition(where, { ...scope, event }, context);
  if (condition === undefined) return "broken";
  lintWhere(where, event, context);
  return condition.node;
}

/** Types a sequence: a count of starts, or whether there is one. */
export function checkSequence(sequence: Sequence, scope: Scope, context: CheckContext): Typed | undefined {
  if (!mayAggregate(sequence, scope, context)) return undefined;
  const within = exactLength(sequence.within.amount, sequence.within.unit, sequence.within, context);
  const window = checkWindow(sequence.window, context);
  const steps: { event: string; where: TypedExpression | null; negated: boolean }[] = [];
  let broken = within === undefined;
  for (const [index, step] of sequence.steps.entries()) {
    const event = checkEvent(step.event, context);
    if (step.negated && index < sequence.steps.length - 1) {
      context.report("not-last-step", stepSpan(step, sequence), {});
      broken = true;
    }
    const where = event === undefined ? "broken" : checkWhere(step.where, event, scope, context);
    if (event === undefined || where === "broken") broken = true;
    else steps.push({ event: event.name, where, negated: step.negated });
  }
  if (broken || within === undefined) return undefined;
  const measure: TypedMeasure = {
    kind: "sequence",
    keep: sequence.keep,
    steps,
    within,
    each: sequence.each,
    window,
    type: integerType,
    mergeable: false,
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
