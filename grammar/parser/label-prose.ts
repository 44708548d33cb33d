import type { IToken } from "chevrotain";
import { anyOf, code, phrase, type PhraseKey, type Prose } from "../diagnostics/prose.ts";
import { END } from "./syntax-messages.ts";

/** Labels of tokens that stand for many texts; all others are the token itself in backticks. */
const labels: ReadonlyMap<string, PhraseKey & (`label-${string}` | "end-of-this-declaration")> = new Map([
  ["a name", "label-name"],
  ["a time", "label-time"],
  ["a date", "label-date"],
  ["a percentage", "label-percent"],
  ["a number", "label-number"],
  ["a text in quotes", "label-text"],
  ["a unit of time", "label-unit"],
  [END, "end-of-this-declaration"],
]);

/** What a token's label is called to the reader. */
export function labelProse(label: string): Prose {
  const key = labels.get(label);
  return key === undefined ? code(label.replace(/^`|`$/g, "")) : phrase(key);
}

/** At most six choices, joined as in a sentence. */
export function choices(expected: readonly string[]): Prose {
  const shown =
    expected.length > 6 ? [...expected.slice(0, 5).map(labelProse), { verbatim: "…" }] : expected.map(labelProse);
  return shown.length === 0 ? phrase("something-else") : anyOf(shown);
}

/** How a token is named to the reader. */
export function foundText(token: IToken): Prose {
  if (token.image === "") return phrase("the-end");
  return code(token.image.length > 40 ? `${token.image.slice(0, 37)}…` : token.image);
}

/** What is wanted where one of many things may stand. */
export const expectedInRule: ReadonlyMap<string, Prose> = new Map([
  ["declaration", phrase("want-declaration")],
  ["fieldType", phrase("want-type")],
  ["primary", phrase("want-value-or-condition")],
  ["literal", phrase("want-value-or-condition")],
  ["isTest", phrase("a-value")],
  ["boundLiteral", phrase("a-value")],
  ["fieldValue", phrase("a-value")],
  ["occurrences", phrase("want-step")],
  ["modelBody", phrase("want-model")],
]);

/** What may stand between braces, or close them. */
export const expectedInBraces: ReadonlyMap<string, Prose> = new Map([
  ["fields", phrase("want-field")],
  ["branchList", phrase("want-branch")],
  ["bands", phrase("want-band")],
  ["score", phrase("want-item")],
  ["lifecycle", phrase("want-stage")],
  ["test", phrase("want-test-item")],
  ["testData", phrase("want-field-value")],
]);
