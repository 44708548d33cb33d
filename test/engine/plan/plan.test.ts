import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { formatInstant } from "../../../engine/calendar/instant.ts";
import { compile, evaluate, loadPlan, planSettings, PlanError, type Plan } from "../../../engine/index.ts";
import { contentHash } from "../../../engine/plan/canonical.ts";
import type { PlanSettings, WindowNode } from "../../../engine/plan/plan.ts";
import { resolveWindow } from "../../../engine/run/windows.ts";
import { compileWorkspace, openWorkspace } from "../../../store/workspace/workspace.ts";
import { conformanceCases } from "../../support/conformance.ts";

function settingsOf(input: Parameters<typeof planSettings>[0]): PlanSettings {
  const settings = planSettings(input);
  return settings;
}

function planOf(text: string): Plan {
  const { plan, diagnostics } = compile({
    files: [{ path: "r.tagma", text }],
    settings: settingsOf({ timeZone: "Asia/Taipei" }),
  });
  if (plan === undefined) throw new Error(diagnostics.map(({ code }) => code).join(", "));
  return plan;
}

const schema =
  "profile customer { age : integer   name : text }\nevent bought { amount : money   kind : one of (food, drink) }\nevent seen { path : text }\n";
const rules = `${schema}
statistical tag n = count of bought in last 30 days
statistical tag also_n = count of bought in last 30 days
statistical tag big when count of bought in last 30 days > 5
statistical tag spent = sum of bought.amount where kind is food in last 30 days
rule tag tier = one of { "high" when n > 3 and spent > 100  "low" otherwise }
rule tag before when tier as of 30 days ago is "high"
segment good when tier is "high"
`;

const examples = readdirSync(new URL("../../../examples/", import.meta.url)).map((name): [string, string] => [
  name,
  fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url)),
]);

