import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { validateOnConstruction } from "../../grammar/parser/base.ts";
import { DeclarationParser } from "../../grammar/parser/declaration-parser.ts";
import { contextualWords, reservedWords } from "../../grammar/tokens/words.ts";
import { withGrammar } from "../../scripts/write-grammar.ts";

const page = readFileSync(new URL("../../docs/language.md", import.meta.url), "utf8");

it("the grammar in the reference is the parser's (if not, run scripts/write-grammar.ts)", () => {
  expect(page).toBe(withGrammar(page));
});

it("the reserved words in the reference are the parser's", () => {
  const [, list = ""] = /The reserved words are: (.*)\.\n/.exec(page) ?? [];
  expect(list.split(" ").map((word) => word.replaceAll("`", ""))).toEqual([...reservedWords]);
});

it("no word is both reserved and a name, and every word is used in the grammar", () => {
  const grammar = page.slice(page.indexOf("<!-- grammar:begin -->"));
  const names: readonly string[] = contextualWords;
  expect(reservedWords.filter((word) => names.includes(word))).toEqual([]);
  expect([...reservedWords, ...contextualWords].filter((word) => !grammar.includes(`"${word}"`))).toEqual([]);
});

it("the grammar has no ambiguity that the parser does not resolve", () => {
  validateOnConstruction();
  expect(() => new DeclarationParser()).not.toThrow();
});
