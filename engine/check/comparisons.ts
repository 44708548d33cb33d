import { phrase } from "../../grammar/diagnostics/prose.ts";
import type { Between, Comparison } from "../../grammar/tree/expression.ts";
import type { Span } from "../../grammar/source.ts";
import type { Comparator } from "../plan/expression.ts";
import { booleanType, type ValueType } from "../plan/types.ts";
import { meantBetween, meantComparison, reportBetweenDates } from "./comparison-mends.ts";
import type { CheckContext } from "./context.ts";
import { lintThreshold } from "./lint.ts";
import { lintAhead } from "./lint-ahead.ts";
import { isNumeric } from "./literals.ts";
import { asNumber, compareDecimals, meeting } from "./numeric.ts";
import type { TypedExpression } from "./program.ts";
import type { Scope } from "./scope.ts";
import { subject } from "./type-prose.ts";
import type { Typed } from "./typed.ts";

type AdviceKey =
  | "enum-no-order"
  | "ordered-types"
  | "money-compares"
  | "ask-set"
  | "lengths-differ-comparing"
  | "text-compares"
  | "date-written"
  | "days-alone"
  | "same-type";

const orderedKinds: ReadonlySet<ValueType["kind"]> = new Set([
  "integer",
  "number",
  "decimal",
  "text",
  "date",
  "time",
  "duration",
]);

export function checkComparison(comparison: Comparison, scope: Scope, context: CheckContext): Typed | undefined {
  const left = context.expression(comparison.left, scope);
  const right = context.expression(comparison.right, scope);
  if (left === undefined || right === undefined) return undefined;
  const node = compareValues(comparison.operator, left, right, comparison, context);
  if (node === undefined) return undefined;
  lintAhead(comparison, left, right, scope, context);
  return { node, type: booleanType, mayBeUnknown: left.mayBeUnknown || right.mayBeUnknown, span: comparison };
}

/** `x from a to b`: both bounds included. */
export function checkBetween(between: Between, scope: Scope, context: CheckContext): Typed | undefined {
  const value = context.expression(between.value, scope);
  const from = context.expression(between.from, scope);
  const to = context.expression(between.to, scope);
  if (value === undefined || from === undefined || to === undefined) return undefined;
  if (reportBetweenDates(between, value, from, to, context)) return undefined;
  const meant = (): string | undefined => meantBetween(value, from, to, between, context);
  const low = compareValues(">=", value, from, between, context, meant);
  const high = low === undefined ? undefined : compareValues("<=", value, to, between, context, meant);
  if (low === undefined || high === undefined) return undefined;
  context.positions.set(low, between);
  context.positions.set(high, between);
  return {
    node: { op: "and", args: [low, high] },
    type: booleanType,
    mayBeUnknown: value.mayBeUnknown || from.mayBeUnknown || to.mayBeUnknown,
    span: between,
  };
}

/**
 * A comparison of two typed values with the conversions it needs; reports and returns undefined when they don't compare.
 * @param meant what was most likely meant by all that stands in the span, where that is more than the comparison
 */
export function compareValues(
  operator: Comparator,
  left: Typed,
  right: Typed,
  span: Span,
  context: CheckContext,
  meant: () => string | undefined = () => meantComparison(operator, left, right, span, context),
): TypedExpression | undefined {
  const mismatch = (advice: AdviceKey): undefined => {
    context.report(
      "type-mismatch",
      span,
      { problem: phrase("not-compared", { left: subject(left), right: subject(right) }), advice: phrase(advice) },
      meant(),
    );
    return undefined;
  };
  const compared = (a: TypedExpression, b: TypedExpression): TypedExpression => ({
    op: "compare",
    operator,
    left: a,
    right: b,
  });
  const [leftKind, rightKind] = [left.type.kind, right.type.kind];
  if (operator !== "=" && operator !== "!=" && (!orderedKinds.has(leftKind) || !orderedKinds.has(rightKind))) {
    return mismatch(leftKind === "enum" ? "enum-no-order" : "ordered-types");
  }
  if (isNumeric(left.type) && isNumeric(right.type)) {
    lintThreshold(left, right, span, context);
    const kind = meeting(left, right);
    if (kind === "number") return compared(asNumber(left), asNumber(right));
    if (kind === "integer") return compared(left.node, right.node);
    const node = compareDecimals(operator, left, right, context);
    return node === "mixed" ? mismatch("money-compares") : node;
  }
  if (leftKind === "time" && rightKind === "date") return compared(dateOf(left.node), right.node);
  if (leftKind === "date" && rightKind === "time") return compared(left.node, dateOf(right.node));
  if (leftKind === "enum" && rightKind === "enum") return compared(left.node, right.node);
  if (leftKind !== rightKind) return mismatch(adviceFor(leftKind, rightKind));
  if (leftKind === "set") return mismatch("ask-set");
  if (leftKind === "duration" && (calendarLength(left) || calendarLength(right)))
    return mismatch("lengths-differ-comparing");
  return compared(left.node, right.node);
}

const calendarLength = (operand: Typed): boolean =>
  operand.period !== undefined && ["month", "quarter", "year"].includes(operand.period.unit);

/** The local date of a time: as a day it is compared with dates. */
export const dateOf = (time: TypedExpression): TypedExpression =>
  time.op === "now" ? { op: "today" } : { op: "date-of", arg: time };

function adviceFor(left: ValueType["kind"], right: ValueType["kind"]): AdviceKey {
  if (left === "text" || right === "text") return "text-compares";
  if (left === "date" || right === "date") return "date-written";
  if (left === "duration" || right === "duration") return "days-alone";
  return "same-type";
}
