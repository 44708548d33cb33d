import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ModelArtefact } from "../../../engine/models/artefact.ts";
import { loadModel } from "../../../engine/models/load.ts";
import { randomNumbers } from "../../../engine/statistics/random.ts";
import { folderWith, tagma, tagmaJson, tagmaOut } from "../../support/command.ts";
import { compareExecutors } from "../../support/model-executors.ts";

const AS_OF = Date.UTC(2026, 2, 1);
const rules = `
profile customer { churned : yes/no  months : integer  contract : one of (monthly, yearly)  noise : number  fresh : yes/no }
attribute tag long_here when months >= 24
model leaving = predict churned using months, contract, long_here, noise by logistic regression
model leaving_trees = predict churned among customers when months > 0 using months, contract, noise by boosted trees
model nothing = predict churned using noise by logistic regression
mined tag chance = leaving
mined tag likely = bands of leaving_trees { "high" from 50% "low" from 0% }
`;
const config = JSON.stringify({
  language: 1,
  timeZone: "UTC",
  currency: "USD",
  asOf: "2026-03-01",
  sources: [{ name: "customers", file: "customers.csv", profile: true, customer: "id" }],
});

const CUSTOMERS = 2000;
/** The chance to leave: .6 by the month and under two years, .1 else. Of every tenth it is not known. */
function data(): string {
  const random = randomNumbers(4);
  const lines = ["id,churned,months,contract,noise,fresh"];
  for (let customer = 0; customer < CUSTOMERS; customer++) {
    const [months, monthly] = [Math.floor(random() * 60), random() < 0.5];
    const left = random() < (monthly && months < 24 ? 0.6 : 0.1);
    lines.push(
      `c${String(customer).padStart(4, "0")},${customer % 10 === 0 ? "" : left ? "yes" : "no"},${months},${monthly ? "monthly" : "yearly"},${random().toFixed(3)},${customer % 400 === 1 ? "yes" : "no"}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

const folder = folderWith({ "tagma.json": config, "rules.tagma": rules, "customers.csv": data() });
const artefact = (model: string): ModelArtefact =>
  loadModel(readFileSync(join(folder, "models", `${model}.model.json`), "utf8"));
const report = (model: string): Extract<ModelArtefact["report"], { kind: "propensity" }> => {
  const found = artefact(model).report;
  if (found.kind !== "propensity") throw new Error("no propensity");
  return found;
};

describe("a label of the profile", () => {
  beforeAll(async () => {
    await tagmaOut("import", "-w", folder);
    await tagmaOut("train", "-w", folder);
  });

  it("is learned from three in four customers whose label is known, and tested on the others", () => {
    for (const model of ["leaving", "leaving_trees"]) {
      const { rows, asOf } = artefact(model);
      const { holdout, holdoutAsOf } = report(model);
      expect([asOf, holdoutAsOf]).toEqual([["2026-03-01 00:00"], null]);
      expect(Math.abs(holdout.rows / (rows + holdout.rows) - 0.25)).toBeLessThan(0.002);
      // The chances above allow no more than .76: a quarter of the customers at .6, the others at .1.
      expect(holdout.auc).toBeGreaterThan(0.68);
      expect(holdout.auc).toBeLessThan(0.82);
      expect(report(model).beatsBaseline).toBe(true);
    }
    expect(artefact("leaving").rows + report("leaving").holdout.rows).toBe(CUSTOMERS * 0.9);
    expect(report("nothing").beatsBaseline).toBe(false);
  });

  it("says what its figures do not show", async () => {
    const shown = await tagmaOut("model", "leaving", "-w", folder);
    expect(shown).toContain("Tested on others of the same day, not on a later time.");
    expect(shown).toContain("It is cross-sectional");
    expect(shown).toMatch(
      /Tested on 4\d\d other customers of the same day, whom the seed chose; \d+\.\d% have the label/,
    );
    const page = join(folder, "report.html");
    await tagmaOut("model", "leaving", "--html", page, "-w", folder);
    expect(readFileSync(page, "utf8")).toContain("nor whether a feature was known before the label was");
  });

  it("is told of everybody, whether it is known or not, alike in all executors", async () => {
    const { customers, known, differing } = await compareExecutors(folder, AS_OF);
    expect([customers, differing]).toEqual([CUSTOMERS, []]);
    expect(known).toBeGreaterThan(CUSTOMERS * 2.9);
    const run = await tagmaJson<{ customers: { tags: Record<string, unknown> }[] }>("run", "-w", folder);
    expect(run.customers.filter(({ tags }) => typeof tags["chance"] !== "number")).toEqual([]);
    expect(await tagmaOut("explain", "c0000", "chance", "-w", folder)).toContain("usual in everything");
    expect(await tagmaOut("sql", "--target", "duckdb", "--as-of", "2026-03-01", "-w", folder)).toContain("chance");
  });

  it("gives the same file for the same seed, and keeps others aside for another", async () => {
    const path = join(folder, "models", "leaving.model.json");
    const before = readFileSync(path, "utf8");
    await tagmaOut("train", "leaving", "-w", folder);
    expect(readFileSync(path, "utf8")).toBe(before);
    await tagmaOut("train", "leaving", "--seed", "2", "-w", folder);
    expect(readFileSync(path, "utf8")).not.toBe(before);
    await tagmaOut("train", "leaving", "-w", folder);
  });

  it("is refused where too few have it", async () => {
    const path = join(folder, "rules.tagma");
    writeFileSync(path, rules.replace("predict churned using noise", "predict fresh using noise"));
    const { code, err } = await tagma("train", "nothing", "-w", folder);
    expect([code, err]).toEqual([2, expect.stringContaining("nothing")]);
    expect(err).toMatch(/\b4\b/);
    writeFileSync(path, rules);
  });
});
