import { datePart, partRange } from "../calendar/civil.ts";
import { unitMilliseconds } from "../calendar/instant.ts";
import type { PlanExpression } from "../plan/expression.ts";
import {
  doubleArithmetic,
  exactArithmetic,
  fixedNumber,
  fixedOf,
  quotientOf,
  quotientRounded,
  scaled,
  wholeSizesOf,
} from "./arithmetic.ts";
import { anniversaryOf, localDate, localHour, movedByMonths, weekdayOf } from "./civil.ts";
import { arithmetic, call, cast, double, minus, plus, whole } from "./relation.ts";
import { doubleValue, wholeValue, type SqlValue } from "./value.ts";
import { elapsed } from "./elapsed.ts";
import type { Scope } from "./scope.ts";

/** What works with numbers, dates and times. */
export type Numeric = Extract<
  PlanExpression,
  {
    op:
      | "add"
      | "subtract"
      | "multiply"
      | "add-number"
      | "subtract-number"
      | "multiply-number"
      | "divide"
      | "negate"
      | "multiply-round"
      | "divide-round"
      | "rescale"
      | "to-number"
      | "whole"
      | "add-days"
      | "add-months"
      | "elapsed"
      | "anniversary"
      | "date-of"
      | "calendar-part";
  }
>;

/** A calculation in the relational form. */
export function lowerNumeric(node: Numeric, scope: Scope, lower: (node: PlanExpression) => SqlValue): SqlValue {
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
    case "calendar-part":
      return calendarPart(node, scope, lower);
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

/** Lowers an operand. */
type Lower = (node: PlanExpression) => SqlValue;
type CalendarPartNode = Extract<PlanExpression, { op: "calendar-part" }>;

/** A part of a date, or the hour of a time; events have their own as columns. */
function calendarPart({ part, arg }: CalendarPartNode, scope: Scope, lower: Lower): SqlValue {
  if (part === "hour" && arg.op === "event-time") return scope.eventPart("hour");
  if (part === "weekday" && arg.op === "date-of" && arg.arg.op === "event-time") return scope.eventPart("weekday");
  const of = lower(arg);
  const fixed = fixedOf(of);
  if (fixed !== undefined) return fixedNumber(part === "hour" ? scope.zone.hourOf(fixed) : datePart(part, fixed));
  const { low, high } = partRange[part];
  const sql =
    part === "hour"
      ? localHour(of.sql, scope.zone, scope.share)
      : part === "weekday"
        ? weekdayOf(scope.share(of.sql))
        : call(part, of.sql);
  return wholeValue(sql, of.nullable, low, high);
}
