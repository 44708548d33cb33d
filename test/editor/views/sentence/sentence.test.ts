import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RuleFiles, type Analysis } from "../../../../editor/language/analysis.ts";
import type { SentenceLine, SentencePart, ValueKind } from "../../../../editor/views/sentence/parts.ts";
import { conditionSentence, sentence, sentenceText } from "../../../../editor/views/sentence/sentence.ts";
import { planSettings, type SettingsInput } from "../../../../engine/compile/settings.ts";
import { languages, type Language } from "../../../../grammar/texts/languages.ts";
import * as T from "../../../../grammar/tokens/token-types.ts";
import { UnitWord } from "../../../../grammar/tokens/words.ts";
import type { Declaration } from "../../../../grammar/tree/declaration.ts";
import { conformanceTexts, documentedTexts } from "../../../support/rule-texts.ts";

interface Case extends Readonly<Record<Language, readonly string[]>> {
  readonly source: string;
}
const cases: readonly Case[] = JSON.parse(readFileSync(new URL("sentences.json", import.meta.url), "utf8"));
const shop = readFileSync(new URL("shop.tagma", import.meta.url), "utf8");

function analysed(files: Readonly<Record<string, string>>, input: SettingsInput = {}): Analysis {
  const settings = planSettings({ timeZone: "UTC", ...input });
  const rules = new RuleFiles(settings, () => "");
  for (const [path, text] of Object.entries(files)) rules.set(path, text);
  return rules.analysis();
}

const declarationsOf = (analysis: Analysis, path: string): readonly Declaration[] =>
  analysis.file(path)?.parsed.declarations ?? [];
const valuesOf = (lines: readonly SentenceLine[]): Extract<SentencePart, { kind: "value" }>[] =>
  lines.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === "value" ? [part] : [])));

const all = analysed({ "shop.tagma": shop, "rules.tagma": cases.map(({ source }) => source).join("\n") });
const declarations = declarationsOf(all, "rules.tagma");

describe.for(languages)("a sentence in %s", (language) => {
  it.for(cases.map((item, index) => [item.source, item, index] as const))("%s", ([, item, index]) => {
    const declaration = declarations[index];
    if (declaration === undefined) throw new Error("no declaration");
    expect(sentenceText(sentence(all, "rules.tagma", declaration, language), language).split("\n")).toEqual(
      item[language],
    );
  });
});

it("stands for rules without mistakes", () => {
  expect(all.diagnostics.filter(({ severity, code }) => severity === "error" && code !== "list-unreadable")).toEqual(
    [],
  );
  expect(declarations.length).toBe(cases.length);
});

/** Every workspace and every rule text that there is, by name. */
function workspaces(): (readonly [string, Analysis])[] {
  const examples = ["northwind", "grocery-loyalty"].map((name) => {
    const folder = new URL(`../../../../examples/${name}/`, import.meta.url);
    const settings: SettingsInput = JSON.parse(readFileSync(new URL("tagma.json", folder), "utf8"));
    return [
      name,
      analysed(
        Object.fromEntries(
          readdirSync(folder)
            .filter((file) => /^[^.].*\.tagma$/.test(file))
            .map((file) => [file, readFileSync(new URL(file, folder), "utf8")]),
        ),
        settings,
      ),
    ] as const;
  });
  return [
    ...examples,
    ["sentences", all],
    ...documentedTexts.map((text, index) => [`docs ${index}`, analysed({ "rules.tagma": text })] as const),
  ];
}

