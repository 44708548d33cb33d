import { inside } from "../invariant/required.ts";

/**
 * A function that training has found: plain numbers, evaluated alike by every executor. Its arguments are numbers; yes
 * is 1, no is 0 and an argument may be unknown.
 */
export type Fit =
  | LinearFit
  | AffineFit
  | TreesFit
  | NearestFit
  | CutsFit
  | LifetimeFit
  | PicksFit
  | OnlyFit
  | ChosenFit;

/**
 * How a sum becomes an output: a probability 1 ÷ (1 + e^−sum), an amount that is at least 0, rounded to whole units, or a
 * number, sum ÷ per, held between low and high (null is no bound).
 */
export type Link =
  | { readonly kind: "probability" }
  | { readonly kind: "amount"; readonly units: number }
  | { readonly kind: "number"; readonly per: number; readonly low: number | null; readonly high: number | null };

/** constant + Σ weight × argument; an unknown argument adds its own weight instead. */
export interface LinearFit {
  readonly kind: "linear";
  readonly link: Link;
  readonly constant: number;
  readonly weights: readonly number[];
  readonly unknown: readonly number[];
  readonly typical: Typical;
}

/** constant + Σ weight × argument; an unknown argument adds its `unknown` instead, and where that is null the result is unknown. */
export interface AffineFit {
  readonly kind: "affine";
  readonly link: Link;
  readonly constant: number;
  readonly weights: readonly number[];
  readonly unknown: readonly (number | null)[];
  readonly typical: Typical;
}

/** Of each argument a usual value, null for unknown: what a customer's own is compared with in explanations. */
export type Typical = readonly (number | null)[];

/** The sum of what the trees say, in whole parts of a millionth, so that no executor rounds differently. */
export interface TreesFit {
  readonly kind: "trees";
  readonly link: Link;
  /** In millionths. */
  readonly base: number;
  readonly trees: readonly Tree[];
  readonly typical: Typical;
}

/**
 * A tree of decisions in preorder. Node i asks whether argument `split[i]` is at most `at[i]`: if so node i + 1 follows,
 * else node `other[i]`; `missing[i]` is 1 when an unknown argument follows the first. At a leaf `split` is −1 and `at`
 * its weight in millionths.
 */
export interface Tree {
  readonly split: readonly number[];
  readonly at: readonly number[];
  readonly other: readonly number[];
  readonly missing: readonly (0 | 1)[];
}

/** The place, from 1, of the nearest centre, after (argument − mean) ÷ scale; unknown counts as the mean. The first of equals. */
export interface NearestFit {
  readonly kind: "nearest";
  readonly means: readonly number[];
  readonly scales: readonly number[];
  readonly centres: readonly (readonly number[])[];
}

/** 1 + the number of cuts that lie below the argument: a value on a cut belongs to the lower group. */
export interface CutsFit {
  readonly kind: "cuts";
  readonly cuts: readonly number[];
}

export type LifetimeParameters =
  | { readonly model: "BG/NBD"; readonly r: number; readonly alpha: number; readonly a: number; readonly b: number }
  | {
      readonly model: "Pareto/NBD";
      readonly r: number;
      readonly alpha: number;
      readonly s: number;
      readonly beta: number;
    };
/** How repeat orders vary in amount (Gamma-Gamma). */
export interface SpendParameters {
  readonly p: number;
  readonly q: number;
  readonly v: number;
  /** The share of repeat buyers whose repeat orders are worth something after refunds. */
  readonly share: number;
}

/** Powers in lifetimes beyond e^±600 are taken as these, in every executor: what they decide is 0 or 1 to 200 digits by then. */
export const POWER_LIMIT = 600;

/** Arguments: days with a purchase less 1, days from the first to the latest, days from the first to now, average amount of a repeat order. */
export interface LifetimeFit {
  readonly kind: "lifetime";
  readonly output: "alive" | "back" | "orders" | "value" | "wait";
  readonly parameters: LifetimeParameters;
  readonly spend: SpendParameters;
  /** Days looked ahead. */
  readonly horizon: number;
  /** Minor units of the currency in one. */
  readonly units: number;
}

/** The place, from 0, of the item that comes `rank`-th for somebody who has the items whose argument is yes; unknown beyond. */
export interface PicksFit {
  readonly kind: "picks";
  readonly rank: number;
  /** Of every item: how alike every other is to it. */
  readonly alike: readonly (readonly number[])[];
  /** Of every item: how much it is wanted by all; decides between equals, and for those who have nothing. */
  readonly popular: readonly number[];
}

