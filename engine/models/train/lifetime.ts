import type { LifetimeParameters, SpendParameters } from "../../plan/fit.ts";
import { logParetoA0, type Orders } from "../lifetime.ts";
import { logBeta, logGamma } from "../../statistics/special.ts";
import { minimise } from "../../statistics/minimise.ts";

export type BgNbd = Extract<LifetimeParameters, { model: "BG/NBD" }>;
export type ParetoNbd = Extract<LifetimeParameters, { model: "Pareto/NBD" }>;

/** How likely the orders of all customers are (Fader, Hardie, Lee 2005, "Counting your customers the easy way", equation 6). */
export function bgNbdLikelihood({ r, alpha, a, b }: BgNbd, orders: Iterable<Counted>): number {
  let sum = 0;
  const constant = r * Math.log(alpha) - logGamma(r);
  const noneBeta = logBeta(a, b);
  // Most customers share their number of orders with many.
  const terms = new Map<number, { readonly common: number; readonly stays: number; readonly leaves: number }>();
  for (const { x, tx, T, customers } of orders) {
    let own = terms.get(x);
    if (own === undefined)
      terms.set(
        x,
        (own = {
          common: logGamma(r + x) + constant,
          stays: logBeta(a, b + x) - noneBeta,
          leaves: x === 0 ? -Infinity : logBeta(a + 1, b + x - 1) - noneBeta,
        }),
      );
    const { common } = own;
    const stays = own.stays - (r + x) * Math.log(alpha + T);
    const leaves = x === 0 ? -Infinity : own.leaves - (r + x) * Math.log(alpha + tx);
    const most = Math.max(stays, leaves);
    sum += customers * (common + most + Math.log(Math.exp(stays - most) + Math.exp(leaves - most)));
  }
  return sum;
}

/** The same of the Pareto/NBD (Fader, Hardie 2005, "A note on deriving the Pareto/NBD model", equations 14 to 18). */
export function paretoNbdLikelihood(parameters: ParetoNbd, orders: Iterable<Counted>): number {
  const { r, alpha, s, beta } = parameters;
  let sum = 0;
  for (const { x, tx, T, customers } of orders) {
    const common = logGamma(r + x) - logGamma(r) + r * Math.log(alpha) + s * Math.log(beta);
    const stays = -(r + x) * Math.log(alpha + T) - s * Math.log(beta + T);
    const leaves = Math.log(s / (r + s + x)) + logParetoA0(parameters, { x, tx, T });
    const most = Math.max(stays, leaves);
    sum += customers * (common + most + Math.log(Math.exp(stays - most) + Math.exp(leaves - most)));
  }
  return sum;
}

/** Customers with the same history. */
export interface Counted extends Orders {
  readonly customers: number;
}

