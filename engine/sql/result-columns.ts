import { columnName } from "../plan/column-name.ts";
import type { OutputNode, Plan } from "../plan/plan.ts";
import type { ErrorSource } from "./errors.ts";
import { hasBit } from "./expression.ts";
import { Names } from "./layout.ts";
import { Outputs, type OutputValue } from "./outputs.ts";
import {
  column,
  isFalse,
  isKnown,
  isTrue,
  nothing,
  or,
  text,
  when,
  type SelectColumn,
  type Select,
  type Sql,
  type SqlType,
} from "./relation.ts";
import { CUSTOMER, stepSource } from "./tables.ts";
import { sqlTypes } from "./value.ts";
import type { SqlOptions } from "./options.ts";

/** A column of the result. */
export interface SqlColumn {
  readonly output: OutputNode;
  readonly value: string;
  /** NULL where there is a value (or it is unknown); `none`; or an error as JSON with `code` and `details`. */
  readonly state: string | undefined;
}

export function result(
  plan: Plan,
  outputs: Outputs,
  last: string,
  options: SqlOptions,
): { readonly select: Select; readonly columns: readonly SqlColumn[] } {
  const names = new Names(options.dialect.longestName);
  names.take(CUSTOMER);
  const printed: SelectColumn[] = [{ value: column(undefined, CUSTOMER), as: CUSTOMER }];
  const columns: SqlColumn[] = [];
  for (const output of plan.outputs) {
    const found = outputs.values.get(output.id);
    if (found === undefined || output.at !== "now" || output.kind === "expect") continue;
    const law = output.kind === "never" || output.kind === "exclusive";
    const value = names.take(law ? `_law_${columns.length + 1}` : columnName(output.name));
    const stateSql = stateOf(found);
    const state = stateSql === undefined ? undefined : names.take(`_state_${law ? value : output.name}`);
    printed.push({ value: valueOf(found, output, options), as: value });
    if (stateSql !== undefined && state !== undefined) printed.push({ value: stateSql, as: state });
    columns.push({ output, value, state });
  }
  return { select: { columns: printed, from: stepSource(last, "t") }, columns };
}

/** Nothing where there is an error: what stands there then means nothing. */
function valueOf({ value, errors }: OutputValue, output: OutputNode, { presented: forPeople = true }: SqlOptions): Sql {
  const wrong = or(errors.map((source) => (source.kind === "flag" ? source.flag : isKnown(source.text))));
  const correct = (sql: Sql, type: SqlType): Sql =>
    isFalse(wrong) ? sql : isTrue(wrong) ? nothing(type) : when([[wrong, nothing(type)]], sql);
  if (forPeople && output.type.kind === "set") return correct(presented(value.sql, output), "text");
  const held = correct(value.sql, sqlTypes[value.kind]);
  return forPeople ? presented(held, output) : held;
}

function stateOf({ errors, none, value }: OutputValue): Sql | undefined {
  const whens = neighbours(errors).map(([source, ...others]): readonly [Sql, Sql] =>
    source.kind === "flag"
      ? [or([source, ...others].flatMap((like) => (like.kind === "flag" ? [like.flag] : []))), text(source.says)]
      : [isKnown(source.text), source.text],
  );
  if (none !== undefined && value.nullable) whens.push([none, text("none")]);
  return whens.length === 0 ? undefined : when(whens);
}

/** Errors in a row that say the same, together. */
function neighbours(errors: readonly ErrorSource[]): [ErrorSource, ...ErrorSource[]][] {
  const groups: [ErrorSource, ...ErrorSource[]][] = [];
  for (const source of errors) {
    const last = groups.at(-1);
    if (last !== undefined && last[0].kind === "flag" && source.kind === "flag" && last[0].says === source.says)
      last.push(source);
    else groups.push([source]);
  }
  return groups;
}

export function presented(sql: Sql, { type }: OutputNode): Sql {
  if (type.kind === "set") {
    const members = (type.values ?? []).map((value, place) =>
      when([[hasBit(sql, place), text(`,${JSON.stringify(value)}`)]], text("")),
    );
    return members.length === 0
      ? text("[]")
      : {
          op: "concat",
          args: [text("["), { op: "call", fn: "without first", args: [{ op: "concat", args: members }] }, text("]")],
        };
  }
  return type.kind === "decimal" || type.kind === "date" || type.kind === "time"
    ? { op: "presented", arg: sql, type }
    : sql;
}
