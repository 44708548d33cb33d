import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  aliveProbability,
  comesBackProbability,
  expectedOrders,
  expectedOrdersOfAnybody,
  medianWait,
} from "../../../engine/models/lifetime.ts";
import type { LifetimeParameters } from "../../../engine/plan/fit.ts";
import { hypergeometric, logGamma } from "../../../engine/statistics/special.ts";
import { bgNbdLikelihood, fitBgNbd, fitParetoNbd, paretoNbdLikelihood } from "../../../engine/models/train/lifetime.ts";
import { randomNumbers } from "../../../engine/statistics/random.ts";

interface Figures {
  readonly frequent: {
    readonly parameters: { readonly r: number; readonly alpha: number; readonly s: number; readonly beta: number };
    readonly likelihood: number;
    readonly alive: readonly number[];
  };
  readonly customers: readonly (readonly [number, number, number])[];
}
/** Made by figures/lifetimes.py, by quadrature. */
const frequent: Figures = JSON.parse(readFileSync(new URL("figures/lifetimes.json", import.meta.url), "utf8"));

interface ComesBack {
  readonly parameters: LifetimeParameters;
  readonly x: number;
  readonly tx: number;
  readonly T: number;
  readonly ahead: number;
  readonly comesBack: number;
}
/** Made by figures/comes-back.py, by summing up what the models define. */
const comesBack: readonly ComesBack[] = JSON.parse(
  readFileSync(new URL("figures/comes-back.json", import.meta.url), "utf8"),
);

/** The published parameters of the CDNOW sample, in weeks (Fader, Hardie, Lee 2005, table 2). */
const cdnow = { model: "BG/NBD", r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } as const;

describe("special functions", () => {
  it("agree with closed forms", () => {
    let factorial = 1;
    for (let n = 1; n < 20; n++) {
      factorial *= n;
      expect(logGamma(n + 1)).toBeCloseTo(Math.log(factorial), 9);
    }
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12);
    for (const z of [0.1, 0.5, 0.9, 0.99]) {
      expect(hypergeometric(1, 1, 2, z)).toBeCloseTo(-Math.log(1 - z) / z, 8);
      expect(hypergeometric(2.5, 1.5, 1.5, z) / (1 - z) ** -2.5).toBeCloseTo(1, 9);
    }
  });
});

