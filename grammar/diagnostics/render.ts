import type { Diagnostic, DiagnosticCode, WitnessBlock } from "./catalogue.ts";
import { joining } from "../texts/joining.ts";
import type { ByLanguage, Language } from "../texts/languages.ts";
import { englishPhrases } from "../texts/phrases/en.ts";
import { spanishPhrases } from "../texts/phrases/es.ts";
import { japanesePhrases } from "../texts/phrases/ja.ts";
import { chinesePhrases } from "../texts/phrases/zh.ts";
import type { PhraseKey, Prose } from "./prose.ts";
import { englishTexts, type DiagnosticText } from "../texts/diagnostics/en.ts";
import { spanishTexts } from "../texts/diagnostics/es.ts";
import { japaneseTexts } from "../texts/diagnostics/ja.ts";
import { chineseTexts } from "../texts/diagnostics/zh.ts";
import { quoteText } from "../parser/text-literal.ts";

export const diagnosticTexts: ByLanguage<Readonly<Record<DiagnosticCode, DiagnosticText>>> = {
  en: englishTexts,
  zh: chineseTexts,
  ja: japaneseTexts,
  es: spanishTexts,
};
export const phrases: ByLanguage<Readonly<Record<PhraseKey, string>>> = {
  en: englishPhrases,
  zh: chinesePhrases,
  ja: japanesePhrases,
  es: spanishPhrases,
};

/** A diagnostic as the reader sees it. */
export interface RenderedDiagnostic {
  readonly message: string;
  readonly help: string;
  /** A customer who shows it, as a test block that can be pasted into a rule file. */
  readonly witness?: string;
}

/** Puts a diagnostic into words of a language. */
export function renderDiagnostic(found: Diagnostic, language: Language = "en"): RenderedDiagnostic {
  const text = diagnosticTexts[language][found.code];
  const message = fill(text.message, found.parameters, language);
  const help =
    found.suggestion === undefined
      ? fill(text.help, found.parameters, language)
      : fill(phrases[language]["did-you-mean"], { name: found.suggestion }, language);
  const said = { message: text.message.startsWith("{") ? capitalised(message) : message, help };
  return found.witness === undefined ? said : { ...said, witness: renderWitness(found.witness, language) };
}

/** A diagnostic in one run of text: message, help and witness. */
export function renderInOne(found: Diagnostic, language: Language = "en"): string {
  const { message, help, witness } = renderDiagnostic(found, language);
  return `${message}${joining[language].between}${help}${witness === undefined ? "" : `\n\n${witness}`}`.trim();
}

/** A customer who shows something, as a test block that can be pasted into a rule file. */
export function renderWitness({ title, rest }: WitnessBlock, language: Language = "en"): string {
  return `test ${quoteText(renderProse(title, language))}${rest}`;
}

/** Puts prose into words of a language. */
export function renderProse(prose: Prose, language: Language = "en"): string {
  if ("code" in prose) return `\`${prose.code}\``;
  if ("verbatim" in prose) return prose.verbatim;
  if ("phrase" in prose) return fill(phrases[language][prose.phrase], prose.parameters, language);
  const items = prose.items.map((item) => renderProse(item, language));
  const { comma, or, more, spaced } = joining[language];
  const last = items[items.length - 1] ?? "";
  const others = items.slice(0, -1).join(comma);
  const word = or(last);
  const row =
    prose.joined === "or" && items.length > 1
      ? `${others}${spaced ? blank(others, word) : ""}${word}${spaced ? blank(word, last) : ""}${last}`
      : items.join(comma);
  return prose.more > 0 ? `${row}${more(prose.more)}` : row;
}

function fill(template: string, parameters: Readonly<Record<string, string | Prose>>, language: Language): string {
  const { spaced } = joining[language];
  return template.replace(/\{([a-zA-Z]+)\}/g, (whole, name: string, offset: number) => {
    const given = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (given === undefined) return whole;
    const value = typeof given === "string" ? given : renderProse(given, language);
    if (!spaced) return value;
    return `${blank(template.charAt(offset - 1), value)}${value}${blank(value, template.charAt(offset + whole.length))}`;
  });
}

const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const WESTERN = /[\p{Script=Latin}\p{N}`]/u;

/** What stands between East Asian writing and Latin letters, digits or code. */
function blank(left: string, right: string): string {
  const [last, first] = [left.charAt(left.length - 1), right.charAt(0)];
  return (EAST_ASIAN.test(last) && WESTERN.test(first)) || (WESTERN.test(last) && EAST_ASIAN.test(first)) ? " " : "";
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
