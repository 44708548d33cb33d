import { civilDate, datePart, dayNumber, daysInMonth, partRange, type CalendarPart } from "../calendar/civil.ts";
import { unitMilliseconds } from "../calendar/instant.ts";
import type { Instant, Zone } from "../calendar/zone.ts";
import { and, implies, or, truth, type Formula } from "./formula.ts";
import { isConstant, minus, number, plus, scale, variable, type Linear } from "./linear.ts";
import { isWhole, isZero, rational, toNumber } from "./rational.ts";
import { atMost, equal } from "./relations.ts";
import type { VariableTable } from "./variable-table.ts";

/** A part of a date or the hour of a time, as a variable. */
interface Part {
  readonly part: CalendarPart;
  readonly of: Linear;
}

/** A year has 365.2425 days on average; the first day of any year is within three days of that. */
const YEAR = rational(3652425n, 10000n);
const YEAR_SLACK = 3;
const DAY = unitMilliseconds.day;
const HOUR = unitMilliseconds.hour;

/**
 * Parts of dates and times as variables. Weekdays are exact, years are known to within days, and months, days of the
 * month and hours only by their range: a search for a witness makes them exact where it needs to.
 */
export class CalendarParts {
  private readonly parts = new Map<string, Part>();
  private readonly zone: Zone;
  private readonly table: VariableTable;

  constructor(zone: Zone, table: VariableTable) {
    this.zone = zone;
    this.table = table;
  }

  /** Whether a variable is a part of a date or time. */
  has(name: string): boolean {
    return this.parts.has(name);
  }

  /** A part of a date in days, or of a time in milliseconds. */
  part(part: CalendarPart, of: Linear): Linear {
    if (isConstant(of)) return number(this.exact(part, toNumber(of.constant)));
    if (part === "weekday" && isWhole(of.constant) && !isZero(of.constant)) return this.weekdayLater(of);
    const { name, isNew } = this.table.shared(`${part} part`, of, (own) => this.tie(part, of, own));
    if (isNew) this.parts.set(name, { part, of });
    return variable(name);
  }

  /** The weekday of a date so many days after another, by the weekday of that one. */
  private weekdayLater(of: Linear): Linear {
    const days = toNumber(of.constant);
    const base = this.part("weekday", minus(of, number(days)));
    const later = ((days % 7) + 7) % 7;
    if (later === 0) return base;
    const { name, isNew } = this.table.shared("weekday part", of, (own) => {
      const sum = plus(base, number(later));
      return or(
        and(atMost(sum, number(6)), equal(own, sum)),
        and(atMost(number(7), sum), equal(own, minus(sum, number(7)))),
      );
    });
    if (isNew) this.parts.set(name, { part: "weekday", of });
    return variable(name);
  }

  private tie(part: CalendarPart, of: Linear, own: Linear): Formula {
    const { low, high } = partRange[part];
    if (part === "year") {
      const since = scale(minus(own, number(1970)), YEAR);
      return and(
        atMost(minus(since, number(YEAR_SLACK)), of),
        atMost(of, plus(plus(since, number(366)), number(YEAR_SLACK))),
      );
    }
    const inRange = and(atMost(number(low), own), atMost(own, number(high)));
    if (part !== "weekday") return inRange;
    // 1 January 1970 was a Thursday: three days after Monday.
    const weeks = variable(this.table.fresh("weeks", true));
    return and(inRange, equal(plus(of, number(3)), plus(scale(weeks, rational(7n)), own)));
  }

  private exact(part: CalendarPart, of: number): number {
    return part === "hour" ? this.zone.hourOf(of) : datePart(part, of);
  }

  /** What holds of the parts that variables with these names are made of. */
  definitionsOf(isOf: (name: string) => boolean): Formula[] {
    return [...this.parts].flatMap(([name, { of }]) =>
      [...of.terms.keys()].some(isOf) ? (this.table.definitions.get(name) ?? []) : [],
    );
  }

  /** The parts of what has a value already. @param valueOf the value of a sum, undefined where it is open */
  given(valueOf: (of: Linear) => number | undefined): Formula[] {
    return [...this.parts].flatMap(([name, { part, of }]) => {
      const value = valueOf(of);
      return value === undefined ? [] : [equal(variable(name), number(this.exact(part, value)))];
    });
  }

  /** What rules out the parts that a solution claims and its dates do not have; none where all are right. */
  corrections(claimedOf: (name: string) => number | undefined, valueOf: (of: Linear) => number | undefined): Formula[] {
    return [...this.parts].flatMap(([name, { part, of }]) => {
      const [claimed, value] = [claimedOf(name), valueOf(of)];
      if (claimed === undefined || value === undefined) return [];
      const exact = this.exact(part, value);
      if (claimed === exact) return [];
      return [
        implies(equal(of, number(value)), equal(variable(name), number(exact))),
        ...[exact, claimed].map((wanted) => this.around(part, value, wanted, of, variable(name))),
      ];
    });
  }

  /** In the period around a value in which a part takes each of its values once: where it has the one that is wanted. */
  private around(part: CalendarPart, value: number, wanted: number, of: Linear, own: Linear): Formula {
    const isWanted = equal(own, number(wanted));
    const inside = (first: number, last: number): Formula => and(atMost(number(first), of), atMost(of, number(last)));
    const within = (period: Formula, place: Formula): Formula =>
      implies(period, and(implies(place, isWanted), implies(isWanted, place)));
    if (part === "hour") {
      const midnight = this.plainMidnight(value);
      if (midnight === undefined) return truth;
      const begins = midnight + wanted * HOUR;
      return within(inside(midnight, midnight + DAY - 1), inside(begins, begins + HOUR - 1));
    }
    const { year, month } = civilDate(value);
    switch (part) {
      case "weekday":
        return truth;
      case "year": {
        const place = inside(dayNumber(wanted, 1, 1), dayNumber(wanted, 12, 31));
        return and(implies(place, isWanted), implies(isWanted, place));
      }
      case "month":
        return within(
          inside(dayNumber(year, 1, 1), dayNumber(year, 12, 31)),
          inside(dayNumber(year, wanted, 1), dayNumber(year, wanted, daysInMonth(year, wanted))),
        );
      case "day": {
        const first = dayNumber(year, month, 1);
        const last = first + daysInMonth(year, month) - 1;
        // A day that the month does not have is none of it.
        return within(inside(first, last), and(inside(first, last), equal(of, number(first + wanted - 1))));
      }
    }
  }

  /** When the day of an instant began, if its clocks were not changed on it. */
  private plainMidnight(instant: Instant): Instant | undefined {
    const offset = this.zone.offsetAt(instant);
    const midnight = Math.floor((instant + offset) / DAY) * DAY - offset;
    const plain = [midnight, midnight + DAY - 1].every((end) => this.zone.offsetAt(end) === offset);
    return plain ? midnight : undefined;
  }
}
