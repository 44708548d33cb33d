import { inside } from "../../invariant/required.ts";
import { fitValue } from "../fit-value.ts";
import { randomNumbers } from "../../statistics/random.ts";

/**
 * How alike items are: of each pair the cosine between who has the one and who has the other (Sarwar and others 2001),
 * and how many have each.
 * @param has of each item a column, 1 for those who have it
 */
export function alikeItems(has: readonly Float64Array[]): { readonly alike: number[][]; readonly popular: number[] } {
  const popular = has.map((column) => column.reduce((sum, value) => sum + (value === 1 ? 1 : 0), 0));
  const alike = has.map(() => Array.from({ length: has.length }, () => 0));
  for (const [i, left] of has.entries()) {
    for (let j = 0; j < i; j++) {
      const right = inside(has[j]);
      let both = 0;
      for (let row = 0; row < left.length; row++) if (left[row] === 1 && right[row] === 1) both++;
      // Four digits tell items apart, and keep the file small.
      const cosine =
        both === 0 ? 0 : Math.round((both / Math.sqrt(inside(popular[i]) * inside(popular[j]))) * 10_000) / 10_000;
      inside(alike[i])[j] = cosine;
      inside(alike[j])[i] = cosine;
    }
  }
  return { alike, popular };
}

export interface HitRates {
  /** Customers who took something that they did not have. */
  readonly customers: number;
  /** The share of them who took one of the picks; the same for the most popular items that they did not have, and for random ones. */
  readonly hit: number;
  readonly popular: number;
  readonly random: number;
}

/** Learns from what customers had before, and counts who then took one of their picks. */
export function hitRates(
  before: readonly Float64Array[],
  after: readonly Float64Array[],
  top: number,
  seed: number,
): HitRates {
  const { alike, popular } = alikeItems(before);
  const none = alike.map((row) => row.map(() => 0));
  const random = randomNumbers(seed);
  let [customers, hit, byPopularity, byChance] = [0, 0, 0, 0];
  for (let row = 0; row < (before[0]?.length ?? 0); row++) {
    const had = before.map((column) => inside(column[row]));
    const taken = new Set(after.flatMap((column, item) => (column[row] === 1 && had[item] !== 1 ? [item] : [])));
    if (taken.size === 0) continue;
    customers++;
    const picks = (table: readonly (readonly number[])[], weights: readonly number[]): boolean =>
      Array.from({ length: top }, (_, rank) =>
        fitValue({ kind: "picks", rank: rank + 1, alike: table, popular: weights }, had),
      ).some((item) => taken.has(item));
    if (picks(alike, popular)) hit++;
    if (picks(none, popular)) byPopularity++;
    if (
      picks(
        none,
        popular.map(() => random()),
      )
    )
      byChance++;
  }
  const share = (count: number): number => (customers === 0 ? 0 : count / customers);
  return { customers, hit: share(hit), popular: share(byPopularity), random: share(byChance) };
}
