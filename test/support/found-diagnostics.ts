import { compile } from "../../engine/compile/compile.ts";
import type { ModelReader } from "../../engine/compile/apply-models.ts";
import type { ModelArtefact } from "../../engine/models/artefact.ts";
import { modelFingerprint } from "../../engine/compile/model-fingerprint.ts";
import { prove } from "../../engine/prove/prove.ts";
import { planSettings } from "../../engine/compile/settings.ts";
import type { Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import { phrase } from "../../grammar/diagnostics/prose.ts";
import { conformanceCases } from "./conformance.ts";
import { furtherMistakes as mistakes, furtherSchema as schema } from "./further-mistakes.ts";
import { documentedTexts } from "./rule-texts.ts";
import { mistakesSchema, typedMistakes } from "./mistakes.ts";
import { corpus } from "./proofs.ts";

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
