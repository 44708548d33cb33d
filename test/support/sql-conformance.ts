import { expect } from "vitest";
import { parseInstant } from "../../engine/calendar/instant.ts";
import { zone } from "../../engine/calendar/zone.ts";
import type { CustomerInput } from "../../engine/run/customer.ts";
import { dialects, lowerToSql, tagmaLayout, type SqlQuery, type SqlTarget } from "../../engine/sql/index.ts";
import { asExpected, type EvaluatedCase } from "./executor-cases.ts";
import type { Answer } from "./executors.ts";
import { answersOf, tablesOf, withOwnIds, type Cell, type TestEngine, type TestTable } from "./sql.ts";

/** A conformance case made ready for an engine: its tables, its query, and what is expected of what is not refused. */
interface ReadyCase {
  readonly found: EvaluatedCase;
  readonly tables: readonly TestTable[];
  readonly customers: readonly CustomerInput[];
  readonly query: SqlQuery;
}

/** @param prefix what the names of its tables begin with, so that several cases can be there at once */
function ready(found: EvaluatedCase, target: SqlTarget, schema: readonly string[] | undefined, prefix = ""): ReadyCase {
  const { plan, customer, asOf, tables: rows } = found;
  const inZone = zone(plan.settings.timeZone);
  const now = parseInstant(asOf, inZone) ?? Number.NaN;
  const events = customer.events?.map((event) => ({
    ...event,
    time: typeof event.time === "number" ? event.time : (parseInstant(event.time, inZone) ?? Number.NaN),
  }));
  const customers = withOwnIds([{ ...customer, events }]);
  const { tables, events: names } = tablesOf(plan, customers, rows);
  const layout = tagmaLayout(names, {
    schema,
    table: (event) => `${prefix}event_${event}`,
    rows: (table) => `${prefix}table_${table}`,
    profile: `${prefix}profile`,
  });
  const query = lowerToSql(plan, { dialect: dialects[target], layout, asOf: now, events: names, presented: false });
  return { found, customers, query, tables: tables.map((table) => ({ ...table, name: `${prefix}${table.name}` })) };
}

function expectAnswer({ found: { item }, query }: ReadyCase, [answer = "absent"]: readonly Answer[]): void {
  const expected =
    typeof item.expect === "object"
      ? Object.fromEntries(
          Object.entries(item.expect).filter(([name]) => !query.refused.some(({ output }) => output.name === name)),
        )
      : item.expect;
  expect([item.name, asExpected({ ...item, expect: expected ?? {} }, answer)]).toEqual([item.name, expected]);
}

/** Runs a conformance case on an engine; outputs that it refuses are not expected. */
export async function expectConformance(engine: TestEngine, target: SqlTarget, found: EvaluatedCase): Promise<void> {
  const one = ready(found, target, engine.schema);
  await engine.load(one.tables);
  expectAnswer(one, await answersOf(engine, one.query, one.customers));
}

/** Runs many cases in one statement: their rows come as JSON, each with the place of its query. */
export async function expectConformanceTogether(
  engine: TestEngine,
  target: SqlTarget,
  cases: readonly EvaluatedCase[],
): Promise<void> {
  const all = cases.map((found, place) => ready(found, target, engine.schema, `case_${place}_`));
  await engine.load(all.flatMap(({ tables }) => tables));
  const queries = all.flatMap(({ query }) => [query.query, ...(query.leftOut === undefined ? [] : [query.leftOut])]);
  const rows = await engine.rows(
    queries
      .map((query, place) => `SELECT ${place} AS place, TO_JSON(STRUCT(*)) AS row FROM (\n${query}\n)`)
      .join("\nUNION ALL\n"),
  );
  const byQuery = new Map<string, Record<string, Cell>[]>();
  for (const { place, row } of rows) {
    const query = queries[Number(place)] ?? "";
    byQuery.set(query, [...(byQuery.get(query) ?? []), JSON.parse(String(row))]);
  }
  const answered: TestEngine = { ...engine, rows: async (query) => byQuery.get(query) ?? [] };
  for (const one of all) expectAnswer(one, await answersOf(answered, one.query, one.customers));
}
