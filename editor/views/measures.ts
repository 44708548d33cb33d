import { meant } from "../../engine/check/meant.ts";
import { aggregateFacts, takesField, type AggregateFacts } from "../../engine/plan/aggregates.ts";
import type { ValueType } from "../../engine/plan/types.ts";
import type { Measuring } from "../../grammar/texts/aggregates/texts.ts";

/** The words of each in front of the event; the field, where there is one, stands behind it. In the order in which they are offered. */
export const functionWords: Readonly<Record<Measuring, string>> = {
  count: "count of",
  sum: "sum of",
  average: "average of",
  median: "median of",
  quantile: "quantile of",
  minimum: "minimum of",
  maximum: "maximum of",
  "distinct count": "distinct count of",
  "most frequent": "most frequent",
  first: "first",
  latest: "latest",
  "distinct days": "distinct days of",
  "longest streak": "longest streak of days with",
  "average gap": "average gap between",
  "time of first": "time of first",
  "time of latest": "time of latest",
};

const isMeasuring = (name: string): name is Measuring => Object.hasOwn(functionWords, name);
const measures: readonly Measuring[] = Object.keys(functionWords).filter(isMeasuring);

export const factsOf = (fn: Measuring): AggregateFacts => aggregateFacts[meant[fn]];

/** Those that look at the events themselves, and those that look at one of their fields. */
export const eventMeasures = measures.filter((fn) => factsOf(fn).field === "none");
export const fieldMeasures = measures.filter((fn) => factsOf(fn).field !== "none");

/** Whether a function can be taken over a field of a type. */
export const takes = (fn: Measuring, type: ValueType["kind"]): boolean => takesField(factsOf(fn).field, type);
