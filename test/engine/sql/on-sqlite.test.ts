import { afterAll, beforeAll, describe, it } from "vitest";
import { evaluatedCases } from "../../support/executor-cases.ts";
import { expectConformance } from "../../support/sql-conformance.ts";
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
});
