import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPostgres } from "../../engine/warehouse/postgres/postgres.ts";
import { openSpark } from "../../engine/warehouse/spark/spark.ts";
import { folderWith } from "../support/command.ts";
import { evaluatedCases } from "../support/executor-cases.ts";
import { randomPlans } from "../support/random-plans.ts";
import { expectConformance } from "../support/sql-conformance.ts";
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

  it.for(["Asia/Taipei", "America/St_Johns"])("gives the interpreter's answer for random programs and customers in %s", { timeout: 600_000 }, async (timeZone) => {
    let seed = 0;
    for (const plan of randomPlans(260, 31, timeZone)) expect((await sqlDifference(engine, "postgres", plan, seed++, 4)).difference).toBeUndefined();
    expect(seed).toBeGreaterThanOrEqual(250);
  });
});

describe("SQL on spark", () => {
  let engine: TestEngine;
  beforeAll(async () => {
    // Small tables: one partition after a shuffle, and no code generated for a query that runs once.
    const conf = { "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.sql.shuffle.partitions": "1", "spark.sql.codegen.wholeStage": "false", "spark.ui.enabled": "false" };
    engine = warehouseEngine(await openSpark({ master: needed("TAGMA_TEST_SPARK"), folder: folderWith(), python: needed("TAGMA_TEST_PYTHON"), conf }));
  });
  afterAll(() => engine.close());

  it.for(["Asia/Taipei", "America/St_Johns"])("gives the interpreter's answer for random programs and customers in %s", { timeout: 1_200_000 }, async (timeZone) => {
    let seed = 0;
    for (const plan of randomPlans(26, 37, timeZone)) expect((await sqlDifference(engine, "spark", plan, seed++, 20)).difference).toBeUndefined();
    expect(seed).toBeGreaterThanOrEqual(25);
  });
});
