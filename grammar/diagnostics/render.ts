import type { Diagnostic, WitnessBlock } from "./catalogue.ts";
import { fill, blank } from "../texts/template.ts";
import { joining } from "../texts/joining.ts";
import { diagnosticTexts } from "../texts/diagnostics/index.ts";
import { phrases } from "../texts/phrases/index.ts";
import type { Language } from "../texts/languages.ts";
import type { Prose } from "./prose.ts";
import { quoteText } from "../parser/text-literal.ts";

/** A diagnostic as the reader sees it. */
export interface RenderedDiagnostic {
  readonly message: string;
  readonly help: string;
  /** A customer who shows it, as a test block that can be pasted into a rule file. */
  readonly witness?: string;
}

/**
 * Puts a diagnostic into words.
 * @param language of the reader: "en", "zh", "ja" or "es"
 * @returns what is wrong and what to do about it; where a customer shows it, that customer as a test block
 */
export function renderDiagnostic(found: Diagnostic, language: Language = "en"): RenderedDiagnostic {
  const text = diagnosticTexts[language][found.code];
  const message = filled(text.message, found.parameters, language);
  const help =
    found.suggestion === undefined
      ? filled(text.help, found.parameters, language)
      : filled(phrases[language]["did-you-mean"], { name: found.suggestion }, language);
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
  if ("phrase" in prose) return filled(phrases[language][prose.phrase], prose.parameters, language);
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

/** A text with its parameters, prose among them. */
function filled(template: string, parameters: Readonly<Record<string, string | Prose>>, language: Language): string {
  return fill(template, language, (name) => {
    const given = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    return given === undefined || typeof given === "string" ? given : renderProse(given, language);
  });
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
