import { compile } from "../../engine/compile/compile.ts";
import type { ModelReader } from "../../engine/compile/apply-models.ts";
import type { ModelArtefact } from "../../engine/models/artefact.ts";
import { modelFingerprint } from "../../engine/compile/model-fingerprint.ts";
import { prove } from "../../engine/prove/prove.ts";
import { planSettings } from "../../engine/compile/settings.ts";
import type { Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import { phrase } from "../../grammar/diagnostics/prose.ts";
import { conformanceCases } from "./conformance.ts";
import { documentedTexts } from "./rule-texts.ts";
import { mistakesSchema, typedMistakes } from "./mistakes.ts";
import { corpus } from "./proofs.ts";

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
  'rule tag t when age + 1 is one of ("x", 3)',
  "rule tag t = orders last count",
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
export function foundDiagnostics(): Diagnostic[] {
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
