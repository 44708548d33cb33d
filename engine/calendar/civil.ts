import { at } from "../invariant/required.ts";

/** A local date as a whole number of days since 1970-01-01 (proleptic Gregorian). */
export type DayNumber = number;

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Days since 1970-01-01 of a civil date. Algorithm: days in 400-year eras, with years beginning in March. */
export function dayNumber(year: number, month: number, day: number): DayNumber {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** The inverse of `dayNumber`. */
export function civilDate(days: DayNumber): CivilDate {
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

export function daysInMonth(year: number, month: number): number {
  return month === 12 ? 31 : dayNumber(year, month + 1, 1) - dayNumber(year, month, 1);
}

/** Steps a date by months (negative: back), clamped to the end of the month it lands in. */
export function addMonths(days: DayNumber, months: number): DayNumber {
  const { year, month, day } = civilDate(days);
  const index = year * 12 + (month - 1) + months;
  const newYear = Math.floor(index / 12);
  const newMonth = index - newYear * 12 + 1;
  return dayNumber(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)));
}

/** 0 = Monday … 6 = Sunday. */
export function weekdayIndex(days: DayNumber): number {
  return (((days + 3) % 7) + 7) % 7;
}

export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof weekdays)[number];

export function weekdayOf(days: DayNumber): Weekday {
  return at(weekdays, weekdayIndex(days));
}

/** What can be read off a date alone. */
export type DatePart = "year" | "month" | "day" | "weekday";
/** What can be read off a time: the parts of its local date, and the hour. */
export type CalendarPart = DatePart | "hour";

/** A part of a date as a number; weekdays count from 0, Monday. */
export function datePart(part: DatePart, days: DayNumber): number {
  return part === "weekday" ? weekdayIndex(days) : civilDate(days)[part];
}

/** The values that a part can have, both included; years are those of the calendar's dates. */
export const partRange: Readonly<Record<CalendarPart, { readonly low: number; readonly high: number }>> = {
  year: { low: -9999, high: 99999 },
  month: { low: 1, high: 12 },
  day: { low: 1, high: 31 },
  weekday: { low: 0, high: 6 },
  hour: { low: 0, high: 23 },
};

/** `YYYY-MM-DD` → day number, or undefined when it is not a date of the years 1 to 9999. */
export function parseDate(text: string): DayNumber | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return dayNumber(year, month, day);
}

export function formatDate(days: DayNumber): string {
  const { year, month, day } = civilDate(days);
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/**
 * The greatest k such that `today` stepped back k × `step` months is not before `date`; negative for dates to come.
 * So 29 February completes its year on 1 March of a common year.
 */
export function monthsSince(date: DayNumber, today: DayNumber, step: number): number {
  const from = civilDate(date);
  const to = civilDate(today);
  let k = Math.floor(((to.year - from.year) * 12 + (to.month - from.month)) / step) + 1;
  while (addMonths(today, -k * step) < date) k--;
  return k;
}

/** The first date on or after `today` with the month and day of `date`; 29 February falls on 1 March in common years. */
export function nextAnniversary(date: DayNumber, today: DayNumber): DayNumber {
  const { month, day } = civilDate(date);
  const { year } = civilDate(today);
  const inYear = (y: number): DayNumber =>
    day > daysInMonth(y, month) ? dayNumber(y, month + 1, 1) : dayNumber(y, month, day);
  const thisYear = inYear(year);
  return thisYear >= today ? thisYear : inYear(year + 1);
}
