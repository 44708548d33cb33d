import { setOfText } from "../engine/plan/sets.ts";
import type { MaybeValue, ValueType } from "../engine/plan/types.ts";

/** A value as SQLite keeps it. */
export type StoredValue = string | number | null;

/** The value of a field that a column holds: SQLite has 0 and 1 for booleans, and sets as one text. */
export function valueFromColumn(column: StoredValue | undefined, type: ValueType): MaybeValue {
  if (column === undefined) throw new Error("a column was not read");
  if (column === null) return null;
  if (type.kind === "boolean") return column === 1;
  return type.kind === "set" && typeof column === "string" ? setOfText(column) : column;
}
