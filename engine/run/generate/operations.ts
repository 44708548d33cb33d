import { datePart } from "../../calendar/civil.ts";
import type { Zone } from "../../calendar/zone.ts";
import { fitValue } from "../../models/fit-value.ts";
import { setOfText, sizeOfText } from "../../plan/sets.ts";
import { compareText, foldCase } from "../../text/text.ts";

export { fitValue, setOfText };

/**
 * What generated code calls. Unknown numbers are NaN and unknown texts null; results are unknown when an operand is.
 * Each does what the reference interpreter does, on doubles where it uses whole numbers of any size.
 */

const LIMIT = 9_007_199_254_740_991;

/** A whole result, unknown beyond 2^53 − 1: no double that stands for a larger one is smaller. */
export function exact(result: number): number {
  return result <= LIMIT && result >= -LIMIT ? result : Number.NaN;
}

export function finite(result: number): number {
  return result - result === 0 ? result : Number.NaN;
}

export function divide(left: number, right: number): number {
  return right === 0 ? Number.NaN : finite(left / right + 0);
}

/** left × right ÷ over, rounded once, half away from zero. */
export function multiplyRound(left: number, right: number, over: number): number {
  const product = left * right;
  if (product <= LIMIT && product >= -LIMIT) return roundedQuotient(product, over);
  return product === product ? wideQuotient(BigInt(left) * BigInt(right), BigInt(over)) : product;
}

/** left × over ÷ right, rounded once, half away from zero; unknown for 0. */
export function divideRound(left: number, right: number, over: number): number {
  if (right === 0) return Number.NaN;
  const product = left * over;
  if (product <= LIMIT && product >= -LIMIT) return roundedQuotient(product, right);
  return product === product && right === right ? wideQuotient(BigInt(left) * BigInt(over), BigInt(right)) : Number.NaN;
}

/**
 * Whole numerator ÷ denominator (not 0), rounded half away from zero. Below 2^51 the distance of (2n + d) ÷ 2d from the
 * next whole number is more than a division can err; beyond, the remainder is exact, so the quotient is.
 */
export function roundedQuotient(numerator: number, denominator: number): number {
  const n = Math.abs(numerator);
  const d = Math.abs(denominator);
  if (n + d < 2 ** 50)
    return (
      (numerator < 0 !== denominator < 0 ? -Math.floor((n + n + d) / (d + d)) : Math.floor((n + n + d) / (d + d))) + 0
    );
  const rest = n % d;
  const quotient = (n - rest) / d + (rest >= d - rest ? 1 : 0);
  return (numerator < 0 !== denominator < 0 ? -quotient : quotient) + 0;
}

function wideQuotient(numerator: bigint, denominator: bigint): number {
  const [n, d] = [numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator];
  const rounded = (2n * n + d) / (2n * d);
  const signed = Number(numerator < 0n !== denominator < 0n ? -rounded : rounded);
  return exact(signed);
}

/** The local date of an instant. */
export function dateOf(zone: Zone, instant: number): number {
  return instant === instant ? zone.dateOf(instant) : instant;
}

/** The local hour of an instant. */
export function hourOf(zone: Zone, instant: number): number {
  return instant === instant ? zone.hourOf(instant) : instant;
}

export { datePart };

/** 1 when left is before right by code point, or with `orEqual` the same. */
export function textLess(left: string | null, right: string | null, orEqual: number): number {
  if (left === null || right === null) return 0;
  const order = compareText(left, right);
  return order < 0 || (orEqual === 1 && order === 0) ? 1 : 0;
}

/** 1 when the text contains (0), starts with (1) or ends with (2) the part. */
export function textTest(test: number, text: string | null, part: string | null): number {
  if (text === null || part === null) return 0;
  return (test === 0 ? text.includes(part) : test === 1 ? text.startsWith(part) : text.endsWith(part)) ? 1 : 0;
}

/** How many values a set holds. */
export function setSize(set: string | null): number {
  return set === null ? Number.NaN : sizeOfText(set);
}

export function foldText(text: string | null): string | null {
  return text === null ? null : foldCase(text);
}

export function compareNumbers(left: number, right: number): number {
  return left - right;
}

/** No before yes; columns hold 1 for yes and 2 for no. */
export function compareTruths(left: number, right: number): number {
  return right - left;
}

/** Of bits the places of the first two that are 1, as first × count + second. */
export function firstTwo(bits: readonly number[]): number {
  const first = bits.indexOf(1);
  return first * bits.length + bits.indexOf(1, first + 1);
}

/** How many bits are 1. Method: sums of neighbouring pairs, fours, eights. */
export function bitCount(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
