import { dayNumber, daysInMonth } from "../../engine/calendar/civil.ts";
import { EARLIEST, LATEST } from "../../engine/calendar/instant.ts";
import type { Instant, Zone } from "../../engine/calendar/zone.ts";
import { message, type Message } from "../../grammar/texts/message.ts";
import { inside } from "../../engine/invariant/required.ts";

/** Reads a cell as an instant; undefined when it is not written that way. */
export type TimeReader = (cell: string, zone: Zone) => Instant | undefined;

const EPOCHS: Readonly<Record<string, number>> = { "epoch seconds": 1000, "epoch milliseconds": 1 };
/** The parts of a pattern, longest first, and what each matches. */
const PARTS: readonly (readonly [string, string])[] = [
  ["yyyy", "(\\d{4})"],
  ["SSS", "(\\d{3})"],
  ["MM", "(\\d{2})"],
  ["dd", "(\\d{2})"],
  ["HH", "(\\d{2})"],
  ["hh", "(\\d{2})"],
  ["mm", "(\\d{2})"],
  ["ss", "(\\d{2})"],
  ["M", "(\\d{1,2})"],
  ["d", "(\\d{1,2})"],
  ["H", "(\\d{1,2})"],
  ["h", "(\\d{1,2})"],
  ["a", "([AaPp][Mm])"],
];

/** What is wrong with a format of times; undefined when nothing is. */
export function timeFormatProblem(format: string): Message | undefined {
  if (format === "iso" || format in EPOCHS) return undefined;
  const { parts } = parsePattern(format);
  if (
    !parts.includes("yyyy") ||
    !parts.some((part) => part === "MM" || part === "M") ||
    !parts.some((part) => part === "dd" || part === "d")
  )
    return message("bad-time-format", { format });
  const kinds = parts.map((part) => part[0]);
  if (new Set(kinds.map((kind, index) => (parts[index] === "SSS" ? "SSS" : kind))).size !== parts.length)
    return message("time-part-twice", { format });
  if (parts.some((part) => part[0] === "h") !== parts.includes("a")) return message("time-half-of-day", { format });
  return undefined;
}

/**
 * The reader of a format: `epoch seconds`, `epoch milliseconds`, or a pattern of yyyy, MM or M, dd or d, HH or H (hh, h
 * with a), mm, ss, SSS; everything else in it stands for itself. Times of a pattern are local to the zone.
 */
export function timeReader(format: string): TimeReader {
  const unit = EPOCHS[format];
  if (unit !== undefined)
    return (cell) => (/^-?\d{1,15}(\.\d{1,9})?$/.test(cell) ? within(Math.floor(Number(cell) * unit)) : undefined);
  const { parts, expression } = parsePattern(format);
  return (cell, zone) => {
    const match = expression.exec(cell);
    if (match === null) return undefined;
    const part = (names: readonly string[]): number | undefined => {
      const index = parts.findIndex((name) => names.includes(name));
      return index === -1 ? undefined : Number(match[index + 1]);
    };
    const [year = 0, month = 0, day = 0] = [part(["yyyy"]), part(["MM", "M"]), part(["dd", "d"])];
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
    const ofDay = clock(
      part(["HH", "H"]),
      part(["hh", "h"]),
      match[parts.indexOf("a") + 1],
      part(["mm"]) ?? 0,
      part(["ss"]) ?? 0,
      part(["SSS"]) ?? 0,
    );
    if (ofDay === undefined) return undefined;
    const date = dayNumber(year, month, day);
    return within(
      ofDay === 0 && part(["HH", "H", "hh", "h"]) === undefined ? zone.startOf(date) : zone.instantOf(date, ofDay),
    );
  };
}

/** Milliseconds since midnight; undefined when the clock has no such time. */
function clock(
  hour24: number | undefined,
  hour12: number | undefined,
  half: string | undefined,
  minute: number,
  second: number,
  millisecond: number,
): number | undefined {
  if (hour12 !== undefined && (hour12 < 1 || hour12 > 12)) return undefined;
  const hour = hour12 === undefined ? (hour24 ?? 0) : (hour12 % 12) + (half?.toLowerCase() === "pm" ? 12 : 0);
  return hour > 23 || minute > 59 || second > 59
    ? undefined
    : hour * 3_600_000 + minute * 60_000 + second * 1000 + millisecond;
}

function within(instant: number): Instant | undefined {
  return instant >= EARLIEST && instant <= LATEST ? instant : undefined;
}

function parsePattern(format: string): { readonly parts: readonly string[]; readonly expression: RegExp } {
  const parts: string[] = [];
  let expression = "";
  for (let at = 0; at < format.length;) {
    const found = PARTS.find(([name]) => format.startsWith(name, at));
    if (found === undefined) {
      expression += inside(format[at]).replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
      at++;
      continue;
    }
    parts.push(found[0]);
    expression += found[1];
    at += found[0].length;
  }
  return { parts, expression: new RegExp(`^${expression}$`) };
}
