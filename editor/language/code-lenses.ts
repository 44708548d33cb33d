import type { Span } from "../../grammar/source.ts";
import type { Language } from "../../grammar/texts/languages.ts";
import type { Analysis } from "./analysis.ts";
import { editorTexts } from "../../grammar/texts/editor/index.ts";

/** A line above a declaration: how many customers it takes in, or a test to run. */
export interface CodeLens extends Span {
  readonly kind: "count" | "test";
  readonly title: string;
  /** The test's place among the program's. */
  readonly test?: number;
}

/**
 * What stands above the declarations of a file.
 * @param counts by the name of a tag or segment
 */
export function codeLenses(
  analysis: Analysis,
  path: string,
  counts: ReadonlyMap<string, string>,
  language: Language = "en",
): CodeLens[] {
  const lenses: CodeLens[] = [];
  for (const declaration of analysis.file(path)?.parsed.declarations ?? []) {
    if (declaration.kind !== "tag" && declaration.kind !== "segment" && declaration.kind !== "lifecycle") continue;
    const title = counts.get(declaration.name.text);
    if (title !== undefined)
      lenses.push({ kind: "count", title, start: declaration.name.start, end: declaration.name.end });
  }
  for (const [test, { location }] of analysis.checked.program.tests.entries()) {
    if (location.file === path)
      lenses.push({
        kind: "test",
        title: editorTexts(language)("runTest"),
        start: location.start,
        end: location.end,
        test,
      });
  }
  return lenses;
}