/** Customers with the same history taken together: most have none, or a short one. */
export function counted(orders: Iterable<Orders>): Counted[] {
  const found = new Map<string, { x: number; tx: number; T: number; customers: number }>();
  for (const { x, tx, T } of orders) {
    const key = `${x} ${tx} ${T}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { x, tx, T, customers: 1 });
    else known.customers++;
  }
  return [...found.values()];
}

/** Parameters with the logarithm of how likely they make the orders, and of how likely the start of the search did. */
export interface Fitted<Parameters extends LifetimeParameters> {
  readonly parameters: Parameters;
  readonly likelihood: number;
  readonly start: number;
}

/** The BG/NBD parameters that make the orders likeliest, in the time unit of the orders. */
export function fitBgNbd(orders: readonly Orders[]): Fitted<BgNbd> {
  const histories = counted(orders);
  const scale = unitOf(orders);
  const of = ([r = 0, alpha = 0, a = 0, b = 0]: readonly number[]): BgNbd => ({
    model: "BG/NBD",
    r: Math.exp(r),
    alpha: Math.exp(alpha) * scale,
    a: Math.exp(a),
    b: Math.exp(b),
  });
  const { at, ...found } = likeliest(histories, (point, some) => bgNbdLikelihood(of(point), some));
  return { parameters: of(at), ...found };
}

/** The Pareto/NBD parameters that make the orders likeliest, in the time unit of the orders. */
export function fitParetoNbd(orders: readonly Orders[]): Fitted<ParetoNbd> {
  const histories = counted(orders);
  const scale = unitOf(orders);
  const of = ([r = 0, alpha = 0, s = 0, beta = 0]: readonly number[]): ParetoNbd => ({
    model: "Pareto/NBD",
    r: Math.exp(r),
    alpha: Math.exp(alpha) * scale,
    s: Math.exp(s),
    beta: Math.exp(beta) * scale,
  });
  const { at, ...found } = likeliest(histories, (point, some) => paretoNbdLikelihood(of(point), some));
  return { parameters: of(at), ...found };
}

const FIRST_HISTORIES = 4000;

/** Looks among a part of very many histories first, and then, from there, among all. */
function likeliest(
  histories: readonly Counted[],
  likelihood: (point: readonly number[], histories: readonly Counted[]) => number,
): { readonly at: readonly number[]; readonly likelihood: number; readonly start: number } {
  const among =
    (some: readonly Counted[]) =>
    (point: readonly number[]): number =>
      outside(point) ? Infinity : -likelihood(point, some);
  const every = Math.ceil(histories.length / FIRST_HISTORIES);
  const begin = [0, 0, 0, 0];
  const first = minimise(among(every <= 1 ? histories : histories.filter((_, index) => index % every === 0)), begin);
  const { at, value } = every <= 1 ? first : minimise(among(histories), first.at, 0.03);
  return { at, likelihood: -value, start: likelihood(begin, histories) };
}

/** Parameters beyond e^±12 are no better than at that bound. */
const outside = (point: readonly number[]): boolean => point.some((value) => Math.abs(value) > 12);

/** A tenth of the longest time, so that the search begins near. */
function unitOf(orders: readonly Orders[]): number {
  return Math.max(1e-9, orders.reduce((most, { T }) => Math.max(most, T), 0) / 10);
}

/** A repeat buyer: repeat orders and what they were worth on average. */
export interface Spender {
  readonly x: number;
  readonly average: number;
}

/**
 * The Gamma-Gamma parameters that make the averages likeliest (Fader, Hardie 2013, equation 1a). An average of 0 or less
 * has no place in it: the share of repeat buyers who have a positive one stands beside it.
 */
export function fitGammaGamma(spenders: readonly Spender[]): {
  readonly parameters: SpendParameters;
  /** Repeat buyers with a positive average. */
  readonly customers: number;
} {
  const buyers = spenders.filter(({ x }) => x > 0);
  const usable = buyers.filter(({ average }) => average > 0);
  const share = buyers.length === 0 ? 1 : usable.length / buyers.length;
  const scale = usable.length === 0 ? 1 : usable.reduce((sum, { average }) => sum + average, 0) / usable.length;
  const likelihood = ({ p, q, v }: Omit<SpendParameters, "share">): number => {
    let sum = 0;
    const constant = q * Math.log(v) - logGamma(q);
    for (const { x, average } of usable) {
      sum +=
        logGamma(p * x + q) -
        logGamma(p * x) +
        constant +
        (p * x - 1) * Math.log(average) +
        p * x * Math.log(x) -
        (p * x + q) * Math.log(v + average * x);
    }
    return sum;
  };
  const of = ([p = 0, q = 0, v = 0]: readonly number[]): SpendParameters => ({
    p: Math.exp(p),
    q: 1 + Math.exp(q),
    v: Math.exp(v) * scale,
    share,
  });
  const { at } = minimise((point) => (outside(point) ? Infinity : -likelihood(of(point))), [1, 1, 0]);
  return { parameters: of(at), customers: usable.length };
}
