import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../../engine/compile/compile.ts";
import type { ModelArtefact } from "../../../engine/models/artefact.ts";
import { modelFingerprint } from "../../../engine/compile/model-fingerprint.ts";
import type { Fit, Link } from "../../../engine/plan/fit.ts";
import { fitRange } from "../../../engine/plan/fit.ts";
import { fitValue } from "../../../engine/models/fit-value.ts";
import { loadModel, modelText } from "../../../engine/models/load.ts";
import { loadPlan } from "../../../engine/plan/load.ts";
import type { Plan } from "../../../engine/plan/plan.ts";
import { prove } from "../../../engine/prove/prove.ts";
import { planSettings } from "../../../engine/compile/settings.ts";
import { difference } from "../../support/differential.ts";
import { sqlDifference } from "../../support/sql-differential.ts";
import { duckdbEngine, sqliteEngine } from "../../support/sql-engines.ts";
import { tree } from "../../support/fits.ts";
import { amount } from "../../support/tier.ts";

const source = `
profile customer { age : integer from 0 to 120   city : text   born : date   member : yes/no   income : money   gender : one of (f, m) }
event order_paid { amount : money   category : one of (fresh, snacks, home) }
statistical tag orders = count of order_paid in last 90 days
statistical tag spend = sum of order_paid.amount
model p = predict did order_paid in next 30 days among customers when orders < 3 using age, city, born, member, income, gender, orders by boosted trees
model amount = predict amount of order_paid.amount in next 30 days using age, orders, spend by logistic regression
model groups = cluster into 3 groups using age, member, spend
model fifth = quantiles of spend into 3 groups
model worth = lifetime of order_paid.amount over next 90 days
model offers = recommend order_paid.category top 2
model response = elasticity of order_paid.amount to order_paid.amount using gender
model extern = onnx "m.onnx" using age, orders, spend
mined tag chance = p
mined tag band = bands of p { "high" from 60% "mid" from 30% "low" from 0% }
mined tag ahead = amount
mined tag kind = groups.name
mined tag number = groups.number
mined tag third = fifth.group + 1
mined tag value = worth
mined tag alive = worth.alive
mined tag back = worth.comes_back
mined tag orders_ahead = worth.orders
mined tag next_order = worth.next_order_at
mined tag extern_value = extern
mined tag extern_chance = extern.probability
mined tag responds = response
mined tag sensitive when response.sensitive
mined tag offer = offers.first
mined tag other_offer = offers.second
rule tag wanted when band is "high" or kind is "Group 2"
`;
const settings = planSettings({});
const files = [{ path: "rules.tagma", text: source }];
const { program } = compile({ files, settings });

const number = fc.double({ min: -1000, max: 1000, noNaN: true });
const positive = fc.double({ min: 0.05, max: 20, noNaN: true });
const table = (width: number): fc.Arbitrary<number[]> => fc.array(number, { minLength: width, maxLength: width });

function scored(width: number, link: Link): fc.Arbitrary<Fit> {
  const typical = fc.array(fc.option(number), { minLength: width, maxLength: width });
  return fc.oneof(
    fc.record({
      kind: fc.constant("linear" as const),
      link: fc.constant(link),
      constant: number,
      weights: table(width),
      unknown: table(width),
      typical,
    }),
    fc.record({
      kind: fc.constant("affine" as const),
      link: fc.constant(link),
      constant: number,
      weights: table(width),
      unknown: fc.array(fc.option(number), { minLength: width, maxLength: width }),
      typical,
    }),
    fc.record({
      kind: fc.constant("trees" as const),
      link: fc.constant(link),
      base: fc.integer({ min: -2_000_000, max: 2_000_000 }),
      trees: fc.array(tree(width, 3), { maxLength: 8 }),
      typical,
    }),
  );
}

const inputs = {
  p: [
    ["age", null],
    ["city", "x"],
    ["born", null],
    ["member", null],
    ["income", null],
    ["gender", "f"],
    ["gender", "m"],
    ["orders", null],
  ],
  amount: [
    ["age", null],
    ["orders", null],
    ["spend", null],
  ],
  groups: [
    ["age", null],
    ["member", null],
    ["spend", null],
  ],
  fifth: [["spend", null]],
  worth: [],
  extern: [
    ["age", null],
    ["orders", null],
    ["spend", null],
  ],
  response: [
    ["gender", "f"],
    ["gender", "m"],
  ],
  offers: [
    ["order_paid.category", "fresh"],
    ["order_paid.category", "home"],
    ["order_paid.category", "snacks"],
  ],
} as const satisfies Record<string, readonly (readonly [string, string | null])[]>;
type Name = keyof typeof inputs;

const lifetimes = fc.record({
  parameters: fc.oneof(
    fc.record({ model: fc.constant("BG/NBD" as const), r: positive, alpha: positive, a: positive, b: positive }),
    fc.record({ model: fc.constant("Pareto/NBD" as const), r: positive, alpha: positive, s: positive, beta: positive }),
  ),
  spend: fc.record({
    p: positive,
    q: positive.map((value) => value + 1.1),
    v: positive,
    share: fc.double({ min: 0.01, max: 1, noNaN: true }),
  }),
});

