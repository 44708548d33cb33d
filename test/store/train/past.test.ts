import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ModelArtefact } from "../../../engine/models/artefact.ts";
import { loadModel } from "../../../engine/models/load.ts";
import { randomNumbers } from "../../../engine/statistics/random.ts";
import { folderWith, tagma, tagmaOut } from "../../support/command.ts";

const DAY = 86_400_000;
const AS_OF = Date.UTC(2026, 2, 1);
const OLD = 200;
const NEW = 100;

const rules = `
profile customer { left : yes/no   plan : one of (basic, plus)   city : text }
event visit { pages : integer   item : text }
statistical tag visits = count of visit in last 30 days
attribute tag has_left when left
attribute tag has_plus when plan is plus
model coming = predict did visit in next 30 days using visits, has_left, has_plus, third by logistic regression
model among_left = predict did visit in next 30 days among customers when not has_left using visits by logistic regression
model target_left = predict has_left in next 30 days using visits by logistic regression
model dated_among = predict did visit in next 30 days among customers when has_plus is known using visits by logistic regression
model kinds = cluster into 2 groups using third, visits
model thirds = quantiles of visits into 3 groups
model offers = recommend visit.item top 1
mined tag third = thirds.group
mined tag kind = kinds.name
`;

const config = JSON.stringify({
  language: 1,
  timeZone: "UTC",
  currency: "USD",
  asOf: "2026-03-01",
  sources: [
    { name: "customers", file: "customers.csv", profile: true, customer: "id" },
    { name: "plans", file: "plans.csv", profile: true, customer: "id", time: "at" },
    { name: "visits", file: "visits.csv", customer: "customer", id: "id", time: "at", event: "visit" },
  ],
});

/** All have an undated row; the first 200 come for eight months, the others for the first time in the last one. */
function history(): Record<string, string> {
  const random = randomNumbers(5);
  const customers = ["id,left,city"];
  const plans = ["id,at,plan"];
  const visits = ["id,customer,at,pages,item"];
  const at = (time: number): string => new Date(time).toISOString();
  for (let customer = 0; customer < OLD + NEW; customer++) {
    const id = `c${customer}`;
    customers.push(`${id},${random() < 0.5 ? "yes" : "no"},Lugo`);
    if (customer >= OLD) {
      for (let visit = 0; visit < 2; visit++)
        visits.push(`v${visits.length},${id},${at(AS_OF - random() * 20 * DAY)},1,late`);
      continue;
    }
    plans.push(`${id},${at(AS_OF - 300 * DAY)},${random() < 0.5 ? "basic" : "plus"}`);
    for (let month = 1; month <= 8; month++) {
      if (month > 1 && month < 8 && random() < 0.5) continue;
      // What is taken in the last two months was never there before.
      const item = month <= 2 ? "late" : ["a", "b", "c"][customer % 3];
      visits.push(`v${visits.length},${id},${at(AS_OF - (month - 0.1 - random() * 0.3) * 30 * DAY)},1,${item}`);
    }
  }
  return {
    "customers.csv": `${customers.join("\n")}\n`,
    "plans.csv": `${plans.join("\n")}\n`,
    "visits.csv": `${visits.join("\n")}\n`,
  };
}

describe("a model that would see the future", () => {
  const folder = folderWith({ "tagma.json": config, "rules.tagma": rules, ...history() });
  const artefact = (name: string): ModelArtefact =>
    loadModel(readFileSync(join(folder, `models/${name}.model.json`), "utf8"));
  beforeAll(async () => {
    await tagmaOut("import", "-w", folder);
    await tagma("train", "-w", folder);
  });

  it("does without fields that have no time, whichever others have one", () => {
    expect(artefact("coming").leftOut).toEqual([
      { feature: "has_left", reason: "no history" },
      { feature: "third", reason: "learned later" },
    ]);
    expect(artefact("coming").inputs.map(({ feature }) => feature)).toEqual(["visits", "has_plus"]);
  });

  it("does not choose past customers, nor tell what became of them, by fields that have no time", async () => {
    for (const [model, part] of [
      ["among_left", "among"],
      ["target_left", "predict"],
    ] as const) {
      const failed = await tagma("train", model, "-w", folder);
      expect(failed.code).toBe(2);
      expect(failed.err).toContain(`its \`${part}\` reads \`left\`, of which only today's state is known`);
    }
    expect(artefact("dated_among").rows).toBeGreaterThan(0);
    await tagmaOut("train", "among_left", "--current-fields", "-w", folder);
  });

  it("does without a field of which a single row has no time, however many others have one", async () => {
    const rows = history();
    const told = folderWith({
      "tagma.json": config.replace(
        '"sources":[',
        '"sources":[{"name":"late","file":"late.csv","profile":true,"customer":"id"},',
      ),
      "rules.tagma": rules,
      ...rows,
      "late.csv": "id,plan\nc3,plus\n",
    });
    await tagmaOut("import", "-w", told);
    await tagmaOut("train", "coming", "-w", told);
    const { leftOut } = loadModel(readFileSync(join(told, "models/coming.model.json"), "utf8"));
    expect(leftOut).toContainEqual({ feature: "has_plus", reason: "no history" });
    const failed = await tagma("train", "dated_among", "-w", told);
    expect(failed.err).toContain("its `among` reads `plan`, of which only today's state is known");
  });

  it("looks at nobody before the first trace of them", () => {
    const { report, rows, asOf } = artefact("coming");
    if (report.kind !== "propensity") throw new Error("no propensity");
    expect(rows).toBeLessThanOrEqual(OLD * asOf.length);
    expect(report.holdout.rows).toBe(OLD);
  });

  it("says nothing of how good it is when the test has the same for everybody", async () => {
    expect(await tagmaOut("model", "coming", "-w", folder)).toContain(
      "Nothing can be said of how good it is: it happened to everybody in the test.",
    );
  });

  it("takes mined tags as features of groups, whose customers are looked at today", () => {
    expect(artefact("kinds").leftOut).toEqual([]);
    expect(artefact("kinds").inputs.map(({ feature }) => feature)).toEqual(["third", "visits"]);
  });

  it("tests recommendations on items that were there before the test, and says when that says nothing", async () => {
    const { report } = artefact("offers");
    if (report.kind !== "recommend") throw new Error("no recommendations");
    expect([report.items, report.holdout?.customers]).toEqual([4, 0]);
    expect(await tagmaOut("model", "offers", "-w", folder)).toContain(
      "in the test nobody took anything new, so nothing can be said of how good it is",
    );
  });
});
