import { foreignTypes } from "../foreign-types.ts";
import { nearestName } from "../../diagnostics/near-names.ts";
import { reservedWords, wordTokenType } from "../../tokens/words.ts";
import { habit, type Habit } from "./habit.ts";

const reserved: ReadonlySet<string> = new Set(reservedWords);
const DECLARES = "(?:tag|segment|event|list|lifecycle|model|profile)";

/** Names as labels are written. */
export const nameHabits: readonly Habit[] = [
  habit(
    `(?<lead>${DECLARES} )(?<a>NAME(?:(?: -)? NAME)+)(?= (?:when|=|\\{) ?)`,
    ({ a = "" }) => (a.split(" ").some((word) => reserved.has(word)) ? undefined : oneWord(a)),
    "name-one-word",
  ),
  habit(`(?<lead>${DECLARES} )(?<t>TEXT)(?= (?:when|=|\\{) ?)`, ({ t = "" }) => oneWord(t.slice(1, -1)), "no-quotes"),
];

/** The first words of declarations, and fields. */
export const headHabits: readonly Habit[] = [
  habit("(?:create|define|declare|new)", ""),
  habit("tag(?= NAME)", "rule tag", "which-tag"),
  habit("(?<k>attribute|statistical|rule|mined)(?= NAME)", "{k} tag", "which-tag"),
  habit("(?<a>NAME(?: NAME)+)(?! (?:[,)]|NAME))", joinedName, "name-one-word", { oneLine: true }),
  habit("= when", "when"),
  habit(":", "="),
  habit("(?:=|:|where|if)", "when"),
  habit("=", ":", "colon-for-equals"),
  habit("(?<lead>: )(?<t>NAME)", ({ t = "" }) => {
    const type = foreignTypes.get(t.toLowerCase());
    return type?.includes("…") === true ? undefined : type;
  }),
];

/** A label as a name: words joined by `_`. */
function oneWord(label: string): string | undefined {
  const name = label
    .toLowerCase()
    .replaceAll(/[^\p{ID_Continue}]+/gu, "_")
    .replaceAll(/^_+|_+$/g, "");
  return /^\p{ID_Start}/u.test(name) ? name : undefined;
}

/** Words in a row as one name: none is a word of the language or nearly one, but perhaps the last. */
function joinedName({ a = "" }: Readonly<Record<string, string>>): string | undefined {
  const words = a.split(" ");
  const last = words.length - 1;
  const ordinary = words.every(
    (word, index) =>
      !reserved.has(word) &&
      nearestName(word, reserved) === undefined &&
      (index === last || wordTokenType(word) === undefined),
  );
  return ordinary && words.length <= 3 ? words.join("_") : undefined;
}
