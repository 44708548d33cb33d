import { formatDate, parseDate } from "../../engine/calendar/civil.ts";
import type { Zone } from "../../engine/calendar/zone.ts";
import type { FieldSchema } from "../../engine/plan/schema.ts";
import { decodeValue, TEXT_LIMIT } from "../../engine/plan/decode.ts";
import { textOfSet } from "../../engine/plan/sets.ts";
import { EXACT_LIMIT } from "../../engine/plan/types.ts";
import { describeBoundsOf } from "./bounds.ts";
import type { StoredValue } from "../stored-value.ts";
import { numberReader, roundedDecimal, writtenNumber, type NumberFormat } from "./number-format.ts";
import { dateReader, readInstant, timeReader } from "./time-format.ts";
import { message, type Message } from "../../grammar/texts/message.ts";

/** Why a cell can't be used. */
export class BadCell {
  readonly reason: Message;
  constructor(reason: Message) {
    this.reason = reason;
  }
}

/** Turns a cell into what its column holds, or says why it can't. */
export type CellReader = (cell: unknown) => StoredValue | BadCell;

/** What a source says of the cells of a column. */
export interface CellSettings {
  readonly unknown: ReadonlySet<string>;
  readonly zone: Zone;
  /** How times or dates are written, when not by ISO 8601. */
  readonly format?: string | undefined;
  /** How numbers are written, when not plainly. */
  readonly numbers?: NumberFormat | undefined;
  /** What stands between the values of a set that is written in one cell. */
  readonly separator?: string | undefined;
  /** What a cell stands for: its text → another, or null for unknown. */
  readonly values?: Readonly<Record<string, string | null>> | undefined;
  /** What stands where a value is unknown. */
  readonly default?: string | undefined;
}

/**
 * The reader of a field's cells. What is written plainly takes a short way; everything else goes through `decodeValue`,
 * whose answer both ways give.
 */
export function cellReader(field: FieldSchema, settings: CellSettings): CellReader {
  const thorough = thoroughReader(field, settings);
  const { kind } = field.type;
  if (kind === "set") return remembered(setReader(field, settings));
  const asWritten = settings.values === undefined && settings.default === undefined && settings.numbers === undefined;
  if (!asWritten) return remembered(thorough);
  switch (kind) {
    case "text":
      return textReader(settings.unknown, thorough);
    case "enum":
      return enumReader(field.type.values, settings.unknown, thorough);
    case "integer":
      return unitsReader(0, field, settings.unknown, thorough);
    case "decimal":
      return unitsReader(field.type.digits, field, settings.unknown, thorough);
    case "date":
    case "boolean":
      return remembered(thorough);
    case "number":
    case "time":
    case "duration":
      return thorough;
  }
}

/** Every cell the slow and certain way. */
function thoroughReader(field: FieldSchema, settings: CellSettings): CellReader {
  const { unknown, zone, values } = settings;
  const written = writtenReader(field, settings);
  return (cell) => {
    const meant = values === undefined ? cell : mappedCell(cell, values);
    const known = typeof meant === "string" && unknown.has(meant) ? null : meant;
    const raw = known === null || known === undefined ? settings.default : known;
    const trimmed = typeof raw === "string" && field.type.kind !== "text" ? raw.trim() : raw;
    const plain = written(trimmed);
    if (plain instanceof BadCell) return plain;
    const decoded = decodeValue(plain, field.type, zone);
    if (!decoded.ok) return new BadCell(decoded.reason);
    const outside = describeBoundsOf(field, decoded.value, zone);
    if (outside !== undefined) return new BadCell(outside);
    const { value } = decoded;
    return typeof value === "boolean" ? Number(value) : typeof value === "object" ? null : value;
  };
}

/** What a cell stands for where its column says so; what the column does not list stands for itself. */
function mappedCell(cell: unknown, values: Readonly<Record<string, string | null>>): unknown {
  if (typeof cell !== "string" && typeof cell !== "number" && typeof cell !== "boolean") return cell;
  const text = String(cell).normalize("NFC").trim();
  return Object.hasOwn(values, text) ? values[text] : cell;
}

