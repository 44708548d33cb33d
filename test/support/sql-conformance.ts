import { expect } from "vitest";
import { parseInstant } from "../../engine/calendar/instant.ts";
import { zone } from "../../engine/calendar/zone.ts";
import { dialects, lowerToSql, ownLayout, type SqlTarget } from "../../engine/sql/index.ts";
import { asExpected, type EvaluatedCase } from "./executor-cases.ts";
import { answersOf, tablesOf, withOwnIds, type TestEngine } from "./sql.ts";

/** Runs a conformance case on an engine; outputs that it refuses are not expected. @returns how many of each */
export async function expectConformance(engine: TestEngine, target: SqlTarget, { item, plan, customer, asOf }: EvaluatedCase): Promise<{ readonly run: number; readonly refused: number }> {
  const inZone = zone(plan.settings.timeZone);
  const now = parseInstant(asOf, inZone) ?? Number.NaN;
  const events = customer.events?.map((event) => ({ ...event, time: typeof event.time === "number" ? event.time : (parseInstant(event.time, inZone) ?? Number.NaN) }));
  const customers = withOwnIds([{ ...customer, events }]);
  const { tables, events: names } = tablesOf(plan, customers);
  const query = lowerToSql(plan, { dialect: dialects[target], layout: ownLayout(names, { schema: engine.schema }), asOf: now, events: names, presented: false });
  await engine.load(tables);
  const [answer = "absent"] = await answersOf(engine, query, customers);
  const expected = typeof item.expect === "object" ? Object.fromEntries(Object.entries(item.expect).filter(([name]) => !query.refused.some(({ output }) => output.name === name))) : item.expect;
  expect(asExpected({ ...item, expect: expected ?? {} }, answer)).toEqual(expected);
  return { run: query.columns.length, refused: query.refused.length };
}
