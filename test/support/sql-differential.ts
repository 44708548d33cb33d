import type { Plan } from "../../engine/plan/plan.ts";
import { TrialCustomers } from "../../engine/prove/trial-customers.ts";
import type { Customer } from "../../engine/run/customer.ts";
import { CLOCKS_FROM, CLOCKS_TO } from "../../engine/sql/civil.ts";
import { dialects, lowerToSql, tagmaLayout, type SqlTarget } from "../../engine/sql/index.ts";
import { customerJson, interpreted } from "./executors.ts";
import { withOddIds } from "./odd-ids.ts";
import { answersOf, sameAnswer, tablesOf, withOwnIds, type TestEngine } from "./sql.ts";

export interface SqlDifference {
  readonly difference: string | undefined;
  /** How many outputs the engine decided, and how many it refused. */
  readonly run: number;
  readonly refused: number;
}

/** Where an engine and the interpreter differ on random customers of a plan, in words. */
export async function sqlDifference(
  engine: TestEngine,
  target: SqlTarget,
  plan: Plan,
  seed: number,
  count: number,
): Promise<SqlDifference> {
  const random = new TrialCustomers(plan, seed);
  const drawn = Array.from({ length: count }, () => random.next()).filter(({ customer }) =>
    withinClocks(customer, plan),
  );
  const asOf = drawn[0]?.evaluation.asOf ?? 0;
  const customers = withOwnIds(
    withOddIds(
      drawn.map(({ customer }) => customerJson(customer, plan)),
      seed,
    ),
  );
  const { tables, events } = tablesOf(plan, customers, random.rows);
  const query = lowerToSql(plan, {
    dialect: dialects[target],
    layout: tagmaLayout(events, { schema: engine.schema }),
    asOf,
    events,
    presented: false,
  });
  const without = new Set(query.refused.map(({ output }) => output.name));
  const counts = { run: query.columns.length, refused: query.refused.length };
  const told = (what: string): SqlDifference => ({
    ...counts,
    difference: `${target}: ${what}\nas of ${asOf}\n${query.query}`,
  });
  try {
    await engine.load(tables);
    const found = await answersOf(engine, query, customers);
    for (const [index, customer] of customers.entries()) {
      const expected = interpreted(plan, customer, asOf, random.rows);
      if (sameAnswer(plan, found[index], expected, without)) continue;
      return told(`${differing(found[index], expected)} of ${JSON.stringify(customer)}`);
    }
  } catch (error) {
    return told(error instanceof Error ? error.message : String(error));
  }
  return { ...counts, difference: undefined };
}

/** Whether all times of the profile are such that SQL knows the clocks of that time; see `CLOCKS_TO`. */
function withinClocks({ versions }: Customer, { reads }: Plan): boolean {
  const times = reads.fields.filter(({ type }) => type.kind === "time").map(({ name }) => name);
  return versions.every(({ fields }) =>
    times.every((name) => {
      const value = fields.get(name) ?? CLOCKS_FROM;
      return typeof value === "number" && value >= CLOCKS_FROM && value < CLOCKS_TO;
    }),
  );
}

function differing(found: unknown, expected: unknown): string {
  if (typeof found !== "object" || typeof expected !== "object" || found === null || expected === null)
    return `${JSON.stringify(found)} where the interpreter says ${JSON.stringify(expected)}`;
  return Object.entries(expected)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(found, name)))
    .map(
      ([name, value]) =>
        `${name}: ${JSON.stringify(Reflect.get(found, name))} where the interpreter says ${JSON.stringify(value)}`,
    )
    .join("; ");
}