/** A list as it is, and a text split where its column says at what; each value stands for what its column says. */
function setReader({ type }: FieldSchema, settings: CellSettings): CellReader {
  const { unknown, zone, separator, values } = settings;
  return (cell) => {
    const known = typeof cell === "string" && unknown.has(cell) ? null : cell;
    const raw = known === null || known === undefined ? settings.default : known;
    if (typeof raw === "string" && separator === undefined) return new BadCell(message("cell-no-separator"));
    const list =
      typeof raw === "string" && separator !== undefined
        ? raw
            .split(separator)
            .map((part) => part.trim())
            .filter((part) => part !== "")
        : raw;
    const meant = values !== undefined && Array.isArray(list) ? list.map((one) => mappedCell(one, values)) : list;
    const decoded = decodeValue(meant, type, zone);
    if (!decoded.ok) return new BadCell(decoded.reason);
    return Array.isArray(decoded.value) ? textOfSet(decoded.value) : null;
  };
}

/** Turns a cell that is written in a way of its own into what `decodeValue` reads. */
function writtenReader({ type }: FieldSchema, { zone, format, numbers }: CellSettings): (cell: unknown) => unknown {
  switch (type.kind) {
    case "integer":
    case "decimal":
    case "number":
      return numbers === undefined
        ? same
        : numbersReader(numbers, type.kind === "decimal" ? type.digits : 0, type.kind);
    case "time": {
      const read = format === undefined ? undefined : timeReader(format);
      return (cell) => {
        if (read === undefined) return typeof cell === "string" ? (readInstant(cell, zone) ?? cell) : cell;
        return typeof cell === "string" || typeof cell === "number" ? (read(String(cell), zone) ?? cell) : cell;
      };
    }
    case "date": {
      if (format === undefined) return same;
      const read = dateReader(format);
      return (cell) => {
        if (typeof cell !== "string" && typeof cell !== "number") return cell;
        const day = read(String(cell), zone);
        return day === undefined ? new BadCell(message("cell-not-date-format", { format })) : formatDate(day);
      };
    }
    case "text":
    case "enum":
    case "boolean":
    case "set":
    case "duration":
      return same;
  }
}

const same = (cell: unknown): unknown => cell;

function numbersReader(
  numbers: NumberFormat,
  digits: number,
  kind: "integer" | "decimal" | "number",
): (cell: unknown) => unknown {
  const read = numberReader(numbers);
  // A number of JSON is written in one way, whatever the file's texts are.
  const readPlain = numberReader({});
  return (cell) => {
    if (typeof cell !== "string" && typeof cell !== "number") return cell;
    const plain = typeof cell === "number" ? readPlain(String(cell)) : read(cell);
    if (plain === undefined)
      return typeof cell === "number"
        ? cell
        : new BadCell(message("cell-not-number-format", { example: writtenNumber(numbers) }));
    return numbers.round === true && kind !== "number" ? roundedDecimal(plain, digits) : plain;
  };
}

/**
 * What means unknown where a source does not say: in a text and among named values an empty cell alone, since a name may
 * be `NULL`; elsewhere also the words of databases, spreadsheets and programs, which are no value there anyway.
 */
export const usualUnknown = (kind: FieldSchema["type"]["kind"]): ReadonlySet<string> =>
  kind === "text" || kind === "enum" || kind === "set" ? EMPTY_ALONE : EMPTY_OR_WORDS;

const EMPTY_ALONE: ReadonlySet<string> = new Set([""]);
const EMPTY_OR_WORDS: ReadonlySet<string> = new Set(["", "\\N", "NULL", "NaN", "#N/A"]);

/** Printable ASCII: the same in every normal form. */
const PLAIN = /^[\x20-\x7e]*$/;

function textReader(unknown: ReadonlySet<string>, thorough: CellReader): CellReader {
  return (cell) =>
    typeof cell === "string" && cell.length < TEXT_LIMIT && PLAIN.test(cell)
      ? unknown.has(cell)
        ? null
        : cell
      : thorough(cell);
}

function enumReader(values: readonly string[], unknown: ReadonlySet<string>, thorough: CellReader): CellReader {
  const known = new Map(values.filter((value) => !unknown.has(value)).map((value) => [value, value]));
  return (cell) => (typeof cell === "string" ? known.get(cell) : undefined) ?? thorough(cell);
}

/** Digits, perhaps a sign and a point, few enough to be exact. */
function unitsReader(
  digits: number,
  { low, high }: FieldSchema,
  unknown: ReadonlySet<string>,
  thorough: CellReader,
): CellReader {
  return (cell) => {
    if (typeof cell !== "string" || unknown.has(cell)) return thorough(cell);
    const units = plainUnits(cell, digits);
    return units === undefined || (low !== null && units < low) || (high !== null && units > high)
      ? thorough(cell)
      : units;
  };
}

