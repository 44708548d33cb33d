import { required } from "../invariant/required.ts";
import type { Linear } from "./linear.ts";
import {
  add,
  compare,
  divide,
  floor,
  isWhole,
  isZero,
  multiply,
  negate,
  one,
  rational,
  subtract,
  zero,
  type Rational,
} from "./rational.ts";
import type { Work } from "./work.ts";

/** A value with an infinitesimal part, so that strict bounds are exact: r + k·δ. */
interface Delta {
  readonly r: Rational;
  readonly k: Rational;
}
const delta = (r: Rational, k: Rational = zero): Delta => ({ r, k });
const addDelta = (a: Delta, b: Delta): Delta => ({
  r: add(a.r, b.r),
  k: isZero(a.k) && isZero(b.k) ? zero : add(a.k, b.k),
});
const scaleDelta = (a: Delta, f: Rational): Delta => ({
  r: multiply(a.r, f),
  k: isZero(a.k) ? zero : multiply(a.k, f),
});
const compareDelta = (a: Delta, b: Delta): number => compare(a.r, b.r) || compare(a.k, b.k);

/** sum ≤ 0, or < 0 when strict. */
export interface Constraint {
  readonly sum: Linear;
  readonly strict: boolean;
}

/** Satisfied by the values given, impossible, or too large a question for the budget. */
export type Feasibility =
  | { readonly kind: "feasible"; readonly values: ReadonlyMap<string, Rational> }
  | { readonly kind: "infeasible" }
  | { readonly kind: "unknown" };

/** How much work one question may cost. */
export interface Budget {
  pivots: number;
  splits: number;
}

/**
 * Decides a conjunction of linear constraints over rationals, some variables whole.
 * General simplex after Dutertre and de Moura (2006), "A Fast Linear-Arithmetic Solver for DPLL(T)", §3, with Bland's
 * rule; whole numbers by branch and bound.
 */
export function feasible(
  constraints: readonly Constraint[],
  isInteger: (name: string) => boolean,
  budget: Budget,
  work: Work,
): Feasibility {
  const tableau = Tableau.of(constraints, isInteger, work);
  return tableau === undefined ? { kind: "infeasible" } : branch(tableau, isInteger, budget, 0);
}

function branch(tableau: Tableau, isInteger: (name: string) => boolean, budget: Budget, depth: number): Feasibility {
  const verdict = tableau.check(budget);
  if (verdict !== "feasible") return { kind: verdict };
  const values = tableau.values();
  const fractional = [...values].find(([name, value]) => isInteger(name) && !isWhole(value));
  if (fractional === undefined) return { kind: "feasible", values };
  if (depth > 40 || budget.splits-- <= 0) return { kind: "unknown" };
  const [name, value] = fractional;
  const below = rational(floor(value));
  const low = tableau.copy();
  const lowResult = low.bound(name, "upper", delta(below))
    ? branch(low, isInteger, budget, depth + 1)
    : { kind: "infeasible" as const };
  if (lowResult.kind !== "infeasible") return lowResult;
  return tableau.bound(name, "lower", delta(add(below, one)))
    ? branch(tableau, isInteger, budget, depth + 1)
    : { kind: "infeasible" };
}

/** A sum divided by its first coefficient, so that x − y ≤ 0 and y − x ≤ 0 are bounds of one row. */
interface Normal {
  readonly lead: Rational;
  readonly terms: readonly (readonly [string, Rational])[];
  readonly whole: boolean;
  readonly key: string;
}
const normals = new WeakMap<Linear, Normal>();

function normalised(sum: Linear): Normal | undefined {
  const known = normals.get(sum);
  if (known !== undefined) return known;
  const sorted = [...sum.terms].sort(([a], [b]) => (a < b ? -1 : 1));
  const [first] = sorted;
  if (first === undefined) return undefined;
  const lead = first[1];
  const terms = sorted.map(([name, coefficient]) => [name, divide(coefficient, lead)] as const);
  const normal: Normal = {
    lead,
    terms,
    whole: terms.every(([, coefficient]) => isWhole(coefficient)),
    key: terms.map(([name, { n, d }]) => `${n}/${d}*${name}`).join("+"),
  };
  normals.set(sum, normal);
  return normal;
}

