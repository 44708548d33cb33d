import { inside } from "../invariant/required.ts";
import type { AffineFit, LinearFit, Tree, TreesFit } from "../plan/fit.ts";

const MILLION = 1_000_000;

/**
 * What each feature adds to a model's sum, before it becomes a probability or an amount: the differences between a
 * customer and one who is usual in everything, which add up to the difference of their sums exactly. They are Shapley
 * values of the step from the one to the other (Lundberg et al. 2020, "From local explanations to global understanding
 * with explainable AI for trees", with a single reference): each order in which features could change counts the same.
 * For a linear model that is weight times difference.
 * @param features of each argument the place of its feature
 */
export function attributions(
  fit: LinearFit | AffineFit | TreesFit,
  values: readonly number[],
  features: readonly number[],
): number[] {
  const found = Array.from({ length: Math.max(0, ...features.map((feature) => feature + 1)) }, () => 0);
  const add = (feature: number, amount: number): void => {
    found[feature] = inside(found[feature]) + amount;
  };
  const usual = fit.typical.map((value) => value ?? Number.NaN);
  if (fit.kind === "trees") {
    for (const tree of fit.trees) addTree(tree, values, usual, features, add);
    const parts = MILLION * (fit.link.kind === "number" ? fit.link.per : 1);
    return found.map((sum) => sum / parts);
  }
  const term = (column: number, value: number): number =>
    value === value ? inside(fit.weights[column]) * value : (inside(fit.unknown[column]) ?? Number.NaN);
  const per = fit.link.kind === "number" ? fit.link.per : 1;
  for (const [column, value] of values.entries())
    add(inside(features[column]), (term(column, value) - term(column, inside(usual[column]))) / per);
  return found;
}

/** Whether the customer's answers lead here, and whether the usual ones do, by feature. */
type Way = ReadonlyMap<number, { readonly own: boolean; readonly usual: boolean }>;

/**
 * A leaf's weight counts for the features by which only the customer gets there, and against those by which only the
 * usual one does; a leaf that a feature leads neither of them to is never reached in any order.
 */
function addTree(
  { split, at, other, missing }: Tree,
  values: readonly number[],
  usual: readonly number[],
  features: readonly number[],
  add: (feature: number, amount: number) => void,
): void {
  const waiting: { readonly node: number; readonly way: Way }[] = [{ node: 0, way: new Map() }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, way } = next;
    const column = inside(split[node]);
    if (column < 0) {
      addLeaf(inside(at[node]), way, add);
      continue;
    }
    const first = (value: number): boolean => (value === value ? value <= inside(at[node]) : missing[node] === 1);
    const [own, reference] = [first(inside(values[column])), first(inside(usual[column]))];
    const feature = inside(features[column]);
    const before = way.get(feature) ?? { own: true, usual: true };
    for (const [child, goes] of [
      [node + 1, true],
      [inside(other[node]), false],
    ] as const) {
      const after = { own: before.own && own === goes, usual: before.usual && reference === goes };
      if (child > node && (after.own || after.usual))
        waiting.push({ node: child, way: new Map(way).set(feature, after) });
    }
  }
}

function addLeaf(weight: number, way: Way, add: (feature: number, amount: number) => void): void {
  const single = [...way].filter(([, { own, usual }]) => own !== usual);
  const own = single.filter(([, side]) => side.own).length;
  const usual = single.length - own;
  const orders = choose(single.length, own);
  for (const [feature, side] of single) add(feature, side.own ? weight / (own * orders) : -weight / (usual * orders));
}

/** In how many ways some of all can be chosen. */
function choose(all: number, some: number): number {
  let ways = 1;
  for (let taken = 1; taken <= some; taken++) ways = (ways * (all - some + taken)) / taken;
  return ways;
}
