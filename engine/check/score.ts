import { phrase, verbatim } from "../../grammar/diagnostics/prose.ts";
import type { ScoreItem, TagBody } from "../../grammar/tree/declaration.ts";
import type { ScoreItemNode } from "../plan/plan.ts";
import { formatValue } from "../plan/describe.ts";
import { integerType, type ValueType } from "../plan/types.ts";
import { checkAggregate } from "./aggregates.ts";
import { plain, type CheckedBody } from "./checked-body.ts";
import type { CheckContext } from "./context.ts";
import { checkCondition } from "./expressions.ts";
import { exactNumber, literalValue, toUnits } from "./literals.ts";
import type { TypedExpression } from "./program.ts";
import type { Scope } from "./scope.ts";

/** Types a score: its items, and the digits that all its points need. */
export function checkScore(
  body: Extract<TagBody, { kind: "score" }>,
  scope: Scope,
  context: CheckContext,
): CheckedBody | undefined {
  const literals = body.items.flatMap((item) =>
    item.atMost === undefined ? [item.points] : [item.points, item.atMost],
  );
  const bounds = [body.low, body.high].flatMap((bound) =>
    bound?.kind === "number" ? [bound] : bound?.kind === "negative" ? [bound.of] : [],
  );
  const digits = Math.max(0, ...[...literals, ...bounds].map((literal) => exactNumber(literal).scale));
  const type: ValueType = digits === 0 ? integerType : { kind: "decimal", digits, money: false };
  const bound = (literal: typeof body.low): number | null => {
    const value = literal === undefined ? undefined : literalValue(literal, type, phrase("place-score"), context);
    return typeof value === "number" ? value : null;
  };
  const low = bound(body.low);
  const high = bound(body.high);
  if (low !== null && high !== null && low > high)
    context.report("bounds-reversed", body, {
      low: formatValue(low, type, context.zone),
      high: formatValue(high, type, context.zone),
    });
  if (body.items.length === 0) context.report("no-branches", body, { advice: phrase("add-item") });
  const items: ScoreItemNode<TypedExpression>[] = [];
  let broken = body.items.length === 0;
  for (const item of body.items) {
    const basis = checkBasis(item, scope, context);
    const points = toUnits(exactNumber(item.points), digits);
    if (basis === undefined || points === undefined) broken = true;
    else
      items.push({
        sign: item.sign === "+" ? 1 : -1,
        points,
        atMost: item.atMost === undefined ? null : (toUnits(exactNumber(item.atMost), digits) ?? null),
        basis,
      });
  }
  return broken ? undefined : plain({ form: "score", digits, low, high, items }, type, false);
}

function checkBasis(
  item: ScoreItem,
  scope: Scope,
  context: CheckContext,
): ScoreItemNode<TypedExpression>["basis"] | undefined {
  const { basis } = item;
  if (basis.kind === "when") {
    const condition = checkCondition(basis.condition, scope, context);
    return condition === undefined ? undefined : { kind: "when", expression: condition.node };
  }
  const common = {
    kind: "aggregate" as const,
    event: basis.event,
    where: basis.where,
    window: basis.window,
    among: undefined,
    atLeast: undefined,
    start: item.start,
    end: item.end,
  };
  if (basis.hundreds === undefined) {
    const count = checkAggregate({ ...common, function: "count", field: undefined }, scope, context);
    if (count !== undefined) context.positions.set(count.node, item);
    return count === undefined ? undefined : { kind: "times", expression: count.node };
  }
  const sum = checkAggregate({ ...common, function: "sum", field: basis.hundreds.field }, scope, context);
  const size =
    sum === undefined
      ? undefined
      : literalValue(
          basis.hundreds.size,
          sum.type,
          phrase("place-per", { name: `${basis.event.text}.${basis.hundreds.field.text}` }),
          context,
        );
  if (sum === undefined || typeof size !== "number") return undefined;
  if (size <= 0) {
    context.report("value-expected", basis.hundreds.size, {
      needed: phrase("amount-above-zero"),
      actual: verbatim("0"),
      advice: phrase("for-example", { code: "per 100 of order_paid.amount" }),
    });
    return undefined;
  }
  const node: TypedExpression = { op: "whole", arg: sum.node, size };
  context.positions.set(node, item);
  return { kind: "times", expression: node };
}
