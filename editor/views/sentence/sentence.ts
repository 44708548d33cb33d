import type { DiagnosticCode } from "../../../grammar/diagnostics/catalogue.ts";
import type { ByLanguage, Language } from "../../../grammar/diagnostics/languages.ts";
import type { Declaration } from "../../../grammar/tree/declaration.ts";
import type { Analysis } from "../../language/analysis.ts";
import { Conditions } from "./conditions.ts";
import { declarationLines } from "./declarations.ts";
import { Expressions } from "./expressions.ts";
import { Labels } from "./labels.ts";
import { joined, type SentenceLine, type ValueKind } from "./parts.ts";
import { english } from "./phrases-en.ts";
import { spanish } from "./phrases-es.ts";
import { japanese } from "./phrases-ja.ts";
import { chinese } from "./phrases-zh.ts";
import type { Phrases } from "./phrases.ts";

const phrasesOf: ByLanguage<Phrases> = { en: english, zh: chinese, ja: japanese, es: spanish };

/**
 * A declaration in words of a reader's language, with its values as parts that an editor can change in place.
 * @param path the file that the declaration stands in
 */
export function sentence(analysis: Analysis, path: string, declaration: Declaration, language: Language): SentenceLine[] {
  const marks = (code: DiagnosticCode): ReadonlySet<number> => new Set(analysis.diagnostics.filter((found) => found.code === code && found.location.file === path).map(({ location }) => location.start));
  const unknowns = { leftOut: marks("not-leaves-unknown"), taken: marks("otherwise-takes-unknown") };
  const values = new Expressions(phrasesOf[language], new Labels(analysis.names, language), analysis.names, analysis.file(path)?.text ?? "", unknowns, (own) => new Conditions(own));
  return declarationLines(declaration, values).map(({ indent, parts }) => ({ indent, parts: joined(parts) }));
}

/** Values whose text could be taken for words of the sentence: they stand in quotation marks. */
const QUOTED: ReadonlySet<ValueKind> = new Set(["name", "event", "field", "tag", "segment", "list", "model", "value", "text"]);

/** Lines as plain text, indented by two blanks a level. */
export function sentenceText(lines: readonly SentenceLine[], language: Language): string {
  const [open, close] = phrasesOf[language].quotes;
  return lines.map(({ indent, parts }) => {
    let text = "";
    for (const part of parts) {
      const next = part.kind === "text" || !QUOTED.has(part.of) ? part.text : `${open}${part.text}${close}`;
      text += spaced(language) && needsBlank(text, next) ? ` ${next}` : next;
    }
    return `${"  ".repeat(indent)}${language === "es" || language === "en" ? capitalised(text) : text}`;
  }).join("\n");
}

const spaced = (language: Language): boolean => language === "zh" || language === "ja";
const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const WESTERN = /[\p{Script=Latin}\p{N}+−`]/u;

/** Between East Asian writing and Latin letters or digits stands a blank. */
function needsBlank(before: string, next: string): boolean {
  const [last, first] = [before.charAt(before.length - 1), next.charAt(0)];
  return (EAST_ASIAN.test(last) && WESTERN.test(first)) || (/[\p{Script=Latin}\p{N}%`]/u.test(last) && EAST_ASIAN.test(first));
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
