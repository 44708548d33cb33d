import type { Choices } from "./choices.ts";
import { dates, exactUnits, orders, type Scope, times, units, type Value } from "./vocabulary.ts";

/** A date, made in any of the ways there are. */
export function dateExpression(choices: Choices, scope: Scope): string {
  const field = choices.any(scope.values.filter(({ kind }) => kind === "date"))?.name ?? "today";
  const moved = `${choices.pick(["+", "-"])} ${1 + choices.below(40)} ${choices.pick(["days", "weeks", "months", "years"])}`;
  return choices.pick([
    choices.pick(dates),
    "today",
    `today ${moved}`,
    `${choices.pick(dates)} ${moved}`,
    field,
    `${field} ${moved}`,
    `anniversary of ${field}`,
  ]);
}

/** A part of a date or time that is a number. */
export function partOfDate(choices: Choices, scope: Scope, { name, kind }: Value): string {
  const part = choices.pick(["year", "month", "day"] as const);
  return choices.pick([
    `${part} of ${name}`,
    kind === "time" ? `hour of ${name}` : `${part} of ${name}`,
    `${part} of today`,
    "hour of now",
    `(${part} of (${dateExpression(choices, scope)}))`,
  ]);
}

/** What a condition may ask of the weekday of a date or time. */
export function onWeekday(choices: Choices, name: string): string {
  const weekday = (): string => choices.pick(["monday", "tuesday", "saturday", "sunday"]);
  return choices.pick([
    `weekday of ${name} is ${weekday()}`,
    `weekday of ${name} is not "${weekday()}"`,
    `weekday of ${name} is one of (${weekday()}, friday)`,
    `weekday of ${name} is weekday of today`,
    `weekday of ${name} if unknown sunday is ${weekday()}`,
  ]);
}

/** A time that meets dates. */
export function timeOnDates(choices: Choices, scope: Scope, time: string): string {
  const date = (): string => dateExpression(choices, scope);
  const list = choices.any(scope.days);
  return choices.pick([
    `${time} ${choices.pick(orders)} ${date()}`,
    `${time} from ${date()} to ${date()}`,
    `${time} is one of (${choices.pick(dates)}, ${choices.pick(dates)})`,
    `${time} is one of (${choices.pick(dates)}, ${choices.pick(times)})`,
    list === undefined ? `${time} is ${date()}` : `${time} is in ${list}`,
  ]);
}

const isOfWindows = ({ kind }: Value): boolean => kind === "integer" || kind === "date" || kind === "time";

/** A window that is worked out of a value. */
function windowOf(choices: Choices, { name, kind }: Value): string {
  if (kind === "integer")
    return ` in last ${choices.pick([name, `(${name} + ${choices.below(40)})`, `(${name} if unknown 7)`])} ${choices.pick(exactUnits)}`;
  const moved = `${choices.pick(["+", "-"])} ${1 + choices.below(40)} ${choices.pick(["days", "weeks"])}`;
  return ` since ${choices.pick([name, `(${name} ${moved})`, kind === "date" ? `(${name} if unknown today)` : `(${name} if unknown now)`])}`;
}

export function window(choices: Choices, scope: Scope): string {
  const unit = choices.pick(units);
  const value = choices.chance(5) ? choices.any(scope.ofCustomer?.filter(isOfWindows) ?? []) : undefined;
  if (value !== undefined) return windowOf(choices, value);
  switch (choices.below(9)) {
    case 1:
      return ` in last ${1 + choices.below(90)} ${unit}`;
    case 2:
      return ` in last ${1 + choices.below(9)} ${unit} ending ${1 + choices.below(5)} ${unit} ago`;
    case 3:
      return ` ${choices.pick(["today", "yesterday"])}`;
    case 4:
      return ` ${choices.pick(["this", "last"])} ${choices.pick(["week", "month", "quarter", "year"])}`;
    case 5:
      return ` during 2025-12-01 to ${choices.pick(["2026-01-31", "2025-12-01"])}`;
    case 6:
      return ` since ${choices.chance(2) ? choices.pick(dates) : choices.pick(times)}`;
    default:
      return "";
  }
}
