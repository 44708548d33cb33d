import { elementOf, integerType, numberType, timeType, type SetType, type ValueType } from "./types.ts";

/** What the value of an aggregate is, as far as executors, prover and SQL bound it alike. */
export type AggregateGives =
  /** How many events; how many different values; on how many local dates. Whole, and at most the number of events. */
  | "events"
  | "distinct values"
  | "dates"
  /** The sum of a field. */
  | "total"
  /** A part of the events, from 0 to 1. */
  | "share"
  /** Days between two events. */
  | "gap"
  /** The time of one event. */
  | "moment"
  /** A value of the field, or one between its values. */
  | "value";

/** What is true of an aggregate wherever it is worked out. Everything that knows aggregates reads it here. */
export interface AggregateFacts {
  /** Which fields it may be taken over; none when it looks at the events themselves. */
  readonly field: "none" | "any" | "ordered" | "numeric";
  /** The type of its value, by that of its field. */
  readonly result: ValueType | ((field: ValueType) => ValueType);
  readonly gives: AggregateGives;
  /** Its value over no events, and where every value is unknown; one with a value here is never unknown. */
  readonly overNothing: 0 | null;
  /** Whether it passes over unknown values, so that it is known exactly when some value is. */
  readonly passesOverUnknown: boolean;
  /** Whether it depends on the local dates of its events, and so on the time zone. */
  readonly needsDates: boolean;
  /** Whether it may be an overflow, and so an error. */
  readonly mayOverflow: boolean;
  /** Whether its value lies between its field's bounds to the last bit: the average of doubles may be rounded out of them. */
  readonly withinBounds: boolean;
}

const overEvents: AggregateFacts = {
  field: "none",
  result: integerType,
  gives: "events",
  overNothing: 0,
  passesOverUnknown: false,
  needsDates: false,
  mayOverflow: false,
  withinBounds: false,
};
const overDates: AggregateFacts = { ...overEvents, gives: "dates", needsDates: true };
const momentOfOne: AggregateFacts = { ...overEvents, result: timeType, gives: "moment", overNothing: null };

const sameAsField = (field: ValueType): ValueType => field;
/** Between two integers there may be none. */
const betweenValues = (field: ValueType): ValueType => (field.kind === "integer" ? numberType : field);

const overField: AggregateFacts = {
  field: "any",
  result: sameAsField,
  gives: "value",
  overNothing: null,
  passesOverUnknown: true,
  needsDates: false,
  mayOverflow: false,
  withinBounds: true,
};
const extreme: AggregateFacts = { ...overField, field: "ordered" };
const fieldOfOne: AggregateFacts = { ...overField, passesOverUnknown: false };

const table = {
  count: overEvents,
  sum: { ...overField, field: "numeric", gives: "total", overNothing: 0, mayOverflow: true, withinBounds: false },
  average: { ...overField, field: "numeric", result: betweenValues, mayOverflow: true, withinBounds: false },
  quantile: { ...overField, field: "numeric", result: betweenValues },
  minimum: extreme,
  maximum: extreme,
  "distinct count": {
    ...overField,
    result: integerType,
    gives: "distinct values",
    overNothing: 0,
    withinBounds: false,
  },
  "most frequent": overField,
  first: fieldOfOne,
  latest: fieldOfOne,
  "distinct days": overDates,
  "longest streak": overDates,
  "average gap": { ...overEvents, result: numberType, gives: "gap", overNothing: null },
  "time of first": momentOfOne,
  "time of latest": momentOfOne,
  share: { ...overEvents, result: numberType, gives: "share", overNothing: null },
} satisfies Readonly<Record<string, AggregateFacts>>;

/** What is measured over events. A name that is added here is asked for by the compiler wherever it needs a rule of its own. */
export type EventFunction = keyof typeof table;

/** The facts of every aggregate, in the order in which they are offered. */
export const aggregateFacts: Readonly<Record<EventFunction, AggregateFacts>> = table;

const isFunction = (name: string): name is EventFunction => Object.hasOwn(table, name);
export const eventFunctions: readonly EventFunction[] = Object.keys(table).filter(isFunction);

const numeric: ReadonlySet<ValueType["kind"]> = new Set(["integer", "number", "decimal"]);
const ordered: ReadonlySet<ValueType["kind"]> = new Set([...numeric, "text", "date", "time"]);

/** Whether a field of a type is among those that an aggregate takes. */
export function takesField(field: AggregateFacts["field"], type: ValueType["kind"]): boolean {
  switch (field) {
    case "none":
      return false;
    case "any":
      return true;
    case "ordered":
      return ordered.has(type);
    case "numeric":
      return numeric.has(type);
  }
}

/** Of a set an aggregate takes the values one by one, but for the first and the latest event, whose set it gives. */
export function takenOf(fn: EventFunction, field: ValueType): ValueType {
  return takesEach(fn, field) ? elementOf(field) : field;
}

/** Whether an aggregate takes every value of a set by itself. */
export function takesEach(fn: EventFunction, field: ValueType | null): field is SetType {
  return field?.kind === "set" && aggregateFacts[fn].passesOverUnknown;
}

/** Whether an aggregate of a plan is known for every customer; a sequence is a count. */
export function neverUnknown(
  node: { readonly kind: "events"; readonly function: EventFunction } | { readonly kind: "sequence" },
): boolean {
  return node.kind === "sequence" || aggregateFacts[node.function].overNothing !== null;
}

/** The type of an aggregate's value; that of its field where there is one. */
export function resultType(facts: AggregateFacts, field: ValueType | null): ValueType {
  if (typeof facts.result !== "function") return facts.result;
  if (field === null) throw new Error("an aggregate over a field needs one");
  return facts.result(field);
}
