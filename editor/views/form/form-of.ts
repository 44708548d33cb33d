import type { Diagnostic } from "../../../grammar/diagnostics/catalogue.ts";
import type { Declaration } from "../../../grammar/tree/declaration.ts";
import type { Analysis } from "../../language/analysis.ts";
import { docLines, hasForm, readDeclaration } from "../read/read-declaration.ts";
import { vocabularyOf } from "../vocabulary-of.ts";
import type { FormModel } from "./model.ts";

/**
 * The form of a tag, lifecycle or segment; undefined for other declarations, which have none. Plain data: it can be sent
 * to a page.
 */
export function formOf(analysis: Analysis, file: string, declaration: Declaration): FormModel | undefined {
  const parsed = analysis.file(file)?.parsed;
  if (parsed === undefined || !hasForm(declaration)) return undefined;
  const { spec, parts, span } = readDeclaration(declaration, parsed, vocabularyOf(analysis));
  // What cannot be read is left out of the tree, so mistakes lie behind the last word of a declaration, too.
  const next = parsed.declarations.find(({ start }) => start >= declaration.end);
  const end = next === undefined ? parsed.file.text.length : (docLines(next, parsed)[0]?.start ?? next.start);
  const own = ({ location }: Diagnostic): boolean =>
    location.file === file && span.start <= location.start && location.start <= Math.max(span.end, end - 1);
  const complete = !parsed.diagnostics.some((found) => found.severity === "error" && own(found));
  return {
    version: analysis.version,
    file,
    span,
    complete,
    spec,
    spans: parts.spans,
    slots: parts.slots,
    diagnostics: analysis.diagnostics.filter(own),
  };
}

/** The declaration at an offset of a file, its `///` lines included; undefined between declarations. */
export function declarationAt(analysis: Analysis, file: string, offset: number): Declaration | undefined {
  const found = analysis.file(file)?.parsed;
  if (found === undefined) return undefined;
  return found.declarations.find((declaration) => {
    const description = "description" in declaration && declaration.description !== "";
    const start = description ? (docLines(declaration, found)[0]?.start ?? declaration.start) : declaration.start;
    return start <= offset && offset <= declaration.end;
  });
}
