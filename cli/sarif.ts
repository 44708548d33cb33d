import type { Diagnostic, Severity } from "../grammar/diagnostics/catalogue.ts";
import type { Language } from "../grammar/texts/languages.ts";
import { renderInOne } from "../grammar/diagnostics/render.ts";
import { lineColumn, type SourceFile, type Span } from "../grammar/source.ts";

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  error: "error",
  warning: "warning",
  hint: "note",
};

/** Diagnostics as SARIF 2.1.0 (OASIS), which code review tools show beside the lines. */
export function sarif(
  diagnostics: readonly Diagnostic[],
  files: readonly SourceFile[],
  language: Language,
): Record<string, unknown> {
  const texts = new Map(files.map((file) => [file.path, file.text]));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "tagma",
            rules: [...new Set(diagnostics.map(({ code }) => code))].sort().map((id) => ({ id })),
          },
        },
        columnKind: "unicodeCodePoints",
        results: diagnostics.map((found) => {
          const text = texts.get(found.location.file) ?? "";
          const fixes =
            found.fix === undefined
              ? {}
              : {
                  fixes: [
                    {
                      artifactChanges: [
                        {
                          artifactLocation: { uri: uriOf(found.location.file) },
                          replacements: found.fix.map((edit) => ({
                            deletedRegion: regionOf(text, edit),
                            insertedContent: { text: edit.text },
                          })),
                        },
                      ],
                    },
                  ],
                };
          return {
            ruleId: found.code,
            level: levels[found.severity],
            message: { text: renderInOne(found, language) },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: uriOf(found.location.file) },
                  region: regionOf(text, found.location),
                },
              },
            ],
            ...fixes,
          };
        }),
      },
    ],
  };
}

const uriOf = (path: string): string => path.split("/").map(encodeURIComponent).join("/");

function regionOf(text: string, span: Span): Record<string, number> {
  const [start, end] = [lineColumn(text, span.start), lineColumn(text, span.end)];
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: Math.max(end.column, end.line === start.line ? start.column : 1),
  };
}
