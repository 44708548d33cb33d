import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commandCatalogue, commandTexts } from "../../grammar/texts/command/index.ts";
import { diagnosticTexts } from "../../grammar/texts/diagnostics/index.ts";
import { editorCatalogue } from "../../grammar/texts/editor/index.ts";
import { findingCatalogue } from "../../grammar/texts/findings/index.ts";
import { inWords } from "../../grammar/texts/in-words.ts";
import { languages, type ByLanguage } from "../../grammar/texts/languages.ts";
import { didYouMean, inRow, message } from "../../grammar/texts/message.ts";
import { phrases } from "../../grammar/texts/phrases/index.ts";
import { problemCatalogue } from "../../grammar/texts/problems/index.ts";
import { modelProblemCatalogue } from "../../grammar/texts/problems-of-models/index.ts";
import { warehouseProblemCatalogue } from "../../grammar/texts/problems-of-warehouses/index.ts";
import { rejectCatalogue } from "../../grammar/texts/rejects/index.ts";
import { studioCatalogue } from "../../grammar/texts/studio/index.ts";
import { fill } from "../../grammar/texts/template.ts";
import { wordHelpCatalogue } from "../../grammar/texts/word-help/index.ts";

interface Tree {
  readonly [key: string]: string | Tree;
}
const catalogues: Readonly<Record<string, ByLanguage<Tree>>> = {
  command: commandCatalogue,
  diagnostics: diagnosticTexts,
  editor: editorCatalogue,
  findings: findingCatalogue,
  phrases,
  problems: problemCatalogue,
  "problems-of-models": modelProblemCatalogue,
  "problems-of-warehouses": warehouseProblemCatalogue,
  rejects: rejectCatalogue,
  studio: studioCatalogue,
  "word-help": wordHelpCatalogue,
};
const named = Object.entries(catalogues);

/** Every text with the path of its key. */
function textsOf(tree: Tree, path = ""): (readonly [string, string])[] {
  return Object.entries(tree).flatMap(([key, text]) =>
    typeof text === "string" ? [[path + key, text] as const] : textsOf(text, `${path}${key} › `),
  );
}
const parameters = (text: string): string[] => [...new Set(text.match(/\{[a-zA-Z]+\}/g))].sort();

/** What is nobody's to translate: parameters, parts of rules and of tagma.json, commands and options, paths, names. */
const words = (text: string): string[] =>
  text
    .replaceAll(/\{[a-zA-Z]+\}|`[^`]*`|"[^"]*"|--[a-z-]+|~?[\w.]*[/\\][\w./:@-]*|\b[\w=.]*[.=_][\w=.]*\b/g, " ")
    .replaceAll(/\b(draft|active|retired|first of|event)\b/g, " ")
    .match(/\b\p{Ll}{3,}\b/gu) ?? [];

describe.each(named)("the catalogue %s", (_, texts) => {
  it("has the same keys and parameters in every language, and no text is empty", () => {
    const english = textsOf(texts.en);
    for (const language of languages) {
      const own = textsOf(texts[language]);
      expect(own.map(([key]) => key).sort()).toEqual(english.map(([key]) => key).sort());
      const byKey = new Map(own);
      for (const [key, text] of english) {
        expect([key, parameters(byKey.get(key) ?? "")]).toEqual([key, parameters(text)]);
        expect([key, (byKey.get(key) ?? "").trim() === ""]).toEqual([key, text.trim() === ""]);
      }
    }
  });

  it("is written in one style: {name}, and nothing of others", () => {
    for (const language of languages)
      expect(textsOf(texts[language]).filter(([, text]) => /\{\{|\$\{|%[sd]\b/.test(text))).toEqual([]);
  });

  it("leaves no English in Chinese or Japanese", () => {
    const eastAsian = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
    const english = new Map(textsOf(texts.en));
    for (const language of ["zh", "ja"] as const)
      expect(
        textsOf(texts[language]).filter(
          ([key, text]) =>
            words(english.get(key) ?? "").length > 0 && (!eastAsian.test(text) || words(text).length > 2),
        ),
      ).toEqual([]);
  });

  it("leaves no English in Spanish", () => {
    const english = /\b(the|is|are|not|with|that|this|which|there|cannot|must|and|of|it)\b/;
    expect(
      textsOf(texts.es).filter(([, text]) =>
        english.test(text.replaceAll(/\{[a-zA-Z]+\}|`[^`]*`|"[^"]*"|\(first of\)|[A-Z]\w*\.\w+/g, " ")),
      ),
    ).toEqual([]);
  });
});

/** The sources, but for the texts themselves. */
function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith(join("grammar", "texts")))
    .map((path) => readFileSync(path, "utf8"));
}

