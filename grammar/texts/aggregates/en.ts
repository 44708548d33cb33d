import type { AggregateTexts } from "./texts.ts";

/** What each aggregate is called in a list, and what it says in a sentence. */
export const aggregatesEn = {
  count: { name: "number of times", says: "the number of {events}" },
  sum: { name: "sum of", says: "the sum of {field} over {events}" },
  average: { name: "average of", says: "the average of {field} over {events}" },
  median: { name: "median of", says: "the median of {field} over {events}" },
  quantile: { name: "quantile of", says: "the {percent} quantile of {field} over {events}" },
  minimum: { name: "smallest", says: "the smallest {field} of {events}" },
  maximum: { name: "largest", says: "the largest {field} of {events}" },
  "distinct count": {
    name: "number of different values of",
    says: "the number of different values of {field} in {events}",
  },
  "most frequent": { name: "most frequent", says: "the most frequent {field} of {events}" },
  first: { name: "first", says: "the {field} of the first {event}{rest}" },
  latest: { name: "latest", says: "the {field} of the latest {event}{rest}" },
  "time of first": { name: "time of the first", says: "the time of the first {event}{rest}" },
  "time of latest": { name: "time of the latest", says: "the time of the latest {event}{rest}" },
  "distinct days": { name: "number of days with", says: "the number of days with {event}{rest}" },
  "longest streak": { name: "longest run of days with", says: "the longest run of days in a row with {event}{rest}" },
  "average gap": { name: "average number of days between", says: "the average number of days between {events}" },
} as const satisfies AggregateTexts;

/** What the words that begin an aggregate mean. */
export const aggregateHelpEn = {
  count: "`count of EVENT`: how many there are; 0 when there is none.",
  sum: "`sum of EVENT.FIELD`: the total; 0 when there is none.",
  average:
    "`average of EVENT.FIELD`: over the events whose value is known; unknown when there is none. `average gap between EVENT`: in days.",
  median: "`median of EVENT.FIELD`: the middle value; unknown when there is none.",
  quantile: "`90% quantile of EVENT.FIELD`: the value that 90 of a hundred do not pass; unknown when there is none.",
  minimum: "`minimum of EVENT.FIELD`: the least value; unknown when there is none.",
  maximum: "`maximum of EVENT.FIELD`: the greatest value; unknown when there is none.",
  distinct:
    "`distinct count of EVENT.FIELD`: how many different values. `distinct days of EVENT`: on how many local days.",
  most: "`most frequent EVENT.FIELD`: the value that occurs most often; of several the one whose latest is latest.",
  first: "`first EVENT.FIELD`: the value of the earliest event. `= first of {…}`: the first true branch wins.",
  latest: "`latest EVENT.FIELD`: the value of the latest event, even when unknown.",
  share: "`share of EVENT where C`: the part of the events that pass, from 0 to 1; unknown when there is none.",
  did: "`did EVENT [at least N times]`: whether it happened.",
  longest: "`longest streak of days with EVENT`: the most local days in a row.",
} as const;