const fits = fc.record({
  p: scored(8, { kind: "probability" }).map((fit) => ({ probability: fit })),
  amount: scored(3, { kind: "amount", units: 100 }).map((fit) => ({ amount: fit })),
  groups: fc
    .record({
      means: table(3),
      scales: fc.array(positive, { minLength: 3, maxLength: 3 }),
      centres: fc.array(table(3), { minLength: 3, maxLength: 3 }),
    })
    .map((own) => ({ number: { kind: "nearest" as const, ...own } })),
  fifth: fc
    .array(number, { minLength: 2, maxLength: 2 })
    .map((cuts) => ({ group: { kind: "cuts" as const, cuts: cuts.toSorted((left, right) => left - right) } })),
  worth: lifetimes.map((own) =>
    Object.fromEntries(
      (["value", "alive", "back", "orders", "wait"] as const).map((output) => [
        output === "back" ? "comes_back" : output,
        { kind: "lifetime" as const, output, ...own, horizon: 90, units: 100 },
      ]),
    ),
  ),
  extern: fc.record({
    value: fc
      .record({ per: positive, low: fc.constantFrom(null, -50), high: fc.constantFrom(null, 50) })
      .chain((own) => scored(3, { kind: "number", ...own })),
    probability: scored(3, { kind: "probability" }),
  }),
  response: fc
    .record({ values: table(2), otherwise: fc.option(number) })
    .map((own) => ({ elasticity: { kind: "chosen" as const, ...own } })),
  offers: fc
    .record({
      alike: fc.array(fc.array(fc.constantFrom(0, 0.25, 0.5), { minLength: 3, maxLength: 3 }), {
        minLength: 3,
        maxLength: 3,
      }),
      popular: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }),
    })
    .map((own) => ({
      first: { kind: "picks" as const, rank: 1, ...own },
      second: { kind: "picks" as const, rank: 2, ...own },
    })),
});

/** How many arguments a fit takes. */
function argumentsOf(fit: Fit): number {
  switch (fit.kind) {
    case "linear":
    case "affine":
    case "trees":
      return fit.typical.length;
    case "nearest":
      return fit.means.length;
    case "cuts":
      return 1;
    case "lifetime":
      return 4;
    case "picks":
      return fit.popular.length;
    case "chosen":
      return fit.values.length;
    case "only":
      return 2;
  }
}

const kinds: Readonly<Record<Name, ModelArtefact["kind"]>> = {
  p: "predict",
  amount: "predict",
  groups: "cluster",
  fifth: "quantiles",
  worth: "lifetime",
  extern: "onnx",
  response: "elasticity",
  offers: "recommend",
};
const names: Readonly<Record<Name, readonly string[]>> = {
  p: [],
  amount: [],
  groups: ["Group 1", "Group 2", "Group 3"],
  fifth: [],
  worth: [],
  extern: [],
  response: [],
  offers: ["fresh", "home", "snacks"],
};

function planWith(found: Readonly<Record<Name, Readonly<Record<string, Fit>>>>): Plan {
  const read = (name: string): ModelArtefact | undefined => {
    const model = program.models.get(name);
    const own = (Object.keys(inputs) as Name[]).find((known) => known === name);
    if (model === undefined || own === undefined) return undefined;
    return loadModel(
      modelText({
        format: "tagma-model",
        modelVersion: 1,
        language: 1,
        name,
        kind: kinds[own],
        rules: modelFingerprint(model, program),
        seed: 1,
        asOf: [],
        rows: 1,
        leftOut: [],
        inputs: inputs[own].map(([feature, value]) => ({ feature, value })),
        fits: found[own],
        names: names[own],
        report: { kind: "quantiles", cuts: [], sizes: [], unknown: 0 },
      }),
    );
  };
  const { plan, diagnostics } = compile(
    { files, settings: settings as Exclude<typeof settings, string> },
    { models: read },
  );
  expect(diagnostics.filter(({ code }) => code.startsWith("model-"))).toEqual([]);
  if (plan === undefined) throw new Error("the rules do not compile");
  return plan;
}

describe("what training may find", () => {
  it("is evaluated alike by the interpreter and every compiled executor, with every argument unknown or not", () => {
    fc.assert(
      fc.property(fits, fc.integer(), (found, seed) => {
        const plan = loadPlan(JSON.parse(JSON.stringify(planWith(found))));
        expect(difference(plan, seed, 12)).toBeUndefined();
      }),
      { numRuns: amount(8, 40) },
    );
  });

  it.each(["sqlite", "duckdb"] as const)("is evaluated alike as SQL on %s", async (target) => {
    const engine = target === "sqlite" ? sqliteEngine() : await duckdbEngine();
    await fc.assert(
      fc.asyncProperty(fits, fc.integer(), async (found, seed) => {
        const { difference: differs, run } = await sqlDifference(engine, target, planWith(found), seed, 8);
        expect(differs).toBeUndefined();
        // Some lifetimes need a series that SQL does not have.
        expect(run).toBeGreaterThan(12);
      }),
      { numRuns: amount(5, 25) },
    );
    engine.close();
  });

  it("stays within the range that the prover is told, or is unknown", () => {
    fc.assert(
      fc.property(
        fits,
        fc.array(fc.oneof(fc.constant(Number.NaN), fc.integer({ min: -3, max: 200 }), fc.constantFrom(0, 1)), {
          minLength: 8,
          maxLength: 8,
        }),
        (found, args) => {
          let outside = false;
          for (const own of Object.values(found)) {
            for (const fit of Object.values<Fit>(own)) {
              const value = fitValue(fit, args.slice(0, argumentsOf(fit)));
              const { low, high } = fitRange(fit);
              outside ||= value < low - 1e-9 || value > high + 1e-9;
            }
          }
          expect(outside).toBe(false);
        },
      ),
      { numRuns: amount(100, 300) },
    );
  });

  it("lets proofs use it: the bands of a probability take everybody of whom it is asked", () => {
    fc.assert(
      fc.property(fits, (found) => {
        const { diagnostics } = prove(planWith(found), () => source);
        expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      }),
      { numRuns: 5 },
    );
  });
});
