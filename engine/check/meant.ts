import type { AggregateFunction } from "../../grammar/tree/expression.ts";
import type { EventFunction } from "../plan/aggregates.ts";

/** What each way of writing an aggregate measures; `did` is a count that is compared. */
export const meant: Readonly<Record<AggregateFunction, EventFunction>> = {
  count: "count",
  sum: "sum",
  average: "average",
  median: "quantile",
  quantile: "quantile",
  minimum: "minimum",
  maximum: "maximum",
  "distinct count": "distinct count",
  "most frequent": "most frequent",
  first: "first",
  latest: "latest",
  "time of first": "time of first",
  "time of latest": "time of latest",
  share: "share",
  did: "count",
  "distinct days": "distinct days",
  "longest streak": "longest streak",
  "average gap": "average gap",
};
