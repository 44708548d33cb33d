import { describe, expect, it } from "vitest";
import { fitValue } from "../../../engine/models/fit-value.ts";
import { fitLinear } from "../../../engine/models/train/linear.ts";
import { areaUnderCurve, propensityMetrics } from "../../../engine/statistics/metrics.ts";
import { rowAt } from "../../../engine/models/train/table.ts";

/**
 * GPA, TUCE, PSI and GRADE of 32 students: L. Spector, M. Mazzeo, "Probit Analysis and Economic Education", Journal of
 * Economic Education 11 (1980), as printed in W. Greene, Econometric Analysis, table 21.1, with its logit estimates.
 */
const students =
  `2.66 20 0 0|2.89 22 0 0|3.28 24 0 0|2.92 12 0 0|4.00 21 0 1|2.86 17 0 0|2.76 17 0 0|2.87 21 0 0|3.03 25 0 0|3.92 29 0 1|2.63 20 0 0|3.32 23 0 0|3.57 23 0 0|3.26 25 0 1|3.53 26 0 0|2.74 19 0 0
2.75 25 0 0|2.83 19 0 0|3.12 23 1 0|3.16 25 1 1|2.06 22 1 0|3.62 28 1 1|2.89 14 1 0|3.51 26 1 0|3.54 24 1 1|2.83 27 1 1|3.39 17 1 1|2.67 24 1 0|3.65 21 1 1|4.00 23 1 1|3.10 21 1 0|2.39 19 1 1`
    .split(/[|\n]/)
    .map((line) => line.split(" ").map(Number));
const column = (index: number): Float64Array => Float64Array.from(students, (row) => row[index] ?? Number.NaN);
const table = { rows: students.length, columns: [column(0), column(1), column(2)] };
const grade = column(3);

describe("a logistic regression", () => {
  it("gives the published estimates without a penalty", () => {
    const { constant, weights } = fitLinear(table, grade, { kind: "probability" }, { strength: Infinity });
    expect(constant).toBeCloseTo(-13.0213, 3);
    expect(weights.map((weight) => Number(weight.toFixed(4)))).toEqual([2.8261, 0.0952, 2.3787]);
  });

  it("and the published likelihood", () => {
    const fit = fitLinear(table, grade, { kind: "probability" }, { strength: Infinity });
    const likelihood = [...grade].reduce((sum, own, row) => {
      const p = fitValue(fit, rowAt(table, row));
      return sum + Math.log(own === 1 ? p : 1 - p);
    }, 0);
    expect(likelihood).toBeCloseTo(-12.8896, 3);
  });

  it("bears columns that say the same, and customers of whom a value is unknown", () => {
    const holes = table.columns[0]?.map((value, row) => (row % 5 === 0 ? Number.NaN : value)) ?? new Float64Array();
    const fit = fitLinear(
      { rows: 32, columns: [holes, column(1), column(1), column(2)] },
      grade,
      { kind: "probability" },
      { strength: Infinity },
    );
    const chances = Array.from({ length: 32 }, (_, row) =>
      fitValue(fit, [holes[row] ?? Number.NaN, column(1)[row] ?? 0, column(1)[row] ?? 0, column(2)[row] ?? 0]),
    );
    expect(chances.every((chance) => chance > 0 && chance < 1)).toBe(true);
    // At the maximum of a likelihood with an intercept the chances add up to what happened.
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(11, 6);
  });
});

describe("the figures of a propensity", () => {
  it("rank pairs as the definition of the area under the curve does", () => {
    const predicted = Float64Array.from([0.1, 0.4, 0.4, 0.8, 0.4, 0.9]);
    const happened = Float64Array.from([0, 0, 1, 1, 0, 0]);
    let [won, pairs] = [0, 0];
    for (const [i, yes] of happened.entries())
      for (const [j, no] of happened.entries()) {
        if (yes !== 1 || no !== 0) continue;
        pairs++;
        won += (predicted[i] ?? 0) > (predicted[j] ?? 0) ? 1 : predicted[i] === predicted[j] ? 0.5 : 0;
      }
    expect(areaUnderCurve(predicted, happened)).toBe(won / pairs);
  });

  it("share customers out to tenths without losing one", () => {
    const predicted = Float64Array.from({ length: 137 }, (_, row) => ((row * 37) % 137) / 137);
    const happened = predicted.map((p, row) => (p > 0.5 && row % 3 > 0 ? 1 : 0));
    const { deciles, rate } = propensityMetrics(predicted, happened, 0.3);
    expect(deciles.reduce((sum, { customers }) => sum + customers, 0)).toBe(137);
    expect(deciles.reduce((sum, decile) => sum + decile.happened, 0)).toBe(
      happened.reduce((sum, value) => sum + value, 0),
    );
    expect(deciles[0]?.lift).toBeCloseTo((deciles[0]?.happened ?? 0) / (deciles[0]?.customers ?? 1) / rate, 12);
  });
});
