import { parseDate } from "../calendar/civil.ts";
import { EARLIEST, LATEST, parseInstant } from "../calendar/instant.ts";
import type { Zone } from "../calendar/zone.ts";
import { setOf, SET_LIMIT } from "./sets.ts";
import { elementOf, EXACT_LIMIT, type MaybeValue, type ValueType } from "./types.ts";
import { english as rejectTexts } from "../../grammar/texts/rejects/en.ts";
import { fill, type Texts } from "../../grammar/texts/template.ts";
import { message, type Message } from "../../grammar/texts/message.ts";

/** A decoded value, or why it is none (in a business user's words). */
export type Decoded =
  | { readonly ok: true; readonly value: MaybeValue }
  | { readonly ok: false; readonly reason: Message };

const good = (value: MaybeValue): Decoded => ({ ok: true, value });
const bad = (reason: Message): Decoded => ({ ok: false, reason });

/** Most characters of one text value. */
export const TEXT_LIMIT = 100_000;

/**
 * Turns a value of JSON or a cell of a CSV into a value of a type. Null and undefined are unknown.
 * Text is normalised to NFC; numbers may come as text; money and decimals in major units. Lists and objects are none.
 */
export function decodeValue(raw: unknown, type: ValueType, zone: Zone): Decoded {
  if (raw === null || raw === undefined) return good(null);
  if (type.kind === "set") return decodeSet(raw, elementOf(type), zone);
  const nested = nestedProblem(raw);
  if (nested !== undefined) return bad(nested);
  switch (type.kind) {
    case "boolean":
      return decodeBoolean(raw);
    case "integer":
      return decodeUnits(raw, 0, "cell-not-integer");
    case "decimal":
      return decodeUnits(raw, type.digits, type.money ? "cell-not-money" : "cell-not-decimal");
    case "number":
      return decodeNumber(raw);
    case "text":
      return decodeText(raw);
    case "enum": {
      const text = typeof raw === "string" ? raw.normalize("NFC") : String(raw);
      return type.values.includes(text)
        ? good(text)
        : bad(
            message("cell-not-one-of", {
              values: `${type.values.slice(0, 8).join(", ")}${type.values.length > 8 ? ", …" : ""}`,
            }),
          );
    }
    case "date": {
      const day = typeof raw === "string" ? parseDate(raw) : undefined;
      return day === undefined ? bad(message("cell-not-date")) : good(day);
    }
    case "time":
      return decodeTime(raw, zone);
    case "duration":
      return bad(message("cell-cannot-be-duration"));
  }
}

/** Why a list or an object of JSON is no value; undefined for everything else. */
export function nestedProblem(raw: unknown): Message | undefined {
  if (typeof raw !== "object" || raw === null) return undefined;
  return message(Array.isArray(raw) ? "cell-list" : "cell-object");
}

/** A list of texts as a set: unknown ones drop, equal ones merge. */
function decodeSet(raw: unknown, type: ValueType, zone: Zone): Decoded {
  if (!Array.isArray(raw)) return bad(nestedProblem(raw) ?? message("cell-not-list"));
  const found = new Set<string>();
  for (const item of raw) {
    const one = decodeValue(item, type, zone);
    if (!one.ok) return bad(message("cell-item", { reason: one.reason }));
    if (typeof one.value === "string") found.add(one.value);
    if (found.size > SET_LIMIT) return bad(message("cell-set-large", { limit: SET_LIMIT }));
  }
  return good(setOf(found));
}

function decodeBoolean(raw: unknown): Decoded {
  if (typeof raw === "boolean") return good(raw);
  const word = String(raw).toLowerCase();
  if (word === "yes" || word === "true" || word === "1" || word === "y") return good(true);
  if (word === "no" || word === "false" || word === "0" || word === "n") return good(false);
  return bad(message("cell-not-boolean"));
}

function decodeText(raw: unknown): Decoded {
  if (typeof raw !== "string") return typeof raw === "number" ? good(String(raw)) : bad(message("cell-not-text"));
  if (raw.length > TEXT_LIMIT) return bad(message("cell-text-long", { limit: TEXT_LIMIT }));
  return raw.isWellFormed() ? good(raw.normalize("NFC")) : bad(message("cell-half-pair"));
}

function decodeNumber(raw: unknown): Decoded {
  const value =
    typeof raw === "number"
      ? raw
      : typeof raw === "string" && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(raw)
        ? Number(raw)
        : Number.NaN;
  return Number.isFinite(value) ? good(value === 0 ? 0 : value) : bad(message("cell-not-number"));
}

function decodeUnits(
  raw: unknown,
  digits: number,
  what: "cell-not-integer" | "cell-not-money" | "cell-not-decimal",
): Decoded {
  const text = typeof raw === "number" ? plainDecimal(raw) : raw;
  const match = typeof text === "string" ? /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(text) : null;
  if (match === null) return bad(message(what));
  const fraction = (match[3] ?? "").replace(/0+$/, "");
  if (fraction.length > digits) return bad(digits === 0 ? message(what) : message("cell-digits", { digits }));
  const units = Number(`${match[1] ?? ""}${match[2] ?? ""}${fraction.padEnd(digits, "0")}`);
  if (Math.abs(units) > EXACT_LIMIT) return bad(message("cell-too-large"));
  return good(units === 0 ? 0 : units);
}

/** A double's shortest decimal text without exponent. */
function plainDecimal(value: number): string {
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text);
  if (match === null) return text;
  return `${match[1] ?? ""}0.${"0".repeat(Number(match[4]) - 1)}${match[2] ?? ""}${match[3] ?? ""}`;
}

function decodeTime(raw: unknown, zone: Zone): Decoded {
  if (typeof raw === "number")
    return Number.isInteger(raw) && raw >= EARLIEST && raw <= LATEST
      ? good(raw)
      : bad(message("cell-not-milliseconds"));
  const instant = typeof raw === "string" ? parseInstant(raw, zone) : undefined;
  return instant === undefined ? bad(message("cell-not-time")) : good(instant);
}

/** Why something is no value, in English, for programs that are told by an error. */
export const reasonInEnglish = ({ key, parameters }: Message): string => {
  const texts: Texts = rejectTexts;
  return fill(texts[key] ?? key, "en", (name) => {
    const parameter = parameters[name];
    return typeof parameter === "object" && "key" in parameter ? reasonInEnglish(parameter) : String(parameter);
  });
};
