import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitProblem, type Fit, type Link, type TreesFit } from "../../../engine/plan/fit.ts";
import { fitValue } from "../../../engine/models/fit-value.ts";
import { limits } from "../../../engine/plan/fit-schema.ts";
import { KernelData, type SharedArray } from "../../../engine/run/population/kernel-data.ts";
import { binOf, KernelFits, scratch, walkTrees } from "../../../engine/run/population/kernel-fits.ts";
import { treeTables } from "../../../engine/run/population/tree-tables.ts";
import { exact, finite } from "../../../engine/run/generate/operations.ts";
import { tree } from "../../support/fits.ts";
import { processorTime } from "../../support/processor-time.ts";

const WIDTH = 5;
const number = fc.oneof(fc.double({ min: -1000, max: 1000, noNaN: true }), fc.constantFrom(0, -0, 1));
const numbers = fc.array(number, { minLength: WIDTH, maxLength: WIDTH });
const positive = fc.double({ min: 0.05, max: 20, noNaN: true });
const typical = fc.constant(Array.from({ length: WIDTH }, () => null));
const link: fc.Arbitrary<Link> = fc.oneof(
  fc.constant<Link>({ kind: "probability" }),
  fc.record({ kind: fc.constant("amount" as const), units: fc.constantFrom(1, 100) }),
  fc.record({
    kind: fc.constant("number" as const),
    per: positive,
    low: fc.constantFrom(null, -0.5, 0),
    high: fc.constantFrom(null, 0.5, 1),
  }),
);
const trees: fc.Arbitrary<TreesFit> = fc.record({
  kind: fc.constant("trees" as const),
  link,
  base: fc.integer({ min: -2_000_000, max: 2_000_000 }),
  trees: fc.array(tree(WIDTH, 4), { maxLength: 12 }),
  typical,
});
const fits: fc.Arbitrary<Fit> = fc.oneof(
  trees,
  trees,
  fc.record({
    kind: fc.constant("linear" as const),
    link,
    constant: number,
    weights: numbers,
    unknown: numbers,
    typical,
  }),
  fc.record({
    kind: fc.constant("affine" as const),
    link,
    constant: number,
    weights: numbers,
    unknown: fc.array(fc.option(number), { minLength: WIDTH, maxLength: WIDTH }),
    typical,
  }),
  fc.record({ kind: fc.constant("chosen" as const), values: numbers, otherwise: fc.option(number) }),
  fc.record({
    kind: fc.constant("nearest" as const),
    means: numbers,
    scales: fc.array(positive, { minLength: WIDTH, maxLength: WIDTH }),
    centres: fc.array(numbers, { minLength: 1, maxLength: 4 }),
  }),
);
const argument = fc.oneof(
  fc.integer({ min: -7, max: 132 }),
  fc.constantFrom(Number.NaN, 0, 1, -0, 0.5, 129.9999),
  number,
);
const rows = fc.array(fc.array(argument, { minLength: WIDTH, maxLength: WIDTH }), { minLength: 1, maxLength: 20 });

/** A fit as the population's code has it. */
function compiled(fit: Fit, customers: number): (args: readonly number[]) => number {
  const data = new KernelData(() => undefined);
  const code = new KernelFits(data, customers).statements(fit, "v1", (column) => `args[${column}]`);
  const names = [...data.arrays.keys()];
  // oxlint-disable-next-line no-new-func
  const make = new Function(
    "operations",
    "data",
    `const { exact, finite, binOf, scratch, walkTrees } = operations; const { ${names.join(", ")} } = data; return (args) => { ${code} return v1; };`,
  ) as (operations: object, data: Record<string, SharedArray>) => (args: readonly number[]) => number;
  return make({ exact, finite, binOf, scratch, walkTrees }, Object.fromEntries(data.arrays));
}

describe("fits as the population's code has them", () => {
  it.each([
    ["walked", 1],
    ["as tables", 1_000_000],
  ] as const)("are what they are everywhere, to the last bit: trees %s", (_, customers) => {
    fc.assert(
      fc.property(fits, rows, (fit, given) => {
        const score = compiled(fit, customers);
        const differing = given.filter((args) => !Object.is(score(args), fitValue(fit, args)));
        expect([fitProblem(fit, WIDTH), differing]).toEqual([undefined, []]);
      }),
      { numRuns: 400 },
    );
  });

  it("are what they are everywhere: of one argument or two", () => {
    fc.assert(
      fc.property(
        fc.array(number, { maxLength: 6 }).map((cuts) => cuts.toSorted((left, right) => left - right)),
        argument,
        argument,
        (cuts, first, second) => {
          const [cut, only]: [Fit, Fit] = [
            { kind: "cuts", cuts },
            { kind: "only", low: 0, high: null, whole: false },
          ];
          expect([compiled(cut, 1)([first]), compiled(only, 1)([first, second])]).toEqual([
            fitValue(cut, [first]),
            fitValue(only, [first, second]),
          ]);
        },
      ),
    );
  });

  it("become tables only where these are small and their sums are exact", () => {
    const deep = (thresholds: number): TreesFit => ({
      kind: "trees",
      link: { kind: "probability" },
      base: 0,
      typical: [null, null, null, null],
      trees: Array.from({ length: thresholds }, (_, at) => ({
        split: [0, 1, 2, -1, -1, -1, -1],
        at: [at, at, at, 1, 2, 3, 4],
        other: [6, 5, 4, 0, 0, 0, 0],
        missing: [0, 0, 0, 0, 0, 0, 0],
      })),
    });
    expect(treeTables(deep(10), 4, 1e9)?.tables.map(({ columns, sums }) => [columns, sums.length])).toEqual([
      [[0, 1, 2], 12 ** 3],
    ]);
    expect(treeTables(deep(100), 4, 1e9)).toBeUndefined();
    expect(treeTables(deep(10), 4, 1000)).toBeUndefined();
    const large: TreesFit = {
      ...deep(1),
      trees: Array.from({ length: 10 }, () => ({ split: [-1], at: [1e15], other: [0], missing: [0] })),
    };
    expect(treeTables(large, 4, 1e9)).toBeUndefined();
  });

  it("stay within bounds for the largest fits that are loaded", () => {
    const half = (limits.nodes - 1) / 2;
    // A comb: each question has a leaf at once.
    const comb = {
      split: [...Array.from({ length: half }, (_, node) => [node % WIDTH, -1]).flat(), -1],
      at: Array.from({ length: limits.nodes }, (_, node) => node),
      other: [...Array.from({ length: half }, (_, node) => [2 * node + 2, 0]).flat(), 0],
      missing: Array.from({ length: limits.nodes }, () => 0 as const),
    };
    const fit: TreesFit = {
      kind: "trees",
      link: { kind: "probability" },
      base: 0,
      trees: Array.from({ length: 100 }, () => comb),
      typical: Array.from({ length: WIDTH }, () => null),
    };
    expect(fitProblem(fit, WIDTH)).toBeUndefined();
    let score: ReturnType<typeof compiled> | undefined;
    const took = processorTime(() => {
      score = compiled(fit, 10_000_000);
    });
    // Far more than it takes, and far less than work that grows with the square of the questions.
    expect(took).toBeLessThan(10_000);
    for (const args of [
      [1, 2, 3, 4, 5],
      [600, 600, 600, 600, 600],
    ])
      expect(score?.(args)).toBe(fitValue(fit, args));
  });
});
