import { formatDate } from "../../engine/calendar/civil.ts";
import { formatInstant } from "../../engine/calendar/instant.ts";
import type { Zone } from "../../engine/calendar/zone.ts";
import { decodeValue } from "../../engine/plan/decode.ts";
import { formatUnits } from "../../engine/plan/describe.ts";
import { setOfText, textOfSet } from "../../engine/plan/sets.ts";
import type { ValueType } from "../../engine/plan/types.ts";
import type { StoredField } from "../sqlite/schema.ts";
import type { StoredValue } from "../sqlite/sqlite.ts";

/** A stored value of one field as a stored value of another; null when that can't hold it. */
export function convertColumn(column: StoredValue, from: StoredField, to: StoredField, zone: Zone): StoredValue {
  if (column === null) return null;
  const decoded = decodeValue(
    to.type.kind === "set" ? valuesOf(column, from.type) : plainValue(column, from.type),
    to.type,
    zone,
  );
  if (!decoded.ok || decoded.value === null) return null;
  const { value } = decoded;
  if (typeof value === "object") return textOfSet(value);
  if (typeof value === "number" && ((to.low !== null && value < to.low) || (to.high !== null && value > to.high)))
    return null;
  return typeof value === "boolean" ? Number(value) : value;
}

/** A stored value as the list of a set. */
function valuesOf(column: string | number, type: ValueType): readonly string[] {
  return type.kind === "set" ? setOfText(String(column)) : [String(plainValue(column, type))];
}

/** A stored value as a source would write it. */
function plainValue(column: string | number, type: ValueType): string | number {
  if (typeof column === "string") return column;
  switch (type.kind) {
    case "boolean":
      return column === 1 ? "yes" : "no";
    case "decimal":
      return formatUnits(column, type.digits);
    case "date":
      return formatDate(column);
    case "time":
      return formatInstant(column);
    case "integer":
    case "number":
      return String(column);
    case "text":
    case "enum":
    case "set":
    case "duration":
      return column;
  }
}
