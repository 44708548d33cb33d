import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ModelArtefact } from "../../../engine/models/artefact.ts";
import { loadModel } from "../../../engine/models/load.ts";
import { areaUnderCurve } from "../../../engine/statistics/metrics.ts";
import { randomNumbers } from "../../../engine/statistics/random.ts";
import { openDatabase } from "../../../store/sqlite/database.ts";
import { Measurer } from "../../../store/train/measure.ts";
import { compileWorkspace, openWorkspace } from "../../../store/workspace/workspace.ts";
import { folderWith, tagma, tagmaJson, tagmaOut } from "../../support/command.ts";
import { compareExecutors } from "../../support/model-executors.ts";

const DAY = 86_400_000;
const AS_OF = Date.UTC(2026, 2, 1);
const rules = `
profile customer { plan : one of (basic, plus)   left : yes/no }
event visit { pages : integer }
event omen {}
event order_paid { amount : money }
statistical tag visits = count of visit in last 30 days
statistical tag pages = average of visit.pages in last 30 days
statistical tag omens = count of omen in last 30 days
statistical tag last_omen = days since latest omen
attribute tag tells = left
model buying = predict did order_paid in next 30 days using visits, pages, tells by logistic regression
model buying_trees = predict did order_paid in next 30 days among customers when visits > 0 using visits, pages, tells by boosted trees
model foretold = predict did order_paid in next 30 days using omens, last_omen by boosted trees
model spending = predict amount of order_paid.amount in next 30 days using visits, pages by boosted trees
model wallet = predict at most 90% of order_paid.amount in next 30 days using visits, pages by boosted trees
mined tag chance = buying
mined tag chance_trees = bands of buying_trees { "high" from 50% "low" from 0% }
mined tag omen_chance = foretold
mined tag amount_ahead = spending
mined tag most_ahead = wallet.amount
`;
const config = JSON.stringify({
  language: 1,
  timeZone: "UTC",
  currency: "USD",
  asOf: "2026-03-01",
  sources: [
    { name: "customers", file: "customers.csv", profile: true, customer: "id" },
    ...["visit", "omen", "order_paid"].map((event) => ({
      name: event,
      file: `${event}.csv`,
      customer: "customer",
      id: "id",
      time: "at",
      event,
    })),
  ],
});

/** Customers who buy by what they looked at in the month before; an omen comes the day before each order and tells nothing else. */
function history(): Record<string, string> {
  const random = randomNumbers(20);
  const rows = {
    customers: ["id,plan,left"],
    visit: ["id,customer,at,pages"],
    omen: ["id,customer,at"],
    order_paid: ["id,customer,at,amount"],
  };
  const at = (time: number): string => new Date(time).toISOString();
  for (let customer = 0; customer < 600; customer++) {
    const id = `c${String(customer).padStart(3, "0")}`;
    let bought = false;
    for (let month = 8; month >= 0; month--) {
      const start = AS_OF - (month + 1) * 30 * DAY;
      const eager = random() < 0.5;
      if (random() < 0.9)
        for (let visit = 0; visit < (eager ? 6 : 2); visit++)
          rows.visit.push(
            `v${rows.visit.length},${id},${at(start + (visit + random()) * DAY * 4)},${random() < 0.2 ? "" : Math.floor(random() * 20)}`,
          );
      // The order of the month after.
      if (month > 0 && random() < (eager ? 0.8 : 0.2)) {
        const time = start + (31 + random() * 28) * DAY;
        rows.omen.push(`m${rows.omen.length},${id},${at(time - DAY)}`);
        rows.order_paid.push(`o${rows.order_paid.length},${id},${at(time)},${(10 + random() * 90).toFixed(2)}`);
        if (month === 1) bought = true;
      }
    }
    rows.customers.push(`${id},${random() < 0.5 ? "basic" : "plus"},${bought ? "yes" : "no"}`);
  }
  return Object.fromEntries(Object.entries(rows).map(([name, lines]) => [`${name}.csv`, `${lines.join("\n")}\n`]));
}

