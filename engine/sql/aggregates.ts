import { keyOf } from "../plan/canonical.ts";
import type { PlanLeaf } from "../plan/expression.ts";
import { expressionsOf, walk } from "../plan/forms.ts";
import type { AggregateNode, Plan } from "../plan/plan.ts";
import { EXACT_LIMIT } from "../plan/types.ts";
import type { Range } from "../run/window-range.ts";
import { roundHalf } from "./arithmetic.ts";
import { lowerExpression } from "./expression.ts";
import {
  and,
  arithmetic,
  ascending,
  call,
  cast,
  coalesce,
  column,
  compare,
  countRows,
  descending,
  double,
  isKnown,
  minus,
  nodesOf,
  or,
  times,
  truth,
  when,
  whole,
  type SelectColumn,
  type Select,
  type SortKey,
  type Sql,
} from "./relation.ts";
import { addStep, CUSTOMER, EventRows, stepSource, type Lowering, type Profiles } from "./tables.ts";
import { doubleValue, valueOf, wholeValue, type SqlValue } from "./value.ts";
import { eventScope, fieldInstants, windowCondition } from "./event-scope.ts";
import { overflowError, type ErrorSource } from "./errors.ts";

/** An aggregate as the facts hold it: its value, and what may be wrong with it. */
export interface AggregateValue {
  readonly value: SqlValue;
  readonly errors: readonly ErrorSource[];
}

/** A column of the facts that is joined from a step. */
export interface Joined {
  /** Steps to be joined by customer. */
  readonly steps: ReadonlySet<string>;
  readonly columns: readonly SelectColumn[];
  readonly values: ReadonlyMap<string, AggregateValue>;
  /** The step that has one row for everybody with an event, by event. */
  readonly groups: ReadonlyMap<string, string>;
}

type EventAggregate = Extract<AggregateNode, { kind: "events" }>;
const DAY = 86_400_000;
const MANY_EVENTS = 2 ** 40;
const LIMIT = whole(EXACT_LIMIT);
const DOUBLE_MAX = double(Number.MAX_VALUE);

/** One grouping over the rows of an event: its measures become columns of one step. */
interface Group {
  readonly event: string;
  readonly fieldsAt: readonly string[];
  readonly columns: SelectColumn[];
}

/** Lowers all aggregates of a plan over events: as few passes over each table as there are groupings. */
export class Aggregates {
  private readonly lowering: Lowering;
  private readonly profiles: Profiles;
  private readonly ranges: ReadonlyMap<string, Range>;
  private readonly readers: ReadonlyMap<string, string>;
  private readonly groups = new Map<string, Group & { readonly alias: string }>();
  private readonly steps = new Set<string>();
  private readonly columns: SelectColumn[] = [];
  private readonly values = new Map<string, AggregateValue>();

  constructor(lowering: Lowering, profiles: Profiles, ranges: ReadonlyMap<string, Range>) {
    this.lowering = lowering;
    this.profiles = profiles;
    this.ranges = ranges;
    this.readers = readersOf(lowering.plan);
  }

  /** Adds the columns of one aggregate to the step that reads its event. */
  add(node: EventAggregate): void {
    this.values.set(node.id, this.lower(node));
  }

  /** Every event's grouping is needed: it also says who had one. */
  group(event: string, fieldsAt: readonly string[] = []): Group & { readonly alias: string } {
    const key = keyOf([event, fieldsAt]);
    let found = this.groups.get(key);
    if (found === undefined) {
      found = {
        event,
        fieldsAt,
        columns: [],
        alias: this.lowering.names.take(`${event}${fieldsAt.length === 0 ? "" : "_by_profile"}_facts`),
      };
      this.groups.set(key, found);
    }
    return found;
  }

