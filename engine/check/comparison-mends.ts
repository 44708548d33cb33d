import type { Span } from "../../grammar/source.ts";
import { parseDate } from "../calendar/civil.ts";
import type { Comparator } from "../plan/expression.ts";
import type { CheckContext } from "./context.ts";
import type { Typed } from "./typed.ts";

/**
 * What was most likely meant by a comparison whose sides do not go together, as text for its place: the age of a date
 * where a date is compared with a number, the order of stages, a value without or with quotes.
 */
export function meantComparison(
  operator: Comparator,
  left: Typed,
  right: Typed,
  span: Span,
  context: CheckContext,
): string | undefined {
  const first = context.written(left.span);
  const second = context.written(right.span);
  const between = context.written({ start: left.span.end, end: right.span.start });
  if (first === "" || second === "" || left.span.start !== span.start || right.span.end !== span.end) return undefined;
  const [kind, other] = [left.type.kind, right.type.kind];
  const moment = kind === "date" || kind === "time";
  if (moment && right.literal !== undefined && right.type.kind === "integer" && right.literal.scale === 0)
    return `${kind === "date" && Math.abs(right.literal.numerator) <= 150 ? "years" : "days"} since ${first}${between}${second}`;
  if (moment && right.period !== undefined)
    return `${right.period.unit}s since ${first}${between}${right.period.amount}`;
  if (kind === "date" && right.node.op === "literal" && typeof right.node.value === "string")
    return parseDate(right.node.value) === undefined ? undefined : `${first}${between}${right.node.value}`;
  if (kind === "enum" && left.type.kind === "enum" && left.type.ordered && second.startsWith('"'))
    return operator === ">=" || operator === "<="
      ? `${first} is at ${operator === ">=" ? "least" : "most"} ${second}`
      : undefined;
  if (kind === "set" && second.startsWith('"') && operator === "=" && between.trim() === "is")
    return `${first} contains ${second}`;
  if (kind === "set" && second.startsWith('"') && operator === "=") return `not ${first} contains ${second}`;
  if ((kind === "integer" || kind === "number" || kind === "decimal") && /^"-?\d+(\.\d+)?"$/.test(second))
    return `${first}${between}${second.slice(1, -1)}`;
  return kind === "text" && right.literal !== undefined && other !== "text"
    ? `${first}${between}"${second}"`
    : undefined;
}