const folder = folderWith({ "tagma.json": config, "rules.tagma": rules, ...history() });
const fileOf = (model: string): string => join(folder, "models", `${model}.model.json`);
const artefact = (model: string): ModelArtefact => loadModel(readFileSync(fileOf(model), "utf8"));
interface Checked {
  readonly diagnostics: readonly { readonly code: string }[];
}
const codes = async (): Promise<string[]> => {
  const { out } = await tagma("check", "--json", "-w", folder);
  const checked: Checked = JSON.parse(out);
  return checked.diagnostics.map(({ code }) => code).filter((code) => code.startsWith("model-"));
};

describe("training", () => {
  beforeAll(async () => {
    await tagmaOut("import", "-w", folder);
  });

  it("says what is not trained yet, and trains it", async () => {
    expect(await codes()).toEqual(Array.from({ length: 5 }, () => "model-untrained"));
    const shown = await tagmaOut("train", "-w", folder);
    expect(shown).toMatch(/^buying {2}AUC 0\.\d{3}; /);
    expect(await codes()).toEqual([]);
  });

  it("finds what foretells, on customers later than those it learned from", () => {
    for (const model of ["buying", "buying_trees"]) {
      const { report, asOf } = artefact(model);
      if (report.kind !== "propensity") throw new Error("no propensity");
      // Nobody can do better than the two rates of buying allow: half .8, half .2.
      expect(report.holdout.auc).toBeGreaterThan(0.7);
      expect(report.holdout.auc).toBeLessThan(0.85);
      expect(report.beatsBaseline).toBe(true);
      expect(asOf.every((at) => at < (report.holdoutAsOf ?? ""))).toBe(true);
    }
  });

  it("learns nothing from what only the future knows", async () => {
    const { report } = artefact("foretold");
    if (report.kind !== "propensity") throw new Error("no propensity");
    expect(Math.abs(report.holdout.auc - 0.5)).toBeLessThan(0.06);
    expect(report.beatsBaseline).toBe(false);
    expect(await tagmaOut("model", "foretold", "-w", folder)).toContain(
      "It foretells no better than giving everybody the same chance",
    );
    // The same feature, seen a month later, would tell all: the omen is not a weak one.
    const workspace = openWorkspace(folder);
    const { program } = compileWorkspace(workspace, { models: undefined });
    const omens = program.models.get("foretold")?.features[0];
    const orders = program.models.get("spending")?.spec;
    if (omens === undefined || orders?.kind !== "predict") throw new Error("no features");
    const database = openDatabase(workspace.databasePath, { readonly: true, mustExist: true });
    const at = AS_OF - 30 * DAY;
    const order = {
      expression: {
        op: "measure" as const,
        measure: {
          kind: "events" as const,
          function: "count" as const,
          event: "order_paid",
          field: null,
          fieldType: null,
          where: null,
          among: null,
          window: { kind: "exact" as const, length: 30 * DAY, ending: 0 },
          type: { kind: "integer" as const },
        },
      },
      type: { kind: "integer" as const },
    };
    const omen = { expression: omens.node, type: omens.type };
    const [seen] = await new Measurer(database, program).measure({ now: [omen], after: [omen, order] }, [
      { at, later: AS_OF },
    ]);
    database.close();
    const [before, later, ordered] = seen?.columns ?? [];
    const happened = (ordered ?? new Float64Array()).map((count) => (count > 0 ? 1 : 0));
    expect(areaUnderCurve(later ?? new Float64Array(), happened)).toBeGreaterThan(0.95);
    expect(Math.abs(areaUnderCurve(before ?? new Float64Array(), happened) - 0.5)).toBeLessThan(0.08);
  });

  it("leaves out what reads a profile without history, unless told otherwise", async () => {
    expect(artefact("buying").leftOut).toEqual([{ feature: "tells", reason: "no history" }]);
    const before = readFileSync(fileOf("buying"), "utf8");
    await tagmaOut("train", "buying", "--current-fields", "-w", folder);
    expect(artefact("buying").inputs.map(({ feature }) => feature)).toContain("tells");
    expect(artefact("buying").leftOut).toEqual([]);
    await tagmaOut("train", "buying", "-w", folder);
    expect(readFileSync(fileOf("buying"), "utf8")).toBe(before);
  });

  it("predicts amounts, and what most stay below", () => {
    const [mean, most] = [artefact("spending").report, artefact("wallet").report];
    if (mean.kind !== "amount" || most.kind !== "amount") throw new Error("no amounts");
    expect(Math.abs(mean.holdout.predicted - mean.holdout.happened)).toBeLessThan(5);
    expect(Math.abs(most.holdout.below - 0.9)).toBeLessThan(0.04);
  });

  it("is evaluated alike by the interpreter, generated code, closures, and the population", async () => {
    const { customers, known, differing } = await compareExecutors(folder, AS_OF);
    expect([customers, differing]).toEqual([600, []]);
    expect(known).toBeGreaterThan(600 * 6);
  });

  it("asks a model only of the customers that it is for, and explains what it goes by", async () => {
    const { customers } = await tagmaJson<{ customers: { id: string; tags: Record<string, unknown> }[] }>(
      "run",
      "-w",
      folder,
    );
    for (const { tags } of customers)
      expect(tags["chance_trees"] === "high" || tags["chance_trees"] === "low").toBe(Number(tags["visits"]) > 0);
    const low = customers.find(({ tags }) => tags["chance_trees"] === "low");
    expect(await tagmaOut("explain", low?.id ?? "", "chance_trees", "-w", folder)).toMatch(
      /visits is \d+: the odds divided by \d+\.\d; with a usual value it would be \d+% instead of \d+%/,
    );
  });

  it("notices that the rules have changed since, down to the tags behind a feature", async () => {
    const path = join(folder, "rules.tagma");
    writeFileSync(
      path,
      rules.replace("average of visit.pages in last 30 days", "average of visit.pages in last 31 days"),
    );
    expect(await codes()).toEqual(["model-stale", "model-stale", "model-stale", "model-stale"]);
    expect(await tagmaOut("run", "-w", folder)).toContain("model not trained");
    writeFileSync(path, `// Comments and other tags change nothing.\n${rules}\nattribute tag other when left`);
    expect(await codes()).toEqual([]);
    writeFileSync(path, rules);
  });

  it("refuses a file that is no model, whatever stands in it", async () => {
    const good = readFileSync(fileOf("buying_trees"), "utf8");
    const json = (): {
      fits: { probability: { trees: { other: number[]; at: number[] }[]; typical: (number | null)[] } };
    } => JSON.parse(good);
    const looped = json();
    looped.fits.probability.trees[0]?.other.fill(0);
    const endless = json();
    endless.fits.probability.trees = Array.from(
      { length: 1001 },
      () => endless.fits.probability.trees[0] ?? { other: [], at: [] },
    );
    const short = json();
    short.fits.probability.typical = [];
    const broken = [
      "",
      "{",
      "[]",
      "null",
      JSON.stringify(looped),
      JSON.stringify(endless),
      JSON.stringify(short),
      good.replace(/"base":-?\d+/, '"base":1e400'),
      good.replace('"trees"', '"__proto__"'),
    ];
    for (const content of broken) {
      writeFileSync(fileOf("buying_trees"), content);
      expect([content.slice(0, 40), await codes()]).toEqual([content.slice(0, 40), ["model-unreadable"]]);
    }
    writeFileSync(fileOf("buying_trees"), good);
    rmSync(join(folder, "models"), { recursive: true });
    expect(await codes()).toHaveLength(5);
  });

  it("says plainly when there is not enough to learn from", async () => {
    const failed = await tagma("train", "buying", "--as-of", "2025-09-01", "-w", folder);
    expect(failed.code).toBe(2);
    expect(failed.err).toContain("needs 90 days of events before the date of training");
    expect((await tagma("train", "nobody", "-w", folder)).err).toContain('there is no model called "nobody"');
    expect((await tagma("model", "buying", "-w", folder)).err).toContain("train it with `tagma train buying`");
  });

  it("writes a page without a script", async () => {
    await tagmaOut("train", "buying", "-w", folder);
    const page = join(folder, "report.html");
    await tagmaOut("model", "buying", "--html", page, "-w", folder);
    const html = readFileSync(page, "utf8");
    expect(html).toContain("<svg");
    expect(html).not.toMatch(/<script|javascript:|\son\w+=/i);
    expect(html).toContain("default-src 'none'");
  });
});
