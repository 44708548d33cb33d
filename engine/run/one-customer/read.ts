import { inside } from "../../invariant/required.ts";
import { dayNumber } from "../../calendar/civil.ts";
import type { Zone } from "../../calendar/zone.ts";
import { decodeValue, reasonInEnglish } from "../../plan/decode.ts";
import { textOfSet } from "../../plan/sets.ts";
import type { ValueType } from "../../plan/types.ts";
import { CustomerDataError } from "../data-error.ts";

/** A field to be read from JSON: its type, and its name in messages. */
export interface Described {
  readonly type: ValueType;
  readonly name: string;
}

/**
 * Reads values of JSON into the one shape that generated code works on: numbers with NaN for unknown, texts with null,
 * truth values as 1 yes, 2 no, 0 unknown. What is not written in the plainest way goes to the decoder that imports use.
 */

function careful(raw: unknown, field: Described, zone: Zone): unknown {
  const decoded = decodeValue(raw, field.type, zone);
  if (!decoded.ok) throw new CustomerDataError(`${field.name} ${reasonInEnglish(decoded.reason)}`);
  return decoded.value;
}

function carefulNumber(raw: unknown, field: Described, zone: Zone): number {
  const value = careful(raw, field, zone);
  return typeof value === "number" ? value : Number.NaN;
}

export function readInteger(raw: unknown, field: Described, zone: Zone): number {
  if (
    typeof raw === "number" &&
    raw <= 9_007_199_254_740_991 &&
    raw >= -9_007_199_254_740_991 &&
    Math.floor(raw) === raw
  )
    return raw + 0;
  return raw === null || raw === undefined ? Number.NaN : carefulNumber(raw, field, zone);
}

/** Major units to whole units. A double that is the nearest to units ÷ scale, and only that, is units ÷ scale rounded once. */
export function readDecimal(raw: unknown, scale: number, field: Described, zone: Zone): number {
  if (typeof raw === "number") {
    const units = Math.round(raw * scale);
    if (units < 1e14 && units > -1e14 && units / scale === raw) return units + 0;
  }
  return raw === null || raw === undefined ? Number.NaN : carefulNumber(raw, field, zone);
}

export function readNumber(raw: unknown, field: Described, zone: Zone): number {
  if (typeof raw === "number" && raw - raw === 0) return raw + 0;
  return raw === null || raw === undefined ? Number.NaN : carefulNumber(raw, field, zone);
}

export function readDate(raw: unknown, field: Described, zone: Zone): number {
  if (typeof raw === "string") return plainDate(raw) ?? carefulNumber(raw, field, zone);
  return raw === null || raw === undefined ? Number.NaN : carefulNumber(raw, field, zone);
}

export function readTime(raw: unknown, field: Described, zone: Zone): number {
  if (typeof raw === "string") return plainUtcTime(raw) ?? carefulNumber(raw, field, zone);
  return raw === null || raw === undefined ? Number.NaN : carefulNumber(raw, field, zone);
}

export function readTruth(raw: unknown, field: Described, zone: Zone): number {
  if (raw === true) return 1;
  if (raw === false) return 2;
  if (raw === null || raw === undefined) return 0;
  return careful(raw, field, zone) === true ? 1 : 2;
}

export function readText(raw: unknown, field: Described, zone: Zone): string | null {
  if (typeof raw === "string" && raw.length < 256 && isPlain(raw)) return raw;
  if (raw === null || raw === undefined) return null;
  const value = careful(raw, field, zone);
  return typeof value === "string" ? value : null;
}

/** A value out of a list; whoever is not in it is refused. */
export function readEnum(raw: unknown, values: ReadonlySet<string>, field: Described, zone: Zone): string | null {
  if (typeof raw === "string" && values.has(raw)) return raw;
  if (raw === null || raw === undefined) return null;
  const value = careful(raw, field, zone);
  return typeof value === "string" ? value : null;
}

/** A list of texts as the one text that holds their set. */
export function readSet(raw: unknown, field: Described, zone: Zone): string | null {
  if (raw === null || raw === undefined) return null;
  const value = careful(raw, field, zone);
  return Array.isArray(value) ? textOfSet(value) : null;
}

/** True for texts that are in NFC whatever stands beside their characters: none combines, none is half a pair. */
export function isPlain(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 0x300 && (code < 0x3041 || code > 0x9fff || (code > 0x3096 && code < 0x309b))) return false;
  }
  return true;
}

/** `YYYY-MM-DD` of a plain date text; undefined when it is written otherwise. */
export function plainDate(text: string): number | undefined {
  return text.length === 10 ? leadingDate(text) : undefined;
}

/** Days of each month of a common year. */
const LENGTHS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function leadingDate(text: string): number | undefined {
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  // 29 February is left to the careful reader.
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= inside(LENGTHS[month])
    ? dayNumber(year, month, day)
    : undefined;
}

/** `YYYY-MM-DDTHH:MM`, perhaps with seconds and milliseconds, and `Z`; undefined when it is written otherwise. */
export function plainUtcTime(text: string): number | undefined {
  const { length } = text;
  if (
    (length !== 17 && length !== 20 && length !== 24) ||
    text.charCodeAt(length - 1) !== 90 ||
    text.charCodeAt(10) !== 84 ||
    text.charCodeAt(13) !== 58
  )
    return undefined;
  const date = leadingDate(text);
  if (date === undefined) return undefined;
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = length === 17 ? 0 : text.charCodeAt(16) === 58 ? digits(text, 17, 19) : -1;
  const millisecond = length < 24 ? 0 : text.charCodeAt(19) === 46 ? digits(text, 20, 23) : -1;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || millisecond < 0)
    return undefined;
  return date * 86_400_000 + hour * 3_600_000 + minute * 60_000 + second * 1000 + millisecond;
}

/** The whole number that some characters write; -1 when one is no digit. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
