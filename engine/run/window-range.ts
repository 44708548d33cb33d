import { addMonths, civilDate, dayNumber, weekdayIndex, weekdays } from "../calendar/civil.ts";
import { stepBack } from "../calendar/instant.ts";
import type { Instant, Zone } from "../calendar/zone.ts";
import type { InstantNode, Weekday, WindowNode } from "../plan/plan.ts";

/** A window as instants: from ≤ t < to, already cut at now. */
export interface Range {
  readonly from: Instant;
  readonly to: Instant;
}

/** One instant of a plan for one `as of`. */
export function resolveInstant({ back }: InstantNode, asOf: Instant, zone: Zone): Instant {
  return back.reduce((instant, { amount, unit }) => stepBack(instant, amount, unit, zone), asOf);
}

/** `resolveWindow` in a zone that is there already. */
export function windowRange(window: WindowNode, now: Instant, weekStart: Weekday, zone: Zone): Range {
  const { from, to } = uncut(window, now, weekStart, zone);
  return { from, to: Math.min(to, now + 1) };
}

function uncut(window: WindowNode, now: Instant, weekStart: Weekday, zone: Zone): Range {
  switch (window.kind) {
    case "all":
      return { from: -Infinity, to: now + 1 };
    // Open at the early end, closed at the late one; times are whole milliseconds.
    case "exact":
      return { from: now - window.ending - window.length + 1, to: now - window.ending + 1 };
    case "months": {
      const today = zone.dateOf(now);
      const from = zone.startOf(addMonths(today, -(window.length + window.ending)));
      return { from, to: window.ending === 0 ? now + 1 : zone.startOf(addMonths(today, -window.ending)) };
    }
    case "calendar": {
      const { first, next } = calendarSpan(window.unit, window.offset, zone.dateOf(now), weekStart);
      // Where a clock was set back across midnight, the next date has begun before, and yet today goes on until now.
      return { from: zone.startOf(first), to: window.offset === 0 ? now + 1 : zone.startOf(next) };
    }
    case "fixed":
      return { from: window.from ?? -Infinity, to: window.to ?? now + 1 };
  }
}

/** The first date of a calendar span and of the one after it. */
function calendarSpan(
  unit: "day" | "week" | "month" | "quarter" | "year",
  offset: number,
  today: number,
  weekStart: Weekday,
): { first: number; next: number } {
  const { year, month } = civilDate(today);
  switch (unit) {
    case "day":
      return { first: today + offset, next: today + offset + 1 };
    case "week": {
      const first = today - ((weekdayIndex(today) - weekdays.indexOf(weekStart) + 7) % 7) + offset * 7;
      return { first, next: first + 7 };
    }
    case "month":
    case "quarter":
    case "year": {
      const length = unit === "month" ? 1 : unit === "quarter" ? 3 : 12;
      const first = addMonths(dayNumber(year, month - ((month - 1) % length), 1), offset * length);
      return { first, next: addMonths(first, length) };
    }
  }
}
