import type { AggregateNode, EventFunction } from "../plan/plan.ts";
import type { MaybeValue, Value } from "../plan/types.ts";
import { compareText } from "../text/text.ts";
import { exactSum, roundedQuotient } from "./arithmetic.ts";

const DAY = 86_400_000;

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

/**
 * The measure over the events that count, in order (time, id). `total` is the number of events below the line of a share.
 * Null is unknown.
 */
export function measure(
  node: Extract<AggregateNode, { kind: "events" }>,
  events: readonly Counted[],
  total: number,
): MaybeValue | "overflow" {
  const fn: EventFunction = node.function;
  const known = events.flatMap(({ value }) => (value === null ? [] : [value]));
  const first = events[0];
  const latest = events.at(-1);
  switch (fn) {
    case "count":
      return events.length;
    case "share":
      return total === 0 ? null : events.length / total;
    case "sum":
      return node.type.kind === "number" ? numberSum(known) : exactSum(numbers(known));
    case "average":
      return average(node, numbers(known));
    case "minimum":
      return known.reduce<MaybeValue>(
        (least, value) => (least === null || compareValues(value, least) < 0 ? value : least),
        null,
      );
    case "maximum":
      return known.reduce<MaybeValue>(
        (most, value) => (most === null || compareValues(value, most) > 0 ? value : most),
        null,
      );
    case "distinct count":
      return new Set(known).size;
    case "most frequent":
      return mostFrequent(events);
    case "first":
      return first?.value ?? null;
    case "latest":
      return latest?.value ?? null;
    case "time of first":
      return first?.event.time ?? null;
    case "time of latest":
      return latest?.event.time ?? null;
    case "distinct days":
      return new Set(events.map(({ date }) => date)).size;
    case "longest streak":
      return longestStreak(events);
    case "average gap":
      return first === undefined || latest === undefined || events.length < 2
        ? null
        : (latest.event.time - first.event.time) / ((events.length - 1) * DAY);
  }
}

function numbers(values: readonly Value[]): number[] {
  return values.flatMap((value) => (typeof value === "number" ? [value] : []));
}

function numberSum(values: readonly Value[]): number | "overflow" {
  const sum = numbers(values).reduce((total, value) => total + value, 0);
  return Number.isFinite(sum) ? sum : "overflow";
}

function average(node: Extract<AggregateNode, { kind: "events" }>, values: readonly number[]): MaybeValue | "overflow" {
  if (values.length === 0) return null;
  if (node.fieldType?.kind === "number") {
    const sum = numberSum(values);
    return sum === "overflow" ? sum : sum / values.length;
  }
  const sum = exactSum(values);
  if (sum === "overflow") return sum;
  return node.type.kind === "decimal" ? roundedQuotient(BigInt(sum), BigInt(values.length)) : sum / values.length;
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

/** A step's events in order, for matching a sequence. */
export interface StepEvents<Event extends Timed> {
  readonly negated: boolean;
  readonly events: readonly Event[];
}

/**
 * The starts that are matched. Every start is matched by the earliest following event of each step, following meaning
 * by (time, id); `within` runs from the start, or each from the step before, and includes its end. A start before a
 * `then not` counts only when its time has run out.
 */
export function matchedStarts<Event extends Timed>(
  starts: readonly Event[],
  steps: readonly StepEvents<Event>[],
  within: number,
  each: boolean,
  now: number,
  position: (event: Event) => number,
): Event[] {
  return starts.filter((start) => {
    let last = start;
    for (const step of steps) {
      const deadline = (each ? last.time : start.time) + within;
      const next = step.events.find((event) => position(event) > position(last));
      const inTime = next !== undefined && next.time <= deadline;
      if (step.negated) return !inTime && deadline <= now;
      if (!inTime) return false;
      last = next;
    }
    return true;
  });
}
