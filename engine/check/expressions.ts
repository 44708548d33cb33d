import { phrase, type Prose } from "../../grammar/diagnostics/prose.ts";
import type { Expression } from "../../grammar/tree/expression.ts";
import type { Span } from "../../grammar/source.ts";
import { parseDate } from "../calendar/civil.ts";
import { parseInstant } from "../calendar/instant.ts";
import { booleanType, dateType, integerType, textType, timeType, type ValueType } from "../plan/types.ts";
import { checkAggregate, checkSequence } from "./aggregates.ts";
import { checkAnniversary, checkAsOf, checkDuration, checkElapsed, checkTimePart } from "./calendar-expressions.ts";
import { checkBetween, checkComparison } from "./comparisons.ts";
import { checkIs, checkTextTest } from "./value-tests.ts";
import type { CheckContext } from "./context.ts";
import { checkIfUnknown } from "./if-unknown.ts";
import { exactNumber } from "./literals.ts";
import { aheadKeptOut, withAheadKeptOut } from "./lint-ahead.ts";
import { lintLogic, lintNot, withUnknownAsked } from "./lint.ts";
import { alternativesIn, reportAlternatives } from "./meant-words.ts";
import { arithmetic, literalNode } from "./numeric.ts";
import type { TypedExpression } from "./program.ts";
import { checkReference, reportBareEvent } from "./references.ts";
import { checkSetSize, checkSetTest } from "./sets.ts";
import type { Scope } from "./scope.ts";
import { typeProse } from "./type-prose.ts";
import type { Typed } from "./typed.ts";

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
  if (reportBareEvent(expression, scope, context)) return undefined;
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
    case "boolean":
    case "integer":
    case "number":
    case "decimal":
    case "date":
    case "time":
    case "duration":
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
      return day === undefined ? undefined : literal({ op: "literal", type: "date", value: day }, dateType);
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
      return literal({ op: "today" }, dateType);
    case "reference":
      return checkReference(expression, scope, context);
    case "group":
      return checkExpression(expression.inner, scope, context);
    case "logic": {
      const inner = withAheadKeptOut(aheadKeptOut(expression, context), withUnknownAsked(expression, scope));
      const runs = alternativesIn(expression, scope, context);
      const within = (index: number): boolean => runs.some(({ first, last }) => first < index && index <= last);
      const operands = expression.operands.map((operand, index) =>
        within(index) ? undefined : checkCondition(operand, inner, context),
      );
      for (const run of runs)
        if (operands[run.first] !== undefined) reportAlternatives(expression, run, scope, context);
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
      lintNot(expression, operand, scope, context);
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
    case "set-test":
      return checkSetTest(expression, scope, context);
    case "set-size":
      return checkSetSize(expression, scope, context);
    case "if-unknown":
      return checkIfUnknown(expression, scope, context);
    case "as-of":
      return checkAsOf(expression, scope, context);
    case "elapsed":
      return checkElapsed(expression, scope, context);
    case "anniversary":
      return checkAnniversary(expression, scope, context);
    case "time-part":
      return checkTimePart(expression, scope, context);
    case "aggregate":
      return checkAggregate(expression, scope, context);
    case "sequence":
      return checkSequence(expression, scope, context);
  }
}
