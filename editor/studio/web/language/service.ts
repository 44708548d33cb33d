import { declarationAt } from "../../../../grammar/parser/declaration-at.ts";
import { own } from "../../../../engine/invariant/own.ts";
import { required } from "../../../../engine/invariant/required.ts";
import type { Severity, TextEdit } from "../../../../grammar/diagnostics/catalogue.ts";
import type { Language } from "../../../../grammar/texts/languages.ts";
import { phrase } from "../../../../grammar/diagnostics/prose.ts";
import { renderDiagnostic } from "../../../../grammar/diagnostics/render.ts";
import { format } from "../../../../grammar/format/format.ts";
import type { Span } from "../../../../grammar/source.ts";
import type { ModelArtefact } from "../../../../engine/models/artefact.ts";
import { compileProgram } from "../../../../engine/compile/compile.ts";
import type { PlanSettings } from "../../../../engine/plan/plan.ts";
import { runTests } from "../../../../engine/testing/run-tests.ts";
import { RuleFiles, type Analysis } from "../../../language/analysis.ts";
import { complete } from "../../../language/complete.ts";
import type { Completions } from "../../../language/complete.ts";
import { hover, type Hover } from "../../../language/hover.ts";
import { definition, references, rename, type FileEdit, type Place } from "../../../language/navigate.ts";
import { quickFixes, type QuickFix } from "../../../language/quick-fixes.ts";
import { semanticTokens, type SemanticToken } from "../../../language/semantic-tokens.ts";
import { signature, type Signature } from "../../../language/signature.ts";
import { sentenceLines } from "../../../views/sentence/sentence.ts";
import { witnessCard, type WitnessCard } from "../../../views/table/witness-card.ts";
import { catalogueOf, nameOf, type CatalogueView } from "./catalogue.ts";

/** A diagnostic in the reader's language. */
export interface ProblemView extends Span {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly help: string;
  /** The declaration that it is in; "" for none. */
  readonly declaration: string;
  /** A customer who shows it, as a test block, and as a card. */
  readonly witness: string | null;
  readonly card: WitnessCard | null;
  readonly fixes: readonly QuickFix[];
}

/** What came of a test block. */
export interface TestView {
  readonly title: string;
  readonly file: string;
  readonly start: number;
  readonly passed: boolean;
  readonly failures: readonly {
    readonly expectation: string;
    readonly got: string;
    readonly line: number;
    readonly start: number;
  }[];
}

type Lists = Readonly<Record<string, string | { readonly problem: string }>>;

/**
 * The language of a workspace's rules, asked by the studio: everything that needs the texts only. It runs in a worker,
 * so that typing never waits for a proof.
 */
export class LanguageService {
  private files = new RuleFiles({ timeZone: "UTC", weekStart: "monday", currency: "USD", currencyDigits: 2 });

  private models: Readonly<Record<string, ModelArtefact>> = {};

  /** Begins with the files of a workspace. */
  open(
    files: readonly { readonly path: string; readonly text: string }[],
    settings: PlanSettings,
    lists: Lists,
    models: Readonly<Record<string, ModelArtefact>>,
  ): void {
    this.models = models;
    this.files = new RuleFiles(settings, (path) => own(lists, path) ?? { problem: phrase("list-no-file") });
    for (const { path, text } of files) this.files.set(path, text);
  }

  /** Takes the text of a file, or that it is gone. */
  set(path: string, text: string | null): void {
    if (text === null) this.files.remove(path);
    else this.files.set(path, text);
  }

  protected analysis(): Analysis {
    return this.files.analysis();
  }

  catalogue(): CatalogueView {
    return catalogueOf(this.analysis());
  }

  problems(language: Language): ProblemView[] {
    const analysis = this.analysis();
    return analysis.diagnostics.map((found) => {
      const { file: path, start, end } = found.location;
      const file = required(analysis.file(path), path);
      const owner = declarationAt(file.parsed, start);
      const { message, help, witness } = renderDiagnostic(found, language);
      return {
        file: path,
        start,
        end,
        line: file.lines.position(start).line + 1,
        code: found.code,
        severity: found.severity,
        message,
        help,
        declaration: owner === undefined ? "" : nameOf(owner),
        witness: witness ?? null,
        card: witness === undefined ? null : (witnessCard(witness) ?? null),
        fixes: quickFixes(analysis, path, found, language),
      };
    });
  }

  /** Runs the test blocks with the reference interpreter; none while the rules have errors. */
  tests(): { readonly ready: boolean; readonly tests: readonly TestView[] } {
    const analysis = this.analysis();
    const { program, plan } = compileProgram(analysis.checked.program, {
      tests: true,
      models: (name) => own(this.models, name),
    });
    if (plan === undefined)
      return {
        ready: false,
        tests: program.tests.map(({ title, location }) => ({
          title,
          file: location.file,
          start: location.start,
          passed: false,
          failures: [],
        })),
      };
    const sources = new Map(program.files.map(({ path, text }) => [path, text]));
    return {
      ready: true,
      tests: runTests(
        program,
        plan,
        program.tests.map((_, index) => index),
        sources,
      ).map(({ title, file, start, failures }) => ({
        title,
        file,
        start,
        passed: failures.length === 0,
        failures: failures.map((failure) => ({
          expectation: required(sources.get(file), file).slice(failure.start, failure.end),
          got: failure.got,
          start: failure.start,
          line: required(analysis.file(file), file).lines.position(failure.start).line + 1,
        })),
      })),
    };
  }

  /** The declaration's own text and where it stands. */
  textOf(name: string): (Place & { readonly text: string }) | null {
    const analysis = this.analysis();
    for (const { file, declarations } of analysis.checked.parsed) {
      const node = declarations.find((declaration) => nameOf(declaration) === name);
      if (node !== undefined)
        return { file: file.path, start: node.start, end: node.end, text: file.text.slice(node.start, node.end) };
    }
    return null;
  }

  formatted(path: string): TextEdit[] {
    const file = this.analysis().file(path);
    if (file === undefined) return [];
    const found = format(file.parsed);
    return "text" in found && found.text !== file.text ? [{ start: 0, end: file.text.length, text: found.text }] : [];
  }

  complete(path: string, offset: number, language: Language): Completions {
    return complete(this.analysis(), path, offset, language);
  }
  hover(path: string, offset: number, language: Language): Hover | null {
    const analysis = this.analysis();
    return (
      hover(analysis, path, offset, language, (file, declaration) =>
        sentenceLines(analysis, file, declaration, language),
      ) ?? null
    );
  }
  signature(path: string, offset: number, language: Language): Signature | null {
    return signature(this.analysis(), path, offset, language) ?? null;
  }
  /** The tokens of a file, with the length of the text that they are of. */
  tokens(path: string): { readonly length: number; readonly tokens: readonly SemanticToken[] } {
    const analysis = this.analysis();
    return { length: analysis.file(path)?.text.length ?? 0, tokens: semanticTokens(analysis, path) };
  }
  definition(path: string, offset: number): Place | null {
    return definition(this.analysis(), path, offset) ?? null;
  }
  references(path: string, offset: number): readonly Place[] {
    return references(this.analysis(), path, offset, true);
  }
  rename(
    path: string,
    offset: number,
    name: string,
    language: Language,
  ): readonly FileEdit[] | { readonly problem: string } {
    return rename(this.analysis(), path, offset, name, language);
  }
}
