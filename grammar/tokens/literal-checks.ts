import type { IToken } from "chevrotain";
import { diagnostic, type Diagnostic } from "../diagnostics/catalogue.ts";
import { badEscapes, resolveEscapes } from "../parser/text-literal.ts";
import { excessMarks } from "./nfc.ts";
import { DateLiteral, DateTimeLiteral, NumberLiteral, PercentLiteral, TextLiteral } from "./token-types.ts";

const MAX_DIGITS = 15;

/** What is wrong inside a literal that has the right shape: a 31 June, a number of 40 digits, an escape `\q`. */
export function checkLiteral(token: IToken, file: string): Diagnostic[] {
  const { image, startOffset: start, tokenType } = token;
  const location = { file, start, end: start + image.length };
  if (tokenType === NumberLiteral || tokenType === PercentLiteral) {
    const digits = image.replace(/[.%]/g, "").replace(/^0+/, "");
    if (
      digits.length <= MAX_DIGITS ||
      (digits.length === MAX_DIGITS + 1 && Number(image) <= Number.MAX_SAFE_INTEGER && !image.includes("."))
    )
      return [];
    return [diagnostic("bad-number", location, { number: image.length > 24 ? `${image.slice(0, 20)}…` : image })];
  }
  if (tokenType === DateLiteral)
    return isCalendarDate(image) ? [] : [diagnostic("no-such-date", location, { date: image })];
  if (tokenType === DateTimeLiteral) {
    const [date = "", time = ""] = image.split("T");
    return isCalendarDate(date) && isClockTime(time) ? [] : [diagnostic("no-such-date", location, { date: image })];
  }
  const marks = excessMarks(tokenType === TextLiteral && image.includes("\\") ? resolveEscapes(image) : image);
  if (marks >= 0) return [diagnostic("bad-character", location, { character: "U+0300 …" })];
  if (tokenType === TextLiteral && image.includes("\\")) {
    return badEscapes(image.slice(1, -1)).map(({ escape, offset }) =>
      diagnostic(
        "bad-escape",
        { file, start: start + 1 + offset, end: start + 1 + offset + escape.length },
        { escape },
      ),
    );
  }
  return [];
}

/** True for `YYYY-MM-DD` of the proleptic Gregorian calendar, years 1 to 9999. */
export function isCalendarDate(text: string): boolean {
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8, 10));
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const length = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= length;
}

function isClockTime(text: string): boolean {
  const [, hour, minute, second = "0", zoneHour = "0", zoneMinute = "0"] =
    /^(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|[+-](\d\d):(\d\d))?$/.exec(text) ?? [];
  return (
    Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60 && Number(zoneHour) < 19 && Number(zoneMinute) < 60
  );
}
