import { habit, type Habit } from "./habit.ts";
import { spelled } from "./value-habits.ts";
import { required } from "../../required.ts";

const functions: Readonly<Record<string, string>> = {
  count: "count",
  sum: "sum",
  total: "sum",
  avg: "average",
  average: "average",
  mean: "average",
  median: "median",
  max: "maximum",
  maximum: "maximum",
  min: "minimum",
  minimum: "minimum",
};
const FUNCTION = `(?<f>${Object.keys(functions).join("|")})`;
const functionOf = (word = ""): string => required(functions[word.toLowerCase()], `the function ${word}`);
const times = (word: string): string | undefined =>
  ({ once: "1", twice: "2", thrice: "3" })[word.toLowerCase()] ?? (/^\d+$/.test(word) ? word : spelled(word));

/** Aggregates, sequences and `did` as in SQL, spreadsheets and speech. */
export const countingHabits: readonly Habit[] = [
  habit("(?:count|number) (?:of )?\\(? ?distinct {p:PATH} \\)", "distinct count of {p}"),
  habit(`${FUNCTION} \\( {p:PATH} \\)`, ({ f, p }) => `${functionOf(f)} of ${p}`),
  habit(
    "(?:count distinct|count of distinct|count of unique|number of distinct|number of unique|unique count of|distinct)(?= NAME)",
    "distinct count of",
  ),
  habit("most (?:common|popular|often|used|frequently)(?: of)?", "most frequent"),
  habit("(?:latest|last|most recent|newest)(?: of)?(?= NAME)", "latest"),
  habit("(?:first|earliest|oldest)(?: of)?(?= NAME)", "first"),
  habit(`${FUNCTION}(?: of)?(?= NAME)`, ({ f }) => `${functionOf(f)} of`, "needs-of-event"),
  habit("(?:number of|how many|amount of)(?= NAME)", "count of"),
  habit("(?<lead>of )(?<e>NAME) (?<f>NAME)", "{e}.{f}", "which-field"),
  habit("(?<lead>of )(?<f>NAME) of (?<e>NAME)", "{e}.{f}", "which-field"),
  habit("(?<lead>count of )(?<e>NAME) \\. NAME", "{e}"),
  habit("{n:NUMBER}(?:th)? (?:quantile|percentile)", "{n}% quantile"),
  habit("(?<n>NUMBER%) percentile", "{n} quantile"),
  habit(
    "did (?<e>NAME) (?:at most|up to|no more than) (?<n>\\w+) times?",
    ({ e, n }) => counted(e, "<=", n),
    "did-times",
  ),
  habit("did (?<e>NAME) (?:less|fewer) than (?<n>\\w+) times?", ({ e, n }) => counted(e, "<", n), "did-times"),
  habit("did (?<e>NAME) (?:exactly|only|just) (?<n>\\w+)(?: times?)?", ({ e, n }) => counted(e, "is", n), "did-times"),
  habit("(?<lead>did NAME )(?:(?:at least|>=|minimum) )?(?<n>\\w+) times?", ({ n }) => atLeast(n, 0), "did-times"),
  habit("(?<lead>did NAME )(?:more than|over|>) (?<n>\\w+) times?", ({ n }) => atLeast(n, 1), "did-times"),
  habit("(?<lead>did NAME at least )(?<n>\\w+)", ({ n }) =>
    times(n ?? "") === undefined ? undefined : `${times(n ?? "")} times`,
  ),
  habit("(?<lead>did NAME )(?<n>once|twice|thrice)", ({ n }) => atLeast(n, 0), "did-times"),
  habit("(?:did not|does not|has not|have not|had not|did never|has never|never)(?= NAME)", "not did"),
  habit("(?:has|have|had|does|made)(?= NAME)", "did"),
  habit("(?:followed by|and then|after that|before)(?= NAME)", "then"),
  habit("{u:UNIT} between {a:NAME} and (?:now|today)", "{u} since {a}"),
  habit("(?:with|when|if|having|whose|which)", "where"),
  habit("(?<lead>(?:of|did) NAME )\\( (?<c>WORDS) \\)", "where {c}"),
];

function counted(event: string | undefined, comparison: string, number: string | undefined): string | undefined {
  const count = times(number ?? "");
  return count === undefined ? undefined : `count of ${event} ${comparison} ${count}`;
}

function atLeast(number: string | undefined, more: number): string | undefined {
  const count = times(number ?? "");
  return count === undefined ? undefined : `at least ${Number(count) + more} times`;
}
