import { partRange } from "../../calendar/civil.ts";
import { unitMilliseconds } from "../../calendar/instant.ts";
import { EXACT_LIMIT } from "../../plan/types.ts";
import type { Arithmetic, NumberFunction } from "./node.ts";

/** Between which numbers a value lies, both included; what is unknown lies in every range. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

const DAY = unitMilliseconds.day;

export const UNBOUNDED: Range = { low: -Infinity, high: Infinity };

const spanning = (values: readonly number[]): Range =>
  values.some(Number.isNaN) ? UNBOUNDED : { low: Math.min(...values), high: Math.max(...values) };

/** A range that holds all results; what lies beyond 2^53 is open, since doubles are not exact there. */
function widened({ low, high }: Range): Range {
  return { low: low < -EXACT_LIMIT ? -Infinity : low, high: high > EXACT_LIMIT ? Infinity : high };
}

export function arithmeticRange(how: Arithmetic, left: Range, right: Range): Range {
  switch (how.fn) {
    case "add":
      return widened({ low: left.low + right.low, high: left.high + right.high });
    case "subtract":
      return widened({ low: left.low - right.high, high: left.high - right.low });
    case "multiply":
      return widened(
        spanning([left.low * right.low, left.low * right.high, left.high * right.low, left.high * right.high]),
      );
    case "multiply-round": {
      const by = spanning([left.low * right.low, left.low * right.high, left.high * right.low, left.high * right.high]);
      return widened({ low: Math.floor(by.low / how.over) - 1, high: Math.ceil(by.high / how.over) + 1 });
    }
    case "divide-round":
    case "divide":
    case "add-number":
    case "subtract-number":
    case "multiply-number":
      return UNBOUNDED;
  }
}

export function functionRange(how: NumberFunction, args: readonly Range[]): Range {
  const [first = UNBOUNDED, second = UNBOUNDED] = args;
  switch (how.fn) {
    case "negate":
      return { low: 0 - first.high, high: 0 - first.low };
    case "add-days":
      return { low: first.low + how.amount, high: first.high + how.amount };
    case "add-months":
      return { low: first.low - Math.abs(how.amount) * 31 - 31, high: first.high + Math.abs(how.amount) * 31 + 31 };
    case "elapsed":
      return { low: Math.min(0, second.low - first.high) - 1, high: Math.max(0, second.high - first.low) + 1 };
    case "anniversary":
      return { low: second.low, high: second.high + 800 };
    case "clamp":
      return {
        low: Math.min(how.high, Math.max(how.low, first.low)),
        high: Math.min(how.high, Math.max(how.low, first.high)),
      };
    case "whole":
      return { low: Math.min(first.low / how.size, 0), high: Math.max(first.high / how.size, 0) };
    case "date-of":
      return { low: Math.floor(first.low / DAY) - 1, high: Math.floor(first.high / DAY) + 1 };
    case "calendar-part":
      return how.part === "year" ? yearRange(first) : partRange[how.part];
    case "to-number":
      return UNBOUNDED;
  }
}

/** Years of dates in days since 1970, of 365 to 366 days each. */
function yearRange(days: Range): Range {
  return { low: 1970 + Math.floor(days.low / 365) - 1, high: 1970 + Math.ceil(days.high / 365) + 1 };
}

export function unionRange(left: Range, right: Range): Range {
  return { low: Math.min(left.low, right.low), high: Math.max(left.high, right.high) };
}