class Tableau {
  /** Basic variable → its row over the non-basic ones. */
  private rows = new Map<string, Map<string, Rational>>();
  private lower = new Map<string, Delta>();
  private upper = new Map<string, Delta>();
  private value = new Map<string, Delta>();
  private names: string[] = [];
  /** Position of each variable, for Bland's rule. */
  private rank = new Map<string, number>();
  private slacks = new Set<string>();

  private readonly work: Work;

  private constructor(work: Work) {
    this.work = work;
  }

  /** Undefined when a single bound already contradicts another. */
  static of(constraints: readonly Constraint[], isInteger: (name: string) => boolean, work: Work): Tableau | undefined {
    work.spend(constraints.length);
    const tableau = new Tableau(work);
    const slackOf = new Map<string, string>();
    for (const { sum } of constraints) for (const name of sum.terms.keys()) tableau.introduce(name);
    for (const { sum, strict } of constraints) if (!tableau.add(sum, strict, slackOf, isInteger)) return undefined;
    return tableau;
  }

  private introduce(name: string): void {
    if (this.value.has(name)) return;
    this.rank.set(name, this.names.length);
    this.names.push(name);
    this.value.set(name, delta(zero));
  }

  private add(
    sum: Linear,
    strict: boolean,
    slackOf: Map<string, string>,
    isInteger: (name: string) => boolean,
  ): boolean {
    const normal = normalised(sum);
    if (normal === undefined) return true;
    const { lead, terms, key } = normal;
    const limit = divide(negate(sum.constant), lead);
    const side = lead.n > 0n ? "upper" : "lower";
    const whole = normal.whole && terms.every(([name]) => isInteger(name));
    const bound = whole
      ? wholeBound(limit, side, strict)
      : delta(limit, strict ? (side === "upper" ? rational(-1n) : one) : zero);
    const [only] = terms;
    if (terms.length === 1 && only !== undefined) return this.bound(only[0], side, bound);
    let slack = slackOf.get(key);
    if (slack === undefined) {
      slack = `slack ${slackOf.size}`;
      slackOf.set(key, slack);
      this.introduce(slack);
      this.slacks.add(slack);
      this.rows.set(slack, new Map(terms));
    }
    return this.bound(slack, side, bound);
  }

  copy(): Tableau {
    this.work.spend(this.size());
    const other = new Tableau(this.work);
    other.rows = new Map([...this.rows].map(([name, row]) => [name, new Map(row)]));
    other.lower = new Map(this.lower);
    other.upper = new Map(this.upper);
    other.value = new Map(this.value);
    other.names = this.names;
    other.rank = this.rank;
    other.slacks = this.slacks;
    return other;
  }

  /**
   * Tightens a bound; false when it contradicts the bound on the other side. The value of a variable that is not basic
   * is moved to the bound where it would be outside.
   */
  bound(name: string, side: "lower" | "upper", limit: Delta): boolean {
    const own = side === "lower" ? this.lower : this.upper;
    const before = own.get(name);
    if (
      before !== undefined &&
      (side === "lower" ? compareDelta(limit, before) <= 0 : compareDelta(limit, before) >= 0)
    )
      return true;
    own.set(name, limit);
    const [low, high] = [this.lower.get(name), this.upper.get(name)];
    if (low !== undefined && high !== undefined && compareDelta(low, high) > 0) return false;
    const value = this.value.get(name) ?? delta(zero);
    const outside = side === "lower" ? compareDelta(value, limit) < 0 : compareDelta(value, limit) > 0;
    // The values of basic variables depend on this one; `check` works them out again.
    if (outside && !this.rows.has(name)) this.value.set(name, limit);
    return true;
  }

  check(budget: Budget): "feasible" | "infeasible" | "unknown" {
    // Variables that are not basic may have been moved to their bounds since the last check.
    this.work.spend(this.size());
    for (const [basic, row] of this.rows) this.value.set(basic, this.evaluate(row));
    for (;;) {
      const broken = this.brokenBasic();
      if (broken === undefined) return "feasible";
      this.work.spend(this.rows.size);
      if (budget.pivots-- <= 0) return "unknown";
      const { name, target, rise } = broken;
      const row = required(this.rows.get(name), "the row of a variable");
      const entering = this.firstByRank(row.keys(), (other) => {
        const up = rise === required(row.get(other), "a coefficient").n > 0n;
        const limit = (up ? this.upper : this.lower).get(other);
        const value = this.value.get(other) ?? delta(zero);
        return limit === undefined || (up ? compareDelta(value, limit) < 0 : compareDelta(value, limit) > 0);
      });
      if (entering === undefined) return "infeasible";
      this.pivot(name, entering, target);
    }
  }

