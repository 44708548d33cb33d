import { describe, expect, it } from "vitest";
import { difference } from "../../support/differential.ts";
import { randomPlans } from "../../support/random-plans.ts";

describe("the compiled executors give the interpreter's answer", () => {
  it.for(["Asia/Taipei", "UTC"])("for random programs and customers in %s", (timeZone) => {
    let seed = 0;
    for (const plan of randomPlans(1280, 11, timeZone)) expect(difference(plan, seed++, 3)).toBeUndefined();
    expect(seed).toBeGreaterThanOrEqual(1250);
  });
});
