import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadModel } from "../../../engine/models/load.ts";
import type { ElasticityReport } from "../../../engine/models/report.ts";
import { fitElasticity, type SalesCell } from "../../../engine/models/train/elasticity.ts";
import { randomNumbers } from "../../../engine/statistics/random.ts";
import { folderWith, tagma, tagmaJson, tagmaOut } from "../../support/command.ts";
import { compareExecutors } from "../../support/model-executors.ts";

const DAY = 86_400_000;
const AS_OF = Date.UTC(2026, 2, 2);
const PRODUCTS = 12;
const WEEKS = 40;
const PLANTED = { keen: -2.4, loyal: -0.5 } as const;
const rules = `
profile customer { kind : one of (keen, loyal) }
event sold { sku : text   pieces : integer   price : money   note : text }
model response = elasticity of sold.pieces to sold.price per sold.sku using kind
model alone = elasticity of sold.pieces to sold.price per sold.sku
mined tag responds = response
mined tag sensitive when response.sensitive
mined tag common = alone
`;
const config = JSON.stringify({
  language: 1,
  timeZone: "UTC",
  currency: "USD",
  asOf: "2026-03-02",
  sources: [
    { name: "customers", file: "customers.csv", profile: true, customer: "id" },
    { name: "sold", file: "sold.csv", customer: "customer", id: "id", time: "at", event: "sold" },
  ],
});

/** A shop where prices move from week to week and two kinds of customers answer by elasticities of their own. */
function shop(move: number, planted: Readonly<Record<"keen" | "loyal", number>>, seed = 7): Record<string, string> {
  const random = randomNumbers(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const customers = Array.from({ length: 40 }, (_, index) => ({
    id: `c${String(index).padStart(2, "0")}`,
    kind: index % 2 === 0 ? ("keen" as const) : ("loyal" as const),
  }));
  const sold = ["id,customer,at,sku,pieces,price"];
  for (let product = 0; product < PRODUCTS; product++) {
    // Dear products are bought more: between products the quantity rises with the price.
    const [usual, wanted] = [5 + product * 3, 300 + product * 120];
    for (let week = 0; week < WEEKS; week++) {
      const price = Number((usual * Math.exp(move * normal())).toFixed(2));
      for (const kind of ["keen", "loyal"] as const) {
        const pieces = Math.max(1, Math.round(wanted * (price / usual) ** planted[kind] * Math.exp(0.1 * normal())));
        const own = customers.filter((customer) => customer.kind === kind);
        const at = new Date(AS_OF - (WEEKS - week) * 7 * DAY + random() * 7 * DAY).toISOString();
        for (const part of [Math.floor(pieces / 2), pieces - Math.floor(pieces / 2)])
          if (part > 0)
            sold.push(
              `s${sold.length},${own[Math.floor(random() * own.length)]?.id ?? ""},${at},p${product},${part},${price}`,
            );
      }
    }
  }
  return {
    "customers.csv": ["id,kind", ...customers.map(({ id, kind }) => `${id},${kind}`)].join("\n"),
    "sold.csv": sold.join("\n"),
  };
}

const reportOf = (folder: string, model: string): ElasticityReport => {
  const { report } = loadModel(readFileSync(join(folder, "models", `${model}.model.json`), "utf8"));
  if (report.kind !== "elasticity") throw new Error(report.kind);
  return report;
};

/** Least squares with a column for every product beside the price, by Gaussian elimination of the normal equations. */
function withDummies(cells: readonly SalesCell[]): number {
  const products = [...new Set(cells.map(({ product }) => product))];
  const rows = cells.map(({ product, price }) => [price, ...products.map((one) => (one === product ? 1 : 0))]);
  const width = products.length + 1;
  const system = Array.from({ length: width }, (_, i) => [
    ...Array.from({ length: width }, (_own, j) => rows.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0)),
    rows.reduce((sum, row, at) => sum + (row[i] ?? 0) * (cells[at]?.quantity ?? 0), 0),
  ]);
  for (let pivot = width - 1; pivot >= 0; pivot--) {
    const own = system[pivot] ?? [];
    for (const [at, row] of system.entries()) {
      if (at === pivot) continue;
      const factor = (row[pivot] ?? 0) / (own[pivot] ?? 1);
      for (let column = 0; column <= width; column++) row[column] = (row[column] ?? 0) - factor * (own[column] ?? 0);
    }
  }
  return (system[0]?.[width] ?? 0) / (system[0]?.[0] ?? 1);
}

