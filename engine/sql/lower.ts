import { at } from "../invariant/required.ts";
import { zone as zoneOf } from "../calendar/zone.ts";
import { columnName } from "../plan/column-name.ts";
import type { Plan } from "../plan/plan.ts";
import { resolveInstants, resolveWindow, type Range } from "../run/windows.ts";
import { Aggregates, type Joined } from "./aggregates.ts";
import { Names } from "./layout.ts";
import { Outputs, type Refused } from "./outputs.ts";
import { printQuery } from "./print.ts";
import { addSequence } from "./sequences.ts";
import { column, compare, isNull, or, text, when, type Sql } from "./relation.ts";
import { CUSTOMER, Profiles, stepSource, type Lowering } from "./tables.ts";
import { NotInSqlError, type NotInSql } from "./value.ts";
import { addCustomers, hasRequired, writeFacts } from "./facts.ts";
import { result, type SqlColumn } from "./result-columns.ts";
import type { SqlOptions } from "./options.ts";

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
  const tables = (plan.reads.tables ?? []).flatMap(({ name }) => layout.table(name) ?? []);
  // A step called like a table would hide it.
  for (const { path } of [
    ...(layout.profile === undefined ? [] : [layout.profile]),
    ...layout.events.values(),
    ...tables,
  ])
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
    joinedEvents: new Map(),
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
