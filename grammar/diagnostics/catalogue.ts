import type { Location, Span } from "../source.ts";
import type { Parameters, Prose } from "./prose.ts";
import type { englishTexts } from "../texts/diagnostics/en.ts";

export type DiagnosticCode = keyof typeof englishTexts;
export type Severity = "error" | "warning" | "hint";

/** The parameters that a code's texts mention, all of them required. */
export type DiagnosticParameters<Code extends DiagnosticCode> = Parameters<
  (typeof englishTexts)[Code]["message"] | (typeof englishTexts)[Code]["help"]
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
  readonly parameters: Readonly<Record<string, string | Prose>>;
  /** A replacement for the span that would mend it, when one is likely ("Did you mean …?"). */
  readonly suggestion?: string;
  /** Edits of the file of `location` that mend it, to be made together. */
  readonly fix?: readonly TextEdit[];
  /** A customer who shows it. */
  readonly witness?: WitnessBlock;
}

/** A test block, all but its title in words of no language. */
export interface WitnessBlock {
  readonly title: Prose;
  /** What stands behind `test "…"`. */
  readonly rest: string;
}

const warnings: ReadonlySet<DiagnosticCode> = new Set([
  "unknown-annotation",
  "not-proved-exclusive",
  "law-not-proved",
  "proof-left",
  "branch-never",
  "always-empty",
  "always-everyone",
  "model-stale",
  "model-unreadable",
]);
const hints: ReadonlySet<DiagnosticCode> = new Set([
  "mixed-and-or",
  "otherwise-takes-unknown",
  "not-leaves-unknown",
  "where-runs-on",
  "number-threshold",
  "since-unknown",
  "table-unfilled",
  "since-ahead",
  "field-hides-time",
  "unused",
  "no-branch-taken",
  "condition-implied",
  "model-untrained",
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
  return suggestion === undefined ? found : { ...mended(found, suggestion), suggestion };
}

/** The diagnostic with the text that mends it in the place of what is wrong. */
export function mended(found: Diagnostic, text: string): Diagnostic {
  const { start, end } = found.location;
  return { ...found, fix: [{ start, end, text }] };
}