  private firstByRank(names: Iterable<string>, fits: (name: string) => boolean): string | undefined {
    let found: string | undefined;
    let best = Infinity;
    for (const name of names) {
      const rank = this.rank.get(name) ?? Infinity;
      if (rank >= best || !fits(name)) continue;
      found = name;
      best = rank;
    }
    return found;
  }

  /** How many coefficients there are. */
  private size(): number {
    let size = 0;
    for (const row of this.rows.values()) size += row.size;
    return size;
  }

  private evaluate(row: ReadonlyMap<string, Rational>): Delta {
    let sum = delta(zero);
    for (const [name, coefficient] of row)
      sum = addDelta(sum, scaleDelta(this.value.get(name) ?? delta(zero), coefficient));
    return sum;
  }

  private brokenBasic(): { name: string; target: Delta; rise: boolean } | undefined {
    let found: { name: string; target: Delta; rise: boolean } | undefined;
    let best = Infinity;
    for (const name of this.rows.keys()) {
      const rank = this.rank.get(name) ?? Infinity;
      if (rank >= best) continue;
      const value = this.value.get(name) ?? delta(zero);
      const [low, high] = [this.lower.get(name), this.upper.get(name)];
      if (low !== undefined && compareDelta(value, low) < 0) found = { name, target: low, rise: true };
      else if (high !== undefined && compareDelta(value, high) > 0) found = { name, target: high, rise: false };
      else continue;
      best = rank;
    }
    return found;
  }

  /** Makes `entering` basic in the place of `leaving`, which takes the value `target`. */
  private pivot(leaving: string, entering: string, target: Delta): void {
    const row = required(this.rows.get(leaving), "the row of a variable");
    const lead = required(row.get(entering), "the coefficient of what enters");
    const step = scaleDelta(
      addDelta(target, scaleDelta(this.value.get(leaving) ?? delta(zero), rational(-1n))),
      divide(one, lead),
    );
    // entering = (leaving − the rest of the row) ÷ lead
    const solved = new Map<string, Rational>([[leaving, divide(one, lead)]]);
    for (const [name, coefficient] of row) if (name !== entering) solved.set(name, negate(divide(coefficient, lead)));
    this.rows.delete(leaving);
    for (const [basic, other] of this.rows) {
      const factor = other.get(entering);
      if (factor === undefined) continue;
      this.work.spend(solved.size);
      other.delete(entering);
      for (const [name, coefficient] of solved) {
        const sum = add(other.get(name) ?? zero, multiply(coefficient, factor));
        if (isZero(sum)) other.delete(name);
        else other.set(name, sum);
      }
      this.value.set(basic, addDelta(this.value.get(basic) ?? delta(zero), scaleDelta(step, factor)));
    }
    this.rows.set(entering, solved);
    this.value.set(entering, addDelta(this.value.get(entering) ?? delta(zero), step));
    this.value.set(leaving, target);
  }

  /** Values with δ made small enough that every strict bound holds. */
  values(): Map<string, Rational> {
    let epsilon = one;
    const shrink = (low: Delta, high: Delta): void => {
      // low ≤ high holds with the infinitesimal δ. With a number ε in its place it holds as long as
      // low.r + low.k ε ≤ high.r + high.k ε.
      if (compare(low.r, high.r) < 0 && compare(low.k, high.k) > 0) {
        const limit = divide(subtract(high.r, low.r), subtract(low.k, high.k));
        if (compare(limit, epsilon) < 0) epsilon = divide(limit, rational(2n));
      }
    };
    for (const name of this.names) {
      const value = this.value.get(name) ?? delta(zero);
      const [low, high] = [this.lower.get(name), this.upper.get(name)];
      if (low !== undefined) shrink(low, value);
      if (high !== undefined) shrink(value, high);
    }
    return new Map(
      this.names
        .filter((name) => !this.slacks.has(name))
        .map((name) => {
          const { r, k } = this.value.get(name) ?? delta(zero);
          return [name, add(r, multiply(k, epsilon))];
        }),
    );
  }
}

function wholeBound(limit: Rational, side: "upper" | "lower", strict: boolean): Delta {
  const below = floor(limit);
  const exact = isWhole(limit);
  if (side === "upper") return delta(rational(exact && strict ? below - 1n : below));
  return delta(rational(exact ? (strict ? below + 1n : below) : below + 1n));
}
