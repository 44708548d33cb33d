import { describe, expect, it } from "vitest";
import { compile } from "../../engine/compile/compile.ts";
import { planSettings } from "../../engine/compile/settings.ts";
import type { Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import { renderDiagnostic } from "../../grammar/diagnostics/render.ts";
import { languages } from "../../grammar/texts/languages.ts";
import { mistakesSchema, openMistakes, typedMistakes, type Mistake } from "../support/mistakes.ts";

const mistakes = typedMistakes();

/** The text without marks, and the places that were marked. */
function marked(source: string): { readonly text: string; readonly places: readonly (readonly [number, number])[] } {
  const places: (readonly [number, number])[] = [];
  let text = "";
  let from = 0;
  for (const part of source.split(/([«»])/)) {
    if (part === "«") from = text.length;
    else if (part === "»") places.push([from, text.length]);
    else text += part;
  }
  return { text, places };
}

function errorsOf(text: string): readonly Diagnostic[] {
  const files = [
    { path: "schema.tagma", text: mistakesSchema },
    { path: "rules.tagma", text },
  ];
  return compile({ files, settings: planSettings({}) }).diagnostics.filter(({ severity }) => severity === "error");
}

const withoutBlanks = (text: string): string => text.replaceAll(/\s/g, "");

/** What is not said as the mistake asks; empty when all is. */
function failings({ code, source, instead = [], works }: Mistake): readonly string[] {
  const { text, places } = marked(source);
  const errors = errorsOf(text);
  const failed: string[] = [];
  const wanted = code === undefined ? [] : places.map(([start, end]) => `${code} ${start} ${end}`);
  const found = errors.map(({ code: of, location }) => `${of} ${location.start} ${location.end}`);
  if (found.join() !== wanted.join()) failed.push(`found ${found.join(", ")} instead of ${wanted.join(", ")}`);
  for (const [index, error] of errors.entries()) {
    for (const language of languages) {
      const { help } = renderDiagnostic(error, language);
      if (!help.includes((instead[index] ?? "").trim())) failed.push(`${language}: ${help}`);
    }
  }
  if (code === undefined || works !== undefined) return failed;
  const mended = errors
    .flatMap(({ fix = [] }) => fix)
    .toSorted((left, right) => right.start - left.start)
    .reduce((now, edit) => now.slice(0, edit.start) + edit.text + now.slice(edit.end), text);
  if (withoutBlanks(mended) !== withoutBlanks(repaired(source, instead))) failed.push(`mended to ${mended}`);
  if (errorsOf(mended).length > 0) failed.push(`the mended text has errors: ${mended}`);
  return failed;
}

/** The source with what the help says in the marked places. */
function repaired(source: string, instead: readonly string[]): string {
  let next = 0;
  return source.replaceAll(/«[^»]*»/g, () => instead[next++] ?? "");
}

describe("mistakes that people make", () => {
  it("are many", () => {
    expect(mistakes.length).toBeGreaterThan(300);
    expect(new Set(mistakes.map(({ source }) => source)).size).toBe(mistakes.length);
  });

  it("have a mend that works", () => {
    for (const { source, instead, works } of mistakes) {
      const text = works ?? repaired(source, instead ?? []);
      expect([text, errorsOf(text).map(({ code }) => code)]).toEqual([text, []]);
    }
  });

  it.for(mistakes.filter(({ source }) => !openMistakes.has(source)))("$source", (mistake) => {
    expect(failings(mistake)).toEqual([]);
  });

  it("are still open where they are said to be", () => {
    const sources = new Map(mistakes.map((mistake) => [mistake.source, mistake]));
    for (const source of openMistakes.keys()) {
      const mistake = sources.get(source);
      expect([source, mistake !== undefined && failings(mistake).length > 0]).toEqual([source, true]);
    }
  });
});
