import { describe, expect, it } from "vitest";
import { difference } from "../../support/differential.ts";
import { randomPlans } from "../../support/random-plans.ts";
import { amount } from "../../support/tier.ts";

describe("the compiled executors give the interpreter's answer", () => {
  it.for(["Asia/Taipei", "UTC"])("for random programs and customers in %s", (timeZone) => {
    const programs = amount(64, 1280);
    let seed = 0;
    for (const plan of randomPlans(programs, 11, timeZone)) expect(difference(plan, seed++, 3)).toBeUndefined();
    // Of those that do not check there is no plan.
    expect(seed).toBeGreaterThanOrEqual(programs * 0.97);
  });
});
