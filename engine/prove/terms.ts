import type { PlanExpression } from "../plan/expression.ts";
import type { Formula } from "./formula.ts";
import type { Linear } from "./linear.ts";
import type { VariableTable } from "./variable-table.ts";

/** A condition: when it is true, and when it is false. When neither, it is unknown (or an error). */
export interface Logical {
  readonly t: Formula;
  readonly f: Formula;
}
/** A condition of which each side is worked out when it is first asked for: each can be as long as a tag has branches. */
export function lazily(whenTrue: () => Formula, whenFalse: () => Formula): Logical {
  let [t, f]: (Formula | undefined)[] = [];
  return {
    get t() {
      return (t ??= whenTrue());
    },
    get f() {
      return (f ??= whenFalse());
    },
  };
}

/** The values that an expression can have, each under its guard; under no guard it is unknown. */
export type Numeric = readonly { readonly guard: Formula; readonly value: Linear }[];
export type Textual = readonly {
  readonly guard: Formula;
  readonly value: { readonly variable: string; readonly folded: boolean } | { readonly text: string };
}[];

/** The place where an expression stands: the plan's instants, or one event inside a `where`. */
export interface Site {
  readonly event: string | undefined;
}
export const outside: Site = { event: undefined };

/** Translates the operands of an expression; outside of a `where` when no site is given. */
export interface Translator {
  readonly table: VariableTable;
  logical(expression: PlanExpression, site?: Site): Logical;
  numeric(expression: PlanExpression, site?: Site): Numeric;
  textual(expression: PlanExpression, site?: Site): Textual;
  /** When an expression has a value. */
  known(expression: PlanExpression, site?: Site): Formula;
}