describe("how the quantity follows the price", () => {
  it("is what least squares with a column for every product give", () => {
    const random = randomNumbers(3);
    const cells = Array.from({ length: 200 }, (_, index): SalesCell => {
      const price = 1 + (index % 7) + random();
      return {
        product: index % 7,
        week: Math.floor(index / 7),
        price,
        quantity: 9 - 1.7 * price + (index % 7) + random(),
      };
    });
    const found = fitElasticity(cells);
    expect(Math.abs((found?.elasticity ?? 0) - withDummies(cells))).toBeLessThan(1e-9);
    expect(found).toMatchObject({ cells: 200, products: 7 });
  });

  it("has the standard errors that hand calculation gives", () => {
    // x = −1, 0, 1 about the mean; y = 2, 0, 1: slope −1/2, residuals ½, −1, ½ about the mean of 1: 1.5 over 1 degree, over 2.
    const single = [
      [-1, 2],
      [0, 0],
      [1, 1],
    ].map(([price = 0, quantity = 0], week) => ({ product: 0, week, price, quantity }));
    expect(fitElasticity(single)).toMatchObject({ elasticity: -0.5 });
    expect(fitElasticity(single)?.error).toBeCloseTo(Math.sqrt(1.5 / 2), 12);
    // Two products of two weeks: x = ∓½ and ∓½; within each y moves by −1 and by −2, so the slope is −1.5; scores ½ · ½ and −½ · ½.
    const double = [
      [0, 0, 1],
      [0, 1, 0],
      [1, 0, 2],
      [1, 1, 0],
    ].map(([product = 0, price = 0, quantity = 0], week) => ({ product, week, price, quantity }));
    const scores = 2 * 0.25 ** 2;
    expect(fitElasticity(double)?.elasticity).toBeCloseTo(-1.5, 12);
    expect(fitElasticity(double)?.error).toBeCloseTo(
      Math.max(Math.sqrt(0.25 / 1 / 1), Math.sqrt((2 / 1) * (3 / 1) * scores)),
      12,
    );
  });

  it("cannot be told where a price never moves", () => {
    expect(
      fitElasticity(
        Array.from({ length: 20 }, (_, week) => ({ product: week % 2, week, price: week % 2, quantity: week })),
      ),
    ).toBeUndefined();
    expect(fitElasticity([])).toBeUndefined();
  });
});

