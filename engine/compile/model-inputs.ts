import { unitMilliseconds } from "../calendar/instant.ts";
import type { ModelFeature, TypedExpression } from "../check/program.ts";

/**
 * A feature as an argument of a fit. Numbers are themselves, money and decimals in whole units, lengths of time in
 * days, dates and times the days since; yes/no is a condition; a text, an enum or a set is asked for one value.
 */
export function inputExpression({ node, type }: ModelFeature, value: string | null): TypedExpression {
  switch (type.kind) {
    case "boolean":
    case "integer":
    case "number":
      return node;
    case "decimal":
      return type.digits === 0 ? node : { op: "to-number", arg: node, factor: 10 ** type.digits };
    case "duration":
      return { op: "to-number", arg: node, factor: unitMilliseconds.day };
    case "date":
      return { op: "elapsed", unit: "day", of: "date", from: node, to: { op: "today" } };
    case "time":
      return { op: "elapsed", unit: "day", of: "time", from: node, to: { op: "now" } };
    case "text":
    case "enum":
      return { op: "one-of", arg: node, values: [value ?? ""] };
    case "set":
      return { op: "has", set: node, value: value ?? "" };
  }
}

/** Whether a tag that divides customers into groups puts somebody into one. */
export function groupInput({ node, type }: ModelFeature, value: string): TypedExpression {
  switch (type.kind) {
    case "boolean":
      return value === "yes" ? node : { op: "not", arg: node };
    case "integer":
      return {
        op: "compare",
        operator: "=",
        left: node,
        right: { op: "literal", type: "integer", value: Number(value) },
      };
    case "number":
    case "decimal":
    case "date":
    case "time":
    case "duration":
    case "text":
    case "enum":
    case "set":
      return inputExpression({ name: value, node, type, personal: false }, value);
  }
}

/**
 * The arguments of a lifetime: repeat orders, days from the first to the latest and to now, average amount of a repeat
 * order, which is all that was paid less the first purchase; refunds lessen it.
 */
export function lifetimeInputs(features: readonly ModelFeature[]): readonly TypedExpression[] | undefined {
  const [days, first, latest, sum, firstAmount] = features;
  if (
    days === undefined ||
    first === undefined ||
    latest === undefined ||
    sum === undefined ||
    firstAmount === undefined
  )
    return undefined;
  const repeats: TypedExpression = {
    op: "subtract",
    left: days.node,
    right: { op: "literal", type: "integer", value: 1 },
  };
  const between = (to: TypedExpression): TypedExpression => ({
    op: "to-number",
    arg: { op: "subtract", left: to, right: first.node },
    factor: unitMilliseconds.day,
  });
  const major = inputExpression({ ...sum, node: sum.node }, null);
  const less = inputExpression(
    {
      ...firstAmount,
      node: {
        op: "if-unknown",
        arg: firstAmount.node,
        fallback: { op: "literal", type: firstAmount.type.kind, value: 0 },
      },
    },
    null,
  );
  return [
    repeats,
    between(latest.node),
    between({ op: "now" }),
    { op: "divide", left: { op: "subtract-number", left: major, right: less }, right: repeats },
  ];
}

/** Whether somebody has taken an item, as recommendations ask it. */
export function itemInput(event: string, field: string, item: string): TypedExpression {
  const where: TypedExpression = { op: "one-of", arg: { op: "event-field", field }, values: [item] };
  const count: TypedExpression = {
    op: "measure",
    measure: {
      kind: "events",
      function: "count",
      event,
      field: null,
      fieldType: null,
      where,
      among: null,
      window: { kind: "all" },
      type: { kind: "integer" },
    },
  };
  return { op: "compare", operator: ">=", left: count, right: { op: "literal", type: "integer", value: 1 } };
}
