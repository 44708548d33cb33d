import { isCalendarDate } from "./literal-checks.ts";

const two = (part: string): string => part.padStart(2, "0");
const real = (date: string): string | undefined => (isCalendarDate(date) ? date : undefined);

/** The date of a year, month and day in digits, as the language writes it; undefined where there is no such day. */
export function dateOfParts(year: string, month: string, day: string): string | undefined {
  return /^\d{4}$/.test(year) ? real(`${year}-${two(month)}-${two(day)}`) : undefined;
}

/** The same of two parts of which either may be the day: certain only when one cannot be the month, or both are equal. */
export function dateOfEither(first: string, second: string, year: string): string | undefined {
  if (Number(first) > 12 || first === second) return dateOfParts(year, second, first);
  return Number(second) > 12 ? dateOfParts(year, first, second) : undefined;
}

/** The date that is meant by `2026/1/31`, `2026-1-5`, `31/01/2026` or `20260131`; undefined for anything else. */
export function writtenDate(text: string): string | undefined {
  const bare = text.replaceAll(/\s/g, "");
  const yearFirst = /^(\d{4})([/-])(\d{1,2})\2(\d{1,2})$/.exec(bare);
  if (yearFirst !== null) return dateOfParts(yearFirst[1] ?? "", yearFirst[3] ?? "", yearFirst[4] ?? "");
  const yearLast = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(bare);
  if (yearLast !== null) return dateOfEither(yearLast[1] ?? "", yearLast[2] ?? "", yearLast[3] ?? "");
  const joined = /^(\d{4})(\d\d)(\d\d)$/.exec(bare);
  return joined === null ? undefined : dateOfParts(joined[1] ?? "", joined[2] ?? "", joined[3] ?? "");
}
