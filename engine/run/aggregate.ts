import { takesEach, type EventFunction } from "../plan/aggregates.ts";
import type { AggregateNode } from "../plan/plan.ts";
import type { MaybeValue, Value } from "../plan/types.ts";
import { compareText } from "../text/text.ts";
import { exactSum, roundedQuotient } from "./arithmetic.ts";
import { between, quantilePlace } from "./quantile.ts";

const DAY = 86_400_000;
type EventNode = Extract<AggregateNode, { kind: "events" }>;

/** What a measure needs to know of an event. */
export interface Timed {
  readonly time: number;
}

/** An event that counts, with the value of the measured field and its local date. */
export interface Counted {
  readonly event: Timed;
  readonly value: MaybeValue;
  readonly date: number;
}

/** What a measure is taken of. */
interface Measured {
  readonly node: EventNode;
  /** The events that count, in order (time, id). */
  readonly events: readonly Counted[];
  /** The values of the field that are known, in that order. */
  readonly known: readonly Value[];
  /** The number of events below the line of a share. */
  readonly total: number;
}

const measures: Readonly<Record<EventFunction, (measured: Measured) => MaybeValue | "overflow">> = {
  count: ({ events }) => events.length,
  share: ({ events, total }) => (total === 0 ? null : events.length / total),
  sum: ({ node, known }) => (node.type.kind === "number" ? numberSum(known) : exactSum(numbers(known))),
  average: ({ node, known }) => average(node, numbers(known)),
  quantile: ({ node, known }) => quantile(node, numbers(known)),
  minimum: ({ known }) => extreme(known, -1),
  maximum: ({ known }) => extreme(known, 1),
  "distinct count": ({ known }) => new Set(known).size,
  "most frequent": ({ events }) => mostFrequent(events),
  first: ({ events }) => events[0]?.value ?? null,
  latest: ({ events }) => events.at(-1)?.value ?? null,
  "time of first": ({ events }) => events[0]?.event.time ?? null,
  "time of latest": ({ events }) => events.at(-1)?.event.time ?? null,
  "distinct days": ({ events }) => new Set(events.map(({ date }) => date)).size,
  "longest streak": ({ events }) => longestStreak(events),
  "average gap": ({ events }) => averageGap(events),
};

/**
 * The measure over the events that count, in order (time, id). `total` is the number of events below the line of a share.
 * Null is unknown.
 */
export function measure(node: EventNode, events: readonly Counted[], total: number): MaybeValue | "overflow" {
  const taken = takesEach(node.function, node.fieldType) ? events.flatMap(oneByOne) : events;
  const known = taken.flatMap(({ value }) => (value === null ? [] : [value]));
  return measures[node.function]({ node, events: taken, known, total });
}

/** An event once for each value of its set. */
function oneByOne(counted: Counted): Counted[] {
  return Array.isArray(counted.value) ? counted.value.map((value) => ({ ...counted, value })) : [];
}

function numbers(values: readonly Value[]): number[] {
  return values.flatMap((value) => (typeof value === "number" ? [value] : []));
}

function numberSum(values: readonly Value[]): number | "overflow" {
  const sum = numbers(values).reduce((total, value) => total + value, 0);
  return Number.isFinite(sum) ? sum : "overflow";
}

function average(node: EventNode, values: readonly number[]): MaybeValue | "overflow" {
  if (values.length === 0) return null;
  if (node.fieldType?.kind === "number") {
    const sum = numberSum(values);
    return sum === "overflow" ? sum : sum / values.length;
  }
  const sum = exactSum(values);
  if (sum === "overflow") return sum;
  return node.type.kind === "decimal" ? roundedQuotient(BigInt(sum), BigInt(values.length)) : sum / values.length;
}

/** The value that lies furthest on a side: -1 the least, 1 the greatest. */
function extreme(values: readonly Value[], side: -1 | 1): MaybeValue {
  return values.reduce<MaybeValue>(
    (best, value) => (best === null || compareValues(value, best) * side > 0 ? value : best),
    null,
  );
}

function averageGap(events: readonly Counted[]): MaybeValue {
  const [first, latest] = [events[0], events.at(-1)];
  return first === undefined || latest === undefined || events.length < 2
    ? null
    : (latest.event.time - first.event.time) / ((events.length - 1) * DAY);
}

function quantile(node: EventNode, values: readonly number[]): MaybeValue | "overflow" {
  if (node.function !== "quantile" || node.fieldType === null) throw new Error(`${node.function} is no quantile`);
  if (values.length === 0) return null;
  const ordered = values.toSorted((left, right) => left - right);
  const { below, above, part } = quantilePlace(ordered.length, node.parts);
  const [low, high] = [ordered[below], ordered[above]];
  if (low === undefined || high === undefined) throw new Error("a quantile beyond its values");
  return between(node.fieldType.kind, low, high, part);
}

/** Orders two known values of one type: text by code point, no before yes. */
export function compareValues(left: Value, right: Value): number {
  if (typeof left === "string" && typeof right === "string") return compareText(left, right);
  return Number(left) - Number(right);
}

/** Ties go to the value whose latest occurrence is latest in time, then to the smaller value. */
function mostFrequent(events: readonly Counted[]): MaybeValue {
  const tally = new Map<Value, { count: number; latest: number }>();
  for (const { event, value } of events) {
    if (value !== null) tally.set(value, { count: (tally.get(value)?.count ?? 0) + 1, latest: event.time });
  }
  const ranked = [...tally].sort(
    ([leftValue, left], [rightValue, right]) =>
      right.count - left.count || right.latest - left.latest || compareValues(leftValue, rightValue),
  );
  return ranked[0]?.[0] ?? null;
}

function longestStreak(events: readonly Counted[]): number {
  const dates = [...new Set(events.map(({ date }) => date))].sort((left, right) => left - right);
  let longest = 0;
  let run = 0;
  for (const [index, date] of dates.entries()) {
    run = index > 0 && dates[index - 1] === date - 1 ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest;
}
