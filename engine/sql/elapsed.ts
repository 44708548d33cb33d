import { isExactUnit, unitMilliseconds, unitMonths } from "../calendar/instant.ts";
import type { PlanExpression } from "../plan/expression.ts";
import { localDate, monthsBetween } from "./civil.ts";
import { arithmetic, floorQuotient, minus, times, whole } from "./relation.ts";
import { wholeValue, type SqlValue } from "./value.ts";
import type { Scope } from "./scope.ts";

export function elapsed(
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
