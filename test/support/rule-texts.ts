import { readFileSync } from "node:fs";
import { parseFile, type ParsedFile } from "../../grammar/parser/parse-file.ts";
import { conformanceCases } from "./conformance.ts";

const language = readFileSync(new URL("../../docs/language.md", import.meta.url), "utf8");

/** The rule files that docs/language.md shows. */
export const documentedTexts: readonly string[] = [...language.matchAll(/```tagma\n([\s\S]*?)```/g)].map(
  ([, text = ""]) => text,
);

/** The rule file of every conformance case. */
export const conformanceTexts: readonly string[] = [...new Set(conformanceCases().map(({ text }) => text))];

export const northwind = readFileSync(new URL("northwind.tagma", import.meta.url), "utf8");

export function parse(text: string): ParsedFile {
  return parseFile({ path: "rules.tagma", text });
}

export const hasErrors = (file: ParsedFile): boolean => file.diagnostics.some(({ severity }) => severity === "error");
