import { contextualWords, reservedWords, unitWords } from "../../grammar/tokens/words.ts";

/** Words that mean something to a database, to SQL or to a template, in any of the engines. */
const databaseWords = `
  abs add all alter analyze any array as asc between bigint blob boolean both by cascade case cast check collate column
  commit constraint create cross cube current current_date current_time current_timestamp current_user database date
  default delete desc describe distinct double drop else end escape except exclude exists explain extract fail false
  fetch filter first float following for foreign from full function generated glob grant group grouping having if ignore
  ilike index inner insert int integer intersect interval into is isnull join json key last lateral leading left like
  limit localtime map match materialized merge minus natural not notnull null nulls nullif of offset on only option or
  order outer over partition pivot positional pragma preceding primary qualify range real recursive references replace
  returning right rollback rollup row rowid rows sample schema select session_user set similar some struct symmetric
  table tablesample temp temporary then time timestamp to top trailing transaction trigger true truncate unbounded union
  unique unknown unnest unpivot update user using vacuum values varchar view virtual when where window with without
  _rowid_ oid`
  .trim()
  .split(/\s+/);

/** Names that an object of JavaScript has already, or that a program may take for something else. */
const programWords =
  "constructor hasOwnProperty toString valueOf __proto__ prototype arguments eval this await let undefined NaN".split(
    " ",
  );

const reserved: ReadonlySet<string> = new Set(reservedWords);

/**
 * Every word that means something to the language, to databases or to JavaScript, once whatever its case, as rules write
 * it as a name: in backticks where it would not be one otherwise.
 */
export const awkwardNames: readonly string[] = (() => {
  const seen = new Set<string>();
  const names: string[] = [];
  for (const word of [
    ...reservedWords,
    ...contextualWords,
    ...Object.keys(unitWords),
    ...databaseWords,
    ...programWords,
  ]) {
    if (seen.has(word.toLowerCase())) continue;
    seen.add(word.toLowerCase());
    names.push(reserved.has(word) || word.startsWith("_") ? `\`${word}\`` : word);
  }
  return names;
})();

/** A name without its backticks. */
export const bareName = (name: string): string => name.replaceAll("`", "");

const each = (words: readonly string[], line: (word: string, index: number) => string, between = "\n"): string =>
  words.map(line).join(between);

/** Programs in which words are the names of one kind of thing, with rules that read each in every way there is. */
export const namedPrograms: Readonly<Record<string, (words: readonly string[]) => string>> = {
  "fields of the profile": (
    words,
  ) => `profile customer { ${each(words, (word, index) => `${word} : ${["integer", "yes/no", "text", "date", "time", "money"][index % 6]}`, "  ")} }
${each(words, (word, index) => `rule tag t${index} when ${["> 3", "is yes", 'contains "a" ignoring case', "< today", "<= now", ">= 2.5"].map((test) => `${word} ${test}`)[index % 6]} or customer.${word} is unknown`)}
${each(words, (word, index) => `rule tag v${index} = ${word}`)}`,
  "fields of events": (words) => {
    const fields = words.filter((word) => word !== "time");
    return `profile customer {}
event paid { ${each(fields, (word) => `${word} : integer`, "  ")} }
${each(fields, (word, index) => `rule tag t${index} = sum of paid.${word} where ${word} > 1 in last 30 days`)}
${each(fields, (word, index) => `rule tag u${index} = ${["latest", "most frequent", "median of", "distinct count of"][index % 4]} paid.${word}`)}`;
  },
  events: (words) => `profile customer {}
${each(words, (word) => `event ${word} { amount : money }`)}
${each(words, (word, index) => `rule tag t${index} = count of ${word} where amount > 1 in last 90 days${index % 8 === 0 ? `\nrule tag u${index} when did ${word} then ${word} within 30 days` : ""}\nrule tag v${index} = days since latest ${word}`)}
rule tag points = score { ${each(words, (word) => `+1 per ${word}`, "  ")} }`,
  "tags, segments and lifecycles": (words) => `profile customer { age : integer }
${each(words, (word, index) => [`rule tag ${word} when age > ${index}`, `rule tag ${word} = age + ${index}`, `segment ${word} when age > ${index}`, `lifecycle ${word} { stage "A" when age > ${index}  stage "B" when age > ${index + 9} }`][index % 4] ?? "")}
${each(words, (word, index) => `rule tag read_${index} when ${[word, `${word} > 3`, `not ${word}`, `${word} is at least "B"`][index % 4]}`)}
${each(words, (word, index) => (index % 4 < 2 ? `rule tag before_${index} = ${word} as of 3 days ago` : ""))}`,
  "values, branches and lists": (words) => `profile customer { kind : one of (${words.join(", ")})  city : text }
rule tag kinds = first of { ${each(words, (word) => `"${bareName(word)}" when kind is ${word}`, "  ")}  "of no kind" otherwise }
rule tag all_kinds = all of { ${each(words, (word, index) => `"${bareName(word)}" when kind is not ${word} and ${index} > 3`, "  ")} }
${each(words, (word) => `list ${word} = ("${bareName(word)}", "x")`)}
${each(words, (word, index) => `rule tag in_${index} when city is in ${word} or kinds is "${bareName(word)}"`)}`,
};
