import { at } from "../invariant/required.ts";
import type { BranchNode, OutputForm, OutputNode } from "../plan/plan.ts";
import { exactArithmetic, fixedNumber } from "./arithmetic.ts";
import { lowerExpression } from "./expression.ts";
import { textLiteral } from "./literal.ts";
import { type Scope } from "./scope.ts";
import {
  and,
  coalesce,
  compare,
  isFalse,
  isKnown,
  isNull,
  not,
  or,
  plus,
  text,
  truth,
  when,
  whole,
  type Sql,
} from "./relation.ts";
import type { Stages } from "./stages.ts";
import { NotInSqlError, textValue, wholeValue, type SqlValue } from "./value.ts";

/** A set is a number with a bit for each value. */
export const SET_LIMIT = 52;

/** Branches of which one is taken: the first that is true; `proved` when no two can be. */
export function choice(
  proved: boolean,
  form: Extract<OutputForm, { form: "one of" | "first of" | "all of" }>,
  given: readonly SqlValue[],
  stages: Stages,
  name: string,
): { readonly value: SqlValue; readonly none: Sql | undefined; readonly conflict: Sql | undefined } {
  const checked = form.form === "one of" && given.length > 1 && !proved;
  // Conditions that are read more than once get columns, so that they are worked out once.
  const again = checked || form.otherwise === null || form.whenUnknown !== null;
  const conditions = again
    ? given.map(({ sql }, index) => hoistLong(sql, stages, `_${name}_${index + 1}`))
    : given.map(({ sql }) => sql);
  const any = or(conditions);
  const nullable = given.some((condition) => condition.nullable);
  const whens = form.branches.map(
    ({ value }, index) => [conditions[index] ?? truth(false), textLiteral(value)] as const,
  );
  const unknown = nullable && form.whenUnknown !== null ? [[isNull(any), textLiteral(form.whenUnknown)] as const] : [];
  const value = when([...whens, ...unknown], form.otherwise === null ? undefined : textLiteral(form.otherwise));
  const noNone = form.otherwise !== null;
  return {
    value: textValue(value, form.otherwise === null),
    none: noNone ? undefined : not(any),
    conflict: checked ? conflictText(form.branches, conditions) : undefined,
  };
}

/** All branches that are true, as a number with a bit for each value. */
export function set(
  output: OutputNode,
  form: Extract<OutputForm, { form: "one of" | "first of" | "all of" }>,
  given: readonly SqlValue[],
  stages: Stages,
  name: string,
): SqlValue {
  const again = form.otherwise !== null || form.whenUnknown !== null;
  const conditions = again
    ? given.map((condition, index): SqlValue => ({
        ...condition,
        sql: hoistLong(condition.sql, stages, `_${name}_${index + 1}`),
      }))
    : given;
  const values = output.type.kind === "set" ? (output.type.values ?? []) : [];
  if (values.length > SET_LIMIT) throw new NotInSqlError("large-set");
  const bit = (value: string): Sql => whole(2 ** values.indexOf(value));
  const taken = new Map<string, Sql[]>();
  for (const [index, { value }] of form.branches.entries())
    taken.set(value, [...(taken.get(value) ?? []), at(conditions, index).sql]);
  const terms = [...taken].map(([value, any]) => when([[or(any), bit(value)]], whole(0)));
  const sum = terms.reduce((left, right) => plus(left, right));
  const any = or(conditions.map(({ sql }) => sql));
  const nullable = conditions.some((condition) => condition.nullable);
  const whens: (readonly [Sql, Sql])[] = [];
  if (form.whenUnknown !== null || form.otherwise !== null) whens.push([any, sum]);
  if (form.whenUnknown !== null && nullable) whens.push([isNull(any), bit(form.whenUnknown)]);
  const sql = whens.length === 0 ? sum : when(whens, form.otherwise === null ? whole(0) : bit(form.otherwise));
  return { sql, kind: "set", nullable: false, low: 0, high: 2 ** SET_LIMIT };
}

