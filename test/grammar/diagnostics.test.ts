import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compile } from "../../engine/compile/compile.ts";
import type { ModelReader } from "../../engine/compile/apply-models.ts";
import type { ModelArtefact } from "../../engine/models/artefact.ts";
import { modelFingerprint } from "../../engine/compile/model-fingerprint.ts";
import { prove } from "../../engine/prove/prove.ts";
import { planSettings } from "../../engine/compile/settings.ts";
import { diagnostic, type Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import { languageOf, languages, type Language } from "../../grammar/texts/languages.ts";
import { phrase, type Prose } from "../../grammar/diagnostics/prose.ts";
import { renderDiagnostic, renderProse } from "../../grammar/diagnostics/render.ts";
import { diagnosticTexts } from "../../grammar/texts/diagnostics/index.ts";
import { phrases } from "../../grammar/texts/phrases/index.ts";
import { englishPhrases } from "../../grammar/texts/phrases/en.ts";
import { englishTexts } from "../../grammar/texts/diagnostics/en.ts";
import { labelProse } from "../../grammar/parser/label-prose.ts";
import { lexerTokens } from "../../grammar/tokens/token-types.ts";
import { conformanceCases } from "../support/conformance.ts";
import { documentedTexts } from "../support/rule-texts.ts";
import { mistakesSchema, typedMistakes } from "../support/mistakes.ts";
import { corpus } from "../support/proofs.ts";

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

const schema = `profile customer { city : text  age : integer  born : date  income : money  gender : one of (f, m)  ok : yes/no  score : number  rate : decimal(1) from 0 to 1 }
event order_paid { amount : money required  note : text  channel : one of (app, web) }
event empty {}
statistical tag orders = count of order_paid
rule tag traits = all of { "a" when age > 3 }
rule tag tier = one of { "A" when age > 3 }
list cities = ("Taipei", "Tainan")
list codes from "lists/a.csv"
lifecycle journey { stage "V" when did empty }
segment g when age > 3
model m = predict did order_paid in next 30 days using orders by boosted trees
mined tag risk = bands of m { "High" from 70% "Low" otherwise }`;

/** Mistakes that the tables of the language do not make. */
const mistakes: readonly string[] = [
  "model n = quantiles of age into 1 groups\nmined tag t = n",
  "model n = quantiles of gender into 5 groups\nmined tag t = n",
  "model n = lifetime of order_paid.note over next 30 days\nmined tag t = n",
  "model n = elasticity of order_paid.amount to empty.amount",
  "event sold { pieces : integer }\nmodel n = elasticity of order_paid.amount to sold.pieces",
  "model n = elasticity of order_paid.amount to order_paid.amount per order_paid.amount",
  "model n = elasticity of order_paid.amount to order_paid.amount using born",
  "rule tag t when `x",
  "rule tag t when age == 3",
  "@label rule tag t when ok",
  '@label("x") rule tag t when ok',
  "@status(old) rule tag t when ok",
  "@label(zh: 3) rule tag t when ok",
  'rule tag t when city as of 30 days ago is "x"',
  "rule tag t = latest order_paid",
  "rule tag t = -city",
  "rule tag t when did order_paid at least 0 times",
  "rule tag t when did order_paid at least 1.5 times",
  "rule tag t = anniversary of age",
  "rule tag t = days since city",
  "rule tag t = years until born",
  "rule tag t = hours since born",
  "rule tag t = months until m.x",
  "rule tag t = cities",
  "rule tag t = order_paid",
  "rule tag t = customer",
  "rule tag t = order_paid.amount",
  "rule tag t = cities.x",
  "rule tag t = customer.x",
  "rule tag t when city is in tier",
  "rule tag t when city is in nobody",
  "rule tag t when age is in codes",
  'list l = ("a", 3)',
  "list l = (2026-01-01, yes)",
  "list l = (2026-01-01T10:00, 3)",
  'list l from "lists/b.csv"',
  'list l from "lists/a.csv" column "z"',
  'rule tag t when age contains "x"',
  'rule tag t when traits starts with "x"',
  "rule tag t when age is 3 ignoring case",
  "rule tag t when age is at least 3",
  'rule tag t when traits is "a"',
  'rule tag t when gender > "f"',
  "rule tag t when income > age",
  "rule tag t = income + age",
  "rule tag t = income * income",
  "rule tag t = city - 3",
  "rule tag t = born + 3",
  "rule tag t = now + 3 months",
  "rule tag t = born + 3 hours",
  "rule tag t = (now - now) / 3 months",
  "rule tag t = city / 3",
  "rule tag t when now > born",
  "rule tag t when city > 3",
  "rule tag t when born > 3",
  "rule tag t when orders > 30 days",
  "rule tag t when (now - now) > 3 months",
  "rule tag t when ok is 3",
  "rule tag t = 3 months - 1 day",
  "rule tag t = city if unknown 3",
  "rule tag t = gender if unknown 3",
  "rule tag t when gender is one of (x, 3)",
  "rule tag t when age is one of (age + 1)",
  'rule tag t when gender is "x"',
  "rule tag t when traits",
  "rule tag t when city",
  "rule tag t when gender",
  "rule tag t = sum of order_paid.note",
  "rule tag t = average of order_paid.note",
  "rule tag t = minimum of order_paid.channel",
  "rule tag t = share of order_paid where amount > 3 among empty",
  "rule tag t = sum of empty.x",
  "rule tag t = count of tier",
  "rule tag t = count of nothing",
  "rule tag t = count of order_paid where weekday of born is monday",
  "rule tag t = weekday of time",
  'rule tag t = count of order_paid where tier is "A"',
  "rule tag t = count of order_paid where count of empty > 3",
  "attribute tag t = orders",
  "statistical tag t = tier",
  "statistical tag t = risk",
  "statistical tag t = journey",
  "statistical tag t = g",
  'attribute tag t when tier is "A"',
  "mined tag t = age",
  "mined tag t = id",
  "mined tag t = count of empty",
  "mined tag t = m.nothing",
  "rule tag t = m",
  "attribute tag a = age\nmined tag t = a",
  "mined tag t = id",
  "statistical tag t = journey",
  "rule tag t when did empty in last 0 days",
  "rule tag t when did empty in last 1.5 months",
  "rule tag t when did empty in last 9999 years",
  "rule tag t when did empty this day",
  "rule tag t when did empty in last 3 days ending 1.5 days ago",
  "rule tag t when did empty in last 3 days ending 3 months ago",
  "rule tag t when did empty then empty within 3 months",
  "rule tag t when did empty in last 0 hours",
  "rule tag t when did empty in last 0 seconds",
  "rule tag t when did empty in last 0 minutes",
  "rule tag t when did empty in last 0 weeks",
  "rule tag t when did empty in last 0 quarters",
  "rule tag t when did empty in last 3 weeks ending 3 years ago",
  "rule tag t when did empty in last 3 quarters ending 3 hours ago",
  "rule tag t when did empty in last 3 minutes ending 3 seconds ago",
  'rule tag t = bands of city { "A" from 3 }',
  'rule tag t = bands of age { "A" otherwise }',
  'rule tag t = bands of age { "A" from "x" }',
  'rule tag t = score from "x" to 3 { +1 when ok }',
  "rule tag t = score {}",
  "rule tag t = one of {}",
  "lifecycle l {}",
  "exclusive (ok)",
  "rule tag t = score { +1 per 0 of order_paid.amount }",
  "rule tag t = score { +1 per 0.001 of order_paid.amount }",
  "profile other { x : decimal(12) }",
  "event e { x : text x : text X : text }",
  "event e { x : integer at least yes }",
  "event e { x : date from 3 to 4 }",
  'test "x" as of 2026-03-01 { customer {} }',
  'test "x" as of 2026-03-01 { customer 3 days ago {} expect ok }',
  'test "x" as of 2026-03-01 { customer {} customer {} expect ok }',
  'test "x" as of 2026-03-01 { empty from 2026-01-01 expect ok }',
  'test "x" as of 2026-03-01 { empty 0 times every 3 days until 3 days ago expect ok }',
  'test "x" as of 2026-03-01 { nothing expect ok }',
  'test "x" as of 2026-03-01 { order_paid { amount: 1 amount: 2 } expect ok }',
  'test "x" as of 2026-03-01 { order_paid expect ok }',
  'test "x" as of 2026-03-01 { customer { rate: 3  nothing: 3  ok: 3 } expect ok }',
  'test "x" as of 2026-03-01 { customer { born: yes  city: 3  age: "x"  income: now } expect ok }',
  "event `9` { x : time at least 3 }",
  "rule tag t when age > 3 > 4",
  "rule tag t when age is between 3 and 4",
  "rule tag t when age between 3 and 4",
  "rule tag t when age more than 3",
  "rule tag t when age in cities",
  "rule tag t when did empty in the last 3 days",
  "rule tag t when did empty last 3 days",
  "rule tag t = latest of order_paid.amount",
  "rule tag t = most common order_paid.note",
  "rule tag t = count order_paid",
  "rule tag t = sum order_paid.amount",
  'rule tag t when city is in ("x")',
  "/ x",
  "tag t when ok",
  "rule tag t = if ok then 3",
  "rule tag t when did empty in last 90",
  "rule tag t when did empty then empty",
  "rule tag t = sum of order_paid",
  "rule tag t when age > = 3",
  "rule tag t when age = 3",
  'event "x" {}',
  "event when {}",
  "event e { x : text, y : text }",
  "event e { x = text }",
  "event e { x : string }",
  "event e { x : foo }",
  "event e { x : enum }",
  "rule tag t = of",
  "rule tag t = one of { A when ok }",
  "rule tag t = score { 3 when ok }",
  'lifecycle l { "x" when ok }',
  "rule tag t = (3 + 4",
  "rule tag t when age not 3",
  "never ok",
  "rule tag t = count of order_paid then",
  'test "x" as of 3 {}',
  "event e { x : one of (a b) }",
  "model x = foo",
  "event e { x : }",
  "rule tag t =",
  "rule tag t when",
  "rule tag t = bands of age { x",
  "rule tag t when did empty within 3",
  "event e { 3 }",
  'test "x" as of 2026-01-01 { customer { 3 } }',
  "rule tag t = bands of age { 3 }",
  "rule tag t when age is",
  "rule tag t when ok)",
  "event e",
  "rule t when ok",
  'test "x" as of 2026-01-01 { 3 }',
  "rule tag t = all of { 3 }",
  "rule tag a = b\nrule tag b = a",
  "rule tag t = born * 3",
  "rule tag t when income > 3.001",
  "rule tag t = count of journey",
  "rule tag t = count of m",
  "rule tag t = count of g",
  "rule tag t when age is in cities",
  "rule tag t when orders than 3",
  "sement s when ok",
  "rule tag t = count of first empty",
  "rule tag t when did latest empty",
  "profile p { x : decimal(12) }",
  "event e { x : decimal(12) }",
  'rule tag t when traits contains "z"',
  "rule tag t when (gender if unknown f) is x",
  "rule tag t when traits = traits",
  "rule tag t when traits is traits",
  'test "x" as of 2026-03-01 { order_paid { amount: x  note: y } expect ok }',
  'rule tag t = bands of age { "A" from 3 days }',
  "event e { x : time from 2026-01-02 to 2026-01-01 }",
  "rule tag t when customer",
  "rule tag t when city is 3 days",
  "list l = (3 days)",
  'rule tag t = count of order_paid where amount is "x" or ok',
];

const typed = typedMistakes().map(({ source }) => source.replaceAll(/[«»]/g, ""));

/** Every diagnostic that rule texts lead to, and texts with a token left out, doubled or changed. */
function found(): Diagnostic[] {
  const settingsOf = (input: Parameters<typeof planSettings>[0]) => {
    const settings = planSettings(input);
    return settings;
  };
  const all: Diagnostic[] = [];
  const look = (
    text: string,
    input: Parameters<typeof planSettings>[0] = {},
    lists: Readonly<Record<string, string>> = {},
  ): void => {
    const readList = (path: string) =>
      Object.hasOwn(lists, path) ? (lists[path] ?? "") : { problem: phrase("list-no-file") };
    const { diagnostics, plan } = compile({
      files: [{ path: "rules.tagma", text }],
      settings: settingsOf(input),
      readList,
    });
    all.push(...diagnostics, ...(plan === undefined ? [] : prove(plan, () => text).diagnostics));
  };
  for (const models of trainedModels())
    all.push(
      ...compile(
        { files: [{ path: "rules.tagma", text: schema }], settings: settingsOf({}), readList: () => "x" },
        { models },
      ).diagnostics,
    );
  for (const { text, settings, lists } of conformanceCases()) look(text, settings, lists);
  for (const { schema, source } of corpus) look(`${schema ?? ""}\n${source}`);
  for (const mistake of typed) look(`${mistakesSchema}\n${mistake}`);
  for (const mistake of mistakes) look(`${schema}\n${mistake}`, {}, { "lists/a.csv": "x\ny\n" });
  const instead = [
    "x",
    "5",
    '"x"',
    "{",
    ")",
    "of",
    "is",
    "2026-03-01",
    "=",
    "where",
    "not",
    "90 days",
    "count",
    "and",
    "stage",
    "if",
    ",",
  ];
  for (const [at, text] of documentedTexts.entries()) {
    const words = [...text.matchAll(/\S+/g)];
    for (const [index, word] of words.entries()) {
      if ((index + at) % 3 !== 0) continue;
      look(
        `${text.slice(0, word.index)}${instead[(index + at) % instead.length] ?? ""}${text.slice(word.index + word[0].length)}`,
      );
    }
  }
  return all;
}

const diagnostics = found();

/** What may be found where a trained model should be: none, one of other rules, one that can't be read, one whose parts don't fit. */
function trainedModels(): ModelReader[] {
  const settings = planSettings({});
  const { program } = compile({ files: [{ path: "rules.tagma", text: schema }], settings, readList: () => "x" });
  const model = program.models.get("m");
  if (model === undefined) throw new Error("no model");
  const artefact = (rules: string): ModelArtefact => ({
    format: "tagma-model",
    modelVersion: 1,
    language: 1,
    name: "m",
    kind: "predict",
    rules,
    seed: 1,
    asOf: [],
    rows: 0,
    inputs: [],
    fits: {},
    names: [],
    leftOut: [],
    report: { kind: "quantiles", cuts: [], sizes: [], unknown: 0 },
  });
  return [
    () => undefined,
    () => artefact("0"),
    () => ({ path: "models/m.model.json", problem: phrase("model-not-read", { code: "/fits" }) }),
    () => artefact(modelFingerprint(model, program)),
  ];
}

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
      "plan-too-large",
      "format-changes",
      "event-outside",
      "not-proved-exclusive",
      "law-not-proved",
      "not-in-sql",
      "proof-left",
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
