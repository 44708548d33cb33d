import { englishTexts, type DiagnosticText } from "./texts-en.ts";
import type { Location, Span } from "../source.ts";

export type DiagnosticCode = keyof typeof englishTexts;
export type Severity = "error" | "warning" | "hint";

type ParametersOf<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${string} ${string}` | `${number}${string}` | "" ? never : Name) | ParametersOf<Rest>
  : never;

/** The parameters that a code's texts mention, all of them required. */
export type DiagnosticParameters<Code extends DiagnosticCode> = Readonly<
  Record<ParametersOf<(typeof englishTexts)[Code]["message"] | (typeof englishTexts)[Code]["help"]>, string>
>;

/** A change of a file's text: a span, in offsets of the text as it is, and what takes its place. */
export interface TextEdit extends Span {
  readonly text: string;
}

/** What the compiler has to say about a place in a rule file. Texts are looked up only when it is shown. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly location: Location;
  readonly parameters: Readonly<Record<string, string>>;
  /** A replacement for the span that would mend it, when one is likely ("Did you mean …?"). */
  readonly suggestion?: string;
  /** Edits of the file of `location` that mend it, to be made together. */
  readonly fix?: readonly TextEdit[];
  /** A customer who shows it, as a test block that can be pasted into a rule file. */
  readonly witness?: string;
}

const warnings: ReadonlySet<DiagnosticCode> = new Set(["unknown-annotation", "not-proved-exclusive", "law-not-proved", "branch-never", "always-empty", "always-everyone"]);
const hints: ReadonlySet<DiagnosticCode> = new Set([
  "mixed-and-or", "otherwise-takes-unknown", "not-leaves-unknown", "where-runs-on", "number-threshold", "field-hides-time", "unused",
  "no-branch-taken", "condition-implied",
]);

export function severityOf(code: DiagnosticCode): Severity {
  if (hints.has(code)) return "hint";
  return warnings.has(code) ? "warning" : "error";
}

/** Makes a diagnostic; the only way to make one, so that every code and parameter is known to the catalogue. */
export function diagnostic<Code extends DiagnosticCode>(
  code: Code,
  location: Location,
  parameters: DiagnosticParameters<Code>,
  suggestion?: string,
): Diagnostic {
  const found: Diagnostic = { code, severity: severityOf(code), location, parameters };
  return suggestion === undefined ? found : { ...found, suggestion, fix: [{ start: location.start, end: location.end, text: suggestion }] };
}

/** A message and help line as the reader sees them. */
export interface RenderedDiagnostic {
  readonly message: string;
  readonly help: string;
}

/** Languages that have texts; others are added as tables of the same shape as the English one. */
const tables: Readonly<Record<string, Readonly<Record<DiagnosticCode, DiagnosticText>>>> = { en: englishTexts };

/** Fills a diagnostic's texts in a language; falls back to English. */
export function renderDiagnostic(found: Diagnostic, language = "en"): RenderedDiagnostic {
  const text = (tables[language] ?? englishTexts)[found.code];
  const fill = (template: string): string =>
    template.replace(/\{([a-z]+)\}/g, (whole, name: string) => found.parameters[name] ?? whole);
  const help = found.suggestion === undefined ? fill(text.help) : `Did you mean \`${found.suggestion}\`?`;
  return { message: fill(text.message), help };
}
