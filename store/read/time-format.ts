import { parseDate, type DayNumber } from "../../engine/calendar/civil.ts";
import { EARLIEST, LATEST, parseInstant } from "../../engine/calendar/instant.ts";
import type { Instant, Zone } from "../../engine/calendar/zone.ts";
import { nearestName } from "../../grammar/diagnostics/near-names.ts";
import { didYouMean, message, type Message } from "../../grammar/texts/message.ts";
import { datePattern } from "./date-pattern.ts";

/** Reads a cell as an instant; undefined when it is not written that way. */
export type TimeReader = (cell: string, zone: Zone) => Instant | undefined;
/** Reads a cell as a day: that of the zone's clock, where the cell says a time. */
export type DateReader = (cell: string, zone: Zone) => DayNumber | undefined;

/** Formats that are called by a name. */
const EPOCHS: Readonly<Record<string, (cell: string) => number | undefined>> = {
  "epoch seconds": (cell) => epoch(cell, 1000),
  "epoch milliseconds": (cell) => epoch(cell, 1),
  "epoch microseconds": (cell) => parted(cell, 1000n),
  "epoch nanoseconds": (cell) => parted(cell, 1_000_000n),
};
/** Spreadsheets count days from one of two dates: that of the third day before 1900-01-01, or 1904-01-01. */
const SERIALS: Readonly<Record<string, number>> = { excel: -25_569, "excel 1904": -24_107 };
const NAMES: readonly string[] = ["iso", ...Object.keys(EPOCHS), ...Object.keys(SERIALS)];

const DAY = 86_400_000;

/** What is wrong with a format of times or dates; undefined when nothing is. */
export function timeFormatProblem(format: string): Message | undefined {
  if (NAMES.includes(format)) return undefined;
  const { parts } = datePattern(format);
  if (!(["year", "month", "day"] as const).every((kind) => parts.includes(kind))) {
    const near = nearestName(format, NAMES);
    return message("bad-time-format", { format, near: didYouMean(near) });
  }
  if (new Set(parts).size !== parts.length || (parts.includes("hour") && parts.includes("hour12")))
    return message("time-part-twice", { format });
  if (parts.includes("hour12") !== parts.includes("half")) return message("time-half-of-day", { format });
  return undefined;
}

/**
 * The reader of a format: `iso`, one that is called by a name (epochs, serial numbers of spreadsheets), or a pattern
 * (`date-pattern.ts`). Times without an offset are local to the zone.
 */
export function timeReader(format: string): TimeReader {
  if (format === "iso") return readInstant;
  const epochOf = EPOCHS[format];
  if (epochOf !== undefined) return (cell) => within(epochOf(cell));
  const serial = SERIALS[format];
  if (serial !== undefined)
    return (cell, zone) => {
      const found = serialDay(cell, serial);
      return found === undefined ? undefined : within(localInstant(found.day, found.ofDay, zone));
    };
  const pattern = datePattern(format);
  return (cell, zone) => {
    const found = pattern.read(cell);
    if (found === undefined) return undefined;
    return within(
      found.offset === undefined
        ? localInstant(found.day, found.ofDay, zone)
        : found.day * DAY + (found.ofDay ?? 0) - found.offset,
    );
  };
}

/** The reader of a format for fields that hold dates: it says that a time of day, where there is one, is let go of. */
export function dateReader(format: string): DateReader {
  if (format === "iso")
    return (cell, zone) => {
      const day = parseDate(cell);
      if (day !== undefined) return day;
      const instant = readInstant(cell, zone);
      return instant === undefined
        ? undefined
        : HAS_OFFSET.test(cell)
          ? zone.dateOf(instant)
          : parseDate(cell.slice(0, 10));
    };
  const epochOf = EPOCHS[format];
  if (epochOf !== undefined)
    return (cell, zone) => {
      const instant = within(epochOf(cell));
      return instant === undefined ? undefined : zone.dateOf(instant);
    };
  const serial = SERIALS[format];
  if (serial !== undefined) return (cell) => serialDay(cell, serial)?.day;
  const pattern = datePattern(format);
  return (cell, zone) => {
    const found = pattern.read(cell);
    if (found?.offset === undefined) return found?.day;
    const instant = within(found.day * DAY + (found.ofDay ?? 0) - found.offset);
    return instant === undefined ? undefined : zone.dateOf(instant);
  };
}

const HAS_OFFSET = /(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$/;
const CLOCK = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/;

/** An ISO 8601 time, also with an offset of hours alone (`+02`) and with ` UTC` or ` GMT`, as databases write them. */
export function readInstant(cell: string, zone: Zone, ignoreOffset = false): Instant | undefined {
  const plain = parseInstant(cell, zone, ignoreOffset);
  if (plain !== undefined || !CLOCK.test(cell)) return plain;
  return parseInstant(cell.replace(/\s*(?:UTC|GMT)$/, "Z").replace(/([+-]\d{2})$/, "$1:00"), zone, ignoreOffset);
}

const epoch = (cell: string, unit: number): number | undefined =>
  /^-?\d{1,15}(\.\d{1,9})?$/.test(cell) ? Math.floor(Number(cell) * unit) : undefined;

/** Milliseconds of a count of smaller parts, to the last digit. */
function parted(cell: string, ofMillisecond: bigint): number | undefined {
  if (!/^-?\d{1,22}$/.test(cell)) return undefined;
  const count = BigInt(cell);
  const whole = count / ofMillisecond;
  return Number(count < 0n && whole * ofMillisecond !== count ? whole - 1n : whole);
}

/** The day and time of a serial number. Spreadsheets from 1900 on count a 29 February 1900, which there never was. */
function serialDay(
  cell: string,
  base: number,
): { readonly day: DayNumber; readonly ofDay: number | undefined } | undefined {
  if (!/^\d{1,7}(\.\d{1,17})?$/.test(cell)) return undefined;
  const whole = Math.floor(Number(cell));
  const rounded = Math.round((Number(cell) - whole) * DAY);
  if (base === SERIALS["excel"] && (whole < 1 || whole === 60)) return undefined;
  const day = base + whole + (base === SERIALS["excel"] && whole < 60 ? 1 : 0) + (rounded === DAY ? 1 : 0);
  return { day, ofDay: rounded === DAY || !cell.includes(".") ? undefined : rounded };
}

const localInstant = (day: DayNumber, ofDay: number | undefined, zone: Zone): Instant =>
  ofDay === undefined ? zone.startOf(day) : zone.instantOf(day, ofDay);

const within = (instant: number | undefined): Instant | undefined =>
  instant !== undefined && instant >= EARLIEST && instant <= LATEST ? instant : undefined;
