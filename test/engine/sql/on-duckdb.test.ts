import { afterAll, beforeAll, describe, it } from "vitest";
import { evaluatedCases } from "../../support/executor-cases.ts";
import { expectConformance } from "../../support/sql-conformance.ts";
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
});
