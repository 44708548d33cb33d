import {
  CodeActionKind,
  DiagnosticSeverity,
  MarkupKind,
  type CodeAction,
  type CompletionItem,
  type Diagnostic as Problem,
  type Hover,
  type Location,
  type SignatureHelp,
} from "vscode-languageserver";
import type { Diagnostic, Severity } from "../../grammar/diagnostics/catalogue.ts";
import { renderInOne } from "../../grammar/diagnostics/render.ts";
import type { Language } from "../../grammar/texts/languages.ts";
import { complete } from "../language/complete.ts";
import { hover } from "../language/hover.ts";
import type { Place } from "../language/navigate.ts";
import type { Range } from "../language/positions.ts";
import { quickFixes } from "../language/quick-fixes.ts";
import { signature } from "../language/signature.ts";
import { sentenceLines } from "../views/sentence/sentence.ts";
import type { Document } from "./document.ts";
import { completionKinds } from "./kinds.ts";
import type { OpenWorkspace } from "./workspace-host.ts";

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  hint: DiagnosticSeverity.Hint,
};

/** What can be written at a cursor, in the service's order. */
export function completions({ analysis, path, file }: Document, offset: number, language: Language): CompletionItem[] {
  const { from, items } = complete(analysis, path, offset, language);
  const range = file.lines.range({ start: from, end: offset });
  return items.map((item, index): CompletionItem => ({
    label: item.label,
    kind: completionKinds[item.kind],
    detail: item.detail,
    filterText: item.filter,
    sortText: String(index).padStart(4, "0"),
    insertTextFormat: item.isSnippet ? 2 : 1,
    textEdit: { range, newText: item.insert },
  }));
}

export function hoverAt({ analysis, path, file }: Document, offset: number, language: Language): Hover | null {
  const found = hover(analysis, path, offset, language, (of, declaration) =>
    sentenceLines(analysis, of, declaration, language),
  );
  return found === undefined
    ? null
    : { contents: { kind: MarkupKind.Markdown, value: found.text }, range: file.lines.range(found) };
}

export function signatureAt({ analysis, path }: Document, offset: number, language: Language): SignatureHelp | null {
  const found = signature(analysis, path, offset, language);
  if (found === undefined) return null;
  const own = {
    label: found.label,
    documentation: { kind: MarkupKind.Markdown, value: found.help },
    parameters: found.parameters.map((label) => ({ label })),
  };
  return { signatures: [own], activeSignature: 0, activeParameter: found.active };
}

export const locationOf = (workspace: OpenWorkspace, place: Place): Location => ({
  uri: workspace.uriOf(place.file),
  range: workspace.rangeOf(place),
});

/** A diagnostic as an editor shows it: message and help in one text. */
export const problemOf = (workspace: OpenWorkspace, found: Diagnostic, language: Language): Problem => ({
  range: workspace.rangeOf(found.location),
  severity: severities[found.severity],
  code: found.code,
  source: "tagma",
  message: renderInOne(found, language),
});

/** What mends the diagnostics that touch a range. */
export function fixesIn(document: Document, uri: string, range: Range, language: Language): CodeAction[] {
  const { workspace, analysis, path, file } = document;
  const [start, end] = [file.lines.offset(range.start), file.lines.offset(range.end)];
  return analysis.diagnostics
    .filter(({ location }) => location.file === path && location.start <= end && start <= location.end)
    .flatMap((found) =>
      quickFixes(analysis, path, found, language).map((fix) => ({
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        isPreferred: fix.preferred,
        diagnostics: [problemOf(workspace, found, language)],
        edit: {
          changes: { [uri]: fix.edits.map((edit) => ({ range: file.lines.range(edit), newText: edit.text })) },
        },
      })),
    );
}