/** `-12.5` with two digits is -1250; undefined for whatever is not plainly so. */
export function plainUnits(text: string, digits: number): number | undefined {
  const negative = text.charCodeAt(0) === 45;
  const { length } = text;
  let [value, fraction, point, count] = [0, 0, false, 0];
  for (let at = negative ? 1 : 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code === 46 && !point && count > 0) {
      point = true;
      continue;
    }
    if (code < 48 || code > 57) return undefined;
    if (point && ++fraction > digits) return undefined;
    value = value * 10 + (code - 48);
    count++;
  }
  if (count === 0 || count > 15) return undefined;
  for (; fraction < digits; fraction++) value *= 10;
  if (value > EXACT_LIMIT) return undefined;
  return negative && value !== 0 ? -value : value;
}

const REMEMBERED = 20_000;
const REMEMBERED_LENGTH = 12;

/** Few different cells come very often: their answers are kept. */
function remembered(thorough: CellReader): CellReader {
  const answers = new Map<string, StoredValue | BadCell>();
  return (cell) => {
    if (typeof cell !== "string" || cell.length > REMEMBERED_LENGTH) return thorough(cell);
    let answer = answers.get(cell);
    if (answer === undefined) {
      answer = thorough(cell);
      if (answers.size >= REMEMBERED) answers.clear();
      answers.set(cell, answer);
    }
    return answer;
  };
}

const QUARTER = 900_000;
const DAY = 86_400_000;

/**
 * A reader of ISO 8601 times, equal to `parseInstant`. The offset of each quarter of an hour is looked up once, where
 * the zone's clock runs on evenly through it.
 */
export class PlainTimes {
  private readonly zone: Zone;
  private readonly days = new Map<string, number>();
  private readonly offsets = new Map<number, number | null>();

  constructor(zone: Zone) {
    this.zone = zone;
  }

  /** Milliseconds since 1970 of `2026-03-01T10:30[:00[.000]][Z]`; undefined for what is not plainly so. */
  read(text: string, ignoreOffset: boolean): number | undefined {
    const { length } = text;
    if (length < 16 || length > 24) return undefined;
    const utc = text.charCodeAt(length - 1) === 90;
    const end = utc ? length - 1 : length;
    const separator = text.charCodeAt(10);
    if ((separator !== 84 && separator !== 32) || text.charCodeAt(13) !== 58) return undefined;
    const hour = twoDigits(text, 11);
    const minute = twoDigits(text, 14);
    let ofDay = hour * 3_600_000 + minute * 60_000;
    if (end > 16) {
      const second = text.charCodeAt(16) === 58 && end >= 19 ? twoDigits(text, 17) : 99;
      if (second > 59) return undefined;
      ofDay += second * 1000;
      if (end > 19) {
        const fraction = text.charCodeAt(19) === 46 && end === 23 ? plainUnits(text.slice(20, 23), 0) : undefined;
        if (fraction === undefined || fraction < 0) return undefined;
        ofDay += fraction;
      }
    }
    if (hour > 23 || minute > 59) return undefined;
    const day = this.dayOf(text.slice(0, 10));
    if (day === undefined) return undefined;
    const local = day * DAY + ofDay;
    if (utc && !ignoreOffset) return local;
    const offset = this.offsetOf(local);
    return offset === null ? undefined : local - offset;
  }

  private dayOf(date: string): number | undefined {
    let day = this.days.get(date);
    if (day === undefined) {
      const parsed = parseDate(date);
      // The first and last days of the calendar are left to the thorough way, which knows the limits.
      if (parsed === undefined || date.startsWith("0001") || date.startsWith("9999")) return undefined;
      if (this.days.size >= REMEMBERED) this.days.clear();
      day = parsed;
      this.days.set(date, day);
    }
    return day;
  }

  private offsetOf(local: number): number | null {
    const quarter = Math.floor(local / QUARTER);
    let offset = this.offsets.get(quarter);
    if (offset === undefined) {
      const [first, last] = [quarter * QUARTER, quarter * QUARTER + QUARTER - 1].map((at) =>
        this.zone.instantOf(Math.floor(at / DAY), at - Math.floor(at / DAY) * DAY),
      );
      offset =
        first === undefined || last === undefined || last - first !== QUARTER - 1 || local < 0
          ? null
          : quarter * QUARTER - first;
      if (this.offsets.size >= REMEMBERED) this.offsets.clear();
      this.offsets.set(quarter, offset);
    }
    return offset;
  }
}

/** The number of two digits; 99 when they are none. */
function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - 48, text.charCodeAt(at + 1) - 48];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 99;
}
