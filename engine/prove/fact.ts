import type { PlanExpression } from "../plan/expression.ts";
import type { AggregateNode, FieldRead } from "../plan/plan.ts";
import type { Formula } from "./formula.ts";
import type { Linear } from "./linear.ts";
import type { Range } from "./ranges.ts";

export type EventNode = Extract<AggregateNode, { kind: "events" }>;
export type Where = PlanExpression | null;

/** The events that some aggregate looks at: of one type, passing one filter, in one range. */
export interface Base {
  readonly key: string;
  readonly event: string;
  readonly where: Where;
  readonly range: Range;
  readonly at: string;
  /** The number of these events. */
  readonly count: Linear;
  /** Aggregates over exactly these events. */
  readonly nodes: Entry[];
}

/** An aggregate over the events of a base. */
export interface Entry {
  readonly node: EventNode;
  readonly name: string;
  readonly value: Linear;
  readonly known: Formula;
  readonly field: FieldRead | undefined;
}

/** What is always true of aggregates, by the name of the rule that says so. */
export interface Fact {
  readonly rule: FactRule;
  readonly formula: Formula;
}

/**
 * Every rule that facts are made by. Tests take each in turn: it holds for random customers, made stronger it does not,
 * and without it some proof is lost.
 */
export const factRules = [
  "a count is not negative",
  "a filter that nothing passes counts nothing",
  "count is the count",
  "a sum over nothing is 0",
  "a sum is at least the count times the lower bound",
  "a sum is at most the count times the upper bound",
  "a value needs an event",
  "an event of a required field gives a value",
  "a value is within the field's bounds",
  "a time is known exactly with an event",
  "a time is in its window",
  "distinct values are not negative",
  "distinct values are at most the count",
  "an event of a required field is a distinct value",
  "distinct values are at most the values there are",
  "days are at most the count",
  "an event has a day",
  "days are not negative",
  "a gap needs two events",
  "a gap is not negative",
  "a share is known exactly with an event below the line",
  "a share is 0 exactly without an event",
  "a share is 1 exactly of all events",
  "extremes enclose",
  "quantiles are in order",
  "first is not after latest",
  "a streak is at most the days",
  "a maximum is at most the sum",
  "one event is first and latest",
  "values of one field are known together",
  "the same measure is the same",
  "fewer events count less",
  "fewer events sum to less",
  "fewer events have fewer distinct values and days",
  "fewer events reach less far",
  "fewer events are within the times of more",
  "a value of some is a value of all",
  "as many events are the same",
  "an event makes the latest no earlier than its window",
  "an event makes the first no later than its window",
  "the latest or first event in a window is counted there",
  "parts count at most the whole",
  "parts sum to at most the whole",
  "parts that make up the whole count it",
  "parts that make up the whole sum to it",
  "exclusive shares are at most 1",
  "matches are not negative",
  "matches are at most the starts",
  "one start is at most one match",
  "a match has an event of every step",
  "a part has its event",
] as const;
export type FactRule = (typeof factRules)[number];

export const fact = (rule: FactRule, formula: Formula): Fact => ({ rule, formula });
