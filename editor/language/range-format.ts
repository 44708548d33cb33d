import { format } from "../../grammar/format/format.ts";
import type { TextEdit } from "../../grammar/diagnostics/catalogue.ts";
import { parseFile } from "../../grammar/parser/parse-file.ts";
import type { Span } from "../../grammar/source.ts";
import type { AnalysedFile } from "./analysis.ts";

/** Lays out the declarations that a range touches, and leaves the others as they are. Nothing for a file with errors. */
export function formatRange({ path, text, parsed }: AnalysedFile, range: Span): TextEdit[] {
  const formatted = format(parsed);
  if (!("text" in formatted)) return [];
  const laidOut = parseFile({ path, text: formatted.text }).declarations;
  return parsed.declarations.flatMap((declaration, index): TextEdit[] => {
    const after = laidOut[index];
    if (after === undefined || declaration.end < range.start || range.end < declaration.start) return [];
    const wanted = formatted.text.slice(after.start, after.end);
    return wanted === text.slice(declaration.start, declaration.end)
      ? []
      : [{ start: declaration.start, end: declaration.end, text: wanted }];
  });
}
