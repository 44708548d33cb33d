import { and, not, or, type Formula } from "./formula.ts";
import { number, scale, type Linear } from "./linear.ts";
import { fromNumber } from "./rational.ts";
import { atMost, below, equal } from "./relations.ts";

/** An item of a score that counts when a condition is true; `own` is what it adds, without its sign. */
export function whenItem(own: Linear, points: number, atMostPoints: number | null, condition: Formula): Formula {
  const worth = Math.min(points, atMostPoints ?? points);
  return or(and(condition, equal(own, number(worth))), and(not(condition), equal(own, number(0))));
}

/** An item that counts as often as its basis says, capped. */
export function timesItem(own: Linear, points: number, cap: number | null, times: readonly { readonly guard: Formula; readonly value: Linear }[]): Formula {
  const known = or(...times.map(({ guard }) => guard));
  return or(and(not(known), equal(own, number(0))), ...times.map(({ guard, value }) => {
    const product = scale(value, fromNumber(points));
    if (cap === null) return and(guard, equal(own, product));
    return and(guard, or(
      and(atMost(product, number(cap)), atMost(number(-cap), product), equal(own, product)),
      and(below(number(cap), product), equal(own, number(cap))),
      and(below(product, number(-cap)), equal(own, number(-cap))),
    ));
  }));
}
