import { at } from "../invariant/required.ts";
import { zone as zoneOf, type Instant } from "../calendar/zone.ts";
import { columnName } from "../plan/column-name.ts";
import { expressionsOf, walk } from "../plan/forms.ts";
import type { PlanLeaf } from "../plan/expression.ts";
import type { OutputNode, Plan } from "../plan/plan.ts";
import { resolveInstants, resolveWindow, type Range } from "../run/windows.ts";
import { Aggregates, type Joined } from "./aggregates.ts";
import type { Dialect } from "./dialects/dialect.ts";
import type { ErrorSource } from "./errors.ts";
import { hasBit } from "./expression.ts";
import { Names, type Layout } from "./layout.ts";
import { Outputs, type OutputValue, type Refused } from "./outputs.ts";
import { printQuery } from "./print.ts";
import { addSequence } from "./sequences.ts";
import {
  and,
  column,
  compare,
  isFalse,
  isKnown,
  isNull,
  isTrue,
  nodesOf,
  nothing,
  or,
  text,
  when,
  whole,
  type SelectColumn,
  type Select,
  type Sql,
  type SqlType,
} from "./relation.ts";
import { addStep, CUSTOMER, EventRows, Profiles, stepSource, type Lowering } from "./tables.ts";
import { NotInSqlError, sqlTypes, type NotInSql, type SqlValue } from "./value.ts";

export interface SqlOptions {
  readonly dialect: Dialect;
  readonly layout: Layout;
  readonly asOf: Instant;
  /** All events of the rule set: whoever has one is a customer, whether a rule reads it or not. */
  readonly events: readonly string[];
  /** Names of `one of` outputs whose branches are proved to exclude each other; all others are checked for conflicts. */
  readonly proved?: ReadonlySet<string> | undefined;
  /** False for values as Tagma holds them: units, day numbers, milliseconds, sets as numbers with a bit for each value. */
  readonly presented?: boolean | undefined;
}

/** A column of the result. */
export interface SqlColumn {
  readonly output: OutputNode;
  readonly value: string;
  /** NULL where there is a value (or it is unknown); `none`; or an error as JSON with `code` and `details`. */
  readonly state: string | undefined;
}

export interface SqlQuery {
  /** One row for every customer who is there and has all required fields: `_customer` and the columns. */
  readonly query: string;
  readonly columns: readonly SqlColumn[];
  /** Customers without a required field: `_customer`, `missing`; undefined when no field is required. */
  readonly leftOut: string | undefined;
  /** Outputs that the engine can't decide exactly, and those that read them; they have no column. */
  readonly refused: readonly Refused[];
}

/** Lowers a plan to a query that gives for every customer exactly what the reference interpreter gives. */
export function lowerToSql(plan: Plan, options: SqlOptions): SqlQuery {
  const lowering = begin(plan, options);
  const profiles = new Profiles(lowering);
  const { joined, refusals } = lowerAggregates(lowering, profiles);
  const { facts, fields } = writeFacts(lowering, profiles, joined);
  const outputs = new Outputs(lowering, joined.values, fields, refusals, options.proved ?? new Set());
  const last = outputs.write(facts);
  const { select, columns } = result(plan, outputs, last, options);
  return {
    query: printQuery({ steps: lowering.steps, result: select }, options.dialect),
    columns,
    leftOut: leftOutQuery(plan, options),
    refused: outputs.refused,
  };
}

function begin(plan: Plan, { dialect, layout, asOf, events }: SqlOptions): Lowering {
  const columns = new Names(dialect.longestName);
  for (const name of [CUSTOMER, "_time", "_id", "_date", "_valid_from"]) columns.take(name);
  const names = new Names(dialect.longestName);
  // A step called like a table would hide it.
  for (const { path } of [...(layout.profile === undefined ? [] : [layout.profile]), ...layout.events.values()])
    if (path.length === 1) names.take(at(path, 0));
  return {
    plan,
    dialect,
    layout,
    asOf,
    events,
    zone: zoneOf(plan.settings.timeZone),
    instants: resolveInstants(plan.instants, asOf, plan.settings),
    names,
    columns,
    steps: [],
  };
}

function rangesOf({ plan, instants, asOf }: Lowering): ReadonlyMap<string, Range> {
  return new Map(
    plan.aggregates.map((node) => [node.id, resolveWindow(node.window, instants.get(node.at) ?? asOf, plan.settings)]),
  );
}

function lowerAggregates(
  lowering: Lowering,
  profiles: Profiles,
): { readonly joined: Joined; readonly refusals: ReadonlyMap<string, NotInSql> } {
  const ranges = rangesOf(lowering);
  const aggregates = new Aggregates(lowering, profiles, ranges);
  const refusals = new Map<string, NotInSql>();
  if (!hasRequired(lowering.plan)) for (const event of lowering.plan.reads.events) aggregates.group(event.name);
  for (const node of lowering.plan.aggregates) {
    try {
      if (node.kind === "events") aggregates.add(node);
      else addSequence(node, lowering, profiles, aggregates, ranges.get(node.id));
    } catch (error) {
      if (!(error instanceof NotInSqlError)) throw error;
      refusals.set(node.id, error.reason);
    }
  }
  return { joined: aggregates.finish(), refusals };
}

const hasRequired = (plan: Plan): boolean => plan.reads.fields.some(({ required }) => required);

/** Most tables that are joined in one step (SQLite takes 64). */
const JOINS = 40;

/** One wide row for everybody who is there: the profile and all aggregates. */
function writeFacts(
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
      // Who lacks a required field now is left out.
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
function addCustomers(lowering: Lowering, profiles: Profiles, groups: ReadonlyMap<string, string> = new Map()): string {
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

function leftOutQuery(plan: Plan, options: SqlOptions): string | undefined {
  if (!hasRequired(plan)) return undefined;
  const lowering = begin({ ...plan, reads: { ...plan.reads, events: [] } }, options);
  const profiles = new Profiles(lowering);
  const now = profiles.at("now");
  const customers = addCustomers(lowering, profiles);
  const required = plan.reads.fields.filter((field) => field.required);
  const missing = (name: string): Sql => (now === undefined ? isNull(text("")) : isNull(column("p", columnName(name))));
  return printQuery(
    {
      steps: lowering.steps,
      result: {
        columns: [
          { value: column("c", CUSTOMER), as: CUSTOMER },
          { value: when(required.map(({ name }) => [missing(name), text(name)] as const)), as: "missing" },
        ],
        from: stepSource(customers, "c"),
        joins:
          now === undefined
            ? []
            : [
                {
                  kind: "left",
                  source: stepSource(now, "p"),
                  on: compare("=", column("p", CUSTOMER), column("c", CUSTOMER)),
                },
              ],
        where: or(required.map(({ name }) => missing(name))),
      },
    },
    options.dialect,
  );
}

function result(
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

function presented(sql: Sql, { type }: OutputNode): Sql {
  if (type.kind === "set") {
    const members = type.values.map((value, place) =>
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
