import { weekdays } from "../calendar/civil.ts";
import { isExactUnit, unitMilliseconds, unitMonths } from "../calendar/instant.ts";
import type { Instant, Zone } from "../calendar/zone.ts";
import type { Comparator, PlanExpression } from "../plan/expression.ts";
import type { Value } from "../plan/types.ts";
import { foldCase } from "../text/text.ts";
import {
  doubleArithmetic,
  exactArithmetic,
  fixedNumber,
  fixedOf,
  quotientOf,
  quotientRounded,
  scaled,
  wholeSizesOf,
  type ArithmeticScope,
} from "./arithmetic.ts";
import { anniversaryOf, localDate, monthsBetween, movedByMonths } from "./civil.ts";
import { foldedFor, foldedText } from "./fold.ts";
import {
  and,
  arithmetic,
  call,
  cast,
  coalesce,
  compare,
  double,
  floorQuotient,
  isKnown,
  minus,
  not,
  or,
  plus,
  text,
  times,
  truth,
  when,
  whole,
  type Sql,
} from "./relation.ts";
import { doubleValue, kindOf, NotInSqlError, textValue, truthValue, wholeValue, type SqlValue } from "./value.ts";

/** What the expressions of one step can read. */
export interface Scope extends ArithmeticScope {
  readonly zone: Zone;
  instant(at: string): Instant;
  id(): Sql;
  field(name: string, at: string): SqlValue;
  eventField(name: string): SqlValue;
  eventTime(): SqlValue;
  /** A weekday by its number, from Monday. */
  eventPart(part: "weekday" | "hour" | "date"): SqlValue;
  aggregate(id: string): SqlValue;
  output(id: string): SqlValue;
  fitted(node: Extract<PlanExpression, { op: "fitted" }>): SqlValue;
  /** The values of a set in the order of their bits. */
  setValues(node: PlanExpression): readonly string[];
  readonly canTranslate: boolean;
}

