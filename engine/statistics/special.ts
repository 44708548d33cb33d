import { inside } from "../invariant/required.ts";

/**
 * Γ(x) as its logarithm, for x > 0. Method: Lanczos with g = 7 and nine terms (relative error below 1e-14).
 */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  const z = x - 1;
  let sum = inside(LANCZOS[0]);
  for (let term = 1; term < LANCZOS.length; term++) sum += inside(LANCZOS[term]) / (z + term);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** B(x, y) as its logarithm. */
export function logBeta(x: number, y: number): number {
  return logGamma(x) + logGamma(y) - logGamma(x + y);
}

const TERMS = 100_000;

/**
 * Gauss's ₂F₁(a, b; c; z) for 0 ≤ z < 1. Method: its series; near 1, where that is slow, Euler's transformation
 * (1 − z)^(c−a−b) ₂F₁(c − a, c − b; c; z) when it is the shorter one.
 */
export function hypergeometric(a: number, b: number, c: number, z: number): number {
  const { log, factor } = scaledHypergeometric(a, b, c, z);
  return Math.exp(log) * factor;
}

/** The same as e^log × factor: of large a and b the power alone may be too large for a number. */
export function scaledHypergeometric(
  a: number,
  b: number,
  c: number,
  z: number,
): { readonly log: number; readonly factor: number } {
  if (z === 0) return { log: 0, factor: 1 };
  return c - a - b < 0 && Math.abs((c - a) * (c - b)) < Math.abs(a * b)
    ? { log: (c - a - b) * Math.log1p(-z), factor: series(c - a, c - b, c, z) }
    : { log: 0, factor: series(a, b, c, z) };
}

function series(a: number, b: number, c: number, z: number): number {
  let [sum, term] = [1, 1];
  for (let n = 0; n < TERMS; n++) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    sum += term;
    if (Math.abs(term) <= 1e-16 * Math.abs(sum)) return sum;
  }
  return sum;
}
