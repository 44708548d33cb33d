import { habit, type Habit } from "./habit.ts";

/** Comparisons as in SQL, spreadsheets and speech. */
export const comparisonHabits: readonly Habit[] = [
  habit("{a:VALUE} (?<x><=?) {b:VALUE} (?<y><=?) {c:VALUE}", chained, "no-chain"),
  habit("(?:= |is )null", "is unknown"),
  habit("(?:is |= )?not null", "is known"),
  habit("(?:is not|not) (?:equal to|equals?)", "is not"),
  habit("(?:is )?(?:equal to|equals?)", "is"),
  habit("(?:is )?not in \\( {a:LIST} \\)", "is not one of ({a})", "list-name"),
  habit("is not in \\( {a:LIST} \\)", "is not one of ({a})", "list-name"),
  habit("(?:is )?in \\( {a:LIST} \\)", "is one of ({a})", "list-name"),
  habit("(?<lead>is )\\( {a:LIST} \\)", "one of ({a})"),
  habit("(?<lead>is )(?<a>VALUE(?: , VALUE)+)", "one of ({a})"),
  habit("(?:is )?between {a:VALUE} and {b:VALUE}", "from {a} to {b}", "from-to"),
  habit("is from {a:VALUE} to {b:VALUE}", "from {a} to {b}"),
  habit("{a:PATH} not like {b:TEXT}", ({ a, b }) => likeTest(b ?? "", (test) => `not ${a} ${test}`)),
  habit("like {b:TEXT}", ({ b }) => likeTest(b ?? "", (test) => test)),
  habit("{a:PATH} (?:does not|doesn) contains? {b:VALUE}", "not {a} contains {b}"),
  habit("(?:is )?(?:more|greater|higher|bigger|larger|older|later) than or equal(?: to)?", ">=", "comparison-signs"),
  habit("(?:is )?(?:less|smaller|lower|fewer|younger|earlier) than or equal(?: to)?", "<=", "comparison-signs"),
  habit("(?:is )?(?:no|not) (?:more|greater|older|later) than", "<=", "comparison-signs"),
  habit("(?:is )?(?:no|not) (?:less|fewer|younger|earlier) than", ">=", "comparison-signs"),
  habit("(?:is )?(?:more|greater|higher|bigger|larger|older|later) than", ">", "comparison-signs"),
  habit("(?:is )?(?:less|smaller|lower|fewer|younger|earlier) than", "<", "comparison-signs"),
  habit("(?:is )?(?:above|over|exceeds|after)", ">", "comparison-signs"),
  habit("(?:is )?(?:below|under|before)", "<", "comparison-signs"),
  habit("at least", ">=", "comparison-signs"),
  habit("(?:at most|up to)", "<=", "comparison-signs"),
  habit("(?:has|have|includes?|contain)(?= VALUE)", "contains"),
  habit("(?:begins?|starts?|beginning|starting) with", "starts with"),
  habit("(?:ends?|ending) with", "ends with"),
  habit("exists?", "is known"),
  habit("not in(?= NAME)", "is not in", "is-in"),
  habit("in(?= NAME)", "is in", "is-in"),
  habit("= =", "is", "is-for-equals"),
  habit("> =", ">=", "joined-comparison"),
  habit("< =", "<=", "joined-comparison"),
  habit("=", "is", "is-for-equals"),
  habit("(?:且|并且|而且|並且|かつ)", "and"),
  habit("(?:或|或者|または|もしくは)", "or"),
];

function chained({ a, x, b, y, c }: Readonly<Record<string, string>>): string {
  return x === "<=" && y === "<=" ? `${b} from ${a} to ${c}` : `${a} ${x} ${b} and ${b} ${y} ${c}`;
}

/** A pattern of SQL, where `%` stands for anything. */
function likeTest(pattern: string, instead: (test: string) => string): string | undefined {
  const inner = pattern.slice(1, -1);
  const open = inner.startsWith("%");
  const closed = inner.endsWith("%") && inner.length > 1;
  const plain = inner.slice(open ? 1 : 0, closed ? -1 : undefined);
  if (plain === "" || plain.includes("%") || plain.includes("_")) return undefined;
  if (open && closed) return instead(`contains "${plain}"`);
  return instead(open ? `ends with "${plain}"` : closed ? `starts with "${plain}"` : `is "${plain}"`);
}
