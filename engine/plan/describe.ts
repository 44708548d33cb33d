import { formatDate } from "../calendar/civil.ts";
import { formatLocal } from "../calendar/instant.ts";
import type { Zone } from "../calendar/zone.ts";
import type { MaybeValue, ValueType } from "./types.ts";

/** A type in a business user's words. */
export function describeType(type: ValueType): string {
  switch (type.kind) {
    case "boolean": return "a yes/no value";
    case "integer": return "a whole number";
    case "number": return "a number";
    case "decimal": return type.money ? "an amount of money" : `a decimal with ${type.digits} digits`;
    case "text": return "a text";
    case "date": return "a date";
    case "time": return "a time";
    case "duration": return "a duration";
    case "enum": return `one of ${listValues(type.values)}`;
    case "set": return `a set of ${listValues(type.values)}`;
  }
}

export function listValues(values: readonly string[]): string {
  const shown = values.slice(0, 8).map((value) => `\`${value}\``);
  return values.length > 8 ? `${shown.join(", ")} and ${values.length - 8} more` : shown.join(", ");
}

/** A value as a person reads it. */
export function formatValue(value: MaybeValue, type: ValueType, zone: Zone): string {
  if (value === null) return "unknown";
  switch (type.kind) {
    case "boolean": return value === true ? "yes" : "no";
    case "decimal": return typeof value === "number" ? formatUnits(value, type.digits) : String(value);
    case "date": return typeof value === "number" ? formatDate(value) : String(value);
    case "time": return typeof value === "number" ? formatLocal(value, zone) : String(value);
    case "duration": return typeof value === "number" ? `${value / 86_400_000} days` : String(value);
    case "number": return typeof value === "number" ? String(Number(value.toPrecision(12))) : String(value);
    case "set": return Array.isArray(value) ? value.map((member) => `"${member}"`).join(", ") || "(none)" : String(value);
    case "integer": case "text": case "enum": return String(value);
  }
}

/** Units of 10^-digits as a decimal text: 1250 with 2 digits → "12.50". */
export function formatUnits(units: number, digits: number): string {
  const text = String(Math.abs(units)).padStart(digits + 1, "0");
  const sign = units < 0 ? "-" : "";
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
