import { linearKey, scale, type Linear } from "./linear.ts";
import { compare, rational, zero } from "./rational.ts";

/**
 * Classical formulas: everything three-valued has been translated away, so that a negation is a negation.
 * Negation is pushed to the atoms as the formula is built.
 */
export type Formula =
  | { readonly kind: "true" }
  | { readonly kind: "false" }
  | { readonly kind: "and" | "or"; readonly args: readonly Formula[] }
  | Atom;

export type Atom =
  /** sum ≤ 0, or < 0. */
  | { readonly kind: "linear"; readonly sum: Linear; readonly strict: boolean; readonly key: string }
  | { readonly kind: "flag"; readonly name: string; readonly value: boolean; readonly key: string }
  /** A text or enum variable passes a test, or does not. */
  | {
      readonly kind: "text";
      readonly variable: string;
      readonly test: TextTest;
      readonly value: boolean;
      readonly key: string;
    };

/** A test of a text: equality with any of some texts (after folding or not), or a part of it. */
export type TextTest =
  | { readonly kind: "in"; readonly values: readonly string[]; readonly folded: boolean }
  | { readonly kind: "contains" | "starts with" | "ends with"; readonly part: string; readonly folded: boolean };

export const truth: Formula = { kind: "true" };
export const falsehood: Formula = { kind: "false" };
export const constantFormula = (value: boolean): Formula => (value ? truth : falsehood);

export function and(...args: readonly Formula[]): Formula {
  const flat = args.flatMap((arg) => (arg.kind === "and" ? arg.args : [arg])).filter((arg) => arg.kind !== "true");
  if (flat.some((arg) => arg.kind === "false")) return falsehood;
  const [only] = flat;
  return only === undefined ? truth : flat.length === 1 ? only : { kind: "and", args: flat };
}

export function or(...args: readonly Formula[]): Formula {
  return anyOf(args);
}

/** The same of any number of formulas; there are limits to how many arguments a call can have. */
export function anyOf(args: readonly Formula[]): Formula {
  const flat = args.flatMap((arg) => (arg.kind === "or" ? arg.args : [arg])).filter((arg) => arg.kind !== "false");
  if (flat.some((arg) => arg.kind === "true")) return truth;
  const [only] = flat;
  return only === undefined ? falsehood : flat.length === 1 ? only : { kind: "or", args: flat };
}

/**
 * That at least two hold: one of them, and one of those behind it. What is said of those behind is shared, so that the
 * formula is as long as there are formulas, and not as there are pairs of them.
 */
export function twoOf(formulas: readonly Formula[]): Formula {
  const pairs: Formula[] = [];
  let behind: Formula = falsehood;
  for (const formula of formulas.toReversed()) {
    pairs.push(and(formula, behind));
    behind =
      formula.kind === "false" ? behind : behind.kind === "false" ? formula : { kind: "or", args: [formula, behind] };
  }
  return anyOf(pairs.reverse());
}

export const implies = (premise: Formula, conclusion: Formula): Formula => or(not(premise), conclusion);

const negations = new WeakMap<Formula, Formula>();

export function not(formula: Formula): Formula {
  const known = negations.get(formula);
  if (known !== undefined) return known;
  const result = negated(formula);
  negations.set(formula, result);
  negations.set(result, formula);
  return result;
}

function negated(formula: Formula): Formula {
  switch (formula.kind) {
    case "true":
      return { kind: "false" };
    case "false":
      return { kind: "true" };
    case "and":
      return { kind: "or", args: formula.args.map(not) };
    case "or":
      return { kind: "and", args: formula.args.map(not) };
    case "linear":
      return linearAtom(scale(formula.sum, rational(-1n)), !formula.strict);
    case "flag":
      return flag(formula.name, !formula.value);
    case "text":
      return { ...formula, value: !formula.value, key: formula.value ? `!${formula.key}` : formula.key.slice(1) };
  }
}

/** sum ≤ 0, or < 0 when strict. */
export function linearAtom(sum: Linear, strict: boolean): Formula {
  if (sum.terms.size === 0) {
    const order = compare(sum.constant, zero);
    return constantFormula(strict ? order < 0 : order <= 0);
  }
  return { kind: "linear", sum, strict, key: `${strict ? "<" : "≤"}${linearKey(sum)}` };
}

export function flag(name: string, value = true): Formula {
  return { kind: "flag", name, value, key: `${value ? "" : "!"}${name}` };
}

export function textAtom(variable: string, test: TextTest): Formula {
  return { kind: "text", variable, test, value: true, key: `${variable} ${JSON.stringify(test)}` };
}

/** Variables that the formulas mention and that were not seen before, which are added to those seen. */
export function newVariables(formulas: readonly Formula[], seen: Set<string>): string[] {
  const found: string[] = [];
  const note = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    found.push(name);
  };
  const pending = [...formulas];
  // Formulas share parts: each is looked at once.
  const met = new Set<Formula>();
  for (let formula = pending.pop(); formula !== undefined; formula = pending.pop()) {
    switch (formula.kind) {
      case "true":
      case "false":
        break;
      case "and":
      case "or":
        if (!met.has(formula)) for (const arg of formula.args) pending.push(arg);
        met.add(formula);
        break;
      case "linear":
        for (const name of formula.sum.terms.keys()) note(name);
        break;
      case "text":
        note(formula.variable);
        break;
      // `known X`, `is X` and what X holds speak of X.
      case "flag":
        note(formula.name);
        note(formula.name.replace(/^(?:known|is|holds) ([^\u0000]*).*$/s, "$1"));
        break;
    }
  }
  return found;
}
