import type { ParametersOf } from "../texts/template.ts";
import type { englishPhrases } from "../texts/phrases/en.ts";

export type PhraseKey = keyof typeof englishPhrases;

/** Parameters that are words of the reader's language. All others are shown as they are: names, numbers, parts of rules. */
export type ProseParameter =
  | "actual"
  | "advice"
  | "bounds"
  | "expected"
  | "found"
  | "kind"
  | "law"
  | "left"
  | "length"
  | "needed"
  | "others"
  | "otherUnit"
  | "place"
  | "problem"
  | "reader"
  | "reason"
  | "right"
  | "some"
  | "unit"
  | "values"
  | "what"
  | "where";

export type Parameters<Text extends string> = Readonly<{
  [Name in ParametersOf<Text>]: Name extends ProseParameter ? Prose : string;
}>;
/** The phrases that are said as they are. */
export type PlainPhraseKey = {
  [Key in PhraseKey]: [ParametersOf<(typeof englishPhrases)[Key]>] extends [never] ? Key : never;
}[PhraseKey];
type PhraseParameters<Key extends PhraseKey> = Parameters<(typeof englishPhrases)[Key]>;

/**
 * Something to be said that is put into words when the reader's language is known: a phrase of the catalogue, a part of a
 * rule (shown in backticks), a text of the user's own, or several of these in a row.
 */
export type Prose =
  | { readonly phrase: PhraseKey; readonly parameters: Readonly<Record<string, string | Prose>> }
  | { readonly code: string }
  | { readonly verbatim: string }
  | {
      readonly items: readonly Prose[];
      readonly joined: "comma" | "or";
      /** How many more there are. */ readonly more: number;
    };

/** A phrase of the catalogue; its parameters are typed from its English text. */
export function phrase<Key extends PhraseKey>(
  key: Key,
  ...given: [ParametersOf<(typeof englishPhrases)[Key]>] extends [never] ? [] : [PhraseParameters<Key>]
): Prose {
  const [parameters = {}] = given;
  return { phrase: key, parameters };
}

/** A part of a rule, as it is written. */
export const code = (text: string): Prose => ({ code: text });

/** A text that is nobody's to translate. */
export const verbatim = (text: string): Prose => ({ verbatim: text });

export const anyOf = (items: readonly Prose[]): Prose => ({ items, joined: "or", more: 0 });

/** Names in backticks with commas; of more than `limit` the others are counted, or left out. */
export function names(all: Iterable<string>, limit = Infinity, countOthers = true): Prose {
  const items = [...all];
  return {
    items: items.slice(0, limit).map(code),
    joined: "comma",
    more: countOthers ? Math.max(0, items.length - limit) : 0,
  };
}
