import { habit, type Habit } from "./habit.ts";

const BRANCH_PAIR = "first of { {a} when {c}  {b} otherwise }";

/** Branches, bands and scores as in SQL, spreadsheets and programs. */
export const branchHabits: readonly Habit[] = [
  habit("case when (?<c>WORDS) then {a:TEXT} else {b:TEXT} end", BRANCH_PAIR, "no-if"),
  habit("if \\( (?<c>WORDS) [,;] {a:TEXT} [,;] {b:TEXT} \\)", BRANCH_PAIR, "no-if"),
  habit("if (?<c>WORDS) then {a:TEXT} else {b:TEXT}", BRANCH_PAIR, "no-if"),
  habit("(?:when|if) (?<c>WORDS) then {a:TEXT}", "{a} when {c}", "branch-when"),
  habit("if (?<c>WORDS) then {a:TEXT}", "first of { {a} when {c} }", "no-if"),
  habit("(?:else|otherwise|default) {a:TEXT}", "{a} otherwise", "branch-when"),
  habit("(?<lead>TEXT )(?:else|default|others?|rest|everyone else)", "otherwise"),
  habit(
    "(?<lead>TEXT )(?:when NAME(?: \\. NAME)? )?(?:>=|>|at least|above|over|more than|from) (?<n>(?:- )?(?:DATE|NUMBER%?))",
    "from {n}",
    "band-from",
  ),
  habit(
    "(?<lead>TEXT )(?:when NAME(?: \\. NAME)? )?(?:<=|<|at most|below|under|less than|up to) (?:- )?(?:DATE|NUMBER%?)",
    "otherwise",
    "band-from",
  ),
  habit("(?<lead>TEXT from NUMBER%? )(?:to|until|up to|-) NUMBER%?", "", "band-from"),
  habit("(?<lead>TEXT )(?<n>(?:- )?(?:DATE|NUMBER%?))", "from {n}", "band-from"),
  habit("(?<lead>TEXT )(?:if|where|:|=|- >)", "when", "branch-when"),
  habit(`,(?= (?:TEXT (?:when|otherwise|from)|\\}|NAME (?:TEXT )?:|stage|[+-] NUMBER))`, "", "no-comma"),
  habit("(?<a>NAME)(?= (?:when|otherwise|from) )", '"{a}"', "write-text"),
  habit("(?<lead>= )\\{", "first of {"),
  habit("(?<lead>(?:one|first|all) of )\\( (?<c>WORDS) \\)", "{ {c} }"),
  habit("{n:NUMBER} points?", "{n}"),
  habit("{n:NUMBER}(?= (?:when|per) )", "+{n}", "sign"),
  habit("(?<lead>NUMBER )(?:if|where)", "when"),
  habit("(?<lead>NUMBER )(?:for each|for every|for|each|every)", "per"),
  habit("(?<lead>score )(?<a>NUMBER) (?:to|-) (?<b>NUMBER)", "from {a} to {b}"),
  habit("(?:max|maximum|up to|capped at|limit)(?= NUMBER)", "at most"),
  habit("(?<t>TEXT)(?= when )", "stage {t}", "stage"),
];
