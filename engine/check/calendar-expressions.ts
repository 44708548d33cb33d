import { phrase } from "../../grammar/diagnostics/prose.ts";
import type { Expression, TimePartName } from "../../grammar/tree/expression.ts";
import { weekdays } from "../calendar/civil.ts";
import { isExactUnit, unitMilliseconds, unitMonths } from "../calendar/instant.ts";
import { dateType, durationType, integerType } from "../plan/types.ts";
import { checkAggregate } from "./aggregates.ts";
import type { CheckContext } from "./context.ts";
import type { TypedExpression } from "./program.ts";
import type { Scope } from "./scope.ts";
import { typeProse, unitProse } from "./type-prose.ts";
import type { Typed } from "./typed.ts";
import { wholeAmount } from "./windows.ts";

export function checkDuration(
  expression: Extract<Expression, { kind: "duration" }>,
  context: CheckContext,
): Typed | undefined {
  const amount = wholeAmount(expression.amount, expression.unit, expression, context, 0);
  if (amount === undefined) return undefined;
  const value = isExactUnit(expression.unit)
    ? amount * unitMilliseconds[expression.unit]
    : amount * unitMonths[expression.unit] * 30 * unitMilliseconds.day;
  return {
    node: { op: "literal", type: "duration", value },
    type: durationType,
    mayBeUnknown: false,
    span: expression,
    period: { amount, unit: expression.unit },
  };
}

export function checkAsOf(
  expression: Extract<Expression, { kind: "as-of" }>,
  scope: Scope,
  context: CheckContext,
): Typed | undefined {
  const amount = wholeAmount(expression.amount, expression.unit, expression, context);
  const value = context.expression(expression.value, scope);
  if (value === undefined || amount === undefined) return undefined;
  if (value.node.op !== "tag") {
    context.report("as-of-needs-tag", expression.value, { actual: typeProse(value.type) });
    return undefined;
  }
  const node: TypedExpression = { ...value.node, back: [{ amount, unit: expression.unit }, ...value.node.back] };
  return { ...value, node, span: expression };
}

export function checkElapsed(
  expression: Extract<Expression, { kind: "elapsed" }>,
  scope: Scope,
  context: CheckContext,
): Typed | undefined {
  const inner = expression.of;
  const of =
    inner.kind === "aggregate" ? checkAggregate(inner, scope, context, true) : context.expression(inner, scope);
  if (of === undefined) return undefined;
  context.positions.set(of.node, inner);
  const { unit, direction } = expression;
  const kind = of.type.kind;
  if (kind !== "date" && kind !== "time") {
    context.report("value-expected", inner, {
      needed: phrase("a-date-or-time"),
      actual: typeProse(of.type),
      advice: phrase("for-example", { code: `${unit}s ${direction} birth_date` }),
    });
    return undefined;
  }
  if (kind === "date" && (unit === "second" || unit === "minute" || unit === "hour")) {
    context.report("unit-of-date", expression, { unit: unitProse(unit) });
    return undefined;
  }
  if (direction === "until" && !isExactUnit(unit)) {
    context.report("unit-until", expression, {
      word: `${unit}s`,
      advice: phrase(kind === "time" ? "count-exact" : "count-days"),
    });
    return undefined;
  }
  const here: TypedExpression = kind === "date" ? { op: "today" } : { op: "now" };
  const [from, to] = direction === "since" ? [of.node, here] : [here, of.node];
  return {
    node: { op: "elapsed", unit, of: kind, from, to },
    type: integerType,
    mayBeUnknown: of.mayBeUnknown,
    span: expression,
  };
}

export function checkAnniversary(
  expression: Extract<Expression, { kind: "anniversary" }>,
  scope: Scope,
  context: CheckContext,
): Typed | undefined {
  const operand = context.expression(expression.of, scope);
  if (operand === undefined) return undefined;
  if (operand.type.kind !== "date") {
    context.report("value-expected", expression.of, {
      needed: phrase("type-date"),
      actual: typeProse(operand.type),
      advice: phrase("anniversary-date"),
    });
    return undefined;
  }
  return {
    node: { op: "anniversary", arg: operand.node, today: { op: "today" } },
    type: dateType,
    mayBeUnknown: operand.mayBeUnknown,
    span: expression,
  };
}

/** Types `month of X` and the like: of a date, or of a time by its local date and hour. */
export function checkTimePart(
  expression: Extract<Expression, { kind: "time-part" }>,
  scope: Scope,
  context: CheckContext,
): Typed | undefined {
  const { part, of: inner } = expression;
  if (scope.event === undefined && isEventTime(inner, context)) {
    context.report("event-outside", expression, { name: `${part} of …` });
    return undefined;
  }
  const operand = context.expression(inner, scope);
  if (operand === undefined) return undefined;
  const { kind } = operand.type;
  if (kind !== "date" && kind !== "time") {
    context.report("value-expected", inner, {
      needed: phrase("a-date-or-time"),
      actual: typeProse(operand.type),
      advice: phrase("for-example", { code: `${part} of birth_date` }),
    });
    return undefined;
  }
  if (part === "hour" && kind === "date") {
    context.report("unit-of-date", expression, { unit: unitProse("hour") });
    return undefined;
  }
  return {
    ...partOf(part, kind === "time" && part !== "hour" ? { op: "date-of", arg: operand.node } : operand.node),
    mayBeUnknown: operand.mayBeUnknown,
    span: expression,
    ...(operand.called === undefined ? {} : { called: `${part} of ${operand.called}` }),
  };
}

/** `time` where no event is: people mean the time of an event that a `where` would have. */
function isEventTime(expression: Expression, context: CheckContext): boolean {
  return (
    expression.kind === "reference" &&
    expression.member === undefined &&
    expression.name.text === "time" &&
    !context.symbols.named.has("time") &&
    context.profile?.fields.has("time") !== true
  );
}

/** A part of a date, or the hour of a time. */
function partOf(part: TimePartName, of: TypedExpression): Pick<Typed, "node" | "type"> {
  switch (part) {
    case "date":
      return { node: of, type: dateType };
    case "weekday":
      return {
        node: { op: "pick", arg: { op: "calendar-part", part, arg: of }, first: 0, values: weekdays },
        type: { kind: "enum", values: weekdays, ordered: false },
      };
    case "year":
    case "month":
    case "day":
    case "hour":
      return { node: { op: "calendar-part", part, arg: of }, type: integerType };
  }
}
