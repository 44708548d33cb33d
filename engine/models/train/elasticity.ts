import { required } from "../../invariant/required.ts";
import type { Elasticity } from "../report.ts";

/** What was bought of a product in a week, and at what price: logarithms of both. */
export interface SalesCell {
  readonly product: number;
  readonly week: number;
  readonly quantity: number;
  readonly price: number;
}

/** Two-sided 95 % of a normal distribution. */
const SURE = 1.96;
/** Below this share of a price's spread all its movement is rounding. */
const LEAST_SPREAD = 1e-4;

/**
 * How the quantity moves with the price, by least squares on the logarithms after each product's means are taken off, so
 * that a product is only compared with itself (the within estimator: Wooldridge, "Econometric Analysis of Cross Section
 * and Panel Data", section 10.5). The standard error is the larger of the ordinary one and the one that lets a product's
 * weeks hang together (clustered by product, with the usual correction for few: Cameron, Miller 2015).
 * @returns undefined when prices do not move, or there are no more cells than products
 */
export function fitElasticity(cells: readonly SalesCell[]): Elasticity | undefined {
  const means = meansOf(cells);
  const products = means.size;
  const free = cells.length - products - 1;
  if (free < 1) return undefined;
  let [squares, crossed] = [0, 0];
  for (const { product, quantity, price } of cells) {
    const mean = required(means.get(product), "the mean of a product");
    const x = price - mean.price;
    squares += x * x;
    crossed += x * (quantity - mean.quantity);
  }
  const spread = Math.sqrt(squares / (cells.length - products));
  if (!(spread >= LEAST_SPREAD)) return undefined;
  const elasticity = crossed / squares;
  let residuals = 0;
  const scores = new Map<number, number>();
  for (const { product, quantity, price } of cells) {
    const mean = required(means.get(product), "the mean of a product");
    const x = price - mean.price;
    const off = quantity - mean.quantity - elasticity * x;
    residuals += off * off;
    scores.set(product, (scores.get(product) ?? 0) + x * off);
  }
  const plain = Math.sqrt(residuals / free / squares);
  const meat = [...scores.values()].reduce((sum, score) => sum + score * score, 0);
  const clustered =
    products < 2 ? 0 : Math.sqrt((products / (products - 1)) * ((cells.length - 1) / free) * meat) / squares;
  const error = Math.max(plain, clustered);
  return {
    elasticity,
    error,
    low: elasticity - SURE * error,
    high: elasticity + SURE * error,
    cells: cells.length,
    products,
    spread,
  };
}

/** Errors of a forecast of later weeks, as the root of the mean square of logarithms, with the price and without it. */
export function foretold(
  learned: readonly SalesCell[],
  later: readonly SalesCell[],
  elasticity: number,
): { readonly cells: number; readonly error: number; readonly baseline: number } {
  const means = meansOf(learned);
  let [cells, error, baseline] = [0, 0, 0];
  for (const { product, quantity, price } of later) {
    const mean = means.get(product);
    if (mean === undefined) continue;
    cells++;
    error += (quantity - mean.quantity - elasticity * (price - mean.price)) ** 2;
    baseline += (quantity - mean.quantity) ** 2;
  }
  return { cells, error: Math.sqrt(error / Math.max(1, cells)), baseline: Math.sqrt(baseline / Math.max(1, cells)) };
}

function meansOf(
  cells: readonly SalesCell[],
): ReadonlyMap<number, { readonly quantity: number; readonly price: number }> {
  const sums = new Map<number, { quantity: number; price: number; count: number }>();
  for (const { product, quantity, price } of cells) {
    const sum = sums.get(product) ?? { quantity: 0, price: 0, count: 0 };
    sum.quantity += quantity;
    sum.price += price;
    sum.count++;
    sums.set(product, sum);
  }
  return new Map(
    [...sums].map(([product, { quantity, price, count }]) => [
      product,
      { quantity: quantity / count, price: price / count },
    ]),
  );
}