describe("keys", () => {
  const all = ["grammar", "engine", "store", "warehouse", "editor", "cli"].flatMap(sources).join("\n");
  // The words of the language are looked up by what stands in the text, and forms of number by their stem.
  it.each(named.filter(([name]) => name !== "word-help"))("%s: every one is used", (_, texts) => {
    const used = (key: string): boolean =>
      [`"${key}"`, ` ${key}: `].some((literal) => all.includes(literal)) ||
      [...key.matchAll(/[.-]/g)].some(
        ({ index }) => all.includes(`\`${key.slice(0, index + 1)}\${`) || all.includes(`}${key.slice(index)}\``),
      );
    const keys = new Set(Object.keys(texts.en).map((key) => key.replace(/_(one|other)$/, "")));
    expect([...keys].filter((key) => !used(key) && !textKeys.has(key))).toEqual([]);
  });
  // Said by the texts' own code.
  const textKeys = new Set(["did-you-mean", "did-you-mean-code", "nothing"]);
});

describe("messages", () => {
  const missing = message("about-source", {
    source: "orders",
    problem: message("no-column", {
      file: "a.csv",
      column: "x",
      columns: inRow([message("quoted", { name: "id" }), message("quoted", { name: "at" })]),
    }),
  });
  it.each([
    ["en", 'source "orders": a.csv has no column "x"; it has "id", "at"'],
    ["zh", "来源“orders”：a.csv 没有列“x”；它有“id”、“at”"],
    ["ja", "データソース「orders」：a.csv に列「x」がありません。あるのは「id」、「at」です"],
    ["es", "fuente «orders»: a.csv no tiene la columna «x»; tiene «id», «at»"],
  ] as const)("within messages are put into %s", (language, text) => {
    expect(inWords(missing, language).replaceAll(/(?<=有|は) (?=[“「])|(?<=[”」]) (?=で)/g, "")).toBe(text);
  });

  it("say a likely name, or nothing", () => {
    expect(inWords(message("no-model", { name: "chrun", near: didYouMean("churn") }))).toBe(
      'there is no model called "chrun"; did you mean "churn"?',
    );
    expect(inWords(message("no-model", { name: "x", near: didYouMean(undefined) }), "ja")).toBe(
      "「x」というモデルはありません",
    );
  });

  it("survive being sent to another thread", () => {
    expect(inWords(structuredClone(missing), "es")).toBe(inWords(missing, "es"));
  });
});

describe("templates", () => {
  it("choose the form of a number", () => {
    const say = commandTexts("es");
    expect([say("counted.error", { count: 1 }), say("counted.error", { count: 2 })]).toEqual(["1 error", "2 errores"]);
  });

  it("set code and Latin letters apart from East Asian writing, and nothing else", () => {
    expect(fill("没有{name}的列", "zh", () => "`x`")).toBe("没有 `x` 的列");
    expect(fill("没有“{name}”", "zh", () => "x")).toBe("没有“x”");
    expect(fill("no {name}!", "en", () => "x")).toBe("no x!");
  });

  it("leave a parameter that nobody gives, and never read one as a template", () => {
    expect(fill("{a} {b}", "en", (name) => (name === "a" ? "{b}" : undefined))).toBe("{b} {b}");
  });
});

/** Where what a user reads comes from the catalogues alone. */
const quiet = [
  "store/import",
  "store/read",
  "store/workspace",
  "store/upkeep",
  "editor/studio/server",
  "editor/studio/data",
];
/** What no user sees: documentation of the interface, and errors and broken invariants of the product itself. */
const unseen = /summary: |\brequired\(|title: "|description: "|new Error\(|new GitError\(|new TypeError\(/;
const sql = /\b(SELECT|INSERT|DELETE|UPDATE|CREATE|DROP|VALUES|PRAGMA|VACUUM|WHERE|JOIN|EXISTS)\b/;
const allowed = new Set(["there is nothing here"]);

describe("no sentence stands outside of the catalogues", () => {
  it.each(quiet)("%s", (folder) => {
    const found = sources(folder).flatMap((text) =>
      text
        .replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "")
        .split("\n")
        .filter((line) => !unseen.test(line) && !sql.test(line))
        .flatMap((line) => line.match(/"[^"]*"|`[^`]*`/g) ?? [])
        .map((literal) => literal.slice(1, -1))
        .filter(
          (text) => /[a-z]+,?( [a-z]+[,;:]?){3}/.test(text.replaceAll(/\$\{[^}]*\}/g, "x")) && !allowed.has(text),
        ),
    );
    expect(found).toEqual([]);
  });
});