const comparators: Readonly<Record<Comparator, "=" | "<>" | "<" | "<=" | ">" | ">=">> = {
  "=": "=",
  "!=": "<>",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

/** An expression of the plan in the relational form. Unknown is NULL; and, or, not are SQL's own. */
export function lowerExpression(node: PlanExpression, scope: Scope): SqlValue {
  const lower = (inner: PlanExpression): SqlValue => lowerExpression(inner, scope);
  switch (node.op) {
    case "literal":
      return literalValue(node.value, kindOf(literalType(node.type)));
    case "event-field":
      return scope.eventField(node.field);
    case "event-time":
      return scope.eventTime();
    case "event-part":
      return node.part === "weekday"
        ? textValue(weekdayName(scope.eventPart(node.part).sql), false)
        : scope.eventPart(node.part);
    case "id":
      return textValue(scope.id(), false);
    case "field":
      return scope.field(node.field, node.at);
    case "now":
      return fixedNumber(scope.instant(node.at));
    case "today":
      return fixedNumber(scope.zone.dateOf(scope.instant(node.at)));
    case "aggregate":
      return scope.aggregate(node.id);
    case "output":
      return scope.output(node.id);
    case "model":
      throw new Error(`the model ${node.model} is not trained`);
    case "fitted":
      return scope.fitted(node);
    case "and":
    case "or": {
      const args = node.args.map(lower);
      return truthValue(
        (node.op === "and" ? and : or)(args.map(({ sql }) => sql)),
        args.some(({ nullable }) => nullable),
      );
    }
    case "not": {
      const arg = lower(node.arg);
      return truthValue(not(arg.sql), arg.nullable);
    }
    case "known": {
      const arg = lower(node.arg);
      return truthValue(arg.nullable ? isKnown(arg.sql) : truth(true), false);
    }
    case "if-unknown": {
      const [arg, fallback] = [lower(node.arg), lower(node.fallback)];
      if (!arg.nullable) return arg;
      return {
        sql: coalesce(arg.sql, fallback.sql),
        kind: arg.kind,
        nullable: fallback.nullable,
        low: Math.min(arg.low, fallback.low),
        high: Math.max(arg.high, fallback.high),
      };
    }
    case "compare":
      return comparison(node, scope);
    case "compare-scaled":
      return scaledComparison(node, lower(node.left), lower(node.right), scope);
    case "one-of":
      return oneOf(node, scope);
    case "has": {
      const set = lower(node.set);
      const place = scope.setValues(node.set).indexOf(node.value);
      if (place < 0)
        return truthValue(set.nullable ? when([[isKnown(set.sql), truth(false)]]) : truth(false), set.nullable);
      return truthValue(hasBit(set.sql, place), set.nullable);
    }
    case "text-test": {
      const [left, right] = texts(node.left, node.right, scope);
      return truthValue(call(node.test, left.sql, right.sql), left.nullable || right.nullable);
    }
    case "fold": {
      const arg = lower(node.arg);
      return textValue(foldedText(arg.sql, scope.canTranslate), arg.nullable);
    }
    case "pick": {
      const arg = lower(node.arg);
      return textValue(
        when(
          node.values.map(
            (value, place) => [compare("=", arg.sql, numberLike(arg, node.first + place)), textLiteral(value)] as const,
          ),
        ),
        true,
      );
    }
    default:
      return lowerNumeric(node, scope);
  }
}

type Numeric = Exclude<
  PlanExpression,
  {
    op:
      | "literal"
      | "event-field"
      | "event-time"
      | "event-part"
      | "id"
      | "field"
      | "now"
      | "today"
      | "aggregate"
      | "output"
      | "model"
      | "fitted"
      | "and"
      | "or"
      | "not"
      | "known"
      | "if-unknown"
      | "compare"
      | "compare-scaled"
      | "one-of"
      | "has"
      | "text-test"
      | "fold"
      | "pick";
  }
>;

function lowerNumeric(node: Numeric, scope: Scope): SqlValue {
  const lower = (inner: PlanExpression): SqlValue => lowerExpression(inner, scope);
  switch (node.op) {
    case "add":
    case "subtract":
    case "multiply":
      return exactArithmetic(node.op, lower(node.left), lower(node.right), scope);
    case "add-number":
    case "subtract-number":
    case "multiply-number":
      return doubleArithmetic(node.op, lower(node.left), lower(node.right), scope);
    case "divide":
      return quotientOf(lower(node.left), lower(node.right), scope);
    case "negate": {
      const arg = lower(node.arg);
      return {
        ...arg,
        sql: arg.kind === "double" ? minus(double(0), arg.sql) : minus(whole(0), arg.sql),
        low: -arg.high,
        high: -arg.low,
      };
    }
    case "multiply-round": {
      const [arg, by] = [lower(node.arg), lower(node.by)];
      const [fixedArg, fixedBy] = [fixedOf(arg), fixedOf(by)];
      if (fixedBy !== undefined) return scaled(arg, fixedBy, node.over, scope);
      if (fixedArg !== undefined) return scaled(by, fixedArg, node.over, scope);
      return node.over === 1
        ? exactArithmetic("multiply", arg, by, scope)
        : quotientRounded(arg, by, fixedNumber(node.over), scope);
    }
    case "divide-round": {
      const [arg, by] = [lower(node.arg), lower(node.by)];
      const fixed = fixedOf(by);
      return fixed === undefined || fixed === 0
        ? quotientRounded(arg, fixedNumber(node.over), by, scope)
        : scaled(arg, node.over, fixed, scope);
    }
    case "rescale":
      return exactArithmetic("multiply", lower(node.arg), fixedNumber(node.factor), scope);
    case "to-number": {
      const arg = lower(node.arg);
      return doubleValue(
        node.factor === 1 ? cast(arg.sql, "double") : arithmetic("/", cast(arg.sql, "double"), double(node.factor)),
        arg.nullable,
      );
    }
    case "whole": {
      const arg = lower(node.arg);
      if (arg.kind === "double") return wholeSizesOf(arg, node.size, scope);
      return wholeValue(
        node.size === 1 ? arg.sql : arithmetic("quotient", arg.sql, whole(node.size)),
        arg.nullable,
        Math.min(arg.low, 0),
        Math.max(arg.high, 0),
      );
    }
    case "add-days": {
      const arg = lower(node.arg);
      const fixed = fixedOf(arg);
      if (fixed !== undefined) return fixedNumber(fixed + node.amount);
      return wholeValue(plus(arg.sql, whole(node.amount)), arg.nullable, arg.low + node.amount, arg.high + node.amount);
    }
    case "add-months": {
      const arg = lower(node.arg);
      const reach = Math.abs(node.amount) * 31 + 31;
      return wholeValue(
        movedByMonths(arg.sql, node.amount, scope.share),
        arg.nullable,
        arg.low - reach,
        arg.high + reach,
      );
    }
    case "elapsed":
      return elapsed(node, lower(node.from), lower(node.to), scope);
    case "anniversary": {
      const [arg, today] = [lower(node.arg), lower(node.today)];
      return wholeValue(
        anniversaryOf(arg.sql, today.sql, scope.share),
        arg.nullable || today.nullable,
        today.low,
        today.high + 800,
      );
    }
    case "date-of": {
      if (node.arg.op === "event-time") return scope.eventPart("date");
      const arg = lower(node.arg);
      return wholeValue(
        localDate(arg.sql, scope.zone, scope.share),
        arg.nullable,
        Math.floor(arg.low / unitMilliseconds.day) - 1,
        Math.floor(arg.high / unitMilliseconds.day) + 1,
      );
    }
  }
}

function literalType(kind: Extract<PlanExpression, { op: "literal" }>["type"]): Parameters<typeof kindOf>[0] {
  switch (kind) {
    case "decimal":
      return { kind, digits: 0, money: false };
    case "enum":
      return { kind, values: [], ordered: false };
    case "set":
      return { kind, values: [] };
    default:
      return { kind };
  }
}

/** A text of a rule as a literal. No engine but SQLite keeps U+0000, and SQL text can't hold it. */
export function textLiteral(value: string): Sql {
  if (value.includes("\u0000")) throw new NotInSqlError("nul");
  return text(value);
}

function literalValue(value: Value, kind: SqlValue["kind"]): SqlValue {
  if (typeof value === "boolean") return truthValue(truth(value), false);
  if (typeof value === "number") return kind === "double" ? doubleValue(double(value), false) : fixedNumber(value);
  if (typeof value === "string") return textValue(textLiteral(value), false);
  throw new NotInSqlError("set-comparison");
}

const numberLike = ({ kind }: SqlValue, value: number): Sql => (kind === "double" ? double(value) : whole(value));

/** Whether bit `place` of a set is on. */
export function hasBit(set: Sql, place: number): Sql {
  return compare("=", arithmetic("remainder", arithmetic("quotient", set, whole(2 ** place)), whole(2)), whole(1));
}

/** The name of a weekday by its number. */
export function weekdayName(index: Sql): Sql {
  return when(weekdays.map((name, place) => [compare("=", index, whole(place)), text(name)] as const));
}

type Compare = Extract<PlanExpression, { op: "compare" }>;

function comparison(node: Compare, scope: Scope): SqlValue {
  const weekday = weekdayTest(node.left, node.right, scope);
  if (weekday !== undefined && (node.operator === "=" || node.operator === "!="))
    return truthValue(compare(comparators[node.operator], weekday.index, weekday.place), false);
  const [left, right] =
    node.operator === "=" || node.operator === "!="
      ? texts(node.left, node.right, scope)
      : [lowerExpression(node.left, scope), lowerExpression(node.right, scope)];
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
function scaledComparison(
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

/** `weekday of time is saturday`, over the number of the day. */
function weekdayTest(
  left: PlanExpression,
  right: PlanExpression,
  scope: Scope,
): { readonly index: Sql; readonly place: Sql } | undefined {
  if (left.op !== "event-part" || left.part !== "weekday" || right.op !== "literal") return undefined;
  return { index: scope.eventPart("weekday").sql, place: whole(weekdays.findIndex((name) => name === right.value)) };
}

function oneOf(node: Extract<PlanExpression, { op: "one-of" }>, scope: Scope): SqlValue {
  if (node.arg.op === "event-part" && node.arg.part === "weekday") {
    const places = node.values.map((value) => whole(weekdays.findIndex((name) => name === value)));
    return truthValue(
      places.length === 0 ? truth(false) : { op: "in", arg: scope.eventPart("weekday").sql, values: places },
      false,
    );
  }
  const folded = node.arg.op === "fold" ? node.arg.arg : undefined;
  const arg =
    folded === undefined ? lowerExpression(node.arg, scope) : foldedArgument(folded, node.values.join(""), scope);
  if (node.values.length === 0)
    return truthValue(arg.nullable ? when([[isKnown(arg.sql), truth(false)]]) : truth(false), arg.nullable);
  const values = node.values.map((value) =>
    typeof value === "string" ? textLiteral(value) : typeof value === "boolean" ? truth(value) : numberLike(arg, value),
  );
  return truthValue({ op: "in", arg: arg.sql, values }, arg.nullable);
}

/** Two texts side by side; of a text that is folded and compared with a fixed one, only what can match is folded. */
function texts(left: PlanExpression, right: PlanExpression, scope: Scope): readonly [SqlValue, SqlValue] {
  const [fixedLeft, fixedRight] = [fixedText(left), fixedText(right)];
  if (fixedRight !== undefined)
    return [
      left.op === "fold" ? foldedArgument(left.arg, fixedRight, scope) : lowerExpression(left, scope),
      textValue(textLiteral(fixedRight), false),
    ];
  if (fixedLeft !== undefined)
    return [
      textValue(textLiteral(fixedLeft), false),
      right.op === "fold" ? foldedArgument(right.arg, fixedLeft, scope) : lowerExpression(right, scope),
    ];
  return [lowerExpression(left, scope), lowerExpression(right, scope)];
}

function fixedText(node: PlanExpression): string | undefined {
  if (node.op === "literal") return typeof node.value === "string" ? node.value : undefined;
  const inner = node.op === "fold" ? fixedText(node.arg) : undefined;
  return inner === undefined ? undefined : foldCase(inner);
}

function foldedArgument(arg: PlanExpression, against: string, scope: Scope): SqlValue {
  const lowered = lowerExpression(arg, scope);
  return textValue(foldedFor(lowered.sql, against, scope.canTranslate), lowered.nullable);
}

function elapsed(
  node: Extract<PlanExpression, { op: "elapsed" }>,
  from: SqlValue,
  to: SqlValue,
  scope: Scope,
): SqlValue {
  const nullable = from.nullable || to.nullable;
  const [low, high] = [Math.min(0, to.low - from.high) - 1, Math.max(0, to.high - from.low) + 1];
  if (isExactUnit(node.unit)) {
    const length =
      node.of === "time" ? unitMilliseconds[node.unit] : unitMilliseconds[node.unit] / unitMilliseconds.day;
    const between = from.sql.op === "literal" && from.sql.value === 0 ? to.sql : minus(to.sql, from.sql);
    const sql =
      length === 1
        ? between
        : length < 1
          ? times(between, whole(1 / length))
          : from.high <= to.low
            ? arithmetic("quotient", between, whole(length))
            : floorQuotient(scope.share(between), length);
    return wholeValue(sql, nullable, length < 1 ? low / length : low, length < 1 ? high / length : high);
  }
  const [first, last] =
    node.of === "time"
      ? [localDate(from.sql, scope.zone, scope.share), localDate(to.sql, scope.zone, scope.share)]
      : [from.sql, to.sql];
  return wholeValue(monthsBetween(first, last, unitMonths[node.unit], scope.share), nullable, low, high);
}
