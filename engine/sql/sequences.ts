import { at } from "../invariant/required.ts";
import type { AggregateNode } from "../plan/plan.ts";
import { mayStandAlready } from "../run/sequence.ts";
import type { Range } from "../run/window-range.ts";
import type { Aggregates } from "./aggregates.ts";
import { eventScope, fieldInstants, windowCondition } from "./event-scope.ts";
import { overflowError, type ErrorSource } from "./errors.ts";
import { lowerExpression } from "./expression.ts";
import {
  and,
  ascending,
  coalesce,
  column,
  compare,
  countRows,
  descending,
  isFalse,
  isNull,
  isTrue,
  not,
  nothing,
  or,
  plus,
  truth,
  when,
  whole,
  type SelectColumn,
  type Select,
  type SortKey,
  type Sql,
} from "./relation.ts";
import { addStep, CUSTOMER, EventRows, stepSource, type Lowering, type Profiles } from "./tables.ts";

type Sequence = Extract<AggregateNode, { kind: "sequence" }>;

/**
 * Counts the matched starts of a sequence. The events of each step are numbered in order. Each event of the step before
 * carries the number of the first one that follows it, so that finding it is a join on equal numbers, which engines do
 * fast, and not on inequalities of times.
 */
export function addSequence(
  node: Sequence,
  lowering: Lowering,
  profiles: Profiles,
  aggregates: Aggregates,
  range: Range | undefined,
): void {
  const now = lowering.instants.get(node.at) ?? lowering.asOf;
  const name = node.steps.map(({ event, negated }) => `${negated ? "not " : ""}${event}`).join(" then ");
  const { flagged, mayOverflow } = flaggedEvents(node, lowering, profiles, range, now);
  const events = lowering.names.take("sequence_events");
  lowering.steps.push({
    name: events,
    note: `${name}: the events of its steps`,
    once: false,
    body: { kind: "union", all: true, selects: flagged },
  });
  const numbered = numberedEvents(node, lowering, events);
  const step = matchedStarts(node, lowering, numbered, now, name);
  const errors: ErrorSource[] = [];
  if (mayOverflow) {
    const overflows = addStep(lowering, "sequence_overflows", "conditions of steps whose arithmetic is too large", {
      columns: [
        { value: column("s", CUSTOMER), as: CUSTOMER },
        { value: countRows(), as: "_overflows" },
      ],
      from: stepSource(events, "s"),
      where: compare("=", column("s", "_overflow"), whole(1)),
      groupBy: [column("s", CUSTOMER)],
    });
    errors.push(
      overflowError(
        compare(
          ">",
          aggregates.addFact(node, coalesce(column(overflows, "_overflows"), whole(0)), overflows),
          whole(0),
        ),
      ),
    );
  }
  aggregates.addJoined(node, step.name, step.column, errors);
}

const flagOf = (condition: Sql): Sql =>
  isFalse(condition) ? nothing("whole") : isTrue(condition) ? whole(1) : when([[condition, whole(1)]]);

