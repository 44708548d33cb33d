import { EXACT_LIMIT, type ValueType } from "../plan/types.ts";
import { typeRange } from "../run/ir/type-range.ts";
import type { Sql, SqlType } from "./relation.ts";

/** The set of a tag is held as a number: bit i stands for the i-th of its type's values. That of a field is a text. */
export type SqlKind = "truth" | "whole" | "double" | "text" | "set";

/** An expression with what is known of its values. */
export interface SqlValue {
  readonly sql: Sql;
  readonly kind: SqlKind;
  readonly nullable: boolean;
  /** Of whole numbers: between which they lie. */
  readonly low: number;
  readonly high: number;
}

export const sqlTypes: Readonly<Record<SqlKind, SqlType>> = {
  truth: "truth",
  whole: "whole",
  double: "double",
  text: "text",
  set: "whole",
};

/** How values of a type are held in tables. */
export function kindOf(type: ValueType): SqlKind {
  switch (type.kind) {
    case "boolean":
      return "truth";
    case "number":
      return "double";
    case "text":
    case "enum":
    case "set":
      return "text";
    case "integer":
    case "decimal":
    case "date":
    case "time":
    case "duration":
      return "whole";
  }
}

/** A value of a type of which nothing else is known. */
export function valueOf(sql: Sql, type: ValueType, nullable: boolean): SqlValue {
  return { sql, kind: kindOf(type), nullable, ...typeRange(type) };
}

export function wholeValue(sql: Sql, nullable: boolean, low = -EXACT_LIMIT, high = EXACT_LIMIT): SqlValue {
  return { sql, kind: "whole", nullable, low, high };
}
export const doubleValue = (sql: Sql, nullable: boolean): SqlValue => ({
  sql,
  kind: "double",
  nullable,
  low: -Infinity,
  high: Infinity,
});
export const truthValue = (sql: Sql, nullable: boolean): SqlValue => ({
  sql,
  kind: "truth",
  nullable,
  low: 0,
  high: 1,
});
export const textValue = (sql: Sql, nullable: boolean): SqlValue => ({ sql, kind: "text", nullable, low: 0, high: 0 });

/** Thrown for what an engine can't say exactly; caught where the output is known. */
export class NotInSqlError extends Error {
  readonly reason: NotInSql;
  constructor(reason: NotInSql) {
    super(reason);
    this.reason = reason;
  }
}
/** Why something can't be said in SQL. */
export type NotInSql =
  | "fold"
  | "nul"
  | "wide-division"
  | "large-set"
  | "set-comparison"
  | "nested-model"
  | "lifetime"
  | "set-values";
