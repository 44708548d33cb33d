import type { CalendarPart } from "../calendar/civil.ts";
import type { Unit } from "../calendar/instant.ts";
import type { Fit } from "./fit.ts";
import type { Value, ValueType } from "./types.ts";

/**
 * Operations over leaves. The checker builds them over names, the plan holds them over reads, aggregates and outputs;
 * every conversion between kinds of numbers is an operation of its own, so that an executor never guesses.
 * Unless said otherwise an operation on unknown is unknown.
 */
export type Operation<Leaf> =
  | Leaf
  | Literal
  | { readonly op: "and" | "or"; readonly args: readonly Operation<Leaf>[] }
  | { readonly op: "not"; readonly arg: Operation<Leaf> }
  /** Never unknown. */
  | { readonly op: "known"; readonly arg: Operation<Leaf> }
  | { readonly op: "if-unknown"; readonly arg: Operation<Leaf>; readonly fallback: Operation<Leaf> }
  /** Both sides have the same kind after conversion; text by code point. */
  | {
      readonly op: "compare";
      readonly operator: Comparator;
      readonly left: Operation<Leaf>;
      readonly right: Operation<Leaf>;
    }
  /** Left × factor against right, both whole: exact however large the product is. */
  | {
      readonly op: "compare-scaled";
      readonly operator: Comparator;
      readonly left: Operation<Leaf>;
      readonly right: Operation<Leaf>;
      readonly factor: number;
    }
  | { readonly op: "one-of"; readonly arg: Operation<Leaf>; readonly values: readonly (string | number | boolean)[] }
  | { readonly op: "has"; readonly set: Operation<Leaf>; readonly value: string }
  /** How many values a set holds. */
  | { readonly op: "size"; readonly arg: Operation<Leaf> }
  | {
      readonly op: "text-test";
      readonly test: "contains" | "starts with" | "ends with";
      readonly left: Operation<Leaf>;
      readonly right: Operation<Leaf>;
    }
  /** Unicode simple case folding. */
  | { readonly op: "fold"; readonly arg: Operation<Leaf> }
  /** Exact on whole numbers: past 2^53 − 1 an overflow error. */
  | { readonly op: "add" | "subtract" | "multiply"; readonly left: Operation<Leaf>; readonly right: Operation<Leaf> }
  /** IEEE doubles; a result that is not finite is an overflow error. */
  | {
      readonly op: "add-number" | "subtract-number" | "multiply-number";
      readonly left: Operation<Leaf>;
      readonly right: Operation<Leaf>;
    }
  /** One correctly rounded division; by zero is unknown. */
  | { readonly op: "divide"; readonly left: Operation<Leaf>; readonly right: Operation<Leaf> }
  | { readonly op: "negate"; readonly arg: Operation<Leaf> }
  /** arg × by ÷ over, or arg × over ÷ by, exact and rounded once, half away from zero, to whole units. */
  | {
      readonly op: "multiply-round" | "divide-round";
      readonly arg: Operation<Leaf>;
      readonly by: Operation<Leaf>;
      readonly over: number;
    }
  /** Decimal units to units with more digits: × factor, exact. */
  | { readonly op: "rescale"; readonly arg: Operation<Leaf>; readonly factor: number }
  /** Decimal units to a number: one division by the factor. */
  | { readonly op: "to-number"; readonly arg: Operation<Leaf>; readonly factor: number }
  /** Whole sizes in a sum, toward zero. */
  | { readonly op: "whole"; readonly arg: Operation<Leaf>; readonly size: number }
  /** A date moved by days or by months (clamped to the month's end). */
  | { readonly op: "add-days" | "add-months"; readonly arg: Operation<Leaf>; readonly amount: number }
  /** Whole units from one to the other: both times, or both dates. */
  | {
      readonly op: "elapsed";
      readonly unit: Unit;
      readonly of: "time" | "date";
      readonly from: Operation<Leaf>;
      readonly to: Operation<Leaf>;
    }
  | { readonly op: "anniversary"; readonly arg: Operation<Leaf>; readonly today: Operation<Leaf> }
  /** The local date of a time. */
  | { readonly op: "date-of"; readonly arg: Operation<Leaf> }
  /** A part of a date, or the local hour of a time; weekdays count from 0, Monday. */
  | { readonly op: "calendar-part"; readonly part: CalendarPart; readonly arg: Operation<Leaf> }
  /** What a trained model says of numbers and conditions; each fit tells what becomes of unknown ones. */
  | { readonly op: "fitted"; readonly fit: Fit; readonly args: readonly Operation<Leaf>[] }
  /** The text at a place, from `first`; unknown where there is none. */
  | { readonly op: "pick"; readonly arg: Operation<Leaf>; readonly first: number; readonly values: readonly string[] };

export interface Literal {
  readonly op: "literal";
  readonly type: ValueType["kind"];
  readonly value: Value;
}

export type Comparator = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** What an event offers inside a `where`. */
export type EventLeaf = { readonly op: "event-field"; readonly field: string } | { readonly op: "event-time" };

/** Leaves of a plan: everything is bound to a read, an aggregate or an output, and to an instant of the plan. */
export type PlanLeaf =
  | EventLeaf
  /** The customer's id; always known. */
  | { readonly op: "id" }
  | { readonly op: "field"; readonly field: string; readonly at: string }
  | { readonly op: "now" | "today"; readonly at: string }
  | { readonly op: "aggregate" | "output"; readonly id: string }
  | { readonly op: "model"; readonly model: string; readonly output: string };

