import type { ValueType } from "../plan/types.ts";

/**
 * The relational form: what a plan becomes before it is text. Values are typed as Tagma's own are: truth, whole numbers
 * (dates as day numbers, times as milliseconds, exact decimals as their units), doubles, texts. Nothing in it is raw
 * SQL: names and literals are quoted when a dialect prints them.
 */
export type Sql =
  | { readonly op: "column"; readonly of: string | undefined; readonly name: string }
  | { readonly op: "literal"; readonly type: SqlType; readonly value: boolean | number | string | null }
  | { readonly op: "and" | "or"; readonly args: readonly Sql[] }
  | { readonly op: "not"; readonly arg: Sql }
  | { readonly op: "is-null" | "is-known"; readonly arg: Sql }
  /** Texts are compared by code point. */
  | {
      readonly op: "compare";
      readonly operator: "=" | "<>" | "<" | "<=" | ">" | ">=";
      readonly left: Sql;
      readonly right: Sql;
      readonly text: boolean;
    }
  | { readonly op: "in"; readonly arg: Sql; readonly values: readonly Sql[] }
  | { readonly op: "case"; readonly whens: readonly (readonly [Sql, Sql])[]; readonly otherwise: Sql | undefined }
  | { readonly op: "coalesce"; readonly args: readonly Sql[] }
  /** `quotient` and `remainder` are of whole numbers, toward zero; `/` is of doubles. */
  | {
      readonly op: "arithmetic";
      readonly operator: "+" | "-" | "*" | "/" | "quotient" | "wide quotient" | "remainder";
      readonly left: Sql;
      readonly right: Sql;
    }
  | { readonly op: "cast"; readonly arg: Sql; readonly to: SqlType }
  | { readonly op: "call"; readonly fn: SqlFunction; readonly args: readonly Sql[] }
  /** Over the rows of a group that pass the filter; a sum is exact, or of doubles. */
  | {
      readonly op: "aggregate";
      readonly fn: "count" | "count distinct" | "sum" | "sum doubles" | "min" | "max";
      readonly arg: Sql | undefined;
      readonly text: boolean;
      readonly filter: Sql | undefined;
    }
  /** The value of the row that comes first (or last) by whole numbers and texts that are never null; the value may be. */
  | {
      readonly op: "pick";
      readonly which: "first" | "last";
      readonly value: Sql;
      readonly by: readonly SortKey[];
      readonly filter: Sql | undefined;
    }
  /** `count` counts the rows so far whose argument is not null. */
  | {
      readonly op: "window";
      readonly fn: "row number" | "count" | "lag";
      readonly arg: Sql | undefined;
      readonly partition: readonly Sql[];
      readonly order: readonly SortKey[];
    }
  /** A text made of others; null where one is. */
  | { readonly op: "concat"; readonly args: readonly Sql[] }
  /** A value as people read it: money as DECIMAL, a date as DATE. */
  | { readonly op: "presented"; readonly arg: Sql; readonly type: ValueType }
  /** Whether a text is not in Unicode's normal form C. */
  | { readonly op: "not-plain"; readonly arg: Sql }
  /** A column of a user's own table, in the engine's own type, as Tagma holds it. */
  | { readonly op: "read"; readonly arg: Sql; readonly type: ValueType };

export type SqlType = "truth" | "whole" | "wide" | "double" | "text";

/** Functions that every dialect has in its own words. */
export type SqlFunction =
  | "absolute"
  | "exp"
  | "ln"
  | "round"
  | "contains"
  | "starts with"
  | "ends with"
  /** Text, characters to replace, characters in their place. */
  | "translate"
  /** Text, text to replace, text in its place. */
  | "replace"
  /** Of a day number. */
  | "year"
  | "month"
  | "day"
  /** Day number of a year, a month and a day. */
  | "day number"
  /** A double rounded down, as a whole number. */
  | "floor"
  /** A text without its first character. */
  | "without first"
  /** How many characters a text has. */
  | "length"
  /** What stands before and behind each value of a set that is held as a text. */
  | "bound";

export interface SortKey {
  readonly value: Sql;
  readonly text: boolean;
  readonly descending: boolean;
}

export interface SelectColumn {
  readonly value: Sql;
  readonly as: string;
  /** What a reader should know, as a comment. */
  readonly note?: string | undefined;
}

export interface Select {
  /** All columns of a source, before the others. */
  readonly star?: string | undefined;
  readonly columns: readonly SelectColumn[];
  readonly distinct?: boolean;
  readonly from: Source;
  readonly joins?: readonly { readonly kind: "left" | "inner" | "cross"; readonly source: Source; readonly on?: Sql }[];
  readonly where?: Sql | undefined;
  readonly groupBy?: readonly Sql[];
}
export interface Source {
  readonly relation: Relation;
  readonly alias: string;
}
export type Relation =
  /** A table of the database: its parts, such as schema and name. */
  | { readonly kind: "table"; readonly path: readonly string[] }
  | { readonly kind: "step"; readonly name: string }
  | { readonly kind: "select"; readonly select: Select };

