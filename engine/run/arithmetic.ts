import { EXACT_LIMIT } from "../plan/types.ts";

/** A result that is exact or an overflow. */
export type Exact = number | "overflow";

/** a + b, a − b, a × b on whole numbers up to 2^53 − 1. */
export function exactResult(op: "add" | "subtract" | "multiply", left: number, right: number): Exact {
  const result =
    op === "add"
      ? BigInt(left) + BigInt(right)
      : op === "subtract"
        ? BigInt(left) - BigInt(right)
        : BigInt(left) * BigInt(right);
  return within(result);
}

/** numerator ÷ denominator rounded to a whole number, half away from zero. The denominator is not 0. */
export function roundedQuotient(numerator: bigint, denominator: bigint): Exact {
  const negative = numerator < 0n !== denominator < 0n;
  const [n, d] = [numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator];
  const rounded = (2n * n + d) / (2n * d);
  return within(negative ? -rounded : rounded);
}

/** The sum of whole numbers, exact; an overflow where the sum of their magnitudes passes 2^53 − 1. */
export function exactSum(values: readonly number[]): Exact {
  let sum = 0n;
  let magnitude = 0n;
  for (const value of values) {
    sum += BigInt(value);
    magnitude += BigInt(Math.abs(value));
  }
  return magnitude > BigInt(EXACT_LIMIT) ? "overflow" : Number(sum);
}

/** Stands for a whole number of any greater size. Arithmetic that takes it finds its result too large (past 2^53 − 1). */
export const BEYOND = 2 ** 54;

/**
 * How many whole sizes a sum holds, rounded toward zero. With sizes below 1 that can pass any bound: it is then held at
 * `BEYOND`, and arithmetic with it is an overflow.
 */
export function wholeSizes(sum: number, size: number): number {
  return Math.max(-BEYOND, Math.min(BEYOND, Math.trunc(sum / size) + 0));
}

/** The sign of left × factor − right for whole numbers, exact however large the product is. */
export function compareScaled(left: number, right: number, factor: number): number {
  const difference = BigInt(left) * BigInt(factor) - BigInt(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function within(value: bigint): Exact {
  return value > BigInt(EXACT_LIMIT) || value < -BigInt(EXACT_LIMIT) ? "overflow" : Number(value);
}
