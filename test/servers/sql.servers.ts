import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPostgres } from "../../warehouse/postgres/postgres.ts";
import { openSpark } from "../../warehouse/spark/spark.ts";
import { folderWith } from "../support/command.ts";
import { evaluatedCases } from "../support/executor-cases.ts";
import { randomPlans } from "../support/random-plans.ts";
import { expectConformance, expectConformanceTogether } from "../support/sql-conformance.ts";
import { sqlDifference } from "../support/sql-differential.ts";
import { warehouseEngine } from "../support/sql-engines.ts";
import type { TestEngine } from "../support/sql.ts";
import { needed } from "./needed.ts";

describe("SQL on postgres", () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = warehouseEngine(await openPostgres(needed("TAGMA_TEST_POSTGRES")));
  });
  afterAll(() => engine.close());

  it.for(evaluatedCases())("conformance: %s", async ([, found]) => {
    await expectConformance(engine, "postgres", found);
  });

  it.for(["Asia/Taipei", "America/St_Johns"])(
    "gives the interpreter's answer for random programs and customers in %s",
    { timeout: 600_000 },
    async (timeZone) => {
      let seed = 0;
      for (const plan of randomPlans(260, 31, timeZone))
        expect((await sqlDifference(engine, "postgres", plan, seed++, 4)).difference).toBeUndefined();
      expect(seed).toBeGreaterThanOrEqual(250);
    },
  );
});

describe("SQL on spark", () => {
  let engine: TestEngine;
  beforeAll(async () => {
    // Small tables and thousands of queries: in one process, without shuffles between machines, and without generated code.
    const conf = {
      "spark.driver.host": "127.0.0.1",
      "spark.driver.bindAddress": "127.0.0.1",
      "spark.sql.shuffle.partitions": "1",
      "spark.sql.codegen.wholeStage": "false",
      "spark.sql.codegen.factoryMode": "NO_CODEGEN",
      "spark.ui.enabled": "false",
      "spark.sql.adaptive.enabled": "false",
    };
    engine = warehouseEngine(
      await openSpark({ master: "local[2]", folder: folderWith(), python: needed("TAGMA_TEST_PYTHON"), conf }),
    );
  });
  afterAll(() => engine.close());

  const together = 30;
  const cases = evaluatedCases().map(([, found]) => found);
  it.for(Array.from({ length: Math.ceil(cases.length / together) }, (_, batch) => batch))(
    "conformance, batch %i",
    async (batch) => {
      await expectConformanceTogether(engine, "spark", cases.slice(batch * together, (batch + 1) * together));
    },
  );

  it.for(["Asia/Taipei", "America/St_Johns"])(
    "gives the interpreter's answer for random programs and customers in %s",
    { timeout: 1_200_000 },
    async (timeZone) => {
      let seed = 0;
      for (const plan of randomPlans(26, 37, timeZone))
        expect((await sqlDifference(engine, "spark", plan, seed++, 20)).difference).toBeUndefined();
      expect(seed).toBeGreaterThanOrEqual(25);
    },
  );
});
