import { createToken, Lexer, type TokenType } from "chevrotain";
import { NameLike } from "./token-types.ts";

/** Words that can be names only in backticks. */
export const reservedWords = [
  "and",
  "or",
  "not",
  "is",
  "if",
  "of",
  "in",
  "to",
  "from",
  "then",
  "where",
  "when",
  "within",
  "as",
  "yes",
  "no",
  "unknown",
  "known",
  "now",
  "today",
  "otherwise",
  "per",
  "contains",
  "starts",
  "ends",
  "ignoring",
] as const;

/** Words that mean something in their place and are names everywhere else. */
export const contextualWords = [
  "profile",
  "event",
  "table",
  "attribute",
  "statistical",
  "rule",
  "mined",
  "tag",
  "list",
  "lifecycle",
  "stage",
  "model",
  "segment",
  "exclusive",
  "never",
  "test",
  "expect",
  "required",
  "personal",
  "integer",
  "number",
  "decimal",
  "money",
  "text",
  "date",
  "time",
  "at",
  "least",
  "most",
  "one",
  "any",
  "set",
  "size",
  "first",
  "all",
  "bands",
  "score",
  "count",
  "sum",
  "average",
  "median",
  "quantile",
  "minimum",
  "maximum",
  "distinct",
  "frequent",
  "latest",
  "share",
  "among",
  "did",
  "times",
  "longest",
  "streak",
  "with",
  "gap",
  "between",
  "last",
  "ending",
  "ago",
  "this",
  "yesterday",
  "during",
  "since",
  "until",
  "anniversary",
  "year",
  "month",
  "day",
  "weekday",
  "hour",
  "each",
  "every",
  "on",
  "case",
  "column",
  "days",
  "predict",
  "customers",
  "next",
  "using",
  "by",
  "amount",
  "cluster",
  "into",
  "groups",
  "best",
  "lifetime",
  "over",
  "part",
  "quantiles",
  "recommend",
  "top",
  "elasticity",
  "onnx",
  "logistic",
  "regression",
  "boosted",
  "trees",
] as const;

/** Words that begin a value, and whatever else stands behind `=`. */
export const valueWords = [
  "count",
  "sum",
  "average",
  "median",
  "minimum",
  "maximum",
  "distinct",
  "most",
  "first",
  "latest",
  "time",
  "share",
  "did",
  "longest",
  "anniversary",
  "year",
  "month",
  "day",
  "weekday",
  "hour",
  "date",
  "size",
  "days",
  "one",
  "all",
  "bands",
  "score",
] as const satisfies readonly ContextualWord[];

/** Units of time, each with its plural. */
export const unitWords: Readonly<Record<string, TimeUnit>> = {
  second: "second",
  seconds: "second",
  minute: "minute",
  minutes: "minute",
  hours: "hour",
  hour: "hour",
  day: "day",
  days: "day",
  week: "week",
  weeks: "week",
  month: "month",
  months: "month",
  quarter: "quarter",
  quarters: "quarter",
  year: "year",
  years: "year",
};

export type TimeUnit = "second" | "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year";
export type ReservedWord = (typeof reservedWords)[number];
export type ContextualWord = (typeof contextualWords)[number];
export type Word = ReservedWord | ContextualWord;

/** A word that counts time: `days`, `month`, … */
export const UnitWord = createToken({ name: "UnitWord", pattern: Lexer.NA, label: "a unit of time" });

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function tokenFor(word: Word, reserved: boolean): TokenType {
  const categories: TokenType[] = reserved ? [] : Object.hasOwn(unitWords, word) ? [NameLike, UnitWord] : [NameLike];
  return createToken({ name: `${capitalised(word)}Word`, pattern: Lexer.NA, label: `\`${word}\``, categories });
}

function tokensFor<W extends Word>(words: readonly W[], reserved: boolean): Record<W, TokenType> {
  return Object.fromEntries(words.map((word) => [word, tokenFor(word, reserved)])) as Record<W, TokenType>;
}

/** The token type of every word of the language. */
export const wordTokens: Readonly<Record<Word, TokenType>> = {
  ...tokensFor(reservedWords, true),
  ...tokensFor(contextualWords, false),
};

/** A unit that means nothing else. */
const PlainUnit = createToken({
  name: "PlainUnit",
  pattern: Lexer.NA,
  label: "a unit of time",
  categories: [NameLike, UnitWord],
});

const tokenOfWord = new Map<string, TokenType>([
  ...Object.keys(unitWords).map((word): [string, TokenType] => [word, PlainUnit]),
  ...Object.entries(wordTokens),
]);

/** The token type of a word that the lexer read as an identifier, or undefined when it is only a name. */
export function wordTokenType(image: string): TokenType | undefined {
  return tokenOfWord.get(image);
}

export const allWordTokens: readonly TokenType[] = [UnitWord, PlainUnit, ...Object.values(wordTokens)];