export type PlanExpression = Operation<PlanLeaf>;

/** The properties of each operation that hold an operand; `args` holds several. */
const operandKeys: Readonly<Record<Operation<never>["op"], readonly string[]>> = {
  literal: [],
  and: ["args"],
  or: ["args"],
  not: ["arg"],
  known: ["arg"],
  "if-unknown": ["arg", "fallback"],
  compare: ["left", "right"],
  "compare-scaled": ["left", "right"],
  "one-of": ["arg"],
  has: ["set"],
  size: ["arg"],
  "text-test": ["left", "right"],
  fold: ["arg"],
  add: ["left", "right"],
  subtract: ["left", "right"],
  multiply: ["left", "right"],
  "add-number": ["left", "right"],
  "subtract-number": ["left", "right"],
  "multiply-number": ["left", "right"],
  divide: ["left", "right"],
  negate: ["arg"],
  "multiply-round": ["arg", "by"],
  "divide-round": ["arg", "by"],
  rescale: ["arg"],
  "to-number": ["arg"],
  whole: ["arg"],
  "add-days": ["arg"],
  "add-months": ["arg"],
  elapsed: ["from", "to"],
  anniversary: ["arg", "today"],
  "date-of": ["arg"],
  "calendar-part": ["arg"],
  fitted: ["args"],
  pick: ["arg"],
};
const keysOf: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(operandKeys).filter(([, keys]) => keys.length > 0),
);
const NO_OPERANDS: readonly never[] = [];

/** Whether a node of a plan is a leaf, which reads something, and not an operation on others. */
export function isPlanLeaf(node: PlanExpression): node is PlanLeaf {
  return !Object.hasOwn(operandKeys, node.op);
}

/** The operands of an operation with the property each stands in; leaves have none. */
export function operandsOf<Leaf extends { readonly op: string }>(
  operation: Operation<Leaf>,
): readonly (readonly [string, Operation<Leaf>])[] {
  const keys = keysOf.get(operation.op);
  if (keys === undefined) return NO_OPERANDS;
  const found: (readonly [string, Operation<Leaf>])[] = [];
  for (const key of keys) {
    const operand: unknown = Reflect.get(operation, key);
    if (Array.isArray(operand)) {
      for (const [index, item] of operand.entries()) if (isOperation<Leaf>(item)) found.push([`${key}.${index}`, item]);
    } else if (isOperation<Leaf>(operand)) found.push([key, operand]);
  }
  return found;
}

/** The same operation with other operands. */
export function mapOperands<Leaf extends { readonly op: string }>(
  operation: Operation<Leaf>,
  map: (operand: Operation<Leaf>, path: string) => Operation<Leaf>,
): Operation<Leaf> {
  const changed: Record<string, unknown> = {};
  for (const key of keysOf.get(operation.op) ?? NO_OPERANDS) {
    const operand: unknown = Reflect.get(operation, key);
    if (Array.isArray(operand))
      changed[key] = operand.map((item, index) => (isOperation<Leaf>(item) ? map(item, `${key}.${index}`) : item));
    else if (isOperation<Leaf>(operand)) changed[key] = map(operand, key);
  }
  return { ...operation, ...changed };
}

function isOperation<Leaf>(candidate: unknown): candidate is Operation<Leaf> {
  return typeof candidate === "object" && candidate !== null && "op" in candidate;
}

/** Replaces the leaves of an operation; `visit` sees each new node beside the old one, for positions. */
export function mapLeaves<From extends { readonly op: string }, To extends { readonly op: string }>(
  operation: Operation<From>,
  isLeaf: (node: Operation<From>) => node is From,
  replace: (leaf: From) => Operation<To>,
  visit: (from: object, to: object) => void,
): Operation<To> {
  const map = (node: Operation<From>): Operation<To> => mapLeaves(node, isLeaf, replace, visit);
  const rebuild = (): Operation<To> => {
    if (isLeaf(operation)) return replace(operation);
    switch (operation.op) {
      case "literal":
        return { ...operation };
      case "and":
      case "or":
      case "fitted":
        return { ...operation, args: operation.args.map(map) };
      case "not":
      case "known":
      case "fold":
      case "negate":
      case "rescale":
      case "to-number":
      case "whole":
      case "add-days":
      case "add-months":
      case "date-of":
      case "calendar-part":
      case "one-of":
      case "size":
      case "pick":
        return { ...operation, arg: map(operation.arg) };
      case "if-unknown":
        return { ...operation, arg: map(operation.arg), fallback: map(operation.fallback) };
      case "compare":
      case "compare-scaled":
      case "text-test":
      case "add":
      case "subtract":
      case "multiply":
      case "add-number":
      case "subtract-number":
      case "multiply-number":
      case "divide":
        return { ...operation, left: map(operation.left), right: map(operation.right) };
      case "has":
        return { ...operation, set: map(operation.set) };
      case "multiply-round":
      case "divide-round":
        return { ...operation, arg: map(operation.arg), by: map(operation.by) };
      case "elapsed":
        return { ...operation, from: map(operation.from), to: map(operation.to) };
      case "anniversary":
        return { ...operation, arg: map(operation.arg), today: map(operation.today) };
    }
  };
  const result = rebuild();
  visit(operation, result);
  return result;
}
