import { partRange } from "../calendar/civil.ts";
import type { Comparator, PlanExpression } from "../plan/expression.ts";
import type { Value } from "../plan/types.ts";
import { foldCase } from "../text/text.ts";
import { foldedFor } from "./fold.ts";
import { numberLike, textLiteral } from "./literal.ts";
import { and, arithmetic, compare, isKnown, or, truth, when, whole, type Sql } from "./relation.ts";
import type { Scope } from "./scope.ts";
import { NotInSqlError, textValue, truthValue, type SqlValue } from "./value.ts";

/** Lowers an operand. */
type Lower = (node: PlanExpression) => SqlValue;

const comparators: Readonly<Record<Comparator, "=" | "<>" | "<" | "<=" | ">" | ">=">> = {
  "=": "=",
  "!=": "<>",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

type Compare = Extract<PlanExpression, { op: "compare" }>;

export function comparison(node: Compare, scope: Scope, lower: Lower): SqlValue {
  if (node.operator === "=" || node.operator === "!=") {
    const picked = pickedTest(node.left, node.right, lower);
    if (picked !== undefined)
      return truthValue(compare(comparators[node.operator], picked.place.sql, picked.wanted), picked.place.nullable);
  }
  const [left, right] =
    node.operator === "=" || node.operator === "!="
      ? texts(node.left, node.right, scope, lower)
      : [lower(node.left), lower(node.right)];
  if (left.kind === "set" || right.kind === "set") throw new NotInSqlError("set-comparison");
  return truthValue(
    compare(comparators[node.operator], left.sql, right.sql, left.kind === "text"),
    left.nullable || right.nullable,
  );
}

/**
 * Left × factor against right, without the product, which may be too large: right holds whole factors and a rest of its
 * own sign, and left is compared with the number of factors first.
 */
export function scaledComparison(
  { operator, factor }: Extract<PlanExpression, { op: "compare-scaled" }>,
  left: SqlValue,
  givenRight: SqlValue,
  scope: Scope,
): SqlValue {
  const right = scope.share(givenRight.sql);
  const factors = arithmetic("quotient", right, whole(factor));
  const rest = arithmetic("remainder", right, whole(factor));
  const equal = compare("=", left.sql, factors);
  const zero = whole(0);
  const nullable = left.nullable || givenRight.nullable;
  // The rest alone may decide, and must not where left is unknown.
  const whereKnown = (test: Sql): Sql => (left.nullable ? when([[isKnown(left.sql), test]]) : test);
  const held = (order: "<" | ">", rests: Sql): Sql => or([compare(order, left.sql, factors), and([equal, rests])]);
  switch (operator) {
    case "=":
      return truthValue(whereKnown(and([equal, compare("=", rest, zero)])), nullable);
    case "!=":
      return truthValue(whereKnown(or([compare("<>", left.sql, factors), compare("<>", rest, zero)])), nullable);
    case "<":
      return truthValue(held("<", compare(">", rest, zero)), nullable);
    case "<=":
      return truthValue(held("<", compare(">=", rest, zero)), nullable);
    case ">":
      return truthValue(held(">", compare("<", rest, zero)), nullable);
    case ">=":
      return truthValue(held(">", compare("<=", rest, zero)), nullable);
  }
}

type Pick = Extract<PlanExpression, { op: "pick" }>;

/** A text of a list against a fixed text, as `weekday of time is saturday`: their places are compared. */
function pickedTest(
  left: PlanExpression,
  right: PlanExpression,
  lower: Lower,
): { readonly place: SqlValue; readonly wanted: Sql } | undefined {
  if (left.op !== "pick" || !picksAlways(left) || right.op !== "literal") return undefined;
  const place = lower(left.arg);
  return { place, wanted: numberLike(place, placeIn(left, right.value)) };
}

/** Whether a list has a text for every place that there can be, so that its text is unknown only with the place. */
export function picksAlways({ arg, first, values }: Pick): boolean {
  if (arg.op !== "calendar-part") return false;
  const { low, high } = partRange[arg.part];
  return first <= low && high < first + values.length;
}

/** The place of a text; one before the first for what is not in the list. */
function placeIn({ first, values }: Pick, value: Value): number {
  const index = values.findIndex((text) => text === value);
  return index === -1 ? first - 1 : first + index;
}

export function oneOf(node: Extract<PlanExpression, { op: "one-of" }>, scope: Scope, lower: Lower): SqlValue {
  const { arg: of } = node;
  if (of.op === "pick" && picksAlways(of) && node.values.length > 0) {
    const place = lower(of.arg);
    const places = node.values.map((value) => numberLike(place, placeIn(of, value)));
    return truthValue({ op: "in", arg: place.sql, values: places }, place.nullable);
  }
  const folded = node.arg.op === "fold" ? node.arg.arg : undefined;
  const arg = folded === undefined ? lower(node.arg) : foldedArgument(folded, node.values.join(""), scope, lower);
  if (node.values.length === 0)
    return truthValue(arg.nullable ? when([[isKnown(arg.sql), truth(false)]]) : truth(false), arg.nullable);
  const values = node.values.map((value) =>
    typeof value === "string" ? textLiteral(value) : typeof value === "boolean" ? truth(value) : numberLike(arg, value),
  );
  return truthValue({ op: "in", arg: arg.sql, values }, arg.nullable);
}

/** Two texts side by side; of a text that is folded and compared with a fixed one, only what can match is folded. */
export function texts(
  left: PlanExpression,
  right: PlanExpression,
  scope: Scope,
  lower: Lower,
): readonly [SqlValue, SqlValue] {
  const [fixedLeft, fixedRight] = [fixedText(left), fixedText(right)];
  if (fixedRight !== undefined)
    return [
      left.op === "fold" ? foldedArgument(left.arg, fixedRight, scope, lower) : lower(left),
      textValue(textLiteral(fixedRight), false),
    ];
  if (fixedLeft !== undefined)
    return [
      textValue(textLiteral(fixedLeft), false),
      right.op === "fold" ? foldedArgument(right.arg, fixedLeft, scope, lower) : lower(right),
    ];
  return [lower(left), lower(right)];
}

function fixedText(node: PlanExpression): string | undefined {
  if (node.op === "literal") return typeof node.value === "string" ? node.value : undefined;
  const inner = node.op === "fold" ? fixedText(node.arg) : undefined;
  return inner === undefined ? undefined : foldCase(inner);
}

function foldedArgument(arg: PlanExpression, against: string, scope: Scope, lower: Lower): SqlValue {
  const lowered = lower(arg);
  return textValue(foldedFor(lowered.sql, against, scope.canTranslate), lowered.nullable);
}
