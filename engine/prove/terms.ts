import type { PlanExpression } from "../plan/expression.ts";
import type { Formula } from "./formula.ts";
import type { Linear } from "./linear.ts";
import type { VariableTable } from "./variable-table.ts";

/** A condition: when it is true, and when it is false. When neither, it is unknown (or an error). */
export interface Logical {
  readonly t: Formula;
  readonly f: Formula;
}
/** The values that an expression can have, each under its guard; under no guard it is unknown. */
export type Numeric = readonly { readonly guard: Formula; readonly value: Linear }[];
export type Textual = readonly {
  readonly guard: Formula;
  readonly value: { readonly variable: string; readonly folded: boolean } | { readonly text: string };
}[];

/** Translates expressions outside of a `where`. */
export interface Translator {
  readonly table: VariableTable;
  logical(expression: PlanExpression): Logical;
  numeric(expression: PlanExpression): Numeric;
}