/** The first argument where the second is yes, else unknown: a model is asked of the customers that it was made for. */
export interface OnlyFit {
  readonly kind: "only";
  readonly low: number;
  readonly high: number | null;
  readonly whole: boolean;
}

/** The value that stands beside the first argument that is yes; where there is none, `otherwise`. */
export interface ChosenFit {
  readonly kind: "chosen";
  readonly values: readonly number[];
  /** Null is unknown. */
  readonly otherwise: number | null;
}

/** Between which numbers the results lie, whatever the arguments. */
export function fitRange(fit: Fit): { readonly low: number; readonly high: number } {
  switch (fit.kind) {
    case "linear":
    case "affine":
    case "trees":
      return linkRange(fit.link);
    case "nearest":
      return { low: 1, high: fit.centres.length };
    case "cuts":
      return { low: 1, high: fit.cuts.length + 1 };
    case "lifetime":
      return fit.output === "alive" || fit.output === "back" ? { low: 0, high: 1 } : { low: 0, high: Infinity };
    case "picks":
      return { low: 0, high: fit.popular.length - 1 };
    case "only":
      return { low: fit.low, high: fit.high ?? Infinity };
    case "chosen": {
      const all = fit.otherwise === null ? fit.values : [...fit.values, fit.otherwise];
      return { low: Math.min(0, ...all), high: Math.max(0, ...all) };
    }
  }
}

function linkRange(link: Link): { readonly low: number; readonly high: number } {
  switch (link.kind) {
    case "probability":
      return { low: 0, high: 1 };
    case "amount":
      return { low: 0, high: Infinity };
    case "number":
      return { low: link.low ?? -Infinity, high: link.high ?? Infinity };
  }
}

/** The fit that gives another's results to some customers only. */
export function onlyFor(fit: Fit): OnlyFit {
  const { low, high } = fitRange(fit);
  return { kind: "only", low, high: high === Infinity ? null : high, whole: isWhole(fit) };
}

/** True when the result is known whatever the arguments. */
export function alwaysKnown(fit: Fit): boolean {
  return (
    (fit.kind === "trees" && fit.link.kind !== "amount") ||
    fit.kind === "nearest" ||
    (fit.kind === "chosen" && fit.otherwise !== null)
  );
}

/** True when all results are whole numbers. */
export function isWhole(fit: Fit): boolean {
  switch (fit.kind) {
    case "linear":
    case "affine":
    case "trees":
      return fit.link.kind === "amount";
    case "nearest":
    case "cuts":
    case "picks":
      return true;
    case "lifetime":
      return fit.output === "value" || fit.output === "wait";
    case "only":
      return fit.whole;
    case "chosen":
      return false;
  }
}

/** What is wrong with the tables of a fit for so many arguments, or undefined. */
export function fitProblem(fit: Fit, args: number): string | undefined {
  const lengths = (...tables: readonly (readonly unknown[])[]): string | undefined =>
    tables.every(({ length }) => length === args) ? undefined : `a table does not have ${args} columns`;
  switch (fit.kind) {
    case "linear":
    case "affine":
      return lengths(fit.weights, fit.unknown, fit.typical);
    case "trees":
      return fit.trees.every((tree) => isTree(tree, args)) ? lengths(fit.typical) : "a tree is damaged";
    case "nearest":
      return fit.centres.length === 0 ? "there is no centre" : lengths(fit.means, fit.scales, ...fit.centres);
    case "cuts":
      return args === 1 && fit.cuts.every((cut, index) => index === 0 || cut >= (fit.cuts[index - 1] ?? cut))
        ? undefined
        : "the cuts are not in order";
    case "lifetime":
      return args === 4 ? undefined : "it needs four arguments";
    case "only":
      return args === 2 ? undefined : "it needs two arguments";
    case "chosen":
      return lengths(fit.values);
    case "picks":
      return lengths(fit.alike, fit.popular, ...fit.alike);
  }
}

/** Every question is about an argument, and what follows stands further on, so that every walk ends. */
function isTree({ split, at, other, missing }: Tree, args: number): boolean {
  const { length } = split;
  return (
    length > 0 &&
    at.length === length &&
    other.length === length &&
    missing.length === length &&
    split.every((column, node) => {
      const next = inside(other[node]);
      return (
        (column === -1 && Number.isInteger(at[node])) ||
        (column >= 0 && column < args && node + 1 < length && next > node + 1 && next < length)
      );
    })
  );
}
