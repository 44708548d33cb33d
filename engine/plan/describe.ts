import { formatDate } from "../calendar/civil.ts";
import { formatLocal } from "../calendar/instant.ts";
import type { Zone } from "../calendar/zone.ts";
import type { EventMeasureFunction } from "./plan.ts";
import type { MaybeValue, ValueType } from "./types.ts";

/** A value as a person reads it. */
export function formatValue(value: MaybeValue, type: ValueType, zone: Zone): string {
  if (value === null) return "unknown";
  switch (type.kind) {
    case "boolean":
      return value === true ? "yes" : "no";
    case "decimal":
      return typeof value === "number" ? formatUnits(value, type.digits) : String(value);
    case "date":
      return typeof value === "number" ? formatDate(value) : String(value);
    case "time":
      return typeof value === "number" ? formatLocal(value, zone) : String(value);
    case "duration":
      return typeof value === "number" ? `${value / 86_400_000} days` : String(value);
    case "number":
      return typeof value === "number" ? String(Number(value.toPrecision(12))) : String(value);
    case "set":
      return Array.isArray(value) ? value.map((member) => `"${member}"`).join(", ") || "(none)" : String(value);
    case "integer":
    case "text":
    case "enum":
      return String(value);
  }
}

/** Units of 10^-digits as a decimal text: 1250 with 2 digits → "12.50". */
export function formatUnits(units: number, digits: number): string {
  const text = String(Math.abs(units)).padStart(digits + 1, "0");
  const sign = units < 0 ? "-" : "";
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** What is measured, as it is called: "sum", "90% quantile". */
export function measureName(node: EventMeasureFunction): string {
  return node.function === "quantile" ? `${node.parts / 1000}% quantile` : node.function;
}
