import { phrase, type PhraseKey } from "../../grammar/diagnostics/prose.ts";
import type { Span } from "../../grammar/source.ts";
import { isExactUnit, unitMonths } from "../calendar/instant.ts";
import { dateType, durationType, integerType, numberType, timeType, type ValueType } from "../plan/types.ts";
import type { Comparator } from "../plan/expression.ts";
import type { CheckContext } from "./context.ts";
import { isNumeric, numberValue, toDouble } from "./literals.ts";
import type { TypedExpression } from "./program.ts";
import { typeProse } from "./type-prose.ts";
import type { ExactNumber, Typed } from "./typed.ts";

type Decimal = Extract<ValueType, { kind: "decimal" }>;
const DAY = 86_400_000;

const factorOf = (type: Decimal): number => 10 ** type.digits;

/** The operand as a double: exact numbers by one division. */
export function asNumber(operand: Typed): TypedExpression {
  if (operand.literal !== undefined) return { op: "literal", type: "number", value: toDouble(operand.literal) };
  if (operand.type.kind === "decimal" && operand.type.digits > 0)
    return { op: "to-number", arg: operand.node, factor: factorOf(operand.type) };
  return operand.node;
}

/** The operand in units of a decimal type with at least as many digits; reports a literal with too many. */
export function asDecimal(operand: Typed, type: Decimal, context: CheckContext): TypedExpression | undefined {
  if (operand.literal !== undefined) {
    const units = numberValue(operand.literal, type, operand.span, typeProse(type), context);
    return units === undefined ? undefined : { op: "literal", type: "decimal", value: units };
  }
  const digits = operand.type.kind === "decimal" ? operand.type.digits : 0;
  return digits === type.digits
    ? operand.node
    : { op: "rescale", arg: operand.node, factor: 10 ** (type.digits - digits) };
}

/** Both sides on one scale for exact addition or comparison, or undefined when the two do not mix. */
export function alignDecimals(
  left: Typed,
  right: Typed,
  context: CheckContext,
): { left: TypedExpression; right: TypedExpression; type: Decimal } | "mixed" | undefined {
  const leftDecimal = left.type.kind === "decimal" ? left.type : undefined;
  const rightDecimal = right.type.kind === "decimal" ? right.type : undefined;
  const money = (leftDecimal ?? rightDecimal)?.money ?? false;
  for (const [operand, decimal] of [
    [left, leftDecimal],
    [right, rightDecimal],
  ] as const) {
    if (decimal !== undefined ? decimal.money !== money : money && operand.literal === undefined) return "mixed";
  }
  const type: Decimal = {
    kind: "decimal",
    digits: Math.max(leftDecimal?.digits ?? 0, rightDecimal?.digits ?? 0),
    money,
  };
  const leftNode = asDecimal(left, type, context);
  const rightNode = asDecimal(right, type, context);
  return leftNode === undefined || rightNode === undefined ? undefined : { left: leftNode, right: rightNode, type };
}

const digitsOf = ({ type }: Typed): number => (type.kind === "decimal" ? type.digits : 0);

/**
 * A comparison of decimals or integers by value, whatever their digits. A literal beyond all values of the other side
 * stands just beyond them: every comparison says of it what it says of the literal.
 */
export function compareDecimals(
  operator: Comparator,
  left: Typed,
  right: Typed,
  context: CheckContext,
): TypedExpression | "mixed" | undefined {
  if (left.literal !== undefined || right.literal !== undefined) {
    const [a, b] = [comparedUnits(left, right, context), comparedUnits(right, left, context)];
    return a === undefined || b === undefined ? undefined : { op: "compare", operator, left: a, right: b };
  }
  if (digitsOf(left) === digitsOf(right)) {
    const mixed = left.type.kind !== right.type.kind || isMoney(left) !== isMoney(right);
    return mixed && (isMoney(left) || isMoney(right))
      ? "mixed"
      : { op: "compare", operator, left: left.node, right: right.node };
  }
  if (isMoney(left) || isMoney(right)) return "mixed";
  const factor = 10 ** Math.abs(digitsOf(left) - digitsOf(right));
  return digitsOf(left) < digitsOf(right)
    ? { op: "compare-scaled", operator, left: left.node, right: right.node, factor }
    : { op: "compare-scaled", operator: mirrored[operator], left: right.node, right: left.node, factor };
}

const isMoney = ({ type }: Typed): boolean => type.kind === "decimal" && type.money;