/** The names, literals and units of a declaration, without its annotations and the labels beside names. */
function content(
  analysis: Analysis,
  path: string,
  declaration: Declaration,
): { readonly start: number; readonly end: number; readonly image: string }[] {
  const { tokens = [] } = analysis.file(path)?.parsed ?? {};
  const inside = tokens.filter(({ startOffset }) => startOffset >= declaration.start && startOffset < declaration.end);
  const names = new Set((analysis.occurrences.get(path) ?? []).map(({ start }) => start));
  const found: { start: number; end: number; image: string }[] = [];
  let depth = 0;
  let annotated = false;
  for (const [index, token] of inside.entries()) {
    const { tokenType: type, image, startOffset: start } = token;
    if (type === T.At) annotated = true;
    if (annotated) {
      if (type === T.OpenBracket) depth++;
      if (type === T.CloseBracket && --depth === 0) annotated = false;
      if (inside[index - 1]?.tokenType === T.At && inside[index + 1]?.tokenType !== T.OpenBracket) annotated = false;
      continue;
    }
    // Words of the language are names where a name is meant.
    const isName = type === T.Identifier || type === T.QuotedName || names.has(start);
    const isLiteral =
      type === T.NumberLiteral ||
      type === T.PercentLiteral ||
      type === T.DateLiteral ||
      type === T.DateTimeLiteral ||
      type === T.TextLiteral;
    const isUnit = type.CATEGORIES?.includes(UnitWord) === true && inside[index - 1]?.tokenType === T.NumberLiteral;
    const isLabel = type === T.TextLiteral && labels.has(start);
    if ((isName || isLiteral || isUnit) && !isLabel) found.push({ start, end: start + image.length, image });
  }
  return found;
}
const labels = new Set<number>();

/** Notes where the labels beside names stand. */
function noteLabels(declaration: Declaration): void {
  const note = (node: { readonly label?: { readonly start: number } | undefined }): void => {
    if (node.label !== undefined) labels.add(node.label.start);
  };
  if ("name" in declaration) note(declaration);
  if (declaration.kind !== "profile" && declaration.kind !== "event" && declaration.kind !== "table") return;
  for (const field of declaration.fields) {
    note(field);
    if ("values" in field.type) field.type.values?.forEach(note);
  }
}