describe("a plan is loaded", () => {
  it.for(examples)("of the example %s, after a trip through JSON", ([, folder]) => {
    const { plan } = compileWorkspace(openWorkspace(folder));
    expect(loadPlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  });

  it("of every case of the conformance tables", () => {
    let loaded = 0;
    for (const { text, settings, lists } of conformanceCases()) {
      const { plan } = compile({
        files: [{ path: "case.tagma", text }],
        settings: settingsOf(settings),
        readList: (path) => (Object.hasOwn(lists, path) ? (lists[path] ?? "") : { problem: "there is no such file" }),
      });
      if (plan === undefined) continue;
      loadPlan(JSON.parse(JSON.stringify(plan)));
      loaded++;
    }
    expect(loaded).toBeGreaterThan(500);
  });

  const json = (): Record<string, unknown> => JSON.parse(JSON.stringify(planOf(rules)));
  /** A plan with something done to it and its hash made good, so that only the shape can be wrong. */
  const rehashed = (change: (plan: Record<string, unknown>) => void): unknown => {
    const { hash: _hash, source, ...content } = json();
    change(content);
    return { ...content, hash: contentHash(content), source };
  };

  it.for<[string, () => unknown, RegExp]>([
    ["nothing", () => null, /not a Tagma plan/],
    ["a text", () => "plan", /not a Tagma plan/],
    ["other JSON", () => ({ format: "other" }), /not a Tagma plan/],
    [
      "another version",
      () => ({ ...json(), planVersion: 2 }),
      /has version 2 of language 1; this program reads version 1 of language 1/,
    ],
    ["another language", () => ({ ...json(), language: 9 }), /version 1 of language 9/],
    [
      "another setting",
      () => ({ ...json(), settings: settingsOf({ timeZone: "Europe/Madrid" }) }),
      /was changed after it was built/,
    ],
    [
      "another constant",
      () => JSON.parse(JSON.stringify(json()).replace('"value":3', '"value":4')),
      /was changed after it was built/,
    ],
    [
      "a label added",
      () => JSON.parse(JSON.stringify(json()).replace('"label":null', '"label":"Other"')),
      /was changed after it was built/,
    ],
    [
      "no aggregates",
      () => {
        const { aggregates: _gone, ...rest } = json();
        return rest;
      },
      /is damaged/,
    ],
    ["a bad hash", () => ({ ...json(), hash: "abc" }), /is damaged: \/hash/],
    [
      "a number for a list",
      () =>
        rehashed((plan) => {
          plan["outputs"] = 5;
        }),
      /is damaged: \/outputs/,
    ],
    [
      "an operation that does not exist",
      () =>
        rehashed((plan) => {
          plan["outputs"] = JSON.parse(JSON.stringify(plan["outputs"]).replace('"op":"compare"', '"op":"eval"'));
        }),
      /is damaged/,
    ],
    ...[-1, 100_001, 0.5, null, "50000"].map((parts): [string, () => unknown, RegExp] => [
      `a quantile of ${String(parts)} thousandths of a percent`,
      () =>
        rehashed((plan) => {
          const [measure] = Array.isArray(plan["aggregates"]) ? plan["aggregates"] : [];
          plan["aggregates"] = [{ ...measure, function: "quantile", parts }];
        }),
      /is damaged/,
    ]),
    [
      "a property too many",
      () =>
        rehashed((plan) => {
          plan["extra"] = 1;
        }),
      /is damaged/,
    ],
  ])("but not: %s", ([, make, message]) => {
    expect(() => loadPlan(make())).toThrow(PlanError);
    expect(() => loadPlan(make())).toThrow(message);
  });

  it("and gives the same answers", () => {
    const plan = planOf(rules);
    const customer = {
      id: "a",
      profile: { age: 30 },
      events: Array.from({ length: 5 }, (_, index) => ({
        type: "bought",
        id: `e${index}`,
        time: "2026-02-20T10:00",
        fields: { amount: 30, kind: "food" },
      })),
    };
    expect(evaluate(loadPlan(JSON.parse(JSON.stringify(plan))), customer, { asOf: "2026-03-01" })).toEqual(
      evaluate(plan, customer, { asOf: "2026-03-01" }),
    );
    expect(plan.source.files).toEqual(["r.tagma"]);
  });
});

describe("the nodes of a plan", () => {
  const idsOf = (plan: Plan): Map<string, string> =>
    new Map(plan.outputs.map(({ name, at, id }) => [`${name} ${at}`, id]));

  it("keep their ids when another tag is edited, added or moved", () => {
    const before = planOf(rules);
    const after = planOf(
      `statistical tag views = count of seen\n${rules.replace("> 5", "> 6").replace("profile customer", "// a comment\nprofile   customer")}`,
    );
    const [old, now] = [idsOf(before), idsOf(after)];
    for (const [name, id] of old) expect(now.get(name) === id).toBe(name !== "big now");
    expect(before.aggregates.every(({ id }) => after.aggregates.some((node) => node.id === id))).toBe(true);
    expect(after.hash).not.toBe(before.hash);
  });

  it("change their ids with what they read", () => {
    const [before, after] = [idsOf(planOf(rules)), idsOf(planOf(rules.replaceAll("last 30 days", "last 31 days")))];
    for (const name of ["n now", "spent now", "tier now", "good now", "before now"])
      expect(after.get(name)).not.toBe(before.get(name));
  });

  it("are shared: the same measure is one aggregate, at each instant", () => {
    const plan = planOf(rules);
    expect(plan.aggregates.filter(({ at }) => at === "now")).toHaveLength(2);
    expect(plan.aggregates).toHaveLength(4);
    expect(plan.instants).toEqual([
      { id: "now", back: [] },
      { id: "now-30day", back: [{ amount: 30, unit: "day" }] },
    ]);
  });

  it("come in order: nothing is read before it is decided", () => {
    const plan = planOf(rules);
    const seen = new Set(plan.aggregates.map(({ id }) => id));
    for (const { id, form } of plan.outputs) {
      const reads = [...JSON.stringify(form).matchAll(/"op":"(?:output|aggregate)","id":"([0-9a-f]+)"/g)].map(
        ([, read]) => read ?? "",
      );
      expect(reads.filter((read) => !seen.has(read))).toEqual([]);
      seen.add(id);
    }
  });

  it("read no more fields and events than they need", () => {
    expect(planOf(rules).reads).toEqual({
      profile: "customer",
      fields: [],
      events: [
        {
          name: "bought",
          fields: [
            {
              name: "amount",
              type: { kind: "decimal", digits: 2, money: true },
              required: false,
              personal: false,
              low: null,
              high: null,
            },
            {
              name: "kind",
              type: { kind: "enum", values: ["food", "drink"], ordered: false },
              required: false,
              personal: false,
              low: null,
              high: null,
            },
          ],
        },
      ],
    });
  });

  it("hash alike whatever the file is called and however it is laid out", () => {
    const settings = settingsOf({ timeZone: "Asia/Taipei" });
    const hash = (files: readonly { path: string; text: string }[]): string | undefined =>
      compile({ files, settings }).plan?.hash;
    expect(hash([{ path: "other.tagma", text: rules.replaceAll("\n", "\n\n  ") }])).toBe(planOf(rules).hash);
    expect(
      hash([
        { path: "a.tagma", text: schema },
        { path: "b.tagma", text: rules.slice(schema.length) },
      ]),
    ).toBe(planOf(rules).hash);
  });
});

describe("windows become instants", () => {
  // 2026-03-15 is a Sunday; Madrid's clocks go forward on 29 March and back on 25 October.
  const days = (n: number): number => n * 86_400_000;
  const calendar = (unit: "day" | "week" | "month" | "quarter" | "year", offset: 0 | -1): WindowNode => ({
    kind: "calendar",
    unit,
    offset,
  });
  const table: [string, WindowNode, string, string, string][] = [
    ["everything", { kind: "all" }, "2026-03-15T12:00Z", "", "2026-03-15T12:00:00.001Z"],
    [
      "last 2 days",
      { kind: "exact", length: days(2), ending: 0 },
      "2026-03-30T12:00Z",
      "2026-03-28T12:00:00.001Z",
      "2026-03-30T12:00:00.001Z",
    ],
    [
      "last 2 days ending 1 day ago",
      { kind: "exact", length: days(2), ending: days(1) },
      "2026-03-15T12:00Z",
      "2026-03-12T12:00:00.001Z",
      "2026-03-14T12:00:00.001Z",
    ],
    [
      "last 1 month",
      { kind: "months", length: 1, ending: 0 },
      "2026-03-31T12:00Z",
      "2026-02-27T23:00:00.000Z",
      "2026-03-31T12:00:00.001Z",
    ],
    [
      "last 1 month ending 1 month ago",
      { kind: "months", length: 1, ending: 1 },
      "2026-03-31T12:00Z",
      "2026-01-30T23:00:00.000Z",
      "2026-02-27T23:00:00.000Z",
    ],
    [
      "today, when clocks change",
      calendar("day", 0),
      "2026-03-29T12:00Z",
      "2026-03-28T23:00:00.000Z",
      "2026-03-29T12:00:00.001Z",
    ],
    [
      "yesterday of 23 hours",
      calendar("day", -1),
      "2026-03-30T12:00Z",
      "2026-03-28T23:00:00.000Z",
      "2026-03-29T22:00:00.000Z",
    ],
    ["this week", calendar("week", 0), "2026-03-15T12:00Z", "2026-03-08T23:00:00.000Z", "2026-03-15T12:00:00.001Z"],
    ["last week", calendar("week", -1), "2026-03-15T12:00Z", "2026-03-01T23:00:00.000Z", "2026-03-08T23:00:00.000Z"],
    ["this month", calendar("month", 0), "2026-03-15T12:00Z", "2026-02-28T23:00:00.000Z", "2026-03-15T12:00:00.001Z"],
    ["last month", calendar("month", -1), "2026-03-15T12:00Z", "2026-01-31T23:00:00.000Z", "2026-02-28T23:00:00.000Z"],
    [
      "this quarter",
      calendar("quarter", 0),
      "2026-05-15T12:00Z",
      "2026-03-31T22:00:00.000Z",
      "2026-05-15T12:00:00.001Z",
    ],
    [
      "last quarter, over the new year",
      calendar("quarter", -1),
      "2026-03-15T12:00Z",
      "2025-09-30T22:00:00.000Z",
      "2025-12-31T23:00:00.000Z",
    ],
    ["last year", calendar("year", -1), "2026-03-15T12:00Z", "2024-12-31T23:00:00.000Z", "2025-12-31T23:00:00.000Z"],
    [
      "fixed, cut at now",
      { kind: "fixed", from: Date.UTC(2026, 0, 1), to: Date.UTC(2027, 0, 1) },
      "2026-03-15T12:00Z",
      "2026-01-01T00:00:00.000Z",
      "2026-03-15T12:00:00.001Z",
    ],
  ];
  it.for(table)("%s", ([, window, now, from, to]) => {
    const range = resolveWindow(window, Date.parse(now), settingsOf({ timeZone: "Europe/Madrid" }));
    expect([Number.isFinite(range.from) ? formatInstant(range.from) : "", formatInstant(range.to)]).toEqual([from, to]);
  });

  it("weeks begin when the workspace says", () => {
    const from = (weekStart: string): string =>
      formatInstant(
        resolveWindow(calendar("week", 0), Date.parse("2026-03-15T12:00Z"), settingsOf({ weekStart })).from,
      );
    expect([from("monday"), from("sunday"), from("saturday")]).toEqual([
      "2026-03-09T00:00:00.000Z",
      "2026-03-15T00:00:00.000Z",
      "2026-03-14T00:00:00.000Z",
    ]);
  });
});
