import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import { languages } from "../../grammar/texts/languages.ts";
import type { Prose } from "../../grammar/diagnostics/prose.ts";
import { renderDiagnostic } from "../../grammar/diagnostics/render.ts";
import { englishPhrases } from "../../grammar/texts/phrases/en.ts";
import { englishTexts } from "../../grammar/texts/diagnostics/en.ts";
import { foundDiagnostics } from "../support/found-diagnostics.ts";

const diagnostics = foundDiagnostics();

/** The texts of the user's own that a rendering holds: names, numbers, what is quoted. */
function own(parameters: Readonly<Record<string, string | Prose>>): string[] {
  const of = (value: string | Prose): string[] => {
    if (typeof value === "string") return [value];
    if ("verbatim" in value) return [value.verbatim];
    if ("phrase" in value) return own(value.parameters);
    return "items" in value ? value.items.flatMap(of) : [];
  };
  return Object.values(parameters)
    .flatMap(of)
    .filter((text) => text !== "");
}

function withoutOwn(text: string, parameters: Diagnostic["parameters"]): string {
  let rest = text.replace(/``[^`]*``|`[^`]*`/g, "");
  for (const part of own(parameters).toSorted((left, right) => right.length - left.length))
    rest = rest.replaceAll(part, "");
  return rest.replace(/Tagma|UTF-8|CSV|VIP/g, "");
}

describe("every diagnostic that rules lead to", () => {
  it("covers the catalogue but for what needs huge or broken files, or is open to the prover", () => {
    const codes = new Set<string>(diagnostics.map(({ code }) => code));
    const rare = [
      "bad-encoding",
      "file-too-large",
      "too-many-instants",
      // test/grammar/limits.fuzz.ts
      "too-many-branches",
      "too-many-operands",
      "too-many-values",
      "too-many-declarations",
      "too-many-mistakes",
      "computed-too-large",
      "too-much-computed",
      "plan-too-large",
      "format-changes",
      "event-outside",
      "not-proved-exclusive",
      "law-not-proved",
      "not-in-sql",
      "proof-left",
      // test/store/unfilled-tables.test.ts
      "table-unfilled",
    ];
    expect(Object.keys(englishTexts).filter((code) => !codes.has(code) && !rare.includes(code))).toEqual([]);
    expect(diagnostics.length).toBeGreaterThan(2000);
  });

  it("says every phrase but for those of the prover's open questions and of files", () => {
    const said = new Set<string>();
    const note = (value: string | Prose): void => {
      if (typeof value === "string") return;
      if ("items" in value) value.items.forEach(note);
      if (!("phrase" in value)) return;
      said.add(value.phrase);
      Object.values(value.parameters).forEach(note);
    };
    for (const { parameters, witness } of diagnostics)
      [...Object.values(parameters), ...(witness === undefined ? [] : [witness.title])].forEach(note);
    const rare = [
      "cannot-see-through",
      "cannot-see-through-here",
      "no-customer-no-proof",
      "did-you-mean",
      "list-no-files-here",
      "list-not-in-revision",
      "list-too-long",
      "list-outside",
      "list-not-text",
      "list-refused",
    ];
    // What an engine refuses is said when SQL is written (test/sql). Kinds that nothing can refuse today; a table by kind has them all the same.
    const total = [
      "kind-law",
      "kind-test",
      "label-percent",
      "place-set",
      "rule-reads",
      "the-attribute-tag",
      "the-end",
      "write-duration",
    ];
    expect(
      Object.keys(englishPhrases).filter(
        (key) => !said.has(key) && !rare.includes(key) && !total.includes(key) && !key.startsWith("sql-"),
      ),
    ).toEqual([]);
  });

  it.for(languages)("has all its words in %s", (language) => {
    for (const item of diagnostics) {
      const { message, help, witness } = renderDiagnostic(item, language);
      expect(`${message} ${help} ${witness?.split("\n")[0] ?? ""}`).not.toMatch(/\{[a-zA-Z]+\}/);
    }
  });

  it.for(["zh", "ja"] as const)("says nothing in English in %s", (language) => {
    for (const item of diagnostics) {
      const { message, help } = renderDiagnostic(item, language);
      expect(withoutOwn(message, item.parameters)).not.toMatch(/[A-Za-z]{2,}/);
      expect(withoutOwn(help, item.suggestion === undefined ? item.parameters : {})).not.toMatch(/[A-Za-z]{2,}/);
    }
  });

  it("says nothing in English in Spanish", () => {
    for (const item of diagnostics) {
      const { message, help } = renderDiagnostic(item, "es");
      expect(withoutOwn(`${message} ${help}`, item.parameters)).not.toMatch(
        /\b(the|is|are|and|or|of|to|this|that|must|cannot|not|write|with|for|than|but)\b/i,
      );
    }
  });
});
