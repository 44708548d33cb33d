import { required } from "../../invariant/required.ts";
import type { AggregateNode } from "../../plan/plan.ts";
import type { SetType } from "../../plan/types.ts";
import type { Range } from "../../run/window-range.ts";
import type { ErrorSource } from "../errors.ts";
import type { Select, Sql } from "../relation.ts";
import type { EventRows, Lowering } from "../tables.ts";
import { SET_LIMIT } from "../forms.ts";
import { NotInSqlError, type SqlValue } from "../value.ts";

export type EventAggregate = Extract<AggregateNode, { kind: "events" }>;

/** An aggregate as the facts hold it: its value, and what may be wrong with it. */
export interface AggregateValue {
  readonly value: SqlValue;
  readonly errors: readonly ErrorSource[];
}

/** One aggregate that is being lowered: the rows that it is taken of, and where its columns go. */
export interface MeasureSite {
  readonly node: EventAggregate;
  readonly lowering: Lowering;
  readonly rows: EventRows;
  /** The field that it is taken over, or what that stands for; undefined for an aggregate over events alone. */
  readonly field: SqlValue | undefined;
  /** Whether a row counts, and whether it counts below the line of a share. */
  readonly counted: Sql;
  readonly below: Sql;
  readonly range: Range | undefined;
  /** The event's rows that pass, for a step of its own. */
  from(where: readonly Sql[]): Pick<Select, "from" | "joins" | "where">;
  /** A column of the step that groups the event's rows by customer. */
  grouped(what: string, value: Sql, noted?: boolean): Sql;
  /** A column of the facts over columns of joined steps. */
  fact(sql: Sql, what: string): Sql;
  /** What the aggregate is and who reads it, as a comment. */
  note(): string;
  /** Says that a step of its own is joined by customer. */
  join(step: string): void;
}

/** More events than a customer has. */
export const MANY_EVENTS = 2 ** 40;

export const plain = (value: SqlValue): AggregateValue => ({ value, errors: [] });

/** The field that an aggregate is taken over. */
export function fieldOf({ node, field }: MeasureSite): { readonly name: string; readonly value: SqlValue } {
  return {
    name: required(node.field ?? undefined, "the field of an aggregate"),
    value: required(field, "the field of an aggregate"),
  };
}

/** The values of a set that are asked for one by one. @throws NotInSqlError where there are too many, or any */
export function listedValues({ values }: SetType): readonly string[] {
  if (values === null || values.length > SET_LIMIT) throw new NotInSqlError("set-values");
  return values;
}

/** An aggregate function of SQL over the rows that count. */
export function over(
  { counted }: MeasureSite,
  fn: Extract<Sql, { op: "aggregate" }>["fn"],
  arg?: Sql,
  ofText = false,
): Sql {
  return { op: "aggregate", fn, arg, text: ofText, filter: counted };
}
