import { addMonths, formatDate, parseDate } from "./civil.ts";
import type { Instant, Zone } from "./zone.ts";

/** The earliest and latest instants that Tagma keeps: years 1 to 9999. */
export const EARLIEST: Instant = -62_135_596_800_000;
export const LATEST: Instant = 253_402_300_799_999;

export type ExactUnit = "second" | "minute" | "hour" | "day" | "week";
export type CalendarUnit = "month" | "quarter" | "year";
export type Unit = ExactUnit | CalendarUnit;

/** Milliseconds of the units whose length never varies. */
export const unitMilliseconds: Readonly<Record<ExactUnit, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};
/** Months of the units that follow the calendar. */
export const unitMonths: Readonly<Record<CalendarUnit, number>> = { month: 1, quarter: 3, year: 12 };

export function isExactUnit(unit: Unit): unit is ExactUnit {
  return unit in unitMilliseconds;
}

/** Moves an instant back: exact units by their length, calendar units to the local midnight of the date stepped back. */
export function stepBack(instant: Instant, amount: number, unit: Unit, zone: Zone): Instant {
  if (isExactUnit(unit)) return instant - amount * unitMilliseconds[unit];
  return zone.startOf(addMonths(zone.dateOf(instant), -amount * unitMonths[unit]));
}

const TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * Reads an ISO 8601 date or time. Without an offset it is local to the zone; a bare date is its local midnight;
 * digits beyond milliseconds are cut. Undefined when it is no such text or outside the years 1 to 9999.
 */
export function parseInstant(text: string, zone: Zone, ignoreOffset = false): Instant | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [, date = "", hour, minute, second = "0", fraction = "0", offset] = match;
  const day = parseDate(date);
  if (day === undefined || Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second) > 59) return undefined;
  if (hour === undefined && offset !== undefined) return undefined;
  if (hour === undefined) return zone.startOf(day);
  const ofDay =
    Number(hour) * 3_600_000 +
    Number(minute) * 60_000 +
    Number(second) * 1000 +
    Number(fraction.padEnd(3, "0").slice(0, 3));
  const instant =
    offset === undefined || ignoreOffset
      ? zone.instantOf(day, ofDay)
      : day * unitMilliseconds.day + ofDay - offsetMilliseconds(offset);
  return instant >= EARLIEST && instant <= LATEST ? instant : undefined;
}

function offsetMilliseconds(offset: string): number {
  if (offset === "Z") return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return (offset.startsWith("-") ? -minutes : minutes) * 60_000;
}

/** An instant as the zone's clock shows it, with seconds only where there are any: `2026-03-01 10:30`. */
export function formatLocal(instant: Instant, zone: Zone): string {
  const local = instant + zone.offsetAt(instant);
  const day = Math.floor(local / unitMilliseconds.day);
  const rest = local - day * unitMilliseconds.day;
  const two = (value: number): string => String(value).padStart(2, "0");
  const seconds = Math.floor(rest / 1000) % 60;
  const millis = rest % 1000;
  const clock = `${two(Math.floor(rest / 3_600_000))}:${two(Math.floor(rest / 60_000) % 60)}`;
  const fine =
    millis > 0 ? `:${two(seconds)}.${String(millis).padStart(3, "0")}` : seconds > 0 ? `:${two(seconds)}` : "";
  return `${formatDate(day)} ${clock}${fine}`;
}

/** An instant as ISO 8601 in UTC with milliseconds. */
export function formatInstant(instant: Instant): string {
  return new Date(instant).toISOString();
}