describe("a model of prices", () => {
  const folder = folderWith({ "tagma.json": config, "rules.tagma": rules, ...shop(0.15, PLANTED) });

  it("finds what was planted, for each group of customers", async () => {
    await tagmaOut("import", "-w", folder);
    expect(await tagmaOut("train", "-w", folder)).toMatch(
      /response {2}At a price 10% higher \d+\.\d% less is bought \(elasticity -1\.\d\d, between -1\.\d\d and -1\.\d\d\)/,
    );
    const report = reportOf(folder, "response");
    expect(report.groups.map(({ name, customers }) => [name, customers])).toEqual([
      ["keen", 20],
      ["loyal", 20],
    ]);
    for (const { name, estimate } of report.groups) {
      const planted = name === "keen" ? PLANTED.keen : PLANTED.loyal;
      expect(estimate?.low).toBeLessThan(planted);
      expect(estimate?.high).toBeGreaterThan(planted);
      expect(estimate?.error).toBeLessThan(0.1);
    }
    expect([report.weeks, report.overall.products, report.overall.cells, report.beatsBaseline]).toEqual([
      WEEKS,
      PRODUCTS,
      PRODUCTS * WEEKS,
      true,
    ]);
    expect(report.holdout?.error).toBeLessThan((report.holdout?.baseline ?? 0) * 0.8);
  });

  it("tells each customer's group, alike everywhere", async () => {
    const { customers, known, differing } = await compareExecutors(folder, AS_OF);
    expect([customers, known, differing]).toEqual([40, 120, []]);
    const { groups, overall } = reportOf(folder, "response");
    const run = await tagmaJson<{ customers: { id: string; tags: Record<string, unknown> }[] }>("run", "-w", folder);
    expect(run.customers.slice(0, 2).map(({ tags }) => tags)).toEqual([
      { responds: groups[0]?.estimate?.elasticity, sensitive: true, common: overall.elasticity },
      { responds: groups[1]?.estimate?.elasticity, sensitive: false, common: overall.elasticity },
    ]);
    expect(await tagmaOut("model", "response", "-w", folder)).toMatch(
      /most profit\s+\d\.\d\d times the cost of an item/,
    );
  });

  it("writes the same bytes again", async () => {
    const before = readFileSync(join(folder, "models", "response.model.json"), "utf8");
    expect(await tagmaOut("train", "response", "-w", folder)).toContain("as it was");
    expect(readFileSync(join(folder, "models", "response.model.json"), "utf8")).toBe(before);
  });

  it("says plainly when the data cannot tell", async () => {
    const still = folderWith({ "tagma.json": config, "rules.tagma": rules, ...shop(0.001, PLANTED) });
    await tagmaOut("import", "-w", still);
    expect((await tagma("train", "alone", "-w", still)).err).toContain("prices hardly move");
    const deaf = folderWith({ "tagma.json": config, "rules.tagma": rules, ...shop(0.02, { keen: 0, loyal: 0 }, 8) });
    await tagmaOut("import", "-w", deaf);
    expect(await tagmaOut("train", "alone", "-w", deaf)).toContain(
      "The data cannot tell how customers respond to a price",
    );
    expect((await tagma("train", "alone", "--as-of", "2025-06-05", "-w", deaf)).err).toContain("it needs 30");
  });

  it("wants the fields of one event, and a tag that divides customers", async () => {
    const codes = async (model: string): Promise<string[]> => {
      const other = folderWith({
        "tagma.json": config,
        "rules.tagma": `profile customer { kind : text personal   score : number }\nevent sold { sku : text   pieces : integer   price : money }\nevent seen { price : money   sku : text }\n${model}`,
      });
      const checked: { diagnostics: { code: string; message: string }[] } = JSON.parse(
        (await tagma("check", "--json", "-w", other)).out,
      );
      return checked.diagnostics.filter(({ code }) => code === "type-mismatch").map(({ message }) => message);
    };
    expect(await codes("model m = elasticity of sold.pieces to seen.price")).toEqual([
      expect.stringContaining("`seen` belongs to another event than `sold.pieces`"),
    ]);
    expect(await codes("model m = elasticity of sold.pieces to sold.price per seen.sku")).toHaveLength(1);
    expect(await codes("model m = elasticity of sold.pieces to sold.price per sold.price")).toEqual([
      expect.stringContaining("does not tell products apart"),
    ]);
    expect(await codes("model m = elasticity of sold.sku to sold.price")).toEqual([
      expect.stringContaining("cannot be summed up"),
    ]);
    expect(await codes("model m = elasticity of sold.pieces to sold.price using kind")).toEqual([
      expect.stringContaining("does not divide customers into groups"),
    ]);
    expect(await codes("model m = elasticity of sold.pieces to sold.price using score")).toEqual([
      expect.stringContaining("does not divide customers into groups"),
    ]);
  });
});
