import { add, fromNumber, isZero, multiply, one, rational, toNumber, zero, type Rational } from "./rational.ts";

/** A sum of variables with constant coefficients, plus a constant. */
export interface Linear {
  readonly terms: ReadonlyMap<string, Rational>;
  readonly constant: Rational;
}

export const constant = (value: Rational): Linear => ({ terms: new Map(), constant: value });
export const number = (value: number): Linear => constant(fromNumber(value));
export const variable = (name: string): Linear => ({ terms: new Map([[name, one]]), constant: zero });

export function plus(left: Linear, right: Linear): Linear {
  const terms = new Map(left.terms);
  for (const [name, coefficient] of right.terms) {
    const sum = add(terms.get(name) ?? zero, coefficient);
    if (isZero(sum)) terms.delete(name);
    else terms.set(name, sum);
  }
  return { terms, constant: add(left.constant, right.constant) };
}

export function scale(linear: Linear, factor: Rational): Linear {
  if (isZero(factor)) return constant(zero);
  return {
    terms: new Map([...linear.terms].map(([name, coefficient]) => [name, multiply(coefficient, factor)])),
    constant: multiply(linear.constant, factor),
  };
}

export const minus = (left: Linear, right: Linear): Linear => plus(left, scale(right, rational(-1n)));
export const isConstant = (linear: Linear): boolean => linear.terms.size === 0;

/** A text that is the same for equal sums. */
export function linearKey(linear: Linear): string {
  const terms = [...linear.terms]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, { n, d }]) => `${n}/${d}*${name}`);
  return `${terms.join("+")}+${linear.constant.n}/${linear.constant.d}`;
}

/** A sum's value where its variables have values; undefined where one has none. */
export function valueOf(linear: Linear, valueOfVariable: (name: string) => number | undefined): number | undefined {
  let sum = toNumber(linear.constant);
  for (const [name, coefficient] of linear.terms) {
    const value = valueOfVariable(name);
    if (value === undefined) return undefined;
    sum += toNumber(coefficient) * value;
  }
  return sum;
}
