import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attributions } from "../../../engine/explain/attributions.ts";
import type { AffineFit, LinearFit, TreesFit } from "../../../engine/plan/fit.ts";
import { fitValue } from "../../../engine/models/fit-value.ts";
import { tree } from "../../support/fits.ts";

const WIDTH = 5;
const number = fc.double({ min: -100, max: 100, noNaN: true });
const numbers = fc.array(number, { minLength: WIDTH, maxLength: WIDTH });
const link = fc.constant({ kind: "number" as const, per: 2, low: null, high: null });
const typical = fc.array(fc.option(fc.integer({ min: -7, max: 132 })), { minLength: WIDTH, maxLength: WIDTH });
const fits: fc.Arbitrary<TreesFit | LinearFit | AffineFit> = fc.oneof(
  fc.record({
    kind: fc.constant("trees" as const),
    link,
    base: fc.integer({ min: -9, max: 9 }),
    trees: fc.array(tree(WIDTH, 4), { maxLength: 6 }),
    typical,
  }),
  fc.record({
    kind: fc.constant("linear" as const),
    link,
    constant: number,
    weights: numbers,
    unknown: numbers,
    typical,
  }),
);
const values = fc.array(fc.oneof(fc.integer({ min: -7, max: 132 }), fc.constant(Number.NaN)), {
  minLength: WIDTH,
  maxLength: WIDTH,
});
/** Two of the arguments are of one feature. */
const FEATURES = [0, 1, 1, 2, 3];

/** Shapley's definition: what a feature changes, over all orders in which features become the customer's. */
function byDefinition(fit: TreesFit | LinearFit | AffineFit, own: readonly number[]): number[] {
  const usual = fit.typical.map((value) => value ?? Number.NaN);
  const asked = (changed: ReadonlySet<number>): number =>
    fitValue(
      fit,
      own.map((value, column) => (changed.has(FEATURES[column] ?? -1) ? value : (usual[column] ?? Number.NaN))),
    );
  const orders = (rest: readonly number[]): number[][] =>
    rest.length === 0
      ? [[]]
      : rest.flatMap((first) => orders(rest.filter((other) => other !== first)).map((others) => [first, ...others]));
  const all = orders([0, 1, 2, 3]);
  const sums = [0, 0, 0, 0];
  for (const order of all) {
    const changed = new Set<number>();
    for (const feature of order) {
      const before = asked(changed);
      changed.add(feature);
      sums[feature] = (sums[feature] ?? 0) + asked(changed) - before;
    }
  }
  return sums.map((sum) => sum / all.length);
}

describe("what each feature adds", () => {
  it("is what Shapley's definition gives, and adds up to the whole difference", () => {
    fc.assert(
      fc.property(fits, values, (fit, own) => {
        const found = attributions(fit, own, FEATURES);
        const defined = byDefinition(fit, own);
        const farthest = Math.max(0, ...found.map((value, feature) => Math.abs(value - (defined[feature] ?? 0))));
        const whole =
          fitValue(fit, own) -
          fitValue(
            fit,
            fit.typical.map((value) => value ?? Number.NaN),
          );
        expect(farthest).toBeLessThan(1e-8);
        expect(Math.abs(found.reduce((sum, value) => sum + value, 0) - whole)).toBeLessThan(1e-8);
      }),
      { numRuns: 300 },
    );
  });
});
