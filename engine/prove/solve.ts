import type { Atom, Formula } from "./formula.ts";
import type { Linear } from "./linear.ts";
import {
  add,
  compare,
  divide,
  floor,
  isWhole,
  multiply,
  negate,
  rational,
  toNumber,
  zero,
  type Rational,
} from "./rational.ts";
import { feasible, type Budget, type Constraint } from "./simplex.ts";
import { findText, meets, passes, type TextDemand } from "./texts.ts";
import { Work } from "./work.ts";

/** What is known about variables apart from the formulas. */
export interface Variables {
  isInteger(name: string): boolean;
  /** The values that a text variable can have; undefined for any text. */
  domain(name: string): readonly string[] | undefined;
}

/** Values for everything that the formulas mention. */
export interface Model {
  readonly numbers: ReadonlyMap<string, Rational>;
  readonly flags: ReadonlyMap<string, boolean>;
  readonly texts: ReadonlyMap<string, string>;
}

/** A number that a solution has for a variable. */
export function numberIn(model: Model, name: string): number | undefined {
  const value = model.numbers.get(name);
  return value === undefined ? undefined : toNumber(value);
}

export type Verdict =
  | { readonly kind: "unsatisfiable" }
  | { readonly kind: "satisfiable"; readonly model: Model }
  | { readonly kind: "unknown" };

export interface SolveBudget extends Budget {
  decisions: number;
}
export const defaultBudget = (): SolveBudget => ({ decisions: 4000, pivots: 20_000, splits: 200 });

/**
 * Decides whether all formulas can hold together: search over the disjunctions with unit propagation, each branch
 * checked against the theories (linear arithmetic, flags, texts). Sound in both directions; when the budget runs out
 * or a theory can't say, the answer is unknown.
 * @throws OutOfWork when the work is over
 */
export function solve(
  formulas: readonly Formula[],
  variables: Variables,
  budget: SolveBudget = defaultBudget(),
  work = new Work(),
): Verdict {
  const state = new State(variables, work);
  const clauses: (readonly Formula[])[] = [];
  if (!assertAll(formulas, state, clauses)) return { kind: "unsatisfiable" };
  return search(state, clauses, budget);
}

/** What a formula's own conjuncts say of single variables. */
export type Consequences = Pick<State, "flags" | "intervals" | "texts" | "variables">;

/** What is certain of single variables when a formula holds, as far as a quick look tells; undefined when it never does. */
export function consequences(formula: Formula, variables: Variables, work: Work): Consequences | undefined {
  const state = new State(variables, work);
  return assertAll([formula], state, []) ? state : undefined;
}

/** Whether two formulas exclude each other by what is certain of a single variable. */
export function contradict(left: Consequences, right: Consequences): boolean {
  for (const [name, { low, high }] of left.intervals) {
    const other = right.intervals.get(name);
    if (other === undefined) continue;
    if (low !== undefined && other.high !== undefined && compare(low, other.high) > 0) return true;
    if (high !== undefined && other.low !== undefined && compare(other.low, high) > 0) return true;
  }
  for (const [name, value] of left.flags) if (right.flags.get(name) === !value) return true;
  for (const [name, demands] of left.texts) {
    const others = right.texts.get(name);
    if (others !== undefined && noText([...demands, ...others], left.variables.domain(name))) return true;
  }
  return false;
}

/** Whether no text meets all demands, where the texts that can are few. */
function noText(demands: readonly TextDemand[], domain: readonly string[] | undefined): boolean {
  const exact = demands.find(({ test, value }) => value && test.kind === "in" && !test.folded)?.test;
  const candidates = exact?.kind === "in" ? exact.values : domain;
  return candidates !== undefined && !candidates.some((text) => meets(text, demands));
}

interface Interval {
  readonly low: Rational | undefined;
  readonly high: Rational | undefined;
}

/** Everything asserted so far on one branch. */
class State {
  readonly variables: Variables;
  readonly work: Work;
  readonly constraints: Constraint[];
  readonly flags: Map<string, boolean>;
  readonly texts: Map<string, TextDemand[]>;
  readonly intervals: Map<string, Interval>;
  /** Constraints over several variables: how many there are, and how many there were at the last check. */
  sums: number;
  checkedSums: number;

  constructor(variables: Variables, work: Work, from?: State) {
    this.variables = variables;
    this.work = work;
    this.constraints = from === undefined ? [] : [...from.constraints];
    this.flags = new Map(from?.flags);
    this.texts = new Map([...(from?.texts ?? [])].map(([name, demands]) => [name, [...demands]]));
    this.intervals = new Map(from?.intervals);
    this.sums = from?.sums ?? 0;
    this.checkedSums = from?.checkedSums ?? 0;
  }

