import type { Instant, Zone } from "../calendar/zone.ts";
import { columnName } from "../plan/column-name.ts";
import { CUSTOMER, VALID_FROM } from "../plan/own-columns.ts";
import type { FieldRead, Plan } from "../plan/plan.ts";
import { textType, type ValueType } from "../plan/types.ts";
import { ownReads } from "../plan/joined-reads.ts";
import { localDate, localHour, weekdayOf } from "./civil.ts";
import type { Dialect } from "./dialects/dialect.ts";
import { joinedNames, joinedRows, type JoinedRows } from "./joined.ts";
import type { EventLayout, Layout, Names } from "./layout.ts";
import {
  and,
  column,
  compare,
  whole,
  type SelectColumn,
  type Select,
  type Source,
  type Sql,
  type Step,
} from "./relation.ts";
import { valueOf, wholeValue, type SqlValue } from "./value.ts";

/** What every part of the lowering shares: the plan, the engine, the tables, and the steps written so far. */
export interface Lowering {
  readonly plan: Plan;
  readonly dialect: Dialect;
  readonly layout: Layout;
  readonly zone: Zone;
  readonly asOf: Instant;
  readonly instants: ReadonlyMap<string, Instant>;
  /** All events of the rule set, read by the plan or not: whoever has one is a customer. */
  readonly events: readonly string[];
  /** Names of steps. */
  readonly names: Names;
  /** Names of columns of the wide steps. */
  readonly columns: Names;
  readonly steps: Step[];
  /** The steps that give the events of a type together with the rows that they name; made when they are first asked for. */
  readonly joinedEvents: Map<string, string>;
}

/** Every step has the customer's id in this column. */
export { CUSTOMER };

export function addStep(lowering: Lowering, name: string, note: string, select: Select, once = false): string {
  const taken = lowering.names.take(name);
  lowering.steps.push({ name: taken, note, body: { kind: "select", select }, once });
  return taken;
}

export const stepSource = (name: string, alias: string): Source => ({ relation: { kind: "step", name }, alias });

/** A column of a table as Tagma holds it. */
function stored(lowering: Lowering, alias: string, name: string, type: ValueType): Sql {
  const sql = column(alias, name);
  return lowering.layout.bound ? { op: "read", arg: sql, type } : sql;
}

/** The key of a table. */
const keyIn =
  (lowering: Lowering) =>
  (alias: string, name: string): Sql =>
    stored(lowering, alias, name, textType);

/** A table of events with what its rows name in other tables beside their own columns, as they are stored. */
function withJoins(
  lowering: Lowering,
  event: string,
  from: Source,
  layout: EventLayout,
  reads: readonly FieldRead[],
  joined: JoinedRows,
): Source {
  if (joined.joins.length === 0) return from;
  const known = lowering.joinedEvents.get(event);
  if (known !== undefined) return stepSource(known, from.alias);
  const { id, customer, time, local } = layout;
  const own = new Set([
    id,
    customer,
    time,
    ...(local === undefined ? [] : [local.date, local.weekday, local.hour]),
    ...ownReads(reads).map(({ name }) => layout.column(name)),
  ]);
  const select: Select = {
    columns: [...[...own].map((name) => ({ value: column(from.alias, name), as: name })), ...joined.columns],
    from,
    joins: joined.joins,
  };
  // A step of its own, worked out once: DuckDB 1.5 takes one joined column for another where a query holds the same joins
  // several times.
  const step = addStep(lowering, `${event}_rows`, `${event} with the rows that it names`, select, true);
  lowering.joinedEvents.set(event, step);
  return stepSource(step, from.alias);
}

/** The steps that give each customer's profile at an instant; made when they are first asked for. */
export class Profiles {
  private readonly lowering: Lowering;
  private readonly steps = new Map<string, string>();
  private readonly fields: ReadonlyMap<string, FieldRead>;
  /** The columns of what is read through tables. */
  private readonly joined: ReadonlyMap<string, string>;

  constructor(lowering: Lowering) {
    this.lowering = lowering;
    this.fields = new Map(lowering.plan.reads.fields.map((field) => [field.name, field]));
    this.joined = joinedNames(lowering.plan.reads.fields);
  }

  /** The step with the profiles of an instant; undefined when there is no profile at all. */
  at(instant: string): string | undefined {
    const found = this.steps.get(instant);
    if (found !== undefined || this.lowering.layout.profile === undefined) return found;
    const name = this.write(instant, this.lowering.layout.profile);
    this.steps.set(instant, name);
    return name;
  }

