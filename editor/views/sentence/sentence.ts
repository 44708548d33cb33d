import { required } from "../../../engine/invariant/required.ts";
import type { DiagnosticCode } from "../../../grammar/diagnostics/catalogue.ts";
import type { ByLanguage, Language } from "../../../grammar/texts/languages.ts";
import type { Span } from "../../../grammar/source.ts";
import type { Declaration } from "../../../grammar/tree/declaration.ts";
import type { Expression } from "../../../grammar/tree/expression.ts";
import type { Analysis } from "../../language/analysis.ts";
import { Conditions } from "./conditions.ts";
import { declarationLines } from "./declarations.ts";
import { expressionAt } from "./expression-at.ts";
import { Expressions, type UnknownRemarks } from "./expressions.ts";
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
export function sentence(
  analysis: Analysis,
  path: string,
  declaration: Declaration,
  language: Language,
): SentenceLine[] {
  return declarationLines(declaration, teller(analysis, path, language)).map(({ indent, parts }) => ({
    indent,
    parts: joined(parts),
  }));
}

/** A declaration in words, each line as plain text. */
export function sentenceLines(
  analysis: Analysis,
  path: string,
  declaration: Declaration,
  language: Language,
): { readonly indent: number; readonly text: string }[] {
  return sentence(analysis, path, declaration, language).map(({ indent, parts }) => ({
    indent,
    text: sentenceText([{ indent: 0, parts }], language),
  }));
}

/** A condition, or a value, that takes up a span of a file, in one line; undefined where there is none. */
export function conditionSentence(
  analysis: Analysis,
  path: string,
  place: Span,
  language: Language,
): SentenceLine | undefined {
  const declaration = analysis
    .file(path)
    ?.parsed.declarations.find(({ start, end }) => start <= place.start && place.end <= end);
  const found = declaration === undefined ? undefined : expressionAt(declaration, place);
  if (found === undefined) return undefined;
  const values = teller(analysis, path, language);
  const { expression, event } = found;
  const isValue =
    VALUES.has(expression.kind) &&
    !((expression.kind === "aggregate" || expression.kind === "sequence") && expression.function === "did");
  return {
    indent: 0,
    parts: joined(isValue ? values.value(expression, event) : values.conditions.inline(expression, event)),
  };
}

/** What is no condition by itself. A name may be one. */
const VALUES: ReadonlySet<Expression["kind"]> = new Set([
  "number",
  "text",
  "date",
  "datetime",
  "duration",
  "now",
  "today",
  "arithmetic",
  "negate",
  "if-unknown",
  "elapsed",
  "anniversary",
  "time-part",
  "aggregate",
  "sequence",
]);

function teller(analysis: Analysis, path: string, language: Language): Expressions {
  return new Expressions(
    phrasesOf[language],
    labelsOf(analysis, language),
    analysis.names,
    required(analysis.file(path), path).text,
    unknownsOf(analysis, path),
    (own) => new Conditions(own),
  );
}

/** What is the same for all sentences of an analysis. */
const labels = new WeakMap<Analysis, Map<Language, Labels>>();
const unknowns = new WeakMap<Analysis, Map<string, UnknownRemarks>>();

function labelsOf(analysis: Analysis, language: Language): Labels {
  return remembered(labels, analysis, language, () => new Labels(analysis.names, language));
}

function unknownsOf(analysis: Analysis, path: string): UnknownRemarks {
  const marks = (code: DiagnosticCode): ReadonlySet<number> =>
    new Set(
      analysis.diagnostics
        .filter((found) => found.code === code && found.location.file === path)
        .map(({ location }) => location.start),
    );
  return remembered(unknowns, analysis, path, () => ({
    leftOut: marks("not-leaves-unknown"),
    taken: marks("otherwise-takes-unknown"),
  }));
}

function remembered<Key, Thing>(
  all: WeakMap<Analysis, Map<Key, Thing>>,
  analysis: Analysis,
  key: Key,
  make: () => Thing,
): Thing {
  const own = all.get(analysis) ?? new Map<Key, Thing>();
  all.set(analysis, own);
  const thing = own.get(key) ?? make();
  own.set(key, thing);
  return thing;
}

/** Values whose text could be taken for words of the sentence: they stand in quotation marks. */
const QUOTED: ReadonlySet<ValueKind> = new Set([
  "name",
  "event",
  "field",
  "tag",
  "segment",
  "list",
  "model",
  "value",
  "text",
]);

/** Lines as plain text, indented by two blanks a level. */
export function sentenceText(lines: readonly SentenceLine[], language: Language): string {
  const [open, close] = phrasesOf[language].quotes;
  return lines
    .map(({ indent, parts }) => {
      let text = "";
      for (const part of parts) {
        const next =
          part.kind === "text" || !(QUOTED.has(part.of) || (part.of === "yes/no" && language !== "en"))
            ? part.text
            : `${open}${part.text}${close}`;
        text += spaced(language) && needsBlank(text, next) ? ` ${next}` : next;
      }
      return `${"  ".repeat(indent)}${language === "es" || language === "en" ? capitalised(text) : text}`;
    })
    .join("\n");
}

const spaced = (language: Language): boolean => language === "zh" || language === "ja";
const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const WESTERN = /[\p{Script=Latin}\p{N}+−`]/u;

/** Between East Asian writing and Latin letters or digits stands a blank. */
function needsBlank(before: string, next: string): boolean {
  const [last, first] = [before.charAt(before.length - 1), next.charAt(0)];
  return (
    (EAST_ASIAN.test(last) && WESTERN.test(first)) ||
    (/[\p{Script=Latin}\p{N}%`]/u.test(last) && EAST_ASIAN.test(first))
  );
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