  copy(): State {
    this.work.spend(this.constraints.length + this.flags.size + this.intervals.size);
    return new State(this.variables, this.work, this);
  }

  /** Adds an atom; false when it contradicts what is there. */
  assert(atom: Atom): boolean {
    if (this.holds(atom) === false) return false;
    switch (atom.kind) {
      case "flag":
        this.flags.set(atom.name, atom.value);
        return true;
      case "text": {
        const demands = this.texts.get(atom.variable) ?? [];
        demands.push({ test: atom.test, value: atom.value });
        this.texts.set(atom.variable, demands);
        const domain = this.variables.domain(atom.variable);
        return domain === undefined || domain.some((value) => meets(value, demands));
      }
      case "linear":
        this.constraints.push(atom);
        return this.tighten(atom.sum, atom.strict);
    }
  }

  /** A bound on a single variable narrows its interval. */
  private tighten(sum: Linear, strict: boolean): boolean {
    if (sum.terms.size !== 1) {
      this.sums++;
      return true;
    }
    const [entry] = sum.terms;
    if (entry === undefined) return true;
    const [name, coefficient] = entry;
    let limit = divide(negate(sum.constant), coefficient);
    const { low, high } = this.intervals.get(name) ?? { low: undefined, high: undefined };
    const upper = coefficient.n > 0n;
    if (this.variables.isInteger(name)) {
      const below = floor(limit);
      if (upper) limit = rational(isWhole(limit) && strict ? below - 1n : below);
      else limit = rational(isWhole(limit) ? (strict ? below + 1n : below) : below + 1n);
    }
    const next: Interval = upper
      ? { low, high: high === undefined || compare(limit, high) < 0 ? limit : high }
      : { low: low === undefined || compare(limit, low) > 0 ? limit : low, high };
    this.intervals.set(name, next);
    return next.low === undefined || next.high === undefined || compare(next.low, next.high) <= 0;
  }

  /** Whether an atom follows, is refuted, or is open, as far as a quick look tells. */
  holds(atom: Atom): boolean | undefined {
    this.work.spend(1);
    switch (atom.kind) {
      case "flag": {
        const value = this.flags.get(atom.name);
        return value === undefined ? undefined : value === atom.value;
      }
      case "text":
        return this.holdsText(atom);
      case "linear": {
        const { low, high } = this.range(atom.sum);
        if (high !== undefined && (atom.strict ? compare(high, zero) < 0 : compare(high, zero) <= 0)) return true;
        if (low !== undefined && (atom.strict ? compare(low, zero) >= 0 : compare(low, zero) > 0)) return false;
        return undefined;
      }
    }
  }

  private holdsText(atom: Extract<Atom, { kind: "text" }>): boolean | undefined {
    const demands = this.texts.get(atom.variable) ?? [];
    const exact = demands.find(({ test, value }) => value && test.kind === "in" && !test.folded)?.test;
    const candidates = (
      this.variables.domain(atom.variable) ?? (exact?.kind === "in" ? exact.values : undefined)
    )?.filter((value) => meets(value, demands));
    if (candidates === undefined || candidates.length === 0) return undefined;
    const passing = candidates.filter((value) => passes(value, atom.test) === atom.value).length;
    return passing === 0 ? false : passing === candidates.length ? true : undefined;
  }

  private range(sum: Linear): Interval {
    let low: Rational | undefined = sum.constant;
    let high: Rational | undefined = sum.constant;
    for (const [name, coefficient] of sum.terms) {
      const interval = this.intervals.get(name);
      const [least, most] = coefficient.n > 0n ? [interval?.low, interval?.high] : [interval?.high, interval?.low];
      low = low === undefined || least === undefined ? undefined : add(low, multiply(coefficient, least));
      high = high === undefined || most === undefined ? undefined : add(high, multiply(coefficient, most));
    }
    return { low, high };
  }
}

/** Asserts formulas, collecting disjunctions; false on a contradiction. */
function assertAll(formulas: readonly Formula[], state: State, clauses: (readonly Formula[])[]): boolean {
  const pending = [...formulas];
  for (let formula = pending.pop(); formula !== undefined; formula = pending.pop()) {
    switch (formula.kind) {
      case "true":
        break;
      case "false":
        return false;
      case "and":
        pending.push(...formula.args);
        break;
      case "or":
        clauses.push(alternatives(formula.args));
        break;
      case "linear":
      case "flag":
      case "text":
        if (!state.assert(formula)) return false;
    }
  }
  return true;
}

