import type { Comparator } from "../plan/expression.ts";
import { and, linearAtom, or, type Formula } from "./formula.ts";
import { minus, type Linear } from "./linear.ts";

/** The comparison that holds exactly when another does not. */
export const opposite: Readonly<Record<Comparator, Comparator>> = {
  "=": "!=",
  "!=": "=",
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
};

export const atMost = (left: Linear, right: Linear): Formula => linearAtom(minus(left, right), false);
export const below = (left: Linear, right: Linear): Formula => linearAtom(minus(left, right), true);
export const equal = (left: Linear, right: Linear): Formula => and(atMost(left, right), atMost(right, left));

/** A comparison of two sums as a formula. */
export function relation(operator: Comparator, left: Linear, right: Linear): Formula {
  switch (operator) {
    case "=":
      return equal(left, right);
    case "!=":
      return or(below(left, right), below(right, left));
    case "<":
      return below(left, right);
    case "<=":
      return atMost(left, right);
    case ">":
      return below(right, left);
    case ">=":
      return atMost(right, left);
  }
}