  /** Writes the steps; after that no aggregate can be added. */
  finish(): Joined {
    for (const { event, fieldsAt, columns, alias } of this.groups.values()) {
      const rows = new EventRows(this.lowering, event);
      this.lowering.steps.push({
        name: alias,
        note: `one row for everybody with ${event}`,
        once: false,
        body: {
          kind: "select",
          select: {
            ...this.from(rows, fieldsAt),
            columns: [{ value: rows.customer, as: CUSTOMER }, ...columns],
            groupBy: [rows.customer],
          },
        },
      });
      if (columns.length > 0) this.steps.add(alias);
    }
    const groups = new Map(
      [...this.groups.values()].flatMap(({ event, fieldsAt, alias }) =>
        fieldsAt.length === 0 ? [[event, alias] as const] : [],
      ),
    );
    return { steps: this.steps, columns: this.columns, values: this.values, groups };
  }

  private from(
    rows: EventRows,
    fieldsAt: readonly string[],
    where: readonly Sql[] = [],
  ): Pick<Select, "from" | "joins" | "where"> {
    const joins = fieldsAt.flatMap((at, index) => {
      const step = this.profiles.at(at);
      return step === undefined
        ? []
        : [
            {
              kind: "left" as const,
              source: stepSource(step, `p${index}`),
              on: compare("=", column(`p${index}`, CUSTOMER), rows.customer),
            },
          ];
    });
    return {
      from: rows.source,
      joins,
      where: and([compare("<=", rows.time.sql, whole(this.lowering.asOf)), ...where]),
    };
  }

  private note(node: EventAggregate): string {
    const readers = this.readers.get(node.id) ?? "";
    return `${node.function} of ${node.event}${node.field === null ? "" : `.${node.field}`}${readers === "" ? "" : `: ${readers}`}`;
  }

  private lower(node: EventAggregate): AggregateValue {
    const rows = new EventRows(this.lowering, node.event);
    const fieldsAt = fieldInstants([node.where, node.among]);
    const overflows: Sql[] = [];
    const scope = eventScope(this.lowering, rows, this.profiles, fieldsAt, (condition) => overflows.push(condition));
    const inWindow = windowCondition(rows, this.ranges.get(node.id), this.lowering.asOf);
    const [among, where] = [node.among, node.where].map((condition) =>
      condition === null ? truth(true) : lowerExpression(condition, scope).sql,
    );
    const counted = and([...inWindow, among ?? truth(true), where ?? truth(true)]);
    const errors: ErrorSource[] = [];
    if (overflows.length > 0) {
      const flag = this.column(node, "overflow", countRows(and([...inWindow, or(overflows)])), fieldsAt);
      errors.push(overflowError(compare(">", this.fact(coalesce(flag, whole(0)), node, "overflow"), whole(0))));
    }
    const measured = this.measure(node, rows, counted, and([...inWindow, among ?? truth(true)]), fieldsAt);
    return { value: measured.value, errors: [...errors, ...measured.errors] };
  }

  /** A column of the grouping, as the facts see it. */
  private column(node: EventAggregate, what: string, value: Sql, fieldsAt: readonly string[], noted = false): Sql {
    const group = this.group(node.event, fieldsAt);
    const as = this.lowering.columns.take(`_${node.event}_${what.replaceAll(" ", "_")}`);
    group.columns.push({ value, as, note: noted ? this.note(node) : undefined });
    return column(group.alias, as);
  }

  /** A column of the facts over columns of joined steps. */
  private fact(sql: Sql, node: AggregateNode, what: string): Sql {
    if (sql.op === "column") {
      this.columns.push({ value: sql, as: sql.name });
      return column(undefined, sql.name);
    }
    const names = [...columnsIn(sql)];
    const [only] = names;
    const as =
      names.length === 1 && only !== undefined && !this.columns.some((taken) => taken.as === only)
        ? only
        : this.lowering.columns.take(
            `_${node.kind === "events" ? node.event : "sequence"}_${what.replaceAll(" ", "_")}`,
          );
    this.columns.push({ value: sql, as });
    return column(undefined, as);
  }

