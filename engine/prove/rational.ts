/** An exact fraction; the denominator is positive and the two share no factor. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

export const zero: Rational = { n: 0n, d: 1n };
export const one: Rational = { n: 1n, d: 1n };

function gcd(left: bigint, right: bigint): bigint {
  let [a, b] = [left < 0n ? -left : left, right < 0n ? -right : right];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

export function rational(n: bigint, d: bigint = 1n): Rational {
  if (d === 1n) return { n, d };
  const divisor = gcd(n, d) * (d < 0n ? -1n : 1n);
  return { n: n / divisor, d: d / divisor };
}

/** A number as people write it: 0.1 is one tenth, not the double next to it. */
export function fromNumber(value: number): Rational {
  if (Number.isSafeInteger(value)) return { n: BigInt(value), d: 1n };
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (match === null) return { n: BigInt(Math.trunc(value)), d: 1n };
  const [, sign = "", whole = "0", fraction = "", exponent = "0"] = match;
  const shift = Number(exponent) - fraction.length;
  const digits = BigInt(`${sign}${whole}${fraction}`);
  return shift >= 0 ? { n: digits * 10n ** BigInt(shift), d: 1n } : rational(digits, 10n ** BigInt(-shift));
}

export const add = (a: Rational, b: Rational): Rational =>
  a.d === 1n && b.d === 1n ? { n: a.n + b.n, d: 1n } : rational(a.n * b.d + b.n * a.d, a.d * b.d);
export const subtract = (a: Rational, b: Rational): Rational =>
  a.d === 1n && b.d === 1n ? { n: a.n - b.n, d: 1n } : rational(a.n * b.d - b.n * a.d, a.d * b.d);
export const multiply = (a: Rational, b: Rational): Rational =>
  a.d === 1n && b.d === 1n ? { n: a.n * b.n, d: 1n } : rational(a.n * b.n, a.d * b.d);
/** The divisor is not 0. */
export const divide = (a: Rational, b: Rational): Rational => rational(a.n * b.d, a.d * b.n);
export const negate = (a: Rational): Rational => ({ n: -a.n, d: a.d });
export const isZero = (a: Rational): boolean => a.n === 0n;

export function compare(a: Rational, b: Rational): number {
  const difference = a.d === b.d ? a.n - b.n : a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The greatest whole number not above it. */
export function floor(a: Rational): bigint {
  const quotient = a.n / a.d;
  return a.n < 0n && quotient * a.d !== a.n ? quotient - 1n : quotient;
}

export const isWhole = (a: Rational): boolean => a.d === 1n;
export const toNumber = (a: Rational): number => (a.d === 1n ? Number(a.n) : Number(a.n) / Number(a.d));

/**
 * The fractions on the way to a value from 0 to 1, simplest first, down the Stern–Brocot tree (Graham, Knuth and
 * Patashnik, "Concrete Mathematics", §4.5); the last is the value itself if its denominator is within the limit.
 */
export function fractionsToward(value: Rational, largestDenominator: bigint): Rational[] {
  const found: Rational[] = [zero, one].filter((end) => compare(end, value) === 0);
  let [low, high] = [
    { n: 0n, d: 1n },
    { n: 1n, d: 1n },
  ];
  for (;;) {
    const middle = { n: low.n + high.n, d: low.d + high.d };
    if (found.length > 0 && compare(found[found.length - 1] ?? zero, value) === 0) return found;
    if (middle.d > largestDenominator) return found;
    found.push(middle);
    if (compare(middle, value) < 0) low = middle;
    else high = middle;
  }
}
