import { phrase } from "../../grammar/diagnostics/prose.ts";
import type { Expression } from "../../grammar/tree/expression.ts";
import { weekdays } from "../calendar/civil.ts";
import { isExactUnit, unitMilliseconds, unitMonths } from "../calendar/instant.ts";
import { dateType, durationType, integerType, type ValueType } from "../plan/types.ts";
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

export function checkTimePart(
  expression: Extract<Expression, { kind: "time-part" }>,
  scope: Scope,
  context: CheckContext,
): Typed | undefined {
  const inner = expression.of;
  const isTime = inner.kind === "reference" && inner.member === undefined && inner.name.text === "time";
  if (!isTime || scope.event === undefined || scope.event.fields.has("time")) {
    context.report("event-outside", expression, { name: `${expression.part} of …` });
    return undefined;
  }
  const type: ValueType =
    expression.part === "hour"
      ? integerType
      : expression.part === "date"
        ? dateType
        : { kind: "enum", values: [...weekdays], ordered: false };
  return {
    node: { op: "event-part", part: expression.part },
    type,
    mayBeUnknown: false,
    span: expression,
    called: `${expression.part} of time`,
  };
}
