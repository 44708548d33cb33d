import { BrokenInvariantError } from "../../invariant/required.ts";

/**
 * A number as source; null is unknown. Every number that is printed into code goes through here.
 * @throws BrokenInvariantError for what is no number, whatever its type says: a plan that nobody has validated may hold
 * a text in a number's place, and that text would run
 */
export function numeral(value: number | null): string {
  if (value === null) return "NaN";
  if (typeof value !== "number") throw new BrokenInvariantError("a number to be printed into code is none");
  if (Object.is(value, -0)) return "(-0)";
  return value < 0 ? `(${value})` : String(value);
}