describe("nothing is left unsaid", () => {
  it.for(workspaces())("of %s", ([, analysis]) => {
    for (const language of languages) {
      for (const { file } of analysis.checked.parsed) {
        for (const declaration of declarationsOf(analysis, file.path)) {
          labels.clear();
          noteLabels(declaration);
          const lines = sentence(analysis, file.path, declaration, language);
          const values = valuesOf(lines);
          const quoted = lines.flatMap(({ parts }) =>
            parts.flatMap((part) =>
              part.kind === "text" ? [...part.text.matchAll(/`([^`]*)`/g)].map(([, code = ""]) => code) : [],
            ),
          );
          const unsaid = content(analysis, file.path, declaration).filter(
            ({ start, end, image }) =>
              !values.some((value) => value.start <= start && end <= value.end) &&
              !quoted.some((code) => code.includes(image)),
          );
          // `among E` names the event of the share once more; it is said once.
          const again = file.text.slice(declaration.start, declaration.end).includes(" among ")
            ? unsaid.filter(({ start }) => !/among\s+$/.test(file.text.slice(0, start)))
            : unsaid;
          expect([sentenceText(lines, language), again.map(({ image }) => image)]).toEqual([
            sentenceText(lines, language),
            [],
          ]);
        }
      }
    }
  });

  it("and every value stands for what is written there", () => {
    const isRight: Partial<Record<ValueKind, (written: string, text: string) => boolean>> = {
      number: (written, text) => written.replace(/\s/g, "") === text.replace("−", "-"),
      duration: (written) => /^\d+ [a-z]+$/.test(written),
      date: (written, text) => written.replace("T", " ") === text,
      operator: (written) => /^(is|is not|[<>]=?|[-+*/])$/.test(written),
      text: (written, text) => JSON.parse(written) === text,
    };
    const wrong = declarations.flatMap((declaration) =>
      valuesOf(sentence(all, "rules.tagma", declaration, "en")).flatMap(({ text, start, end, of }) => {
        const written = all.file("rules.tagma")?.text.slice(start, end) ?? "";
        return written.trim() === "" || isRight[of]?.(written, text) === false ? [[of, text, written]] : [];
      }),
    );
    expect(wrong).toEqual([]);
  });
});

describe("values that an editor changes", () => {
  it("say the new value when it is put in their place", () => {
    const text = "statistical tag n = count of order_paid where amount >= 10 in last 90 days\n";
    const rules = analysed({ "shop.tagma": shop, "rules.tagma": text });
    const [declaration] = declarationsOf(rules, "rules.tagma");
    if (declaration === undefined) throw new Error("no declaration");
    const values = valuesOf(sentence(rules, "rules.tagma", declaration, "en"));
    const put = (of: string, written: string): string => {
      const value = values.find((candidate) => candidate.of === of);
      return value === undefined ? text : text.slice(0, value.start) + written + text.slice(value.end);
    };
    const said = (changed: string): string => {
      const again = analysed({ "shop.tagma": shop, "rules.tagma": changed });
      const [own] = declarationsOf(again, "rules.tagma");
      return own === undefined ? "" : sentenceText(sentence(again, "rules.tagma", own, "en"), "en");
    };
    expect(said(put("number", "250"))).toBe(
      "“n” is the number of “Order” events in the last 90 days where “Amount” is at least 250.",
    );
    expect(said(put("duration", "2 weeks"))).toBe(
      "“n” is the number of “Order” events in the last 2 weeks where “Amount” is at least 10.",
    );
    expect(said(put("operator", "<"))).toBe(
      "“n” is the number of “Order” events in the last 90 days where “Amount” is below 10.",
    );
  });
});

describe("a part of a declaration", () => {
  const text =
    'segment s when (city is "York" or not sms_opt_in) and did order_paid where amount >= 10 and category is fresh in last 30 days\nstatistical tag n = count of order_paid';
  const rules = analysed({ "shop.tagma": shop, "rules.tagma": text });
  const said = (part: string, language: Language = "en"): string | undefined => {
    const line = conditionSentence(
      rules,
      "rules.tagma",
      { start: text.indexOf(part), end: text.indexOf(part) + part.length },
      language,
    );
    return line === undefined ? undefined : sentenceText([line], language);
  };

  it.for([
    ['city is "York"', "“City” is “York”"],
    ["not sms_opt_in", "“Agreed to SMS” is no (and this is known)"],
    ["amount >= 10", "“Amount” is at least 10"],
    ["category is fresh", "“Category” is “Fresh food”"],
    ["sms_opt_in", "“Agreed to SMS” is yes"],
    ["count of order_paid", "The number of “Order” events"],
    [
      "did order_paid where amount >= 10 and category is fresh in last 30 days",
      "“Order” where (“Amount” is at least 10 and “Category” is “Fresh food”) happened in the last 30 days",
    ],
  ] as const)("%s", ([part, sentence]) => {
    expect(said(part)).toBe(sentence);
  });

  it("is said in the reader's language, and is nothing where no condition stands", () => {
    expect(said("category is fresh", "ja")).toBe("「分類」が「生鮮」である");
    expect(said("segment")).toBeUndefined();
    expect(said("ity is")).toBeUndefined();
    expect(conditionSentence(rules, "none.tagma", { start: 0, end: 1 }, "en")).toBeUndefined();
  });
});

describe("rules with mistakes", () => {
  it("are said, too: what can't be said stands as it is written", () => {
    const rules = analysed({
      "rules.tagma": "rule tag t when nothing is 3 and\nrule tag u = share of a where b among c\nrule tag\n",
    });
    for (const language of languages) {
      for (const declaration of declarationsOf(rules, "rules.tagma"))
        expect(sentenceText(sentence(rules, "rules.tagma", declaration, language), language)).not.toBe("");
    }
  });

  it("never make it fail", () => {
    const texts = [...conformanceTexts, ...documentedTexts];
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.nat(),
        fc.nat({ max: 40 }),
        fc.constantFrom(...languages),
        (text, at, length, language) => {
          const from = at % (text.length + 1);
          const rules = analysed({ "rules.tagma": text.slice(0, from) + text.slice(from + length) });
          for (const declaration of declarationsOf(rules, "rules.tagma")) {
            for (const { parts } of sentence(rules, "rules.tagma", declaration, language))
              expect(parts.length).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
