import { required } from "../invariant/required.ts";
import { dayBegins } from "../calendar/day-begins.ts";
import { isExactUnit, unitMilliseconds, unitMonths, type Unit } from "../calendar/instant.ts";
import { zone, type Zone } from "../calendar/zone.ts";
import type { Plan } from "../plan/plan.ts";
import { CalendarParts } from "./calendar-parts.ts";
import { and, implies, linearAtom, not, or, type Formula } from "./formula.ts";
import { isConstant, linearKey, minus, number, plus, scale, variable, type Linear } from "./linear.ts";
import { divide, fromNumber, one, toNumber } from "./rational.ts";
import { atMost, below, equal } from "./relations.ts";
import type { VariableTable } from "./variable-table.ts";

const DAY = fromNumber(unitMilliseconds.day);

/** Whole months from one date or time to another. */
export interface CalendarSpan {
  readonly months: number;
  readonly of: "time" | "date";
  readonly from: Linear;
  readonly to: Linear;
}
/** A date moved by months: roughly and exactly, likewise. */
export interface MovedDate {
  readonly amount: number;
  readonly of: Linear;
}

/** Instants, dates and spans as variables with what ties them to each other. */
export class CalendarTerms {
  /** Whole months since a date or time: the procedure knows them roughly, a witness search makes them exact. */
  readonly spans = new Map<string, CalendarSpan>();
  readonly moves = new Map<string, MovedDate>();
  /** Local dates, each with the time whose date it is. */
  readonly dates = new Map<string, Linear>();
  /** Years, months, days, weekdays and hours. */
  readonly parts: CalendarParts;
  private readonly tied = new Set<string>();
  private readonly zone: Zone;
  private readonly plan: Plan;
  private readonly table: VariableTable;

  constructor(plan: Plan, table: VariableTable) {
    this.plan = plan;
    this.table = table;
    this.zone = zone(plan.settings.timeZone);
    this.parts = new CalendarParts(this.zone, table);
  }

  /** The instant `at` as a variable: milliseconds. */
  now(at: string): Linear {
    const name = `now ${at}`;
    const own = variable(name);
    if (this.table.has(name)) return own;
    this.table.introduce(name, true);
    const { back } = required(
      this.plan.instants.find(({ id }) => id === at),
      "an instant of the plan",
    );
    const [step] = back;
    if (step !== undefined && back.length === 1) {
      const base = this.now("now");
      this.table.define(
        name,
        isExactUnit(step.unit)
          ? equal(own, minus(base, number(step.amount * unitMilliseconds[step.unit])))
          : linearAtom(minus(own, base), true),
      );
    }
    return own;
  }

  /** The local date of an instant, in days; tied to the instant by a zone offset of at most a day. */
  today(at: string): Linear {
    const name = `today ${at}`;
    const own = variable(name);
    if (this.table.has(name)) return own;
    this.table.introduce(name, true);
    return this.dateNamed(name, this.now(at));
  }

  /** The local date of a time, in days. */
  dateOf(time: Linear): Linear {
    if (isConstant(time)) return number(this.zone.dateOf(toNumber(time.constant)));
    return this.dateNamed(this.table.shared("date", time, () => and()).name, time);
  }

  /** The local date of a time, as a variable that has a name already. */
  dateNamed(name: string, time: Linear): Linear {
    const own = variable(name);
    if (!this.dates.has(name)) {
      this.dates.set(name, time);
      this.table.define(name, dayAround(own, time));
    }
    return own;
  }

  /** Ties the date of a time to a fixed date that it is compared with, and to the day after. */
  tieDates(left: Linear, right: Linear): void {
    const { terms, constant } = minus(left, right);
    const [[name, factor] = [], another] = [...terms];
    const time = name === undefined ? undefined : this.dates.get(name);
    if (name === undefined || factor === undefined || time === undefined || another !== undefined) return;
    const first = -toNumber(divide(constant, factor));
    if (!Number.isInteger(first)) return;
    for (const day of [first, first + 1]) {
      if (this.tied.has(`${name} ${day}`)) continue;
      this.tied.add(`${name} ${day}`);
      this.table.define(name, this.reached(name, time, day));
    }
  }

  /** That the date of a time is reached at or after that day's beginning; nothing where clocks go back across it. */
  reached(name: string, time: Linear, day: number): Formula {
    const begins = dayBegins(this.zone, day);
    if (begins === undefined) return and();
    return or(
      and(below(variable(name), number(day)), below(time, number(begins))),
      and(atMost(number(day), variable(name)), atMost(number(begins), time)),
    );
  }

