import { formatDate } from "../calendar/civil.ts";
import { formatInstant } from "../calendar/instant.ts";
import type { MaybeValue, ValueType } from "../plan/types.ts";
import type { Result } from "./result.ts";

/** A value as plain JSON for people and programs: money and decimals in major units, dates and times as ISO 8601 text. */
export type JsonValue = boolean | number | string | null | readonly string[];

/** What an output is, as plain JSON: a bare value, or an object that says why there is none. */
export type JsonResult =
  | JsonValue
  | { readonly is: "unknown" | "none" }
  | { readonly is: "error"; readonly code: string; readonly details: readonly string[] };

export function jsonValue(value: MaybeValue, type: ValueType): JsonValue {
  if (value === null) return null;
  if (typeof value === "number") {
    switch (type.kind) {
      case "decimal":
        return value / 10 ** type.digits;
      case "date":
        return formatDate(value);
      case "time":
        return formatInstant(value);
      case "boolean":
      case "integer":
      case "number":
      case "duration":
      case "text":
      case "enum":
      case "set":
        return value;
    }
  }
  return value;
}

export function jsonResult(result: Result, type: ValueType): JsonResult {
  switch (result.state) {
    case "value":
      return jsonValue(result.value, type);
    case "none":
    case "unknown":
      return { is: result.state };
    case "error":
      return { is: "error", code: result.error.code, details: result.error.details };
  }
}
