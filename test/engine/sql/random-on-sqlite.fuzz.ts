import { expect, it } from "vitest";
import { randomPlans } from "../../support/random-plans.ts";
import { sqlDifference } from "../../support/sql-differential.ts";
import { sqliteEngine } from "../../support/sql-engines.ts";
import { amount } from "../../support/tier.ts";

it.for(["Asia/Taipei", "America/St_Johns"])(
  "SQL on sqlite gives the interpreter's answer for random programs and customers in %s",
  async (timeZone) => {
    const engine = sqliteEngine();
    const programs = amount(50, 1010);
    let seed = 0;
    for (const plan of randomPlans(programs, 23, timeZone))
      expect((await sqlDifference(engine, "sqlite", plan, seed++, 3)).difference).toBeUndefined();
    // Of those that do not check there is no plan.
    expect(seed).toBeGreaterThanOrEqual(programs * 0.97);
    await engine.close();
  },
);
