import { columnName } from "../plan/column-name.ts";
import { expressionsOf, walk } from "../plan/forms.ts";
import type { PlanLeaf } from "../plan/expression.ts";
import type { Plan } from "../plan/plan.ts";
import { type Joined } from "./aggregates.ts";
import { and, column, compare, isKnown, nodesOf, whole, type SelectColumn, type Select, type Sql } from "./relation.ts";
import { addStep, CUSTOMER, EventRows, Profiles, stepSource, type Lowering } from "./tables.ts";
import { type SqlValue } from "./value.ts";

export const hasRequired = (plan: Plan): boolean => plan.reads.fields.some(({ required }) => required);

/** Most tables that are joined in one step (SQLite takes 64). */
const JOINS = 40;

/** One wide row for everybody who is there: the profile and all aggregates. */
export function writeFacts(
  lowering: Lowering,
  profiles: Profiles,
  joined: Joined,
): { readonly facts: string; readonly fields: ReadonlyMap<string, SqlValue> } {
  const { plan } = lowering;
  const fields = new Map<string, SqlValue>();
  const columns: SelectColumn[] = [];
  const joins: { readonly step: string; readonly alias: string }[] = [];
  const now = profiles.at("now");
  for (const at of instantsOfFields(plan)) {
    const step = profiles.at(at);
    if (step === undefined) continue;
    if (step !== now) joins.push({ step, alias: step });
    for (const { name } of plan.reads.fields) {
      const value = profiles.field(name, step);
      const as = lowering.columns.take(at === "now" ? columnName(name) : `_${name}_${at}`);
      columns.push({ value: value.sql, as });
      // A customer who lacks a required field now is not in the result, so that it is never NULL here.
      const required = at === "now" && plan.reads.fields.find((field) => field.name === name)?.required === true;
      fields.set(`${at} ${name}`, { ...value, sql: column(undefined, as), nullable: !required });
    }
  }
  for (const step of joined.steps) joins.push({ step, alias: step });
  const everybody = hasRequired(plan) && now !== undefined ? now : addCustomers(lowering, profiles, joined.groups);
  if (everybody !== now && now !== undefined) joins.unshift({ step: now, alias: now });
  const required = plan.reads.fields
    .filter((field) => field.required)
    .map(({ name }) => isKnown(column(now, columnName(name))));
  const all = [...columns, ...joined.columns];
  return { facts: joinedFacts(lowering, everybody, joins, all, and(required)), fields };
}

/** The facts in as many steps as the number of joins asks for. */
function joinedFacts(
  lowering: Lowering,
  everybody: string,
  joins: readonly { readonly step: string; readonly alias: string }[],
  columns: readonly SelectColumn[],
  where: Sql,
): string {
  let [from, first] = [everybody, true];
  let rest = columns;
  for (let at = 0; first || at < joins.length; at += JOINS) {
    const own = joins.slice(at, at + JOINS);
    const here = new Set([...own.map(({ alias }) => alias), ...(first ? [everybody] : [])]);
    const ready = rest.filter(({ value }) => tablesIn(value).every((table) => here.has(table)));
    rest = rest.filter((column_) => !ready.includes(column_));
    const alias = first ? everybody : "f";
    const select: Select = {
      ...(first
        ? { columns: [{ value: column(alias, CUSTOMER), as: CUSTOMER }, ...ready] }
        : { star: alias, columns: ready }),
      from: stepSource(from, alias),
      joins: own.map(({ step, alias: name }) => ({
        kind: "left" as const,
        source: stepSource(step, name),
        on: compare("=", column(name, CUSTOMER), column(alias, CUSTOMER)),
      })),
      ...(first && !(where.op === "literal") ? { where } : {}),
    };
    from = addStep(lowering, "facts", "one row a customer: the profile, and what the events add up to", select, true);
    first = false;
  }
  return from;
}

function tablesIn(sql: Sql): string[] {
  return [...nodesOf(sql)].flatMap((node) => (node.op === "column" && node.of !== undefined ? [node.of] : []));
}

function instantsOfFields(plan: Plan): string[] {
  const found = new Set<string>(plan.reads.fields.length > 0 ? ["now"] : []);
  for (const { form } of plan.outputs) {
    for (const [path, expression] of expressionsOf(form)) {
      walk<PlanLeaf>(expression, path, (node) => {
        if (node.op === "field") found.add(node.at);
      });
    }
  }
  return [...found];
}

/** Everybody with a profile or an event of any type by then. */
export function addCustomers(
  lowering: Lowering,
  profiles: Profiles,
  groups: ReadonlyMap<string, string> = new Map(),
): string {
  const now = profiles.at("now");
  const selects: Select[] =
    now === undefined
      ? []
      : [{ columns: [{ value: column("p", CUSTOMER), as: CUSTOMER }], from: stepSource(now, "p") }];
  for (const event of lowering.events) {
    const step = groups.get(event);
    if (step !== undefined)
      selects.push({ columns: [{ value: column("e", CUSTOMER), as: CUSTOMER }], from: stepSource(step, "e") });
    else selects.push(customersOf(lowering, event));
  }
  const name = lowering.names.take("customers");
  lowering.steps.push({
    name,
    note: "everybody with a profile or an event",
    once: false,
    body: { kind: "union", all: false, selects },
  });
  return name;
}

function customersOf(lowering: Lowering, event: string): Select {
  const rows = new EventRows(lowering, event);
  return {
    distinct: true,
    columns: [{ value: rows.customer, as: CUSTOMER }],
    from: rows.source,
    where: compare("<=", rows.time.sql, whole(lowering.asOf)),
  };
}