  private measure(
    node: EventAggregate,
    rows: EventRows,
    counted: Sql,
    below: Sql,
    fieldsAt: readonly string[],
  ): AggregateValue {
    const aggregate = (fn: Extract<Sql, { op: "aggregate" }>["fn"], arg?: Sql, ofText = false): Sql => ({
      op: "aggregate",
      fn,
      arg,
      text: ofText,
      filter: counted,
    });
    const own = (what: string, value: Sql): Sql => this.column(node, what, value, fieldsAt, true);
    const plain = (value: SqlValue): AggregateValue => ({ value, errors: [] });
    const zeroed = (what: string, value: Sql): AggregateValue =>
      plain(wholeValue(this.fact(coalesce(own(what, value), whole(0)), node, what), false, 0, MANY_EVENTS));
    const field = node.field === null ? undefined : rows.field(node.field);
    switch (node.function) {
      case "count":
        return zeroed("count", aggregate("count"));
      case "distinct days":
        return zeroed("days", aggregate("count distinct", rows.date().sql));
      case "distinct count":
        return zeroed(`distinct_${node.field ?? ""}`, aggregate("count distinct", field?.sql));
      case "share": {
        const part = own("part", aggregate("count"));
        const total = this.column(node, "total", countRows(below), fieldsAt);
        return plain(
          doubleValue(
            this.fact(
              when([[compare(">", total, whole(0)), arithmetic("/", cast(part, "double"), cast(total, "double"))]]),
              node,
              "share",
            ),
            true,
          ),
        );
      }
      case "time of first":
      case "time of latest": {
        const time = own(
          node.function === "time of first" ? "first_at" : "latest_at",
          aggregate(node.function === "time of first" ? "min" : "max", rows.time.sql),
        );
        const value = valueOf(this.fact(time, node, "time"), { kind: "time" }, true);
        return plain({ ...value, high: (this.ranges.get(node.id)?.to ?? this.lowering.asOf + 1) - 1 });
      }
      case "average gap": {
        const gap = arithmetic(
          "/",
          cast(minus(aggregate("max", rows.time.sql), aggregate("min", rows.time.sql)), "double"),
          cast(times(minus(aggregate("count"), whole(1)), whole(DAY)), "double"),
        );
        return plain(
          doubleValue(
            this.fact(own("gap", when([[compare(">", aggregate("count"), whole(1)), gap]])), node, "gap"),
            true,
          ),
        );
      }
      case "minimum":
      case "maximum": {
        if (field === undefined) throw new Error("an extreme needs a field");
        const ofText = field.kind === "text";
        const extreme = own(
          `${node.function}_${node.field ?? ""}`,
          aggregate(
            node.function === "minimum" ? "min" : "max",
            field.kind === "truth"
              ? when([
                  [field.sql, whole(1)],
                  [isKnown(field.sql), whole(0)],
                ])
              : field.sql,
            ofText,
          ),
        );
        const sql = this.fact(field.kind === "truth" ? compare("=", extreme, whole(1)) : extreme, node, node.function);
        return plain({ ...field, sql, nullable: true });
      }
      case "sum":
      case "average":
        return this.total(node, field, counted, fieldsAt);
      case "first":
      case "latest": {
        if (field === undefined) throw new Error("a pick needs a field");
        const by = [ascending(rows.time.sql), ascending(rows.id, true)];
        const which = node.function === "first" ? "first" : "last";
        const sql = this.lowering.dialect.canPick
          ? this.fact(
              own(`${node.function}_${node.field ?? ""}`, { op: "pick", which, value: field.sql, by, filter: counted }),
              node,
              node.function,
            )
          : this.numbered(
              node,
              { ...this.from(rows, fieldsAt, [counted]), columns: [] },
              rows.customer,
              field.sql,
              which === "first" ? by : by.map((key) => ({ ...key, descending: true })),
            );
        return plain({ ...field, sql, nullable: true });
      }
      case "most frequent":
        return plain(this.mostFrequent(node, rows, counted, fieldsAt));
      case "longest streak":
        return plain(this.streak(node, rows, counted, fieldsAt));
    }
  }

