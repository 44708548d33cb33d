import { describe, expect, it } from "vitest";
import { fitValue } from "../../../engine/models/fit-value.ts";
import { areaUnderCurve } from "../../../engine/statistics/metrics.ts";
import { randomNumbers } from "../../../engine/statistics/random.ts";
import { rowAt, type Table } from "../../../engine/models/train/table.ts";
import { fitTrees } from "../../../engine/models/train/trees.ts";

const probability = { kind: "probability" } as const;

/** Customers whose outcome hangs on the first column, turned round where the second is yes; the third is noise, with holes in the first. */
function customers(rows: number, seed: number): { table: Table; target: Float64Array } {
  const random = randomNumbers(seed);
  const columns = [0, 1, 2].map(() => new Float64Array(rows));
  const target = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const [x, turned, noise] = [random() * 100, random() < 0.5 ? 1 : 0, random()];
    const hole = random() < 0.1;
    for (const [index, value] of [hole ? Number.NaN : x, turned, noise].entries())
      columns[index]?.fill(value, row, row + 1);
    const high = hole ? true : x > 50 !== (turned === 1);
    target[row] = random() < (high ? 0.9 : 0.1) ? 1 : 0;
  }
  return { table: { rows, columns }, target };
}

const predictions = (fit: Parameters<typeof fitValue>[0], table: Table): Float64Array =>
  Float64Array.from({ length: table.rows }, (_, row) => fitValue(fit, rowAt(table, row)));

describe("boosted trees", () => {
  it("learn what no sum of columns can say, from known and unknown values alike", () => {
    const learned = customers(3000, 1);
    const { fit, importance } = fitTrees(learned.table, learned.target, probability, { seed: 1 });
    const fresh = customers(3000, 2);
    expect(areaUnderCurve(predictions(fit, fresh.table), fresh.target)).toBeGreaterThan(0.88);
    expect(importance[2]).toBeLessThan(0.1);
    expect(importance.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it("are the same for the same data and seed, and their leaves are whole", () => {
    const { table, target } = customers(800, 3);
    const [one, other] = [
      fitTrees(table, target, probability, { seed: 5 }),
      fitTrees(table, target, probability, { seed: 5 }),
    ];
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
    expect(
      one.fit.trees.every(({ split, at }) => split.every((column, node) => column >= 0 || Number.isInteger(at[node]))),
    ).toBe(true);
  });

  it("find nothing in noise", () => {
    const random = randomNumbers(9);
    const noise = (): { table: Table; target: Float64Array } => ({
      table: { rows: 3000, columns: Array.from({ length: 5 }, () => Float64Array.from({ length: 3000 }, random)) },
      target: Float64Array.from({ length: 3000 }, () => (random() < 0.3 ? 1 : 0)),
    });
    const learned = noise();
    const { fit } = fitTrees(learned.table, learned.target, probability, { seed: 1 });
    const fresh = noise();
    expect(Math.abs(areaUnderCurve(predictions(fit, fresh.table), fresh.target) - 0.5)).toBeLessThan(0.04);
  });

  it("predict the mean of an amount, or what most stay below", () => {
    const random = randomNumbers(4);
    const x = Float64Array.from({ length: 4000 }, () => Math.floor(random() * 4));
    const y = x.map((own) => own * 100 + random() * 100);
    const table = { rows: 4000, columns: [x] };
    const link = { kind: "amount", units: 100 } as const;
    const [mean, most] = [
      fitTrees(table, y, link, { seed: 1 }).fit,
      fitTrees(table, y, link, { seed: 1, share: 0.9 }).fit,
    ];
    for (const own of [0, 1, 2, 3]) {
      expect(Math.abs(fitValue(mean, [own]) / 100 - (own * 100 + 50))).toBeLessThan(5);
      expect(Math.abs(fitValue(most, [own]) / 100 - (own * 100 + 90))).toBeLessThan(8);
    }
  });
});
