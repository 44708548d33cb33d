import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluatedCases } from "../../support/executor-cases.ts";
import { randomPlans } from "../../support/random-plans.ts";
import { expectConformance } from "../../support/sql-conformance.ts";
import { sqlDifference } from "../../support/sql-differential.ts";
import { sqliteEngine } from "../../support/sql-engines.ts";
import type { TestEngine } from "../../support/sql.ts";

describe("SQL on sqlite", () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = sqliteEngine();
  });
  afterAll(() => engine.close());

  it.for(evaluatedCases())("conformance: %s", async ([, found]) => {
    await expectConformance(engine, "sqlite", found);
  });

  it.for(["Asia/Taipei", "America/St_Johns"])(
    "gives the interpreter's answer for random programs and customers in %s",
    { timeout: 300_000 },
    async (timeZone) => {
      let seed = 0;
      for (const plan of randomPlans(1010, 23, timeZone))
        expect((await sqlDifference(engine, "sqlite", plan, seed++, 3)).difference).toBeUndefined();
      expect(seed).toBeGreaterThanOrEqual(1000);
    },
  );
});
