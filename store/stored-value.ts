import type { MaybeValue, ValueType } from "../engine/plan/types.ts";

/** A value as SQLite keeps it. */
export type StoredValue = string | number | null;

/** The value of a field that a column holds: SQLite has 0 and 1 for booleans. */
export function valueFromColumn(column: StoredValue | undefined, type: ValueType): MaybeValue {
  if (column === undefined) throw new Error("a column was not read");
  return column !== null && type.kind === "boolean" ? column === 1 : column;
}
