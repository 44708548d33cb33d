/** What the words of the language mean, in a sentence: shown where a word stands. `then`, which
 * would make an object look like a promise, is called `sequel`. */
export const englishWords = {
  count: "`count of EVENT`: how many there are; 0 when there is none.",
  sum: "`sum of EVENT.FIELD`: the total; 0 when there is none.",
  average:
    "`average of EVENT.FIELD`: over the events whose value is known; unknown when there is none. `average gap between EVENT`: in days.",
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
