import { aggregateHelpEn } from "../aggregates/en.ts";

/** What the words of the language mean, in a sentence: shown where a word stands. `then`, which
 * would make an object look like a promise, is called `sequel`. */
export const englishWords = {
  ...aggregateHelpEn,
  where: "`where C`: only the events that pass. It runs on over `and` and `or` until a window or a bracket.",
  sequel: "`A then B within D`: every A that is followed by a B in that time. `then not` comes last.",
  within: "How long a sequence may take, from its start to its last step; D is included.",
  per: "`+2 per EVENT`: as many times as it happened. `per 100 of EVENT.FIELD`: for each whole hundred of the sum.",
  unknown:
    "Not known. Comparing or computing with unknown gives unknown. `when unknown` takes those for whom no branch is true and some is unknown.",
  otherwise: "Everyone whom no branch above takes, those with unknown conditions included.",
  bands: "`bands of E {…}`: the highest lower bound that is met; a bound is itself included.",
  score: "`score {…}`: points added up, each item capped, then the whole.",
  exclusive: "A law: at most one of these holds for any customer. It is proved.",
  never: "A law: this holds for nobody. It is proved.",
  ago: "`TAG as of 30 days ago`: the tag as it was, with its now moved back.",
  anniversary: "`anniversary of DATE`: the next day of the year that is the date's; today counts.",
  since: "`days since X`: whole days that have passed. `since 2026-01-01`: from that day on, included.",
} as const;
