import { nearestName } from "../../diagnostics/near-names.ts";
import { unitMeant } from "../../tokens/number-endings.ts";
import { dateOfEither, dateOfParts } from "../../tokens/written-dates.ts";
import { unitWords, wordTokenType } from "../../tokens/words.ts";
import { habit, type Habit } from "./habit.ts";

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
export const MONTH = "(?<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*";

/** The month of a name, from 1; undefined for what is none. */
export function monthOf(name: string): number | undefined {
  const index = months.indexOf(name.slice(0, 3).toLowerCase());
  return index < 0 ? undefined : index + 1;
}

const two = (part: string | number | undefined): string => String(part ?? "").padStart(2, "0");
const date = ({ y = "", m = "", d = "" }: Readonly<Record<string, string>>): string | undefined => dateOfParts(y, m, d);

export const numberWords: readonly string[] =
  "zero one two three four five six seven eight nine ten eleven twelve".split(" ");
const tens: Readonly<Record<string, number>> = { twenty: 20, thirty: 30, sixty: 60, ninety: 90 };

/** Numbers, dates, durations and texts as they are written elsewhere. */
export const valueHabits: readonly Habit[] = [
  habit("(?<a>\\d{1,3}(?: , \\d{3})+(?:\\.\\d+)?)", ({ a }) => a?.replaceAll(/[ ,]/g, ""), "number-plain", {
    joined: true,
  }),
  habit("\\. (?<a>\\d+)", "0.{a}", "number-plain", { joined: true }),
  habit("(?<y>\\d{4})\\.(?<m>\\d{1,2}) \\. (?<d>\\d{1,2})", date, "date-written", { joined: true }),
  habit("(?<d>\\d{1,2})\\.(?<m>\\d{1,2}) \\. (?<y>\\d{4})", date, "date-written", { joined: true }),
  habit("(?<y>\\d{4}) [/-] (?<m>\\d{1,2}) [/-] (?<d>\\d{1,2})", date, "date-written", { joined: true }),
  habit(
    "(?<d>\\d{1,2}) / (?<m>\\d{1,2}) / (?<y>\\d{4})",
    ({ d = "", m = "", y = "" }) => dateOfEither(d, m, y),
    "date-written",
    { joined: true },
  ),
  habit(
    `(?<d>\\d{1,2}) ${MONTH} (?<y>\\d{4})`,
    (found) => date({ ...found, m: String(monthOf(found["month"] ?? "")) }),
    "date-written",
  ),
  habit(
    `${MONTH} (?<d>\\d{1,2})(?: ,)? (?<y>\\d{4})`,
    (found) => date({ ...found, m: String(monthOf(found["month"] ?? "")) }),
    "date-written",
  ),
  habit(
    "{a:DATE} (?<h>\\d{1,2}) : (?<m>\\d{2})(?<s>(?: : \\d{2})?)",
    ({ a, h, m, s }) => `${a}T${two(h)}:${m}${s?.replaceAll(" ", "")}`,
    "write-time",
  ),
  habit("{n:NUMBER} %", "{n}%"),
  habit("{n:NUMBER} (?:usd|eur|gbp|jpy|cny|twd|mxn|dollars?|euros?|pesos?|yen|yuan)", "{n}", "number-plain"),
  habit("{n:NUMBER} {u:UNIT} ago", "now - {n} {u}"),
  habit("(?<lead>last )(?<u>UNIT) (?<n>NUMBER)", "{n} {u}"),
  habit(`(?<w>${[...numberWords, ...Object.keys(tens)].join("|")})(?= UNIT)`, ({ w }) => spelled(w ?? "")),
  habit("(?<lead>NUMBER )(?<u>NAME)", ({ u }) => unitNear(u ?? "")),
  habit(
    "(?<lead>is )(?<a>NAME(?: NAME)+)",
    // Names of places and brands begin with capitals.
    ({ a = "" }) => (a.split(" ").every((word) => /^\p{Lu}/u.test(word)) ? `"${a}"` : undefined),
    "write-text",
  ),
  habit("(?<lead>UNIT )from (?<a>NAME)", "since {a}"),
  habit("(?<lead>UNIT )(?:after|passed since|ago)(?= NAME)", "since"),
  habit("(?<lead>UNIT )(?:to|till|before)(?= NAME)", "until"),
  // The words of the language are written in small letters.
  habit(
    "(?<w>[A-Za-z]+)",
    ({ w = "" }) => {
      const lower = w.toLowerCase();
      return lower !== w && wordTokenType(lower) !== undefined ? lower : undefined;
    },
    "lower-case",
  ),
];

/** The number that a word spells. */
export function spelled(word: string): string | undefined {
  const lower = word.toLowerCase();
  const index = numberWords.indexOf(lower);
  if (index >= 0) return String(index);
  return Object.hasOwn(tens, lower) ? String(tens[lower]) : undefined;
}

function unitNear(word: string): string | undefined {
  if (wordTokenType(word) !== undefined) return undefined;
  return unitMeant(word) ?? nearestName(word, Object.keys(unitWords));
}
