import { bitCount } from "../generate/operations.ts";
import { shared } from "./columns.ts";

// Words and places are read with `?? 0` in loops whose bounds are those of the array, so that the default never counts.

/**
 * A set of customers out of a population of `size`: one bit each, or below about 1 % a sorted list of their places.
 * Bits behind the last customer are 0.
 */
export type CustomerSet =
  | { readonly form: "dense"; readonly size: number; readonly words: Uint32Array }
  | { readonly form: "sparse"; readonly size: number; readonly places: Uint32Array };

/** Below this share of the population a list of places is shorter and faster than a bit for everybody. */
const SPARSE_SHARE = 0.01;

/**
 * A set from bits, in the form that suits how many it holds.
 * @param size how many customers the population has
 * @param words 32 customers each, the first in the lowest bit; bits from `size` on are 0
 */
export function customerSet(size: number, words: Uint32Array): CustomerSet {
  const count = countWords(words);
  return count < size * SPARSE_SHARE
    ? { form: "sparse", size, places: placesOf(words, count) }
    : { form: "dense", size, words };
}

/** How many customers a set holds. */
export function countOf(set: CustomerSet): number {
  return set.form === "sparse" ? set.places.length : countWords(set.words);
}

export function countWords(words: Uint32Array): number {
  let count = 0;
  for (let index = 0; index < words.length; index++) count += bitCount(words[index] ?? 0);
  return count;
}

/** Whether a customer is in a set; customers are counted from 0 in the order of the population. */
export function holds(set: CustomerSet, customer: number): boolean {
  if (set.form === "dense") return (((set.words[customer >> 5] ?? 0) >>> (customer & 31)) & 1) === 1;
  let [low, high] = [0, set.places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((set.places[middle] ?? 0) < customer) low = middle + 1;
    else high = middle;
  }
  return set.places[low] === customer;
}

/** The bits of a set. */
export function wordsOf(set: CustomerSet): Uint32Array {
  if (set.form === "dense") return set.words;
  const words = shared.uint32(Math.ceil(set.size / 32));
  for (const place of set.places) words[place >> 5] = (words[place >> 5] ?? 0) | (1 << (place & 31));
  return words;
}

function placesOf(words: Uint32Array, count: number): Uint32Array {
  const places = shared.uint32(count);
  let next = 0;
  for (let index = 0; index < words.length; index++) {
    for (let rest = words[index] ?? 0; rest !== 0; rest &= rest - 1)
      places[next++] = index * 32 + (31 - Math.clz32(rest & -rest));
  }
  return places;
}