/** A named step of a query; `once` keeps an engine from working its columns out again for each reader. */
export interface Step {
  readonly name: string;
  readonly note: string;
  readonly body: Body;
  readonly once: boolean;
}
export type Body =
  | { readonly kind: "select"; readonly select: Select }
  | { readonly kind: "union"; readonly all: boolean; readonly selects: readonly Select[] };

export interface Query {
  readonly steps: readonly Step[];
  readonly result: Select;
}

// Constructors: short words, since expressions are built of many.

export const column = (of: string | undefined, name: string): Sql => ({ op: "column", of, name });
export const whole = (value: number): Sql => ({ op: "literal", type: "whole", value });
export const double = (value: number): Sql => ({ op: "literal", type: "double", value });
export const text = (value: string): Sql => ({ op: "literal", type: "text", value });
export const truth = (value: boolean): Sql => ({ op: "literal", type: "truth", value });
export const nothing = (type: SqlType): Sql => ({ op: "literal", type, value: null });

export function and(args: readonly Sql[]): Sql {
  const flat = args.flatMap((arg) => (arg.op === "and" ? arg.args : isTrue(arg) ? [] : [arg]));
  const [only] = flat;
  return only === undefined ? truth(true) : flat.length === 1 ? only : { op: "and", args: flat };
}
export function or(args: readonly Sql[]): Sql {
  const flat = args.flatMap((arg) => (arg.op === "or" ? arg.args : isFalse(arg) ? [] : [arg]));
  const [only] = flat;
  return only === undefined ? truth(false) : flat.length === 1 ? only : { op: "or", args: flat };
}
export const not = (arg: Sql): Sql => ({ op: "not", arg });
export const isNull = (arg: Sql): Sql => ({ op: "is-null", arg });
export const isKnown = (arg: Sql): Sql => ({ op: "is-known", arg });
export const compare = (
  operator: Extract<Sql, { op: "compare" }>["operator"],
  left: Sql,
  right: Sql,
  ofText = false,
): Sql => ({ op: "compare", operator, left, right, text: ofText });
export const when = (whens: readonly (readonly [Sql, Sql])[], otherwise?: Sql): Sql =>
  whens.length === 0 ? (otherwise ?? nothing("whole")) : { op: "case", whens, otherwise };
export const coalesce = (...args: readonly Sql[]): Sql => ({ op: "coalesce", args });
export const arithmetic = (operator: Extract<Sql, { op: "arithmetic" }>["operator"], left: Sql, right: Sql): Sql => ({
  op: "arithmetic",
  operator,
  left,
  right,
});
export const plus = (left: Sql, right: Sql): Sql => arithmetic("+", left, right);
export const minus = (left: Sql, right: Sql): Sql => arithmetic("-", left, right);
export const times = (left: Sql, right: Sql): Sql => arithmetic("*", left, right);
export const call = (fn: SqlFunction, ...args: readonly Sql[]): Sql => ({ op: "call", fn, args });
/** How many rows of a group pass the filter. */
export const countRows = (filter?: Sql): Sql => ({ op: "aggregate", fn: "count", arg: undefined, text: false, filter });
export const cast = (arg: Sql, to: SqlType): Sql => ({ op: "cast", arg, to });
export const ascending = (value: Sql, ofText = false): SortKey => ({ value, text: ofText, descending: false });
export const descending = (value: Sql, ofText = false): SortKey => ({ value, text: ofText, descending: true });

export function isTrue(sql: Sql): boolean {
  return sql.op === "literal" && sql.value === true;
}
export function isFalse(sql: Sql): boolean {
  return sql.op === "literal" && sql.value === false;
}

/** The largest whole number not above left ÷ right, for a right side above 0. */
export function floorQuotient(left: Sql, right: number): Sql {
  const by = whole(right);
  const remainder = arithmetic("remainder", plus(arithmetic("remainder", left, by), by), by);
  return arithmetic("quotient", minus(left, remainder), by);
}

/** Every node of an expression, outer before inner. */
export function* nodesOf(sql: Sql): Generator<Sql> {
  yield sql;
  for (const inner of innerOf(sql)) yield* nodesOf(inner);
}

function innerOf(sql: Sql): readonly Sql[] {
  switch (sql.op) {
    case "column":
    case "literal":
      return [];
    case "and":
    case "or":
    case "coalesce":
    case "call":
    case "concat":
      return sql.args;
    case "not":
    case "is-null":
    case "is-known":
    case "cast":
    case "presented":
    case "read":
    case "not-plain":
      return [sql.arg];
    case "compare":
    case "arithmetic":
      return [sql.left, sql.right];
    case "in":
      return [sql.arg, ...sql.values];
    case "case":
      return [...sql.whens.flat(), ...(sql.otherwise === undefined ? [] : [sql.otherwise])];
    case "aggregate":
      return [sql.arg, sql.filter].filter((inner) => inner !== undefined);
    case "pick":
      return [sql.value, ...sql.by.map(({ value }) => value), ...(sql.filter === undefined ? [] : [sql.filter])];
    case "window":
      return [...(sql.arg === undefined ? [] : [sql.arg]), ...sql.partition, ...sql.order.map(({ value }) => value)];
  }
}
