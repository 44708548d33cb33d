import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluatedCases } from "../../support/executor-cases.ts";
import { randomPlans } from "../../support/random-plans.ts";
import { expectConformance } from "../../support/sql-conformance.ts";
import { sqlDifference } from "../../support/sql-differential.ts";
import { duckdbEngine } from "../../support/sql-engines.ts";
import type { TestEngine } from "../../support/sql.ts";

describe("SQL on duckdb", () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await duckdbEngine();
  });
  afterAll(() => engine.close());

  it.for(evaluatedCases())("conformance: %s", async ([, found]) => {
    await expectConformance(engine, "duckdb", found);
  });

  it.for(["Asia/Taipei", "America/St_Johns"])(
    "gives the interpreter's answer for random programs and customers in %s",
    { timeout: 300_000 },
    async (timeZone) => {
      let seed = 0;
      for (const plan of randomPlans(1010, 23, timeZone))
        expect((await sqlDifference(engine, "duckdb", plan, seed++, 3)).difference).toBeUndefined();
      expect(seed).toBeGreaterThanOrEqual(1000);
    },
  );
});
