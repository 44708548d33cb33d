import type { Fit, Link, NearestFit, PicksFit, Tree } from "../plan/fit.ts";
import { lifetimeValue } from "./lifetime.ts";

const MILLION = 1_000_000;

/** The result of a fit; NaN is unknown, in the arguments and as the result. */
export function fitValue(fit: Fit, args: readonly number[]): number {
  switch (fit.kind) {
    case "linear":
    case "affine": {
      let sum = fit.constant;
      for (let column = 0; column < args.length; column++) {
        const value = args[column] ?? Number.NaN;
        sum += value === value ? (fit.weights[column] ?? 0) * value : (fit.unknown[column] ?? Number.NaN);
      }
      return linked(sum, fit.link);
    }
    case "trees": {
      let sum = fit.base;
      for (const tree of fit.trees) sum += leafOf(tree, args);
      return linked(sum / MILLION, fit.link);
    }
    case "nearest":
      return nearest(fit, args);
    case "cuts": {
      const value = args[0] ?? Number.NaN;
      if (value !== value) return value;
      let group = 1;
      for (const cut of fit.cuts) if (cut < value) group++;
      return group;
    }
    case "lifetime":
      return lifetimeValue(fit, args);
    case "picks":
      return pick(fit, args);
    case "chosen": {
      const chosen = args.indexOf(1);
      return (chosen === -1 ? fit.otherwise : fit.values[chosen]) ?? Number.NaN;
    }
    case "only":
      return args[1] === 1 ? (args[0] ?? Number.NaN) : Number.NaN;
  }
}

/** A sum as the output that is wanted of it; a number is never −0, whatever the order in which it was added up. */
export function linked(sum: number, link: Link): number {
  switch (link.kind) {
    case "probability":
      return 1 / (1 + Math.exp(-sum));
    case "amount": {
      const units = Math.round(Math.max(0, sum) * link.units);
      return units <= Number.MAX_SAFE_INTEGER ? units : Number.NaN;
    }
    case "number": {
      const value = sum / link.per + 0;
      return link.low !== null && value < link.low
        ? link.low
        : link.high !== null && value > link.high
          ? link.high
          : Number.isFinite(value)
            ? value
            : Number.NaN;
    }
  }
}

/** The weight of the leaf to which the arguments lead. */
export function leafOf(tree: Tree, args: readonly number[]): number {
  let node = 0;
  for (;;) {
    const column = tree.split[node] ?? -1;
    const at = tree.at[node] ?? 0;
    if (column < 0) return at;
    const value = args[column] ?? Number.NaN;
    const first = value === value ? value <= at : tree.missing[node] === 1;
    const next = first ? node + 1 : (tree.other[node] ?? 0);
    if (next <= node) return 0;
    node = next;
  }
}

function nearest({ means, scales, centres }: NearestFit, args: readonly number[]): number {
  let [found, least] = [0, Infinity];
  for (let group = 0; group < centres.length; group++) {
    const centre = centres[group] ?? [];
    let distance = 0;
    for (let column = 0; column < args.length; column++) {
      const value = args[column] ?? Number.NaN;
      const placed = value === value ? (value - (means[column] ?? 0)) / (scales[column] ?? 1) : 0;
      const off = placed - (centre[column] ?? 0);
      distance += off * off;
    }
    if (distance < least) [found, least] = [group, distance];
  }
  return found + 1;
}

/** What each item speaks for, while picks are made; a thread makes one pick at a time. */
let scores = new Float64Array(64);

/** Items that somebody has already are never picked. The order: by score, then by popularity, then as they stand. */
function pick({ rank, alike, popular }: PicksFit, args: readonly number[]): number {
  const count = popular.length;
  if (scores.length < count) scores = new Float64Array(count);
  for (let item = 0; item < count; item++) {
    let score = 0;
    const own = alike[item] ?? [];
    for (let other = 0; other < count; other++) if (args[other] === 1) score += own[other] ?? 0;
    scores[item] = score;
  }
  for (let item = 0; item < count; item++) {
    if (args[item] === 1) continue;
    let place = 1;
    for (let other = 0; other < count; other++) if (args[other] !== 1 && before(popular, other, item)) place++;
    if (place === rank) return item;
  }
  return Number.NaN;
}

/** Whether an item comes before another one. */
function before(popular: readonly number[], left: number, right: number): boolean {
  const more =
    (scores[left] ?? 0) - (scores[right] ?? 0) || (popular[left] ?? 0) - (popular[right] ?? 0) || right - left;
  return more > 0;
}
