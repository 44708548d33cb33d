import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseInstant } from "../../engine/calendar/instant.ts";
import { zone } from "../../engine/calendar/zone.ts";
import { dialects, lowerToSql, ownLayout } from "../../engine/sql/index.ts";
import { asExpected, evaluatedCases } from "../support/executor-cases.ts";
import { randomPlans } from "../support/random-plans.ts";
import { sqlDifference } from "../support/sql-differential.ts";
import { duckdbEngine, sqliteEngine } from "../support/sql-engines.ts";
import { answersOf, tablesOf, withOwnIds, type TestEngine } from "../support/sql.ts";

describe.for(["sqlite", "duckdb"] as const)("SQL on %s", (target) => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = target === "sqlite" ? sqliteEngine() : await duckdbEngine();
  });
  afterAll(() => engine.close());

  it.for(evaluatedCases())("conformance: %s", async ([, { item, plan, customer, asOf }]) => {
    const inZone = zone(plan.settings.timeZone);
    const now = parseInstant(asOf, inZone) ?? Number.NaN;
    const events = customer.events?.map((event) => ({ ...event, time: typeof event.time === "number" ? event.time : (parseInstant(event.time, inZone) ?? Number.NaN) }));
    const customers = withOwnIds([{ ...customer, events }]);
    const { tables, events: names } = tablesOf(plan, customers);
    const query = lowerToSql(plan, { dialect: dialects[target], layout: ownLayout(names), asOf: now, events: names, presented: false });
    await engine.load(tables);
    const [answer = "absent"] = await answersOf(engine, query, customers);
    const expected = typeof item.expect === "object" ? Object.fromEntries(Object.entries(item.expect).filter(([name]) => !query.refused.some(({ output }) => output.name === name))) : item.expect;
    expect(asExpected({ ...item, expect: expected ?? {} }, answer)).toEqual(expected);
  });

  it("gives the interpreter's answer for random programs and customers", async () => {
    let seed = 0;
    for (const timeZone of ["Asia/Taipei", "America/St_Johns"]) {
      for (const plan of randomPlans(1010, 23, timeZone)) expect((await sqlDifference(engine, target, plan, seed++, 3)).difference).toBeUndefined();
    }
    expect(seed).toBeGreaterThanOrEqual(2000);
  }, 300_000);
});