/** The options of a disjunction, those within it too: a choice between n is one decision and not n. */
function alternatives(args: readonly Formula[]): readonly Formula[] {
  if (!args.some(({ kind }) => kind === "or")) return args;
  const flat: Formula[] = [];
  const pending = args.toReversed();
  for (let formula = pending.pop(); formula !== undefined; formula = pending.pop()) {
    if (formula.kind === "or") for (const arg of formula.args.toReversed()) pending.push(arg);
    else flat.push(formula);
  }
  return flat;
}

/**
 * A formula under a state, as far as a quick look tells. Formulas share parts, so that they can be exponentially larger
 * written out than they are: what was found of a part is kept while the state stays as it is.
 */
function quick(formula: Formula, state: State, found: Map<Formula, boolean | undefined>): boolean | undefined {
  if (formula.kind !== "and" && formula.kind !== "or") return quickly(formula, state, found);
  if (found.has(formula)) return found.get(formula);
  const value = quickly(formula, state, found);
  found.set(formula, value);
  return value;
}

function quickly(formula: Formula, state: State, found: Map<Formula, boolean | undefined>): boolean | undefined {
  switch (formula.kind) {
    case "true":
      return true;
    case "false":
      return false;
    case "and": {
      let all: boolean | undefined = true;
      for (const arg of formula.args) {
        const value = quick(arg, state, found);
        if (value === false) return false;
        if (value === undefined) all = undefined;
      }
      return all;
    }
    case "or": {
      let any: boolean | undefined = false;
      for (const arg of formula.args) {
        const value = quick(arg, state, found);
        if (value === true) return true;
        if (value === undefined) any = undefined;
      }
      return any;
    }
    case "linear":
    case "flag":
    case "text":
      return state.holds(formula);
  }
}

function search(state: State, given: readonly (readonly Formula[])[], budget: SolveBudget): Verdict {
  let clauses = [...given];
  for (let changed = true; changed;) {
    changed = false;
    const open: (readonly Formula[])[] = [];
    const units: Formula[] = [];
    const found = new Map<Formula, boolean | undefined>();
    for (const clause of clauses) {
      const values = clause.map((arg) => quick(arg, state, found));
      if (values.includes(true)) continue;
      const rest = clause.filter((_, index) => values[index] !== false);
      const [only] = rest;
      if (only === undefined) return { kind: "unsatisfiable" };
      if (rest.length === 1) units.push(only);
      else open.push(rest);
    }
    clauses = open;
    if (units.length > 0) {
      changed = true;
      if (!assertAll(units, state, clauses)) return { kind: "unsatisfiable" };
    }
  }
  if (clauses.length === 0) return checkTheories(state, budget);
  // Half-way, only new sums of several variables are worth the cost of a check.
  if (state.sums > state.checkedSums) {
    state.checkedSums = state.sums;
    if (checkTheories(state, budget).kind === "unsatisfiable") return { kind: "unsatisfiable" };
  }
  if (budget.decisions-- <= 0) return { kind: "unknown" };
  const chosen = clauses.reduce((best, clause) => (clause.length < best.length ? clause : best));
  const others = clauses.filter((clause) => clause !== chosen);
  let undecided = false;
  for (const option of chosen) {
    const next = state.copy();
    const remaining = [...others];
    if (!assertAll([option], next, remaining)) continue;
    const verdict = search(next, remaining, budget);
    if (verdict.kind === "satisfiable") return verdict;
    if (verdict.kind === "unknown") undecided = true;
    if (budget.decisions <= 0) return { kind: "unknown" };
  }
  return { kind: undecided ? "unknown" : "unsatisfiable" };
}

function checkTheories(state: State, budget: SolveBudget): Verdict {
  const texts = new Map<string, string>();
  let undecided = false;
  for (const [name, demands] of state.texts) {
    const found = findText(demands, state.variables.domain(name));
    if (found === "none") return { kind: "unsatisfiable" };
    if (found === undefined) undecided = true;
    else texts.set(name, found.text);
  }
  const arithmetic = feasible(state.constraints, (name) => state.variables.isInteger(name), budget, state.work);
  if (arithmetic.kind === "infeasible") return { kind: "unsatisfiable" };
  if (arithmetic.kind === "unknown" || undecided) return { kind: "unknown" };
  return { kind: "satisfiable", model: { numbers: arithmetic.values, flags: state.flags, texts } };
}
