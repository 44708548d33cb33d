import type { SortKey, SqlFunction, SqlType } from "../relation.ts";

export type SqlTarget = "sqlite" | "duckdb" | "postgres" | "spark";

/** What one engine says in its own words. All else is printed alike for all of them. */
export interface Dialect {
  readonly target: SqlTarget;
  identifier(name: string): string;
  /** What a step calls a column of that name, where the engine forgets the name itself; no two names become one. */
  inStep?(name: string): string;
  text(value: string): string;
  /** A table, where it is not written as the identifiers of its path. */
  table?(path: readonly string[]): string;
  /** Whether a text is not in Unicode's normal form C, where the engine can tell. */
  notPlain?(text: string): string;
  double(value: number): string;
  readonly types: Readonly<Record<SqlType, string>>;
  /** Of whole numbers or wide ones, toward zero; the result is a whole number. */
  quotient(left: string, right: string, wide: boolean): string;
  remainder(left: string, right: string): string;
  /** How each function is called with its arguments. */
  readonly functions: Readonly<Record<SqlFunction, (...args: string[]) => string>>;
  /** An expression of text that orders by code point. */
  byCodePoint(expression: string): string;
  /** The exact sum of whole numbers as a wide one. */
  exactSum(arg: string, filter: string): string;
  /** The sum of doubles, infinite (and no failure) where it is too large. */
  doubleSum(arg: string, filter: string): string;
  /** Null when there is no row: a value of the first row of a group; undefined when the engine has no such aggregate. */
  pick(
    which: "first" | "last",
    value: string,
    by: readonly (Omit<SortKey, "value"> & { readonly value: string })[],
    filter: string,
  ): string | undefined;
  /** What makes a step be worked out once. */
  readonly once: string;
  /** A value in the type in which people read it: money as DECIMAL, dates as DATE. All other types are held as they are read. */
  readonly presented: {
    decimal(expression: string, digits: number): string;
    date(expression: string): string;
    time(expression: string): string;
  };
  /** A column in the engine's own type (DECIMAL, DATE, TIMESTAMP) as Tagma holds it: units, days, milliseconds. */
  readonly read: {
    decimal(expression: string, digits: number): string;
    date(expression: string): string;
    time(expression: string): string;
    integer(expression: string): string;
    number(expression: string): string;
    text(expression: string): string;
    /** A list of texts as the one text that holds its set. */
    set(expression: string): string;
  };
  /** Most bytes of a name. */
  readonly longestName: number;
  readonly canTranslate: boolean;
  /** Whether there are exact numbers beyond 64 bits. */
  readonly hasWide: boolean;
  /** Whether a value of the first row of a group can be had without a step of its own. */
  readonly canPick: boolean;
  /** Whether hundreds of operations may build on each other (SQLite: a thousand, all steps together). */
  readonly deep: boolean;
  /** How many terms of AND, OR or || the engine takes in a row; longer rows are nested. */
  readonly longestRow: number;
}