/** The highest bound that is met. */
export function bands(
  form: Extract<OutputForm, { form: "bands" }>,
  given: SqlValue,
  stages: Stages,
  name: string,
): { readonly value: SqlValue; readonly none: Sql | undefined } {
  const of: SqlValue = { ...given, sql: stages.hoist(given.sql, `_of_${name}`) };
  const bound = (from: number): Sql =>
    of.kind === "double" ? { op: "literal", type: "double", value: from } : whole(from);
  const numeric = form.bands.flatMap(({ value, from }) => (typeof from === "number" ? [{ value, from }] : []));
  const fallback = form.whenUnknown ?? form.otherwise;
  const whens = [
    ...(of.nullable && form.whenUnknown !== null ? [[isNull(of.sql), textLiteral(form.whenUnknown)] as const] : []),
    ...numeric.map(({ value, from }) => [compare(">=", of.sql, bound(from)), textLiteral(value)] as const),
  ];
  const value = when(whens, form.otherwise === null ? undefined : textLiteral(form.otherwise));
  const lowest = numeric.at(-1);
  const none =
    form.otherwise !== null
      ? undefined
      : lowest === undefined
        ? isKnown(of.sql)
        : compare("<", of.sql, bound(lowest.from));
  return { value: textValue(value, form.otherwise === null || (of.nullable && fallback === null)), none };
}

/** Points: each item capped, then summed, then held within the bounds. */
export function score(
  form: Extract<OutputForm, { form: "score" }>,
  scope: Scope,
  stages: Stages,
  name: string,
): SqlValue {
  let total = fixedNumber(0);
  for (const { sign, points, atMost, basis } of form.items) {
    const item = lowerExpression(basis.expression, scope);
    total = exactArithmetic(
      sign === 1 ? "add" : "subtract",
      total,
      basis.kind === "when"
        ? given(item, capped(points, atMost))
        : pointsPer(item, points, atMost, scope, stages, name),
      scope,
    );
  }
  if (form.low === null && form.high === null) return total;
  const sum = stages.hoist(total.sql, `_points_${name}`, "before the score's bounds");
  const { low, high } = form;
  const whens = [
    ...(low === null ? [] : [[compare("<", sum, whole(low)), whole(low)] as const]),
    ...(high === null ? [] : [[compare(">", sum, whole(high)), whole(high)] as const]),
  ];
  return wholeValue(
    when(whens, sum),
    false,
    Math.max(total.low, low ?? -Infinity),
    Math.min(total.high, high ?? Infinity),
  );
}

function pointsPer(
  item: SqlValue,
  points: number,
  atMost: number | null,
  scope: Scope,
  stages: Stages,
  name: string,
): SqlValue {
  const count: SqlValue = item.nullable
    ? {
        ...item,
        sql: coalesce(item.sql, whole(0)),
        nullable: false,
        low: Math.min(0, item.low),
        high: Math.max(0, item.high),
      }
    : item;
  const product = exactArithmetic("multiply", fixedNumber(points), count, scope);
  if (atMost === null) return product;
  const sql = stages.hoist(product.sql, `_points_${name}`);
  const whens = [
    ...(product.high > atMost ? [[compare(">", sql, whole(atMost)), whole(atMost)] as const] : []),
    ...(product.low < -atMost ? [[compare("<", sql, whole(-atMost)), whole(-atMost)] as const] : []),
  ];
  return wholeValue(
    whens.length === 0 ? sql : when(whens, sql),
    false,
    Math.max(product.low, -atMost),
    Math.min(product.high, atMost),
  );
}

/** Longer conditions get a column when they are read again. */
export function hoistLong(sql: Sql, stages: Stages, name: string): Sql {
  return JSON.stringify(sql).length > 300 ? stages.hoist(sql, name) : sql;
}

const capped = (points: number, atMost: number | null): number =>
  atMost === null ? points : Math.max(-atMost, Math.min(atMost, points));

/** Points of an item that counts when its condition is true. */
function given(condition: SqlValue, points: number): SqlValue {
  return wholeValue(
    isFalse(condition.sql) ? whole(0) : when([[condition.sql, whole(points)]], whole(0)),
    false,
    Math.min(0, points),
    Math.max(0, points),
  );
}

export function countTrue(conditions: readonly Sql[]): Sql {
  return conditions
    .map((condition) => when([[condition, whole(1)]], whole(0)))
    .reduce((left, right) => plus(left, right));
}

/** The error of a customer for whom two branches are true: it names the first two. */
function conflictText(branches: readonly BranchNode[], conditions: readonly Sql[]): Sql {
  const named = branches.map(({ value }) => textLiteral(JSON.stringify(value)));
  const at = (index: number): Sql => conditions[index] ?? truth(false);
  const name = (index: number): Sql => named[index] ?? text("");
  const first = when(branches.slice(0, -1).map((_, index) => [at(index), name(index)] as const));
  const second = when(
    branches
      .slice(1)
      .map((_, index) => [and([at(index + 1), or(conditions.slice(0, index + 1))]), name(index + 1)] as const),
  );
  return when([
    [
      compare(">", countTrue(conditions), whole(1)),
      { op: "concat", args: [text('{"code":"conflict","details":['), first, text(","), second, text("]}")] },
    ],
  ]);
}
