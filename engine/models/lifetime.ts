import { POWER_LIMIT, type LifetimeFit, type LifetimeParameters, type SpendParameters } from "../plan/fit.ts";
import { hypergeometric, scaledHypergeometric } from "../statistics/special.ts";

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
    case "back":
      return comesBackProbability(fit.parameters, orders, fit.horizon);
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
    return x === 0 ? 1 : 1 / (1 + (a / (b + x - 1)) * exponential((r + x) * Math.log((alpha + T) / (alpha + tx))));
  }
  const { r, alpha, s, beta } = parameters;
  const over =
    Math.log(s / (r + s + x)) +
    (r + x) * Math.log(alpha + T) +
    s * Math.log(beta + T) +
    logParetoA0(parameters, { x, tx, T });
  return 1 / (1 + exponential(over));
}

function exponential(power: number): number {
  return Math.exp(Math.max(-POWER_LIMIT, Math.min(POWER_LIMIT, power)));
}

/**
 * The logarithm of A₀ of the Pareto/NBD likelihood (Fader, Hardie 2005, equations 15 to 18), by the larger of α and β;
 * −∞ when the latest order is just now. With hundreds of orders A₀ itself is too small for a number.
 */
export function logParetoA0(
  { r, alpha, s, beta }: Extract<LifetimeParameters, { model: "Pareto/NBD" }>,
  { x, tx, T }: Orders,
): number {
  const [large, other] = alpha >= beta ? [alpha, s + 1] : [beta, r + x];
  const gap = Math.abs(alpha - beta);
  const at = (time: number): number => {
    const { log, factor } = scaledHypergeometric(r + s + x, other, r + s + x + 1, gap / (large + time));
    return log + Math.log(factor) - (r + s + x) * Math.log(large + time);
  };
  const first = at(tx);
  return first + Math.log(-Math.expm1(Math.min(0, at(T) - first)));
}

/** Orders to be expected in the next `ahead` days. BG/NBD: Fader, Hardie, Lee (2005), equation 10. */
export function expectedOrders(parameters: LifetimeParameters, orders: Orders, ahead: number): number {
  const { x, T } = orders;
  if (parameters.model === "BG/NBD") {
    const { r, alpha, a, b } = parameters;
    const { log, factor } = scaledHypergeometric(r + x, b + x, a + b + x - 1, ahead / (alpha + T + ahead));
    const rest = exponential((r + x) * Math.log((alpha + T) / (alpha + T + ahead)) + log) * factor;
    return ((a + b + x - 1) / (a - 1)) * (1 - rest) * aliveProbability(parameters, orders);
  }
  const { r, alpha, s, beta } = parameters;
  // (1 − q^(s − 1)) ÷ (s − 1), whose limit at s = 1 is −ln q.
  const log = Math.log((beta + T) / (beta + T + ahead));
  const left = s === 1 ? -log : -Math.expm1((s - 1) * log) / (s - 1);
  return (((r + x) * (beta + T)) / (alpha + T)) * left * aliveProbability(parameters, orders);
}

/**
 * The probability of at least one order in the next `ahead` days: of still ordering, and then of an order in that time.
 * BG/NBD: nobody leaves before the next order, whose rate is Gamma(r + x, α + T), so that P(none | still ordering) is
 * ((α + T) ÷ (α + T + ahead))^(r + x), by the assumptions of Fader, Hardie, Lee (2005), section 3. Pareto/NBD: the order
 * must come before the customer leaves, E[λ ÷ (λ + μ) × (1 − e^(−(λ + μ) ahead))] over Gamma(r + x, α + T) and
 * Gamma(s, β + T) (Fader, Hardie 2014, "Deriving the conditional PMF of the Pareto/NBD model", of no order).
 */
export function comesBackProbability(parameters: LifetimeParameters, orders: Orders, ahead: number): number {
  const { x, T } = orders;
  const still = aliveProbability(parameters, orders);
  if (parameters.model === "BG/NBD") {
    const { r, alpha } = parameters;
    return still * (1 - exponential((r + x) * Math.log((alpha + T) / (alpha + T + ahead))));
  }
  const { r, alpha, s, beta } = parameters;
  const none = (r + x) * Math.log((alpha + T) / (alpha + T + ahead)) + s * Math.log((beta + T) / (beta + T + ahead));
  const before = orderBeforeLeaving(r + x, alpha + T, s, beta + T);
  const later = orderBeforeLeaving(r + x, alpha + T + ahead, s, beta + T + ahead);
  return still * Math.min(1, Math.max(0, before - exponential(none) * later));
}

/**
 * E[λ ÷ (λ + μ)] for λ of Gamma(shape, rate) and μ of Gamma(s, beta): with μ ÷ (λ + μ) as the variable it is Euler's
 * integral of a hypergeometric function, taken by the larger of the two rates.
 */
function orderBeforeLeaving(shape: number, rate: number, s: number, beta: number): number {
  const sum = shape + s;
  const [other, power, ratio] = rate >= beta ? [s, s, beta / rate] : [shape + 1, shape, rate / beta];
  const { log, factor } = scaledHypergeometric(sum, other, sum + 1, 1 - ratio);
  return (shape / sum) * exponential(power * Math.log(ratio) + log) * factor;
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
  return (alpha + T) * (exponential(Math.LN2 / (r + x)) - 1);
}

/**
 * The expected amount of an order of somebody with x repeat orders of an average amount (Fader, Hardie 2013, "The
 * Gamma-Gamma model"). Refunds may leave an average of 0 or less, which is taken as 0; somebody without a repeat order
 * may turn out to be one of those.
 */
export function expectedSpend({ p, q, v, share }: SpendParameters, x: number, average: number): number {
  return x === 0 ? (share * p * v) / (q - 1) : (p * (v + x * (average < 0 ? 0 : average))) / (p * x + q - 1);
}
