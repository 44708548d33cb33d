import type { Span } from "../../grammar/source.ts";
import { writtenDate } from "../../grammar/tokens/written-dates.ts";
import { phrase } from "../../grammar/diagnostics/prose.ts";
import type { Between } from "../../grammar/tree/expression.ts";
import { parseDate } from "../calendar/civil.ts";
import { isExactUnit, unitMilliseconds } from "../calendar/instant.ts";
import type { Comparator } from "../plan/expression.ts";
import type { CheckContext } from "./context.ts";
import { subject } from "./type-prose.ts";
import type { Typed } from "./typed.ts";

const isNumber = ({ type }: Typed): boolean =>
  type.kind === "integer" || type.kind === "number" || type.kind === "decimal";

/**
 * `days since joined_at` against `60 days` or `2 months`: the unit is said by what is counted, so the number stands
 * alone, of days or of the unit that the length has.
 */
function elapsedAs(
  value: Typed,
  { amount, unit }: NonNullable<Typed["period"]>,
  context: CheckContext,
): { readonly code: string; readonly amount: number } | undefined {
  const code = context.written(value.span);
  const form = value.node.op === "tag" ? context.outputs.get(value.node.name)?.form : undefined;
  const node = form?.form === "value" ? form.value : value.node;
  if (node.op !== "elapsed") return undefined;
  if (node.unit === unit) return { code, amount };
  if (isExactUnit(unit) && isExactUnit(node.unit)) {
    const whole = (amount * unitMilliseconds[unit]) / unitMilliseconds[node.unit];
    if (Number.isInteger(whole)) return { code, amount: whole };
  }
  const written = /^(\w+)(\s+since\s)/.exec(code);
  return written === null ? undefined : { code: `${unit}s${code.slice(written[1]?.length)}`, amount };
}

/** The same of `from … to …`: ages of a date, dates as they are written elsewhere. */
export function meantBetween(
  value: Typed,
  from: Typed,
  to: Typed,
  span: Span,
  context: CheckContext,
): string | undefined {
  if (value.type.kind !== "date" && value.type.kind !== "time") return undefined;
  const bounds = [from, to].map((bound) => context.written(bound.span));
  const written = (code: string, [low = "", high = ""]: readonly string[]): string => `${code} from ${low} to ${high}`;
  const code = context.written(value.span);
  if (value.span.start !== span.start || code === "") return undefined;
  const dates = bounds.map(writtenDate).filter((date) => date !== undefined);
  if (dates.length === 2) return written(code, dates);
  if (from.period !== undefined && from.period.unit === to.period?.unit)
    return written(
      `${from.period.unit}s since ${code}`,
      [from.period, to.period].map(({ amount }) => String(amount)),
    );
  const isAge = (bound: Typed): boolean => bound.literal?.scale === 0 && Math.abs(bound.literal.numerator) <= 150;
  if (from.literal?.scale !== 0 || to.literal?.scale !== 0) return undefined;
  const unit = value.type.kind === "date" && isAge(from) && isAge(to) ? "years" : "days";
  return written(`${unit} since ${code}`, bounds);
}

/**
 * `count of order_paid from 2026-01-01 to 2026-01-31` means the orders of these days, which `during` says. Reports it,
 * with that in the place of `from`.
 */
export function reportBetweenDates(
  between: Between,
  value: Typed,
  from: Typed,
  to: Typed,
  context: CheckContext,
): boolean {
  const of = between.value;
  if ((of.kind !== "aggregate" && of.kind !== "sequence") || of.window !== undefined) return false;
  if (from.node.op !== "literal" || from.type.kind !== "date" || to.node.op !== "literal" || to.type.kind !== "date")
    return false;
  // The latest delivery date may well lie between two days.
  if (value.type.kind === "date" || value.type.kind === "time") return false;
  const gap = context.written({ start: of.end, end: between.from.start });
  context.report(
    "type-mismatch",
    { start: of.end + gap.length - gap.trimStart().length, end: between.end },
    { problem: phrase("not-compared", { left: subject(value), right: subject(from) }), advice: phrase("window-dates") },
    `during ${context.written(between.from)} to ${context.written(between.to)}`,
  );
  return true;
}

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
  const date = moment && isNumber(right) ? writtenDate(second) : undefined;
  if (date !== undefined) return `${first}${between}${date}`;
  if (right.period !== undefined && isNumber(left)) {
    const since = elapsedAs(left, right.period, context);
    return since === undefined ? undefined : `${since.code}${between}${since.amount}`;
  }
  if (kind === "boolean" && right.literal !== undefined && /^did\s/.test(first) && left.span.end > left.span.start)
    return / at least /.test(first.replaceAll(/\s+/g, " "))
      ? undefined
      : `count of${first.slice(3)}${between}${second}`;
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
