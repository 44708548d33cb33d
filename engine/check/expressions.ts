import { phrase, type Prose } from "../../grammar/diagnostics/prose.ts";
import type { Expression } from "../../grammar/tree/expression.ts";
import type { Span } from "../../grammar/source.ts";
import { parseDate } from "../calendar/civil.ts";
import { isExactUnit, parseInstant, unitMilliseconds, unitMonths } from "../calendar/instant.ts";
import { weekdays } from "../calendar/civil.ts";
import { booleanType, dateType, durationType, integerType, textType, timeType, type ValueType } from "../plan/types.ts";
import { checkAggregate, checkSequence } from "./aggregates.ts";
import { checkBetween, checkComparison } from "./comparisons.ts";
import { checkIs, checkTextTest } from "./value-tests.ts";
import type { CheckContext } from "./context.ts";
import { exactNumber } from "./literals.ts";
import { lintLogic, lintNot } from "./lint.ts";
import { arithmetic, asDecimal, asNumber, literalNode } from "./numeric.ts";
import type { TypedExpression } from "./program.ts";
import { checkReference } from "./references.ts";
import type { Scope } from "./scope.ts";
import { sameType } from "../plan/types.ts";
import { typeProse, unitProse } from "./type-prose.ts";
import type { Typed } from "./typed.ts";
import { wholeAmount } from "./windows.ts";

/**
 * Types an expression: resolves names, checks operators and inserts conversions.
 * Undefined when something in it is wrong; that has been reported then.
 */
export function checkExpression(expression: Expression, scope: Scope, context: CheckContext): Typed | undefined {
  const typed = checkNode(expression, scope, context);
  if (typed !== undefined) context.positions.set(typed.node, expression);
  return typed;
}

/** Types an expression that must be yes or no. */
export function checkCondition(expression: Expression, scope: Scope, context: CheckContext): Typed | undefined {
  const typed = checkExpression(expression, scope, context);
  if (typed === undefined || typed.type.kind === "boolean") return typed;
  context.report("condition-expected", expression, { actual: typeProse(typed.type), advice: conditionAdvice(typed) });
  return undefined;
}

function conditionAdvice(typed: Typed): Prose {
  const name = typed.called ?? "…";
  switch (typed.type.kind) {
    case "enum":
      return phrase("compare-it", {
        code: `${name} is ${typed.type.values[0] === undefined ? "…" : `"${typed.type.values[0]}"`}`,
      });
    case "set":
      return phrase("ask-it", { code: `${name} contains "…"` });
    case "text":
      return phrase("compare-it", { code: `${name} is "…"` });
    default:
      return phrase("compare-with-something", { code: `${name} >= …` });
  }
}

function checkNode(expression: Expression, scope: Scope, context: CheckContext): Typed | undefined {
  const literal = (node: TypedExpression, type: ValueType): Typed => ({
    node,
    type,
    mayBeUnknown: false,
    span: expression,
  });
  switch (expression.kind) {
    case "missing":
      return undefined;
    case "number": {
      const exact = exactNumber(expression);
      return { ...literal(literalNode(exact), exact.scale === 0 ? integerType : { kind: "number" }), literal: exact };
    }
    case "text":
      return literal({ op: "literal", type: "text", value: expression.value }, textType);
    case "boolean":
      return literal({ op: "literal", type: "boolean", value: expression.value }, booleanType);
    case "date": {
      const day = parseDate(expression.text);
      return day === undefined
        ? undefined
        : { ...literal({ op: "literal", type: "date", value: day }, dateType), fixedDate: true };
    }
    case "datetime": {
      const instant = parseInstant(expression.text, context.zone);
      return instant === undefined ? undefined : literal({ op: "literal", type: "time", value: instant }, timeType);
    }
    case "duration":
      return checkDuration(expression, context);
    case "now":
      return literal({ op: "now" }, timeType);
    case "today":
      return { ...literal({ op: "today" }, dateType), fixedDate: true };
    case "reference":
      return checkReference(expression, scope, context);
    case "group":
      return checkExpression(expression.inner, scope, context);
    case "logic": {
      const operands = expression.operands.map((operand) => checkCondition(operand, scope, context));
      lintLogic(expression, context);
      if (!operands.every((operand) => operand !== undefined)) return undefined;
      return {
        node: { op: expression.operator, args: operands.map(({ node }) => node) },
        type: booleanType,
        mayBeUnknown: operands.some((operand) => operand.mayBeUnknown),
        span: expression,
      };
    }
    case "not": {
      const operand = checkCondition(expression.operand, scope, context);
      if (operand === undefined) return undefined;
      lintNot(expression, operand, context);
      return {
        node: { op: "not", arg: operand.node },
        type: booleanType,
        mayBeUnknown: operand.mayBeUnknown,
        span: expression,
      };
    }
    case "arithmetic": {
      let result = checkExpression(expression.first, scope, context);
      for (const { operator, operand } of expression.rest) {
        const right = checkExpression(operand, scope, context);
        if (result === undefined || right === undefined) {
          result = undefined;
          continue;
        }
        const span: Span = { start: expression.first.start, end: operand.end };
        result = arithmetic(operator, result, right, span, context);
        if (result !== undefined) context.positions.set(result.node, span);
      }
      return result;
    }
    case "negate": {
      const operand = checkExpression(expression.operand, scope, context);
      if (operand === undefined) return undefined;
      if (operand.literal !== undefined) {
        const negated = { numerator: 0 - operand.literal.numerator, scale: operand.literal.scale };
        return { ...operand, node: literalNode(negated), literal: negated, span: expression };
      }
      if (operand.type.kind === "integer" || operand.type.kind === "number" || operand.type.kind === "decimal")
        return { ...operand, node: { op: "negate", arg: operand.node }, span: expression };
      context.report("value-expected", expression, {
        needed: phrase("type-number"),
        actual: typeProse(operand.type),
        advice: phrase("minus-numbers"),
      });
      return undefined;
    }
    case "comparison":
      return checkComparison(expression, scope, context);
    case "between":
      return checkBetween(expression, scope, context);
    case "is":
      return checkIs(expression, scope, context);
    case "text-test":
      return checkTextTest(expression, scope, context);
    case "if-unknown":
      return checkIfUnknown(expression, scope, context);
    case "as-of":
      return checkAsOf(expression, scope, context);
    case "elapsed":
      return checkElapsed(expression, scope, context);
    case "anniversary": {
      const operand = checkExpression(expression.of, scope, context);
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
        ...(operand.personal === true ? { personal: true } : {}),
      };
    }
    case "time-part":
      return checkTimePart(expression, scope, context);
    case "aggregate":
      return checkAggregate(expression, scope, context);
    case "sequence":
      return checkSequence(expression, scope, context);
  }
}

