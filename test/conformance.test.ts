import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseInstant } from "../engine/calendar/instant.ts";
import { zone } from "../engine/calendar/zone.ts";
import { compile } from "../engine/compile/compile.ts";
import { customerFromJson, firstEventTime } from "../engine/run/customer.ts";
import { tablesFromJson } from "../engine/run/tables.ts";
import { interpret, prepare, standing } from "../engine/run/interpreter.ts";
import { jsonResult } from "../engine/run/present.ts";
import { planSettings } from "../engine/compile/settings.ts";
import { conformanceCases, type ConformanceCase } from "./support/conformance.ts";

const cases = conformanceCases();

function compiled(conformanceCase: ConformanceCase) {
  const settings = planSettings(conformanceCase.settings);
  const readList = (path: string) =>
    Object.hasOwn(conformanceCase.lists, path)
      ? (conformanceCase.lists[path] ?? "")
      : { problem: "there is no such file" };
  return { settings, ...compile({ files: [{ path: "case.tagma", text: conformanceCase.text }], settings, readList }) };
}

function codes(conformanceCase: ConformanceCase, severities: readonly string[]): string[] {
  const { diagnostics } = compiled(conformanceCase);
  return [
    ...new Set(diagnostics.filter(({ severity }) => severities.includes(severity)).map(({ code }) => code)),
  ].sort();
}

function evaluated(conformanceCase: ConformanceCase): unknown {
  const { plan, settings, diagnostics } = compiled(conformanceCase);
  if (plan === undefined) return { diagnostics };
  const inZone = zone(settings.timeZone);
  const asOf = parseInstant(conformanceCase.asOf ?? "", inZone);
  if (asOf === undefined) throw new Error("the case has no as of");
  const customer = customerFromJson(
    { profile: conformanceCase.profile, versions: conformanceCase.versions, events: conformanceCase.events },
    plan,
    inZone,
    tablesFromJson(plan, conformanceCase.tables, inZone),
  );
  const anyEvent = firstEventTime(conformanceCase.events ?? [], inZone) <= asOf;
  const evaluation = prepare(plan, asOf);
  const place = standing(evaluation, customer, anyEvent);
  if (place.kind !== "present") return place.kind;
  const results = interpret(evaluation, customer);
  return Object.fromEntries(
    plan.outputs
      .filter(({ at, name }) => at === "now" && expectsName(conformanceCase, name))
      .map((output) => {
        const result = results.get(output.id);
        const json = result === undefined ? undefined : jsonResult(result, output.type);
        return [
          output.name,
          typeof json === "object" && json !== null && "code" in json ? { is: "error", code: json.code } : json,
        ];
      }),
  );
}

function expectsName(conformanceCase: ConformanceCase, name: string): boolean {
  return typeof conformanceCase.expect === "object" && Object.hasOwn(conformanceCase.expect, name);
}

const named = (wanted: (item: ConformanceCase) => boolean): [string, ConformanceCase][] =>
  cases.filter(wanted).map((item) => [`${item.file} [${item.sentence}] ${item.name}`, item]);

describe("conformance: the checker", () => {
  it.for(named(({ rejects }) => rejects !== undefined))("rejects: %s", ([, item]) => {
    expect(codes(item, ["error"])).toEqual([...(item.rejects ?? [])].sort());
  });
  it.for(named(({ hints }) => hints !== undefined))("hints: %s", ([, item]) => {
    expect(codes(item, ["error"])).toEqual([]);
    expect(codes(item, ["hint", "warning"])).toEqual(expect.arrayContaining([...(item.hints ?? [])]));
  });
  it.for(named(({ accepts }) => accepts === true))("accepts: %s", ([, item]) => {
    expect(codes(item, ["error"])).toEqual([]);
  });
});

describe("conformance: the reference interpreter", () => {
  it.for(named((item) => item.expect !== undefined))("%s", ([, item]) => {
    expect(evaluated(item)).toEqual(item.expect);
  });
});

describe("the language reference", () => {
  const reference = readFileSync(new URL("../docs/language.md", import.meta.url), "utf8");
  const sentences = [...reference.matchAll(/^- \*\*\[([A-Z]+\d+)\]\*\*/gm)].map(([, number]) => number ?? "");

  it("numbers every sentence once", () => {
    expect(sentences.length).toBeGreaterThan(200);
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  it("has a case for every numbered sentence, and no case for another", () => {
    const cited = new Set(cases.map(({ sentence }) => sentence));
    expect(sentences.filter((sentence) => !cited.has(sentence))).toEqual([]);
    expect([...cited].filter((sentence) => !sentences.includes(sentence))).toEqual([]);
  });

  const settings = planSettings({});
  const blocks = [...reference.matchAll(/```tagma\n([\s\S]*?)```/g)].map(([, text], index): [string, string] => [
    `example ${index + 1}`,
    text ?? "",
  ]);
  it.for(blocks)("%s checks without an error", ([, text]) => {
    const { diagnostics } = compile({ files: [{ path: "example.tagma", text }], settings, readList: () => "a\nb\n" });
    expect(
      diagnostics
        .filter(({ severity }) => severity === "error")
        .map(({ code, location, parameters }) => ({ code, at: text.slice(location.start, location.end), parameters })),
    ).toEqual([]);
  });
});
