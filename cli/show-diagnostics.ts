import type { Diagnostic } from "../grammar/diagnostics/catalogue.ts";
import type { Language } from "../grammar/texts/languages.ts";
import { renderDiagnostic } from "../grammar/diagnostics/render.ts";
import { lineStartAt, lineColumn, type SourceFile } from "../grammar/source.ts";
import { joining } from "../grammar/texts/joining.ts";
import { commandTexts } from "../grammar/texts/command/index.ts";
import { printable, type Terminal } from "./terminal.ts";

/** Prints diagnostics with the line they stand in, and counts them. */
export function showDiagnostics(
  diagnostics: readonly Diagnostic[],
  files: readonly SourceFile[],
  terminal: Terminal,
  language: Language,
): void {
  const texts = new Map(files.map((file) => [file.path, file.text]));
  for (const found of diagnostics)
    terminal.out(`${showDiagnostic(found, texts.get(found.location.file) ?? "", terminal, language)}\n`);
}

function showDiagnostic(found: Diagnostic, text: string, terminal: Terminal, language: Language): string {
  const { colour } = terminal;
  const paint = found.severity === "error" ? colour.red : found.severity === "warning" ? colour.yellow : colour.cyan;
  const { message, help, witness } = renderDiagnostic(found, language);
  const { line, column } = lineColumn(text, found.location.start);
  const lineStart = lineStartAt(text, found.location.start);
  const lineEnd = text.indexOf("\n", found.location.start);
  const source = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd).replace(/\r$/, "");
  const marks = Math.max(1, Math.min(found.location.end, lineStart + source.length) - found.location.start);
  const number = String(line);
  const gutter = " ".repeat(number.length);
  const shown =
    source.length > 200
      ? ""
      : [
          ` ${colour.dim(`${number} │`)} ${printable(source.replaceAll("\t", " "))}`,
          ` ${colour.dim(`${gutter} │`)} ${" ".repeat(found.location.start - lineStart)}${paint("^".repeat(marks))}`,
          "",
        ].join("\n");
  return `${paint(colour.bold(commandTexts(language)(`severity.${found.severity}`)))} ${colour.bold(`${found.location.file}:${line}:${column}`)} ${colour.dim(found.code)}\n  ${printable(message)}\n${shown}  ${colour.dim("→")} ${printable(help)}\n${witness === undefined ? "" : witnessText(witness, terminal)}`;
}

function witnessText(witness: string, terminal: Terminal): string {
  return `${witness
    .split("\n")
    .map((line) => `    ${terminal.colour.dim(printable(line))}`)
    .join("\n")}\n`;
}

/** A diagnostic as JSON, with line and column from 1. */
export function jsonDiagnostic(
  found: Diagnostic,
  files: readonly SourceFile[],
  language: Language,
): Record<string, unknown> {
  const { witness, ...said } = renderDiagnostic(found, language);
  const text = files.find(({ path }) => path === found.location.file)?.text ?? "";
  return {
    code: found.code,
    severity: found.severity,
    file: found.location.file,
    start: lineColumn(text, found.location.start),
    end: lineColumn(text, found.location.end),
    ...said,
    ...(found.suggestion === undefined ? {} : { suggestion: found.suggestion }),
    ...(found.fix === undefined
      ? {}
      : {
          fix: found.fix.map((edit) => ({
            start: lineColumn(text, edit.start),
            end: lineColumn(text, edit.end),
            text: edit.text,
          })),
        }),
    ...(witness === undefined ? {} : { witness }),
  };
}

/** "2 errors, 1 warning, 3 hints". */
export function countDiagnostics(diagnostics: readonly Diagnostic[], language: Language): string {
  const counts = (["error", "warning", "hint"] as const).map(
    (severity) => [severity, diagnostics.filter((found) => found.severity === severity).length] as const,
  );
  const say = commandTexts(language);
  return counts
    .filter(([severity, count]) => count > 0 || severity === "error")
    .map(([severity, count]) => say(`counted.${severity}`, { count }))
    .join(joining[language].comma);
}
