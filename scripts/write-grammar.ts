import { readFileSync, writeFileSync } from "node:fs";
import { ebnf } from "../grammar/ebnf.ts";
import { DeclarationParser } from "../grammar/parser/declaration-parser.ts";

const BEGIN = "<!-- grammar:begin -->";
const END = "<!-- grammar:end -->";

/** The language reference with the parser's grammar between its markers. */
export function withGrammar(page: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the page has no ${BEGIN} … ${END}`);
  const grammar = ebnf(new DeclarationParser().getSerializedGastProductions(), "declaration");
  return `${page.slice(0, begin + BEGIN.length)}\n\n\`\`\`ebnf\n${grammar}\n\`\`\`\n\n${page.slice(end)}`;
}

if (import.meta.main) {
  const path = new URL("../docs/language.md", import.meta.url);
  writeFileSync(path, withGrammar(readFileSync(path, "utf8")));
}
