import type { LifetimeFit, LifetimeParameters, SpendParameters } from "../plan/fit.ts";
import { hypergeometric } from "../statistics/special.ts";

/** A customer's orders: repeat orders x, days from the first to the last tx, days from the first to now T. */
export interface Orders {
  readonly x: number;
  readonly tx: number;
  readonly T: number;
}

/** Beyond a hundred years an order is not expected any more. */
const LONGEST_WAIT = 36_500;

/** An output of a lifetime model; NaN is unknown, as for somebody who has not ordered yet. */
export function lifetimeValue(fit: LifetimeFit, args: readonly number[]): number {
  const [x = Number.NaN, tx = Number.NaN, T = Number.NaN, average = Number.NaN] = args;
  if (!(x >= 0 && tx >= 0 && T >= tx)) return Number.NaN;
  const orders = { x, tx, T };
  switch (fit.output) {
    case "alive":
      return aliveProbability(fit.parameters, orders);
    case "orders": {
      const expected = expectedOrders(fit.parameters, orders, fit.horizon);
      return expected >= 0 ? expected : Number.NaN;
    }
    case "value": {
      const units = Math.round(
        expectedOrders(fit.parameters, orders, fit.horizon) * expectedSpend(fit.spend, x, average) * fit.units,
      );
      return units >= 0 && units <= Number.MAX_SAFE_INTEGER ? units : Number.NaN;
    }
    case "wait": {
      const days = Math.round(medianWait(fit.parameters, orders));
      return days <= LONGEST_WAIT ? days : Number.NaN;
    }
  }
}

/**
 * The probability that somebody still orders. BG/NBD: Fader, Hardie, "Computing P(alive) using the BG/NBD model" (2008);
 * Pareto/NBD: Schmittlein, Morrison, Colombo (1987), as written by Fader, Hardie (2005), "A note on deriving the Pareto/NBD model".
 */
export function aliveProbability(parameters: LifetimeParameters, { x, tx, T }: Orders): number {
  if (parameters.model === "BG/NBD") {
    const { r, alpha, a, b } = parameters;
    return x === 0 ? 1 : 1 / (1 + (a / (b + x - 1)) * Math.exp((r + x) * Math.log((alpha + T) / (alpha + tx))));
  }
  const { r, alpha, s, beta } = parameters;
  const over =
    (s / (r + s + x)) *
    Math.exp((r + x) * Math.log(alpha + T) + s * Math.log(beta + T)) *
    paretoA0(parameters, { x, tx, T });
  return 1 / (1 + over);
}

/** A₀ of the Pareto/NBD likelihood (Fader, Hardie 2005, equations 15 to 18), by the larger of α and β. */
export function paretoA0(
  { r, alpha, s, beta }: Extract<LifetimeParameters, { model: "Pareto/NBD" }>,
  { x, tx, T }: Orders,
): number {
  const [large, other] = alpha >= beta ? [alpha, s + 1] : [beta, r + x];
  const gap = Math.abs(alpha - beta);
  const at = (time: number): number =>
    hypergeometric(r + s + x, other, r + s + x + 1, gap / (large + time)) *
    Math.exp(-(r + s + x) * Math.log(large + time));
  return at(tx) - at(T);
}

/** Orders to be expected in the next `ahead` days. BG/NBD: Fader, Hardie, Lee (2005), equation 10. */
export function expectedOrders(parameters: LifetimeParameters, orders: Orders, ahead: number): number {
  const { x, T } = orders;
  if (parameters.model === "BG/NBD") {
    const { r, alpha, a, b } = parameters;
    const h = hypergeometric(r + x, b + x, a + b + x - 1, ahead / (alpha + T + ahead));
    const above =
      ((a + b + x - 1) / (a - 1)) * (1 - Math.exp((r + x) * Math.log((alpha + T) / (alpha + T + ahead))) * h);
    return above * aliveProbability(parameters, orders);
  }
  const { r, alpha, s, beta } = parameters;
  const left = ((r + x) * (beta + T)) / ((alpha + T) * (s - 1));
  return (
    left * (1 - Math.exp((s - 1) * Math.log((beta + T) / (beta + T + ahead)))) * aliveProbability(parameters, orders)
  );
}

/** Orders to be expected of somebody of whom nothing is known in the `time` days after the first (Fader, Hardie, Lee 2005, equation 9). */
export function expectedOrdersOfAnybody(
  { r, alpha, a, b }: Extract<LifetimeParameters, { model: "BG/NBD" }>,
  time: number,
): number {
  const h = hypergeometric(r, b, a + b - 1, time / (alpha + time));
  return ((a + b - 1) / (a - 1)) * (1 - Math.exp(r * Math.log(alpha / (alpha + time))) * h);
}

/**
 * The days in which the next order comes as likely as not, if the customer still orders: the rate of orders is
 * Gamma(r + x, α + T), so P(none in t) is ((α + T) ÷ (α + T + t))^(r + x).
 */
export function medianWait({ r, alpha }: LifetimeParameters, { x, T }: Orders): number {
  return (alpha + T) * (Math.exp(Math.LN2 / (r + x)) - 1);
}

/** The expected amount of an order of somebody with x repeat orders of an average amount (Fader, Hardie 2013, "The Gamma-Gamma model"). */
export function expectedSpend({ p, q, v }: SpendParameters, x: number, average: number): number {
  return x === 0 ? (p * v) / (q - 1) : (p * (v + x * average)) / (p * x + q - 1);
}
