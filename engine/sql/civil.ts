import { at } from "../invariant/required.ts";
import { addMonths, civilDate } from "../calendar/civil.ts";
import { unitMilliseconds } from "../calendar/instant.ts";
import type { ZoneTable } from "../calendar/zone-table.ts";
import { tableOf, type Zone } from "../calendar/zone.ts";
import { arithmetic, call, compare, floorQuotient, minus, plus, times, when, whole, type Sql } from "./relation.ts";

const DAY = unitMilliseconds.day;

interface Parts {
  readonly year: Sql;
  readonly month: Sql;
  readonly day: Sql;
}

/** Gives an expression that is read more than once a column of its own, where there is room for one. */
export type Share = (sql: Sql) => Sql;

function constant(sql: Sql): number | undefined {
  return sql.op === "literal" && typeof sql.value === "number" ? sql.value : undefined;
}

/** Year, month and day of a day number; what is constant is worked out here. */
function partsOf(day: Sql): Parts {
  const fixed = constant(day);
  if (fixed === undefined) return { year: call("year", day), month: call("month", day), day: call("day", day) };
  const civil = civilDate(fixed);
  return { year: whole(civil.year), month: whole(civil.month), day: whole(civil.day) };
}

/** left − right, left + right: worked out here when both are constant. */
function difference(left: Sql, right: Sql): Sql {
  const [a, b] = [constant(left), constant(right)];
  return a !== undefined && b !== undefined ? whole(a - b) : b === 0 ? left : minus(left, right);
}
function sum(left: Sql, right: number): Sql {
  const fixed = constant(left);
  return fixed !== undefined ? whole(fixed + right) : right === 0 ? left : plus(left, whole(right));
}

/** Whole months (or several at a time) from one date to another, rounded down. The formula of `monthsSince` in closed form. */
export function monthsBetween(from: Sql, to: Sql, step: number, share: Share): Sql {
  const [first, last] = [partsOf(share(from)), partsOf(share(to))];
  const ofYear = ({ month, day }: Parts): Sql => {
    const [m, d] = [constant(month), constant(day)];
    return m !== undefined && d !== undefined ? whole(m * 100 + d) : plus(times(month, whole(100)), day);
  };
  if (step === 12)
    return minus(
      difference(last.year, first.year),
      when([[compare("<", ofYear(last), ofYear(first)), whole(1)]], whole(0)),
    );
  const index = ({ year, month }: Parts): Sql => {
    const [y, m] = [constant(year), constant(month)];
    return y !== undefined && m !== undefined ? whole(y * 12 + m) : plus(times(year, whole(12)), month);
  };
  const months = minus(index(last), index(first));
  const early = compare("<", last.day, first.day);
  if (step === 1) return minus(months, when([[early, whole(1)]], whole(0)));
  const completed: Sql = {
    op: "and",
    args: [compare("=", arithmetic("remainder", months, whole(step)), whole(0)), early],
  };
  return minus(floorQuotient(months, step), when([[completed, whole(1)]], whole(0)));
}

/** A date moved by months, clamped to the month's end. */
export function movedByMonths(day: Sql, months: number, share: Share): Sql {
  const fixed = constant(day);
  if (fixed !== undefined) return whole(addMonths(fixed, months));
  const parts = partsOf(share(day));
  const firstOf = (ahead: number): Sql => {
    const index = plus(times(parts.year, whole(12)), sum(parts.month, ahead - 1));
    return call(
      "day number",
      arithmetic("quotient", index, whole(12)),
      plus(arithmetic("remainder", index, whole(12)), whole(1)),
      whole(1),
    );
  };
  const moved = share(minus(plus(firstOf(months), parts.day), whole(1)));
  const end = share(minus(firstOf(months + 1), whole(1)));
  return when([[compare(">", moved, end), end]], moved);
}

/** The first date on or after `today` with the month and day of a date. */
export function anniversaryOf(date: Sql, now: Sql, share: Share): Sql {
  const [birth, today] = [share(date), share(now)];
  const { month, day } = partsOf(birth);
  const { year } = partsOf(today);
  // Counting on from the first of the month puts 29 February on 1 March where there is none.
  const inYear = (ahead: number): Sql =>
    minus(plus(call("day number", sum(year, ahead), month, whole(1)), day), whole(1));
  const thisYear = share(inYear(0));
  return when([[compare(">=", thisYear, today), thisYear]], inYear(1));
}

/** Changes of a zone's clock are written out between these instants; data beyond them is outside the promise. */
export const CLOCKS_FROM = Date.UTC(1900, 0, 1);
export const CLOCKS_TO = Date.UTC(2100, 0, 1);

const clocksOf = ({ name }: Zone): ZoneTable => tableOf(name, CLOCKS_FROM, CLOCKS_TO);

/** Whether a zone never changes its clock in that time. */
export const hasFixedClock = (zone: Zone): boolean => clocksOf(zone).changes.length === 0;

/** One of several numbers, by how many of the bounds (rising) a value has reached: a search by halves. */
function steps(value: Sql, bounds: readonly number[], results: readonly number[]): Sql {
  if (bounds.length === 0) return whole(at(results, 0));
  const middle = bounds.length >> 1;
  const low = steps(value, bounds.slice(0, middle), results.slice(0, middle + 1));
  const high = steps(value, bounds.slice(middle + 1), results.slice(middle + 1));
  return when([[compare("<", value, whole(at(bounds, middle))), low]], high);
}

/** The local date of an instant as a day number. */
export function localDate(time: Sql, zone: Zone, share: Share): Sql {
  const fixed = constant(time);
  return fixed === undefined
    ? share(floorQuotient(share(localTime(share(time), zone)), DAY))
    : whole(zone.dateOf(fixed));
}

/** The local hour of an instant. */
export function localHour(time: Sql, zone: Zone, share: Share): Sql {
  const local = share(localTime(share(time), zone));
  const ofDay = arithmetic("remainder", plus(arithmetic("remainder", local, whole(DAY)), whole(DAY)), whole(DAY));
  return arithmetic("quotient", ofDay, whole(unitMilliseconds.hour));
}

function localTime(time: Sql, zone: Zone): Sql {
  const { first, changes, offsets } = clocksOf(zone);
  const offset = steps(time, changes, [first, ...offsets]);
  return offset.op === "literal" && offset.value === 0 ? time : plus(time, offset);
}

/** 0 = Monday … 6 = Sunday. */
export function weekdayOf(day: Sql): Sql {
  return arithmetic("remainder", plus(arithmetic("remainder", plus(day, whole(3)), whole(7)), whole(7)), whole(7));
}
