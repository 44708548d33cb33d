/** The type of a field, an expression or an output, as it stands in a plan. */
export type ValueType =
  | { readonly kind: "boolean" | "integer" | "number" | "text" | "date" | "time" | "duration" }
  /** Exact fixed point: values are whole units of 10^-digits. `money` is a decimal of the currency's minor units. */
  | { readonly kind: "decimal"; readonly digits: number; readonly money: boolean }
  /** Texts out of a fixed list; `ordered` for lifecycles, in the order of the list. */
  | { readonly kind: "enum"; readonly values: readonly string[]; readonly ordered: boolean }
  /** Any number of texts, out of a fixed list or any; what a tag gives is always out of a list. */
  | { readonly kind: "set"; readonly values: readonly string[] | null };

/**
 * A known value as every executor holds it: boolean; integer, decimal units, day number, epoch milliseconds and
 * durations in milliseconds as whole numbers; number as a double; text and enum as a string; a set as strings.
 */
export type Value = boolean | number | string | readonly string[];

/** A value that may be unknown. */
export type MaybeValue = Value | null;

/** The largest whole number of units that is exact in every executor: 2^53 − 1. */
export const EXACT_LIMIT = Number.MAX_SAFE_INTEGER;

export const booleanType: ValueType = { kind: "boolean" };
export const integerType: ValueType = { kind: "integer" };
export const numberType: ValueType = { kind: "number" };
export const textType: ValueType = { kind: "text" };
export const dateType: ValueType = { kind: "date" };
export const timeType: ValueType = { kind: "time" };
export const durationType: ValueType = { kind: "duration" };

export type SetType = Extract<ValueType, { readonly kind: "set" }>;

/** The type of one value of a set. */
export const elementOf = ({ values }: SetType): ValueType =>
  values === null ? textType : { kind: "enum", values, ordered: false };

export function sameType(left: ValueType, right: ValueType): boolean {
  if (left.kind === "decimal" && right.kind === "decimal")
    return left.digits === right.digits && left.money === right.money;
  if ((left.kind === "enum" && right.kind === "enum") || (left.kind === "set" && right.kind === "set"))
    return sameValues(left.values, right.values);
  return left.kind === right.kind;
}

function sameValues(left: readonly string[] | null, right: readonly string[] | null): boolean {
  if (left === null || right === null) return left === right;
  return left.length === right.length && left.every((value, index) => value === right[index]);
}