function checkDuration(
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

function checkIfUnknown(
  expression: Extract<Expression, { kind: "if-unknown" }>,
  scope: Scope,
  context: CheckContext,
): Typed | undefined {
  const value = checkExpression(expression.value, scope, context);
  const fallback =
    value?.type.kind === "enum"
      ? enumFallback(expression.fallback, value, scope, context)
      : checkExpression(expression.fallback, scope, context);
  if (value === undefined || fallback === undefined) return undefined;
  const result = (node: TypedExpression, other: TypedExpression, type: ValueType): Typed => ({
    node: { op: "if-unknown", arg: node, fallback: other },
    type,
    mayBeUnknown: value.mayBeUnknown && fallback.mayBeUnknown,
    span: expression,
    ...(value.personal === true ? { personal: true } : {}),
  });
  if (value.type.kind === "decimal" && (fallback.literal !== undefined || sameType(fallback.type, value.type))) {
    const units = asDecimal(fallback, value.type, context);
    return units === undefined ? undefined : result(value.node, units, value.type);
  }
  if (sameType(value.type, fallback.type)) return result(value.node, fallback.node, value.type);
  const numeric = (type: ValueType): boolean => type.kind === "integer" || type.kind === "number";
  if (numeric(value.type) && numeric(fallback.type))
    return result(asNumber(value), asNumber(fallback), { kind: "number" });
  context.report("type-mismatch", expression, {
    problem: phrase("not-replaced", { left: typeProse(value.type), right: typeProse(fallback.type) }),
    advice: phrase("same-type-fallback"),
  });
  return undefined;
}

/** A word or text behind `if unknown` of an enum is one of its values. */
function enumFallback(fallback: Expression, value: Typed, scope: Scope, context: CheckContext): Typed | undefined {
  const word =
    fallback.kind === "text"
      ? fallback.value
      : fallback.kind === "reference" && fallback.member === undefined
        ? fallback.name.text
        : undefined;
  if (word !== undefined && value.type.kind === "enum" && value.type.values.includes(word)) {
    return {
      node: { op: "literal", type: "enum", value: word },
      type: value.type,
      mayBeUnknown: false,
      span: fallback,
    };
  }
  return checkExpression(fallback, scope, context);
}

function checkAsOf(
  expression: Extract<Expression, { kind: "as-of" }>,
  scope: Scope,
  context: CheckContext,
): Typed | undefined {
  const amount = wholeAmount(expression.amount, expression.unit, expression, context);
  const value = checkExpression(expression.value, scope, context);
  if (value === undefined || amount === undefined) return undefined;
  if (value.node.op !== "tag") {
    context.report("as-of-needs-tag", expression.value, { actual: typeProse(value.type) });
    return undefined;
  }
  const node: TypedExpression = { ...value.node, back: [{ amount, unit: expression.unit }, ...value.node.back] };
  return { ...value, node, span: expression };
}

function checkElapsed(
  expression: Extract<Expression, { kind: "elapsed" }>,
  scope: Scope,
  context: CheckContext,
): Typed | undefined {
  const inner = expression.of;
  const of =
    inner.kind === "aggregate" ? checkAggregate(inner, scope, context, true) : checkExpression(inner, scope, context);
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

function checkTimePart(
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