  private write(
    instant: string,
    { path, customer, validFrom, column: columnOf }: NonNullable<Layout["profile"]>,
  ): string {
    const { lowering } = this;
    const id = stored(lowering, "p", customer, { kind: "text" });
    const own = (field: string): Sql => stored(lowering, "p", columnOf(field), textType);
    const {
      joins,
      columns: through,
      names,
    } = joinedRows(lowering.layout, lowering.plan.reads.fields, keyIn(lowering), own);
    const columns: SelectColumn[] = [
      { value: id, as: CUSTOMER },
      ...lowering.plan.reads.fields.map((field): SelectColumn => {
        const as = names.get(field.name);
        const joined = through.find((one) => one.as === as)?.value;
        return as === undefined || joined?.op !== "column"
          ? { value: stored(lowering, "p", columnOf(field.name), field.type), as: columnName(field.name) }
          : { value: stored(lowering, joined.of ?? "", joined.name, field.type), as };
      }),
    ];
    const table: Source = { relation: { kind: "table", path }, alias: "p" };
    if (validFrom === undefined)
      return addStep(lowering, "profile_now", "the profile", { columns, from: table, joins });
    const from = stored(lowering, "p", validFrom, { kind: "time" });
    const until = compare("<=", from, whole(lowering.instants.get(instant) ?? lowering.asOf));
    const latest: Select = {
      columns: [
        { value: id, as: CUSTOMER },
        { value: { op: "aggregate", fn: "max", arg: from, text: false, filter: undefined }, as: VALID_FROM },
      ],
      from: table,
      where: until,
      groupBy: [id],
    };
    return addStep(
      lowering,
      `profile_${instant}`,
      `the profile as it was ${instant === "now" ? "then" : `at ${instant}`}`,
      {
        columns,
        from: table,
        joins: [
          ...joins,
          {
            kind: "inner",
            source: { relation: { kind: "select", select: latest }, alias: "v" },
            on: and([compare("=", column("v", CUSTOMER), id), compare("=", column("v", VALID_FROM), from)]),
          },
        ],
      },
    );
  }

  /** A field of the profile as a column of its step. */
  field(name: string, alias: string): SqlValue {
    const field = this.fields.get(name);
    if (field === undefined) throw new Error(`the plan does not read ${name}`);
    const value = valueOf(column(alias, this.joined.get(name) ?? columnName(name)), field.type, true);
    return {
      ...value,
      low: Math.max(value.low, field.low ?? -Infinity),
      high: Math.min(value.high, field.high ?? Infinity),
    };
  }
}

/** Leaves an expression where it stands: conditions over single events have no step in which it could be a column. */
export const inPlace = (sql: Sql): Sql => sql;

/** The events of a type as they stand in their table, and what expressions over them read. */
export class EventRows {
  readonly source: Source;
  readonly customer: Sql;
  readonly id: Sql;
  readonly time: SqlValue;
  private readonly lowering: Lowering;
  private readonly layout: EventLayout;
  private readonly fields: ReadonlyMap<string, FieldRead>;
  private readonly joined: ReadonlyMap<string, string>;

  constructor(lowering: Lowering, event: string, alias = "e") {
    const layout = lowering.layout.events.get(event);
    if (layout === undefined) throw new Error(`no table is known for ${event}`);
    this.lowering = lowering;
    this.layout = layout;
    const reads = lowering.plan.reads.events.find(({ name }) => name === event)?.fields ?? [];
    const joined = joinedRows(lowering.layout, reads, keyIn(lowering), (field) =>
      stored(lowering, alias, layout.column(field), textType),
    );
    this.joined = joined.names;
    this.source = withJoins(
      lowering,
      event,
      { relation: { kind: "table", path: layout.path }, alias },
      layout,
      reads,
      joined,
    );
    this.customer = stored(lowering, alias, layout.customer, { kind: "text" });
    this.id = stored(lowering, alias, layout.id, { kind: "text" });
    this.time = valueOf(stored(lowering, alias, layout.time, { kind: "time" }), { kind: "time" }, false);
    // An event that no rule reads has rows, which say that somebody is a customer, and no fields.
    this.fields = new Map(reads.map((field) => [field.name, field]));
  }

  field(name: string): SqlValue {
    const field = this.fields.get(name);
    if (field === undefined) throw new Error(`the plan does not read ${name}`);
    const value = valueOf(
      stored(this.lowering, this.source.alias, this.joined.get(name) ?? this.layout.column(name), field.type),
      field.type,
      !field.required,
    );
    return {
      ...value,
      low: Math.max(value.low, field.low ?? -Infinity),
      high: Math.min(value.high, field.high ?? Infinity),
    };
  }

  date(): SqlValue {
    const { local } = this.layout;
    return wholeValue(
      local === undefined
        ? localDate(this.time.sql, this.lowering.zone, inPlace)
        : column(this.source.alias, local.date),
      false,
      -719_162,
      2_932_896,
    );
  }

  weekday(): SqlValue {
    const { local } = this.layout;
    return wholeValue(
      local === undefined ? weekdayOf(this.date().sql) : column(this.source.alias, local.weekday),
      false,
      0,
      6,
    );
  }

  hour(): SqlValue {
    const { local } = this.layout;
    return wholeValue(
      local === undefined
        ? localHour(this.time.sql, this.lowering.zone, inPlace)
        : column(this.source.alias, local.hour),
      false,
      0,
      23,
    );
  }
}