const mirrored: Readonly<Record<Comparator, Comparator>> = {
  "=": "=",
  "!=": "!=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

/** A side of a comparison; a literal in the units of the other side. */
function comparedUnits(operand: Typed, beside: Typed, context: CheckContext): TypedExpression | undefined {
  if (operand.literal === undefined) return operand.node;
  const units = numberValue(operand.literal, beside.type, operand.span, typeProse(beside.type), context, true);
  return units === undefined ? undefined : { op: "literal", type: "decimal", value: units };
}

/** What kind of arithmetic two numeric operands meet in. */
export function meeting(left: Typed, right: Typed): "integer" | "decimal" | "number" {
  const plain = (operand: Typed): boolean => operand.type.kind === "integer" || operand.literal !== undefined;
  if (left.type.kind === "decimal" || right.type.kind === "decimal") {
    const others = [left, right].filter((operand) => operand.type.kind !== "decimal");
    return others.every(plain) ? "decimal" : "number";
  }
  return left.type.kind === "integer" && right.type.kind === "integer" ? "integer" : "number";
}

type AdviceKey =
  | "money-plus"
  | "money-times"
  | "lengths-differ"
  | "lengths-differ-moving"
  | "move-date"
  | "count-time"
  | "arithmetic-types";
export type ArithmeticOperator = "+" | "-" | "*" | "/";
const refusals = {
  "+": "not-added",
  "-": "not-subtracted",
  "*": "not-multiplied",
  "/": "not-divided",
} as const satisfies Record<ArithmeticOperator, PhraseKey>;
const exactOps = { "+": "add", "-": "subtract", "*": "multiply" } as const;
const numberOps = { "+": "add-number", "-": "subtract-number", "*": "multiply-number" } as const;

/** Types one arithmetic step and inserts the conversions that it needs; reports and returns undefined when it has no meaning. */
export function arithmetic(
  operator: ArithmeticOperator,
  left: Typed,
  right: Typed,
  span: Span,
  context: CheckContext,
): Typed | undefined {
  const mayBeUnknown =
    left.mayBeUnknown ||
    right.mayBeUnknown ||
    (operator === "/" && !(right.literal !== undefined && right.literal.numerator !== 0));
  const result = (node: TypedExpression, type: ValueType): Typed => ({ node, type, mayBeUnknown, span });
  const mismatch = (advice: AdviceKey): undefined => {
    context.report("type-mismatch", span, {
      problem: phrase(refusals[operator], { left: typeProse(left.type), right: typeProse(right.type) }),
      advice: phrase(advice),
    });
    return undefined;
  };
  if (!isNumeric(left.type) || !isNumeric(right.type)) return onTimes(operator, left, right, result, mismatch);
  const folded = foldLiterals(operator, left.literal, right.literal);
  if (folded !== undefined)
    return { ...result(literalNode(folded), folded.scale === 0 ? integerType : numberType), literal: folded };
  const kind = meeting(left, right);
  if (kind === "decimal") return onDecimals(operator, left, right, result, mismatch, context);
  if (operator === "/") return result({ op: "divide", left: asNumber(left), right: asNumber(right) }, numberType);
  if (kind === "integer") return result({ op: exactOps[operator], left: left.node, right: right.node }, integerType);
  return result({ op: numberOps[operator], left: asNumber(left), right: asNumber(right) }, numberType);
}

type Result = (node: TypedExpression, type: ValueType) => Typed;
type Mismatch = (advice: AdviceKey) => undefined;

function onDecimals(
  operator: ArithmeticOperator,
  left: Typed,
  right: Typed,
  result: Result,
  mismatch: Mismatch,
  context: CheckContext,
): Typed | undefined {
  const leftType = left.type;
  const rightType = right.type;
  if (operator === "+" || operator === "-") {
    const aligned = alignDecimals(left, right, context);
    if (aligned === "mixed") return mismatch("money-plus");
    return aligned === undefined
      ? undefined
      : result({ op: exactOps[operator], left: aligned.left, right: aligned.right }, aligned.type);
  }
  if (leftType.kind === "decimal" && rightType.kind === "decimal") {
    if (operator === "*" && leftType.money && rightType.money) return mismatch("money-times");
    if (operator === "*")
      return result({ op: "multiply-number", left: asNumber(left), right: asNumber(right) }, numberType);
    const aligned = leftType.money === rightType.money ? alignDecimals(left, right, context) : undefined;
    if (aligned !== undefined && aligned !== "mixed")
      return result({ op: "divide", left: aligned.left, right: aligned.right }, numberType);
    return result({ op: "divide", left: asNumber(left), right: asNumber(right) }, numberType);
  }
  const [decimal, factor] = leftType.kind === "decimal" ? [left, right] : [right, left];
  if (operator === "*") return result(scaled("multiply-round", decimal, factor), decimal.type);
  if (leftType.kind === "decimal") return result(scaled("divide-round", left, right), leftType);
  return result({ op: "divide", left: asNumber(left), right: asNumber(right) }, numberType);
}

function scaled(op: "multiply-round" | "divide-round", decimal: Typed, factor: Typed): TypedExpression {
  const by: TypedExpression =
    factor.literal === undefined ? factor.node : { op: "literal", type: "integer", value: factor.literal.numerator };
  return { op, arg: decimal.node, by, over: 10 ** (factor.literal?.scale ?? 0) };
}

function onTimes(
  operator: ArithmeticOperator,
  left: Typed,
  right: Typed,
  result: Result,
  mismatch: Mismatch,
): Typed | undefined {
  const kinds = `${left.type.kind} ${operator} ${right.type.kind}`;
  const days = (node: TypedExpression): TypedExpression => ({ op: "rescale", arg: node, factor: DAY });
  switch (kinds) {
    case "time - time":
      return result({ op: "subtract", left: left.node, right: right.node }, durationType);
    case "date - date":
      return result(days({ op: "subtract", left: left.node, right: right.node }), durationType);
    case "duration + duration":
    case "duration - duration":
      if (isCalendar(left) || isCalendar(right)) return mismatch("lengths-differ");
      return result({ op: operator === "+" ? "add" : "subtract", left: left.node, right: right.node }, durationType);
    case "duration / duration":
      return isCalendar(left) || isCalendar(right)
        ? mismatch("lengths-differ")
        : result({ op: "divide", left: left.node, right: right.node }, numberType);
    case "time + duration":
    case "time - duration":
      if (isCalendar(right)) return mismatch("lengths-differ-moving");
      return result({ op: operator === "+" ? "add" : "subtract", left: left.node, right: right.node }, timeType);
    case "date + duration":
    case "date - duration": {
      const moved = movedDate(left, right, operator === "+" ? 1 : -1);
      return moved === undefined ? mismatch("move-date") : result(moved, dateType);
    }
    default:
      return mismatch(adviceForTimes(left.type.kind, right.type.kind));
  }
}

function adviceForTimes(left: ValueType["kind"], right: ValueType["kind"]): AdviceKey {
  const temporal = new Set<ValueType["kind"]>(["date", "time", "duration"]);
  if (temporal.has(left) || temporal.has(right)) return "count-time";
  return "arithmetic-types";
}

const isCalendar = (operand: Typed): boolean => operand.period !== undefined && !isExactUnit(operand.period.unit);

function movedDate(date: Typed, by: Typed, sign: 1 | -1): TypedExpression | undefined {
  if (by.period === undefined) return undefined;
  const { amount, unit } = by.period;
  if (unit === "day" || unit === "week")
    return { op: "add-days", arg: date.node, amount: sign * amount * (unit === "week" ? 7 : 1) };
  return isExactUnit(unit) ? undefined : { op: "add-months", arg: date.node, amount: sign * amount * unitMonths[unit] };
}

export function literalNode(exact: ExactNumber): TypedExpression {
  return exact.scale === 0
    ? { op: "literal", type: "integer", value: exact.numerator }
    : { op: "literal", type: "number", value: toDouble(exact) };
}

/** Two literals combine exactly where the result is exact and short; otherwise they stay two. */
function foldLiterals(
  operator: ArithmeticOperator,
  left: ExactNumber | undefined,
  right: ExactNumber | undefined,
): ExactNumber | undefined {
  if (left === undefined || right === undefined || operator === "/") return undefined;
  const scale = operator === "*" ? left.scale + right.scale : Math.max(left.scale, right.scale);
  const a = BigInt(left.numerator) * (operator === "*" ? 1n : 10n ** BigInt(scale - left.scale));
  const b = BigInt(right.numerator) * (operator === "*" ? 1n : 10n ** BigInt(scale - right.scale));
  let numerator = operator === "*" ? a * b : operator === "+" ? a + b : a - b;
  let digits = scale;
  while (digits > 0 && numerator % 10n === 0n) {
    numerator /= 10n;
    digits--;
  }
  return numerator > -(10n ** 15n) && numerator < 10n ** 15n
    ? { numerator: Number(numerator), scale: digits }
    : undefined;
}
