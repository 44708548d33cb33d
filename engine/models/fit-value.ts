import { BrokenInvariantError, inside } from "../invariant/required.ts";
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
        const value = inside(args[column]);
        sum += value === value ? inside(fit.weights[column]) * value : orUnknown(inside(fit.unknown[column]));
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
      const value = inside(args[0]);
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
      return chosen === -1 ? orUnknown(fit.otherwise) : inside(fit.values[chosen]);
    }
    case "only":
      return args[1] === 1 ? inside(args[0]) : Number.NaN;
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
    const column = inside(tree.split[node]);
    const at = inside(tree.at[node]);
    if (column < 0) return at;
    const value = inside(args[column]);
    const first = value === value ? value <= at : tree.missing[node] === 1;
    const next = first ? node + 1 : inside(tree.other[node]);
    if (next <= node) throw new BrokenInvariantError("a tree leads back");
    node = next;
  }
}

/** The null of a plan as the NaN of a kernel: both are unknown. */
const orUnknown = (value: number | null): number => value ?? Number.NaN;

function nearest({ means, scales, centres }: NearestFit, args: readonly number[]): number {
  let [found, least] = [0, Infinity];
  for (let group = 0; group < centres.length; group++) {
    const centre = inside(centres[group]);
    let distance = 0;
    for (let column = 0; column < args.length; column++) {
      const value = inside(args[column]);
      const placed = value === value ? (value - inside(means[column])) / inside(scales[column]) : 0;
      const off = placed - inside(centre[column]);
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
    const own = inside(alike[item]);
    for (let other = 0; other < count; other++) if (args[other] === 1) score += inside(own[other]);
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
    inside(scores[left]) - inside(scores[right]) || inside(popular[left]) - inside(popular[right]) || right - left;
  return more > 0;
}