/** The rows of every event type among the steps, with a flag for each step that they can stand for. */
function flaggedEvents(
  node: Sequence,
  lowering: Lowering,
  profiles: Profiles,
  range: Range | undefined,
  now: number,
): { readonly flagged: Select[]; readonly mayOverflow: boolean } {
  let mayOverflow = false;
  const overflowsOf = new Map<string, Sql[]>();
  const types = [...new Set(node.steps.map(({ event }) => event))];
  const parts = types.map((event) => {
    const rows = new EventRows(lowering, event);
    const own = node.steps.filter((step) => step.event === event);
    const fieldsAt = fieldInstants(own.map(({ where }) => where));
    const overflows: Sql[] = [];
    const scope = eventScope(lowering, rows, profiles, fieldsAt, (condition) => overflows.push(condition));
    const flags = node.steps.map((step, place): Sql => {
      if (step.event !== event) return truth(false);
      const where = step.where === null ? truth(true) : lowerExpression(step.where, scope).sql;
      return and([...(place === 0 ? windowCondition(rows, range, lowering.asOf) : []), where]);
    });
    overflowsOf.set(event, overflows);
    if (overflows.length > 0) mayOverflow = true;
    return { event, rows, fieldsAt, flags };
  });
  // Events before the window can't follow a start, and are left out, unless an error in a condition must be found there.
  const since = (rows: EventRows): Sql[] =>
    mayOverflow || range === undefined || range.from === -Infinity
      ? []
      : [compare(">=", rows.time.sql, whole(range.from))];
  const flagged = parts.map(({ event, rows, fieldsAt, flags }): Select => {
    const overflow = or(overflowsOf.get(event) ?? []);
    const columns: SelectColumn[] = [
      { value: rows.customer, as: CUSTOMER },
      { value: rows.time.sql, as: "_time" },
      { value: rows.id, as: "_id" },
      ...(types.length === 1 ? [] : [{ value: whole(types.indexOf(event)), as: "_type" }]),
      ...flags.map((flag, place): SelectColumn => ({ value: flagOf(flag), as: `_step_${place}` })),
      ...(mayOverflow ? [{ value: flagOf(overflow), as: "_overflow" }] : []),
    ];
    const joins = fieldsAt.flatMap((at, index) => {
      const step = profiles.at(at);
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
      columns,
      from: rows.source,
      joins,
      where: and([...since(rows), compare("<=", rows.time.sql, whole(now)), or([...flags, overflow])]),
    };
  });
  return { flagged, mayOverflow };
}

function numberedEvents(node: Sequence, lowering: Lowering, events: string): string {
  const partition = [column("s", CUSTOMER)];
  const order = [ascending(column("s", "_time")), ascending(column("s", "_id"), true)];
  const types = [...new Set(node.steps.map(({ event }) => event))];
  // Among events of one instant those of the step's own type are last: they follow all others, whatever their ids are.
  const orderFor = (event: string): readonly SortKey[] =>
    types.length === 1
      ? order
      : [
          ascending(column("s", "_time")),
          ascending(when([[compare("=", column("s", "_type"), whole(types.indexOf(event))), whole(1)]], whole(0))),
          ascending(column("s", "_id"), true),
        ];
  const counts = node.steps.slice(1).map(({ event }, index): SelectColumn => ({
    value: { op: "window", fn: "count", arg: column("s", `_step_${index + 1}`), partition, order: orderFor(event) },
    as: `_upto_${index + 1}`,
  }));
  const start: SelectColumn[] =
    node.keep === "all"
      ? []
      : [
          {
            value: {
              op: "window",
              fn: "count",
              arg: column("s", "_step_0"),
              partition,
              order:
                node.keep === "first"
                  ? order
                  : [descending(column("s", "_time")), descending(column("s", "_id"), true)],
            },
            as: "_start",
          },
        ];
  return addStep(lowering, "sequence_numbered", "how many events of each later step there were so far", {
    star: "s",
    columns: [...counts, ...start],
    from: stepSource(events, "s"),
  });
}

/** The number, among the events of a step, of the first that follows the step before and is not in the match already. */
function nextNumber(node: Sequence, place: number): Sql {
  const types = node.steps.map(({ event }) => event);
  const next = (further: number): Sql => plus(column(`s${place - 1}`, `_upto_${place}`), whole(1 + further));
  if (!mayStandAlready(types, place)) return next(0);
  const taken = types.slice(0, place).flatMap((type, at) => (type === types[place] ? [`s${at}`] : []));
  const free = (number: Sql): Sql =>
    not(
      or(
        taken.map((alias) =>
          and([
            compare("=", coalesce(column(alias, `_step_${place}`), whole(0)), whole(1)),
            compare("=", column(alias, `_upto_${place}`), number),
          ]),
        ),
      ),
    );
  return when(
    taken.map((_, further) => [free(next(further)), next(further)]),
    next(taken.length),
  );
}

function matchedStarts(
  node: Sequence,
  lowering: Lowering,
  numbered: string,
  now: number,
  name: string,
): { readonly name: string; readonly column: string } {
  const as = lowering.columns.take(`_sequence_${at(node.steps, 0).event}`);
  const where: Sql[] = [compare("=", column("s0", "_step_0"), whole(1))];
  if (node.keep !== "all") where.push(compare("=", column("s0", "_start"), whole(1)));
  const joins: { kind: "left" | "inner"; source: ReturnType<typeof stepSource>; on: Sql }[] = [];
  for (const [index, { negated }] of node.steps.slice(1).entries()) {
    const place = index + 1;
    const [alias, before] = [`s${place}`, `s${index}`];
    const deadline = plus(column(node.each ? before : "s0", "_time"), whole(node.within));
    const on = and([
      compare("=", column(alias, CUSTOMER), column(before, CUSTOMER)),
      compare("=", column(alias, `_step_${place}`), whole(1)),
      compare("=", column(alias, `_upto_${place}`), nextNumber(node, place)),
    ]);
    joins.push({ kind: negated ? "left" : "inner", source: stepSource(numbered, alias), on });
    const inTime = compare("<=", column(alias, "_time"), deadline);
    if (negated) where.push(or([isNull(column(alias, "_time")), not(inTime)]), compare("<=", deadline, whole(now)));
    else where.push(inTime);
  }
  const step = addStep(lowering, as.slice(1), name, {
    columns: [
      { value: column("s0", CUSTOMER), as: CUSTOMER },
      { value: countRows(), as },
    ],
    from: stepSource(numbered, "s0"),
    joins,
    where: and(where),
    groupBy: [column("s0", CUSTOMER)],
  });
  return { name: step, column: as };
}
