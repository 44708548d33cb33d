import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import { languageOf, languages, type Language } from "../../grammar/texts/languages.ts";
import { phrase, type Prose } from "../../grammar/diagnostics/prose.ts";
import { renderDiagnostic, renderProse } from "../../grammar/diagnostics/render.ts";
import { diagnosticTexts } from "../../grammar/texts/diagnostics/index.ts";
import { phrases } from "../../grammar/texts/phrases/index.ts";
import { englishPhrases } from "../../grammar/texts/phrases/en.ts";
import { englishTexts } from "../../grammar/texts/diagnostics/en.ts";
import { labelProse } from "../../grammar/parser/label-prose.ts";
import { lexerTokens } from "../../grammar/tokens/token-types.ts";

const others = languages.filter((language) => language !== "en");
const parametersOf = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{([a-zA-Z]+)\}/g)].map(([, name = ""]) => name))].sort();

describe.for(others)("the texts in %s", (language) => {
  it("have the parameters of the English ones, each of them", () => {
    for (const [code, english] of Object.entries(englishTexts)) {
      const own = Object.entries(diagnosticTexts[language]).find(([other]) => other === code)?.[1];
      expect([code, parametersOf(own?.message ?? ""), parametersOf(own?.help ?? "")]).toEqual([
        code,
        parametersOf(english.message),
        parametersOf(english.help),
      ]);
    }
    for (const [key, english] of Object.entries(englishPhrases)) {
      const own = Object.entries(phrases[language]).find(([other]) => other === key)?.[1] ?? "";
      expect([key, parametersOf(own)]).toEqual([key, parametersOf(english)]);
    }
  });

  it("quote the same parts of rules as the English ones", () => {
    // What stands in backticks is typed by the reader: a translation that changes it would not work.
    const quoted = (text: string): string[] =>
      [...text.matchAll(/`([^`]+)`/g)]
        .map(([, code = ""]) => code)
        .filter((code) => !/^(\{[a-zA-Z]+\}|this|last|[a-z]+)$/.test(code))
        .sort();
    for (const [code, english] of Object.entries(englishTexts)) {
      const own = Object.entries(diagnosticTexts[language]).find(([other]) => other === code)?.[1];
      const extra = quoted(`${own?.message ?? ""} ${own?.help ?? ""}`).filter(
        (part) => !["{example}", "or {name} is unknown"].includes(part),
      );
      expect([code, extra.filter((part) => !`${english.message} ${english.help}`.includes(part))]).toEqual([code, []]);
    }
  });
});

describe("the words of the grammar", () => {
  it("all have a name in every language", () => {
    for (const { LABEL } of lexerTokens) {
      if (LABEL === undefined || LABEL.startsWith("`")) continue;
      expect([LABEL, renderProse(labelProse(LABEL))]).toEqual([LABEL, LABEL]);
    }
  });
});

describe("putting into words", () => {
  const here = { file: "rules.tagma", start: 0, end: 0 };
  it.for<[Language, string]>([
    ["en", "Expected `when`, `=` or a name, but found `5`."],
    ["zh", "此处应为 `when`、`=` 或名称，却是 `5`。"],
    ["ja", "`when`、`=` または名前が必要ですが、`5` があります。"],
    ["es", "Se esperaba `when`, `=` o un nombre, pero hay `5`."],
  ])("joins choices in %s", ([language, text]) => {
    const expected: Prose = { items: [{ code: "when" }, { code: "=" }, phrase("label-name")], joined: "or", more: 0 };
    const item = diagnostic("syntax", here, { expected, found: { code: "5" }, advice: phrase("nothing") });
    expect(renderDiagnostic(item, language).message).toBe(text);
  });

  it("says u before an o in Spanish", () => {
    expect(renderProse({ items: [{ code: "a" }, { code: "of" }], joined: "or", more: 0 }, "es")).toBe("`a` u `of`");
  });

  it("does not fill in what a parameter holds", () => {
    const item = diagnostic("duplicate-branch", here, { value: "{value} {name}" });
    expect(renderDiagnostic(item).message).toBe('The value "{value} {name}" stands twice.');
  });

  it.for([
    ["zh-CN", "zh"],
    ["ja_JP.UTF-8", "ja"],
    ["es", "es"],
    ["fr-FR", "en"],
    ["C.UTF-8", "en"],
    [undefined, "en"],
    ["", "en"],
  ] as const)("takes %s for %s", ([locale, language]) => {
    expect(languageOf(locale)).toBe(language);
  });

  it("is the English reference that the docs quote", () => {
    const reference = readFileSync(new URL("../../docs/command.md", import.meta.url), "utf8");
    expect(reference).toContain(englishTexts["branches-overlap"].help);
  });
});