  /** Sum or average: exact with a look at the magnitudes, or of doubles. */
  private total(
    node: EventAggregate,
    field: SqlValue | undefined,
    counted: Sql,
    fieldsAt: readonly string[],
  ): AggregateValue {
    if (field === undefined) throw new Error("a sum needs a field");
    const over = (fn: "sum" | "sum doubles" | "count", arg: Sql): Sql => ({
      op: "aggregate",
      fn,
      arg,
      text: false,
      filter: counted,
    });
    const doubles = field.kind === "double";
    const sum = over(doubles ? "sum doubles" : "sum", field.sql);
    const magnitude = doubles ? call("absolute", sum) : field.low >= 0 ? sum : over("sum", call("absolute", field.sql));
    const within = compare("<=", magnitude, doubles ? DOUBLE_MAX : LIMIT);
    const what = `${node.function}_${node.field ?? ""}`;
    const name = (value: Sql): Sql => this.column(node, what, when([[within, value]]), fieldsAt, true);
    const tooLarge = this.column(
      node,
      `${what}_too_large`,
      compare(">", magnitude, doubles ? DOUBLE_MAX : LIMIT),
      fieldsAt,
    );
    const flag = this.fact(tooLarge, node, what);
    const errors = [overflowError(flag)];
    if (node.function === "sum") {
      const held = name(doubles ? sum : cast(sum, "whole"));
      // Whoever reads a sum that is too large is an error, whatever stands here.
      const sql = this.fact(coalesce(held, doubles ? double(0) : whole(0)), node, what);
      return {
        value: doubles ? doubleValue(sql, false) : wholeValue(sql, false, field.low >= 0 ? 0 : -EXACT_LIMIT),
        errors,
      };
    }
    const count = over("count", field.sql);
    if (doubles || node.type.kind !== "decimal") {
      const average = arithmetic("/", doubles ? sum : cast(cast(sum, "whole"), "double"), cast(count, "double"));
      return { value: doubleValue(this.fact(name(average), node, what), true), errors };
    }
    return {
      value: wholeValue(this.fact(name(roundHalf(cast(sum, "whole"), count)), node, what), true, field.low, field.high),
      errors,
    };
  }

  /** A step with the first row of every customer, for engines that can't pick one while they group. */
  private numbered(node: EventAggregate, select: Select, customer: Sql, value: Sql, order: readonly SortKey[]): Sql {
    const inner: Select = {
      ...select,
      columns: [
        { value: customer, as: CUSTOMER },
        { value, as: "_value" },
        { value: { op: "window", fn: "row number", arg: undefined, partition: [customer], order }, as: "_place" },
      ],
    };
    const as = this.lowering.columns.take(`_${node.event}_${node.function.replaceAll(" ", "_")}_${node.field ?? ""}`);
    const step = addStep(this.lowering, as.slice(1), this.note(node), {
      columns: [
        { value: column("n", CUSTOMER), as: CUSTOMER },
        { value: column("n", "_value"), as },
      ],
      from: { relation: { kind: "select", select: inner }, alias: "n" },
      where: compare("=", column("n", "_place"), whole(1)),
    });
    this.steps.add(step);
    return this.fact(column(step, as), node, node.function);
  }

  private mostFrequent(node: EventAggregate, rows: EventRows, counted: Sql, fieldsAt: readonly string[]): SqlValue {
    if (node.field === null) throw new Error("a most frequent needs a field");
    const field = rows.field(node.field);
    const tally = addStep(this.lowering, `${node.event}_by_${node.field}`, this.note(node), {
      ...this.from(rows, fieldsAt, [counted, isKnown(field.sql)]),
      columns: [
        { value: rows.customer, as: CUSTOMER },
        { value: field.sql, as: "_value" },
        { value: countRows(), as: "_count" },
        { value: { op: "aggregate", fn: "max", arg: rows.time.sql, text: false, filter: undefined }, as: "_latest" },
      ],
      groupBy: [rows.customer, field.sql],
    });
    const order = [
      descending(column("t", "_count")),
      descending(column("t", "_latest")),
      ascending(column("t", "_value"), field.kind === "text"),
    ];
    if (!this.lowering.dialect.canPick)
      return {
        ...field,
        nullable: true,
        sql: this.numbered(
          node,
          { columns: [], from: stepSource(tally, "t") },
          column("t", CUSTOMER),
          column("t", "_value"),
          order,
        ),
      };
    const as = this.lowering.columns.take(`_${node.event}_most_frequent_${node.field}`);
    const step = addStep(this.lowering, as.slice(1), "the most frequent, then the most recent, then the smallest", {
      columns: [
        { value: column("t", CUSTOMER), as: CUSTOMER },
        { value: { op: "pick", which: "first", value: column("t", "_value"), by: order, filter: undefined }, as },
      ],
      from: stepSource(tally, "t"),
      groupBy: [column("t", CUSTOMER)],
    });
    this.steps.add(step);
    return { ...field, nullable: true, sql: this.fact(column(step, as), node, "most frequent") };
  }

