import { keyOf } from "../plan/canonical.ts";
import { overEvents } from "../plan/forms.ts";
import { measureName } from "../plan/describe.ts";
import type { PlanLeaf } from "../plan/expression.ts";
import { expressionsOf, walk } from "../plan/forms.ts";
import type { AggregateNode, Plan } from "../plan/plan.ts";
import type { Range } from "../run/window-range.ts";
import { overflowError, type ErrorSource } from "./errors.ts";
import { eventScope, fieldInstants, windowCondition } from "./event-scope.ts";
import { lowerExpression } from "./expression.ts";
import { measures } from "./measures/measures.ts";
import { MANY_EVENTS, type AggregateValue, type EventAggregate } from "./measures/site.ts";
import {
  and,
  coalesce,
  column,
  compare,
  countRows,
  nodesOf,
  or,
  truth,
  whole,
  type SelectColumn,
  type Select,
  type Sql,
} from "./relation.ts";
import { CUSTOMER, EventRows, stepSource, type Lowering, type Profiles } from "./tables.ts";
import { wholeValue, type SqlValue } from "./value.ts";

/** A column of the facts that is joined from a step. */
export interface Joined {
  /** Steps to be joined by customer. */
  readonly steps: ReadonlySet<string>;
  readonly columns: readonly SelectColumn[];
  readonly values: ReadonlyMap<string, AggregateValue>;
  /** The step that has one row for everybody with an event, by event. */
  readonly groups: ReadonlyMap<string, string>;
}

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
    return `${measureName(node)} of ${node.event}${node.field === null ? "" : `.${node.field}`}${readers === "" ? "" : `: ${readers}`}`;
  }

  private lower(node: EventAggregate): AggregateValue {
    const rows = new EventRows(this.lowering, node.event);
    const fieldsAt = fieldInstants(overEvents(node));
    const overflows: Sql[] = [];
    const scope = eventScope(this.lowering, rows, this.profiles, fieldsAt, (condition) => overflows.push(condition));
    const inWindow = windowCondition(rows, this.ranges.get(node.id), this.lowering.asOf);
    const [among, where] = [node.among, node.where].map((condition) =>
      condition === null ? truth(true) : lowerExpression(condition, scope).sql,
    );
    const counted = and([...inWindow, among ?? truth(true), where ?? truth(true)]);
    const ofValue: Sql[] = [];
    const field = this.field(node, rows, fieldsAt, (condition) => ofValue.push(condition));
    // What is too large counts in the events that count alone.
    if (ofValue.length > 0) overflows.push(and([counted, or(ofValue)]));
    const errors: ErrorSource[] = [];
    if (overflows.length > 0) {
      const flag = this.column(node, "overflow", countRows(and([...inWindow, or(overflows)])), fieldsAt);
      errors.push(overflowError(compare(">", this.fact(coalesce(flag, whole(0)), node, "overflow"), whole(0))));
    }
    const measured = measures[node.function]({
      node,
      lowering: this.lowering,
      rows,
      field,
      counted,
      below: and([...inWindow, among ?? truth(true)]),
      range: this.ranges.get(node.id),
      from: (conditions) => this.from(rows, fieldsAt, conditions),
      grouped: (what, value, noted = false) => this.column(node, what, value, fieldsAt, noted),
      fact: (sql, what) => this.fact(sql, node, what),
      note: () => this.note(node),
      join: (step) => this.steps.add(step),
    });
    return { value: measured.value, errors: [...errors, ...measured.errors] };
  }

  private field(
    node: EventAggregate,
    rows: EventRows,
    fieldsAt: readonly string[],
    overflow: (condition: Sql) => void,
  ): SqlValue | undefined {
    if (node.computed !== undefined)
      return lowerExpression(node.computed, eventScope(this.lowering, rows, this.profiles, fieldsAt, overflow));
    return node.field === null ? undefined : rows.field(node.field);
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
