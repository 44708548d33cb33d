import { WarehouseError } from "./errors.ts";
import { message } from "../grammar/texts/message.ts";
import { at } from "../engine/invariant/required.ts";

const LIMIT = BigInt(Number.MAX_SAFE_INTEGER);

/** A whole number of any size as an exact one. @throws WarehouseError beyond ±(2^53 − 1) */
export function exactNumber(value: bigint, column: string): number {
  if (value > LIMIT || value < -LIMIT) throw new WarehouseError("inexact", message("column-beyond", { column }));
  return Number(value);
}

/** A decimal number as text: exact when it is whole, else the nearest double. */
export function decimalNumber(text: string, column: string): number {
  return /^-?\d+(\.0*)?$/.test(text) ? exactNumber(BigInt(at(text.split("."), 0)), column) : Number(text);
}

export function unreadable(column: string, type: string): WarehouseError {
  return new WarehouseError("failed", message("column-type", { column, type }));
}