  /** Days in a row have the same difference between date and place. */
  private streak(node: EventAggregate, rows: EventRows, counted: Sql, fieldsAt: readonly string[]): SqlValue {
    const days: Select = {
      ...this.from(rows, fieldsAt, [counted]),
      distinct: true,
      columns: [
        { value: rows.customer, as: CUSTOMER },
        { value: rows.date().sql, as: "_date" },
      ],
    };
    const placed: Select = {
      columns: [
        { value: column("d", CUSTOMER), as: CUSTOMER },
        {
          value: minus(column("d", "_date"), {
            op: "window",
            fn: "row number",
            arg: undefined,
            partition: [column("d", CUSTOMER)],
            order: [ascending(column("d", "_date"))],
          }),
          as: "_run",
        },
      ],
      from: { relation: { kind: "select", select: days }, alias: "d" },
    };
    const runs: Select = {
      columns: [
        { value: column("r", CUSTOMER), as: CUSTOMER },
        { value: countRows(), as: "_days" },
      ],
      from: { relation: { kind: "select", select: placed }, alias: "r" },
      groupBy: [column("r", CUSTOMER), column("r", "_run")],
    };
    const as = this.lowering.columns.take(`_${node.event}_streak`);
    const step = addStep(this.lowering, as.slice(1), this.note(node), {
      columns: [
        { value: column("s", CUSTOMER), as: CUSTOMER },
        { value: { op: "aggregate", fn: "max", arg: column("s", "_days"), text: false, filter: undefined }, as },
      ],
      from: { relation: { kind: "select", select: runs }, alias: "s" },
      groupBy: [column("s", CUSTOMER)],
    });
    this.steps.add(step);
    return wholeValue(this.fact(coalesce(column(step, as), whole(0)), node, "streak"), false, 0, MANY_EVENTS);
  }

  /** Adds the value of an aggregate that a step of its own holds. */
  addJoined(node: AggregateNode, step: string, as: string, errors: readonly ErrorSource[]): void {
    this.steps.add(step);
    this.values.set(node.id, {
      value: wholeValue(this.fact(coalesce(column(step, as), whole(0)), node, "sequence"), false, 0, MANY_EVENTS),
      errors,
    });
  }

  /** A column of a joined step among the facts. */
  addFact(node: AggregateNode, sql: Sql, step: string): Sql {
    this.steps.add(step);
    return this.fact(sql, node, "overflow");
  }
}

function columnsIn(sql: Sql): Set<string> {
  return new Set([...nodesOf(sql)].flatMap((node) => (node.op === "column" ? [node.name] : [])));
}

/** The outputs that read each aggregate, by name. */
function readersOf(plan: Plan): ReadonlyMap<string, string> {
  const found = new Map<string, string[]>();
  for (const { name, form } of plan.outputs) {
    for (const [path, expression] of expressionsOf(form)) {
      walk<PlanLeaf>(expression, path, (node) => {
        if (node.op !== "aggregate") return;
        const readers = found.get(node.id) ?? [];
        if (!readers.includes(name)) found.set(node.id, [...readers, name]);
      });
    }
  }
  return new Map(
    [...found].map(([id, names]) => [id, names.length > 4 ? `${names.slice(0, 4).join(", ")}, …` : names.join(", ")]),
  );
}
