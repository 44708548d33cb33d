import type { ValueType } from "../plan/types.ts";
import { roundedQuotient, type Exact } from "./arithmetic.ts";

/** How many thousandths of a percent make a whole. */
export const WHOLE = 100_000;

/** Where a quantile lies among ordered values: from the value at `below` toward that at `above`, `part` hundred-thousandths of the way. */
export interface QuantilePlace {
  readonly below: number;
  readonly above: number;
  readonly part: number;
}

/**
 * Type 7 of Hyndman and Fan (1996), the rule of R and NumPy: of n values the place is (n − 1) × p, counted from 0.
 * @param parts p in thousandths of a percent, so that the place is exact
 */
export function quantilePlace(count: number, parts: number): QuantilePlace {
  const reach = (count - 1) * parts;
  const part = reach % WHOLE;
  const below = (reach - part) / WHOLE;
  return { below, above: part === 0 ? below : below + 1, part };
}

/** The value between two of a field, of the type that a quantile of such a field has. */
export function between(field: ValueType["kind"], low: number, high: number, part: number): Exact {
  if (field === "integer") return integersBetween(low, high, part);
  return field === "decimal" ? unitsBetween(low, high, part) : numbersBetween(low, high, part);
}

/** Between two whole numbers of units, exact and rounded once, half away from zero. */
function unitsBetween(low: number, high: number, part: number): Exact {
  return roundedQuotient(numerator(low, high, part), BigInt(WHOLE));
}

/** Between two integers: the double nearest to the exact value. */
function integersBetween(low: number, high: number, part: number): number {
  const exact = numerator(low, high, part);
  const whole = BigInt(WHOLE);
  // Beyond 2^53 the fraction is far coarser than what its own rounding errs, so that the sum is rounded rightly too.
  return exact >= -LIMIT && exact <= LIMIT
    ? Number(exact) / WHOLE
    : Number(exact / whole) + Number(exact % whole) / WHOLE;
}

const LIMIT = BigInt(Number.MAX_SAFE_INTEGER);
const numerator = (low: number, high: number, part: number): bigint =>
  BigInt(low) * BigInt(WHOLE) + (BigInt(high) - BigInt(low)) * BigInt(part);

/**
 * Between two doubles: low + (high − low) × f, each step rounded as IEEE 754 says, where f is the double nearest to
 * part ÷ 100000. Where the difference could pass the largest double all is halved first and doubled at last, which
 * changes no digit. The result is never outside the two.
 */
function numbersBetween(low: number, high: number, part: number): number {
  const f = part / WHOLE;
  return low < -1 && high > 1 ? 2 * (low / 2 + (high / 2 - low / 2) * f) : low + (high - low) * f;
}
