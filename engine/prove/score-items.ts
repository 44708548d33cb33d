import type { OutputForm } from "../plan/plan.ts";
import { and, falsehood, not, or, truth, type Formula } from "./formula.ts";
import { number, plus, scale, variable, type Linear } from "./linear.ts";
import { fromNumber, rational } from "./rational.ts";
import { atMost, below, equal } from "./relations.ts";
import type { Translator } from "./terms.ts";

/** What holds of the variables of a score: its items, their sum, and the sum clamped. */
export function scoreTotal(
  { items, low, high }: Extract<OutputForm, { form: "score" }>,
  name: string,
  translation: Translator,
): Formula {
  let total = number(0);
  const parts = items.map((item, index): Formula => {
    const own = variable(translation.table.introduce(`${name} item ${index}`, true));
    total = plus(total, scale(own, rational(BigInt(item.sign))));
    const { kind, expression } = item.basis;
    return kind === "when"
      ? whenItem(own, item.points, item.atMost, translation.logical(expression).t)
      : timesItem(own, item.points, item.atMost, translation.numeric(expression));
  });
  const own = variable(name);
  const within = and(
    low === null ? truth : atMost(number(low), total),
    high === null ? truth : atMost(total, number(high)),
    equal(own, total),
  );
  const under = low === null ? falsehood : and(below(total, number(low)), equal(own, number(low)));
  const over = high === null ? falsehood : and(below(number(high), total), equal(own, number(high)));
  return and(...parts, or(within, under, over));
}

/** An item of a score that counts when a condition is true; `own` is what it adds, without its sign. */
function whenItem(own: Linear, points: number, atMostPoints: number | null, condition: Formula): Formula {
  const worth = Math.min(points, atMostPoints ?? points);
  return or(and(condition, equal(own, number(worth))), and(not(condition), equal(own, number(0))));
}

/** An item that counts as often as its basis says, capped. */
function timesItem(
  own: Linear,
  points: number,
  cap: number | null,
  times: readonly { readonly guard: Formula; readonly value: Linear }[],
): Formula {
  const known = or(...times.map(({ guard }) => guard));
  return or(
    and(not(known), equal(own, number(0))),
    ...times.map(({ guard, value }) => {
      const product = scale(value, fromNumber(points));
      if (cap === null) return and(guard, equal(own, product));
      return and(
        guard,
        or(
          and(atMost(product, number(cap)), atMost(number(-cap), product), equal(own, product)),
          and(below(number(cap), product), equal(own, number(cap))),
          and(below(product, number(-cap)), equal(own, number(-cap))),
        ),
      );
    }),
  );
}