describe("a lifetime", () => {
  it("gives the published values for a customer of whom little is known, and for one who is known well", () => {
    // The parameters are printed with three digits, so the values agree to three.
    for (const [weeks, published] of [
      [1, 0.0532],
      [32, 1.0437],
      [78, 1.8576],
    ] as const)
      expect(Math.abs(expectedOrdersOfAnybody(cdnow, weeks) / published - 1)).toBeLessThan(0.003);
    expect(expectedOrders(cdnow, { x: 2, tx: 30.43, T: 38.86 }, 39)).toBeCloseTo(1.226, 2);
    expect(aliveProbability(cdnow, { x: 2, tx: 30.43, T: 38.86 })).toBeCloseTo(0.7266, 3);
  });

  it("says when the next order is as likely as not", () => {
    const orders = { x: 5, tx: 20, T: 21 };
    const wait = medianWait(cdnow, orders);
    expect(((cdnow.alpha + 21) / (cdnow.alpha + 21 + wait)) ** (cdnow.r + 5)).toBeCloseTo(0.5, 12);
  });

  it("finds the parameters from which customers were drawn", () => {
    // Drawn by the model's own story: a rate for each customer, and after each order a chance to leave.
    const random = randomNumbers(11);
    const exponential = (rate: number): number => -Math.log(1 - random()) / rate;
    const customers = Array.from({ length: 4000 }, () => {
      // Gamma(2, 10), and Beta(1, 3) by its quantile function.
      const rate = (1 / 10) * (exponential(1) + exponential(1));
      const leaving = 1 - (1 - random()) ** (1 / 3);
      const T = 50 + random() * 50;
      let [x, tx, time] = [0, 0, exponential(rate)];
      while (time <= T) {
        x++;
        tx = time;
        if (random() < leaving) break;
        time += exponential(rate);
      }
      return { x, tx, T };
    });
    const {
      parameters: { r, alpha, a, b },
      likelihood,
    } = fitBgNbd(customers);
    expect(r / alpha).toBeCloseTo(0.2, 1);
    expect(a / (a + b)).toBeCloseTo(0.25, 1);
    const truth = { model: "BG/NBD", r: 2, alpha: 10, a: 1, b: 3 } as const;
    const told = bgNbdLikelihood(
      truth,
      customers.map((orders) => ({ ...orders, customers: 1 })),
    );
    expect(likelihood).toBeGreaterThanOrEqual(told);
    expect(likelihood - told).toBeLessThan(10);
  });

  it("of frequent buyers is found by Pareto/NBD, though their likelihood is too small for a number", () => {
    expect(frequent.customers.some(([x]) => x > 500)).toBe(true);
    const customers = frequent.customers.map(([x, tx, T]) => ({ x, tx, T }));
    const truth = { model: "Pareto/NBD", ...frequent.frequent.parameters } as const;
    const told = paretoNbdLikelihood(
      truth,
      customers.map((own) => ({ ...own, customers: 1 })),
    );
    expect(Math.abs(told - frequent.frequent.likelihood)).toBeLessThan(1e-6);
    for (const [index, alive] of frequent.frequent.alive.entries()) {
      const own = customers[index];
      if (own === undefined) throw new Error("no customer");
      expect(Math.abs(aliveProbability(truth, own) - alive)).toBeLessThan(1e-8);
      expect(expectedOrders(truth, own, 90)).toBeGreaterThanOrEqual(0);
    }
    const { parameters, likelihood, start } = fitParetoNbd(customers);
    expect(Math.abs(likelihood - frequent.frequent.likelihood)).toBeLessThan(1e-4);
    expect(likelihood).toBeGreaterThan(start);
    for (const name of ["r", "alpha", "s", "beta"] as const)
      expect(Math.abs(parameters[name] / truth[name] - 1)).toBeLessThan(0.001);
  });

  it("of frequent buyers has orders ahead by BG/NBD", () => {
    // With r and α so large, everybody who is there orders at the rate r ÷ α: 1,500 orders in 100 days, 1,500 in the next.
    const steady = { model: "BG/NBD", r: 1e5, alpha: 1e5 / 15, a: 1e-5, b: 1e3 } as const;
    expect(expectedOrders(steady, { x: 1500, tx: 99.9, T: 100 }, 100) / 1500).toBeCloseTo(1, 3);
  });
});

describe("coming back within some days", () => {
  it("is as probable as the models say, summed up without a closed form", () => {
    expect(comesBack).toHaveLength(36);
    for (const { parameters, x, tx, T, ahead, comesBack: expected } of comesBack) {
      const found = comesBackProbability(parameters, { x, tx, T }, ahead);
      expect({ parameters, x, tx, T, ahead, off: Math.abs(found - expected) < 1e-9 }).toMatchObject({ off: true });
    }
  });

  it("says something of those who ordered once, of whom `alive` says nothing under BG/NBD", () => {
    // 1 − (14.414 ÷ 53.414)^0.243 and 1 − (504.414 ÷ 543.414)^0.243.
    const [soon, long] = [10, 500].map((T) => comesBackProbability(cdnow, { x: 0, tx: 0, T }, 39));
    expect(aliveProbability(cdnow, { x: 0, tx: 0, T: 500 })).toBe(1);
    expect(soon).toBeCloseTo(0.2726, 4);
    expect(long).toBeCloseTo(0.0179, 4);
  });

  it("is no more than still ordering, rises with the time ahead, and is 0 when there is none", () => {
    for (const { parameters, x, tx, T } of comesBack) {
      const at = (ahead: number): number => comesBackProbability(parameters, { x, tx, T }, ahead);
      const alive = aliveProbability(parameters, { x, tx, T });
      expect(at(0)).toBeCloseTo(0, 12);
      expect(at(10)).toBeGreaterThan(at(1));
      expect(at(1e6)).toBeLessThanOrEqual(alive + 1e-12);
      // An order at least is worth an order: what is expected is never less.
      expect(expectedOrders(parameters, { x, tx, T }, 10)).toBeGreaterThanOrEqual(at(10) - 1e-12);
    }
  });
});