  /** Whole units from one time or date to another. */
  elapsed(unit: Unit, of: "time" | "date", from: Linear, to: Linear): Linear {
    const span = minus(to, from);
    if (isExactUnit(unit)) {
      const length = of === "time" ? unitMilliseconds[unit] : unitMilliseconds[unit] / unitMilliseconds.day;
      if (length === 1) return span;
      return variable(
        this.table.shared(`elapsed ${unit}`, span, (own) =>
          and(
            atMost(scale(own, fromNumber(length)), span),
            below(span, scale(plus(own, number(1)), fromNumber(length))),
          ),
        ).name,
      );
    }
    const months = unitMonths[unit];
    const days = of === "time" ? scale(span, divide(one, DAY)) : span;
    // A month has 28 to 31 days, a year of twelve 365 or 366. Local dates follow times to within three days.
    const slack = number(of === "time" ? 3 : 0);
    const [least, most] = months === 12 ? [365, 366] : [28 * months, 31 * months];
    const { name, isNew } = this.table.shared(`elapsed ${unit} ${of}`, span, (own) =>
      or(
        and(
          atMost(number(0), own),
          atMost(minus(scale(own, fromNumber(least)), slack), days),
          below(days, plus(scale(plus(own, number(1)), fromNumber(most)), slack)),
        ),
        and(
          below(own, number(0)),
          atMost(minus(scale(own, fromNumber(most)), slack), days),
          below(days, plus(scale(plus(own, number(1)), fromNumber(least)), slack)),
        ),
      ),
    );
    if (isNew) {
      const own: CalendarSpan = { months, of, from, to };
      for (const [other, known] of this.spans) this.table.define(name, tiedSpans(name, own, other, known));
      for (const [moved, known] of this.moves) this.table.define(name, tiedToMove(name, own, moved, known));
      this.spans.set(name, own);
    }
    return variable(name);
  }

  /** A date moved by months, clamped to the month's end. */
  moved(date: Linear, amount: number): Linear {
    const { name, isNew } = this.table.shared(`moved by ${amount}`, date, (own) => withinDays(date, own, amount));
    if (isNew) {
      const own: MovedDate = { amount, of: date };
      for (const [span, known] of this.spans) this.table.define(name, tiedToMove(span, known, name, own));
      for (const [other, known] of this.moves) this.table.define(name, tiedMoves(name, own, other, known));
      this.moves.set(name, own);
    }
    return variable(name);
  }
}

/** A date and a time on it: no clock is a day from UTC. */
function dayAround(date: Linear, time: Linear): Formula {
  const begins = scale(date, DAY);
  return and(
    atMost(minus(begins, number(unitMilliseconds.day)), time),
    atMost(time, plus(begins, number(2 * unitMilliseconds.day))),
  );
}

const same = (left: Linear, right: Linear): boolean => linearKey(left) === linearKey(right);

/** Whole years are the whole months of the same span divided by twelve, rounded down. */
function tiedSpans(name: string, own: CalendarSpan, other: string, known: CalendarSpan): Formula {
  if (known.of !== own.of || !same(minus(known.to, known.from), minus(own.to, own.from))) return and();
  const [long, short] = own.months > known.months ? [name, other] : [other, name];
  const times = Math.max(own.months, known.months) / Math.min(own.months, known.months);
  const whole = scale(variable(long), fromNumber(times));
  return and(atMost(whole, variable(short)), below(variable(short), plus(whole, number(times))));
}

/**
 * Whole months since a date are the greatest k such that today stepped back by k months is not before it. So k are
 * reached exactly when the date is not after today stepped back; and then the date moved on by k is not after today
 * (the other way round this fails: a month after 31 January is 28 February, when no whole month has gone).
 */
function tiedToMove(span: string, { months, of, from, to }: CalendarSpan, moved: string, move: MovedDate): Formula {
  if (of !== "date" || move.amount === 0 || move.amount % months !== 0) return and();
  const count = Math.abs(move.amount) / months;
  const reached = atMost(number(count), variable(span));
  if (move.amount < 0 && same(move.of, to)) {
    const notAfter = atMost(from, variable(moved));
    return and(implies(reached, notAfter), implies(notAfter, reached));
  }
  return move.amount > 0 && same(move.of, from) ? or(not(reached), atMost(variable(moved), to)) : and();
}

/** Of one date moved twice, the one moved further is later. */
function tiedMoves(name: string, own: MovedDate, other: string, known: MovedDate): Formula {
  if (!same(own.of, known.of)) return and();
  return own.amount < known.amount ? below(variable(name), variable(other)) : below(variable(other), variable(name));
}

/** A date moved by months lands within the days that so many months can have. */
function withinDays(value: Linear, result: Linear, months: number): Formula {
  const [least, most] = months >= 0 ? [28 * months, 31 * months] : [31 * months, 28 * months];
  return and(atMost(plus(value, number(least - 3)), result), atMost(result, plus(value, number(most + 3))));
}
