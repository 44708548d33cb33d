import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { join } from "node:path";
import { partOf } from "../engine/plan/forms.ts";
import { dialects, lowerToSql, tagmaLayout } from "../engine/sql/index.ts";
import { compileWorkspace, openWorkspace } from "../store/workspace/workspace.ts";
import { median, print, say, smoke } from "./support/measure.ts";
import { AS_OF, byHand, fillNorthwind, handTags } from "./support/warehouse.ts";

/**
 * Northwind's tags as SQL in DuckDB: what `tagma sql` writes against SQL written by hand, side by side over 1,000,000
 * customers and 10,000,000 events, and the growth from a tenth of that. `node bench/sql.ts [--smoke] [--json]`
 */
const CUSTOMERS = smoke ? 3000 : 1_000_000;
const ROUNDS = smoke ? 1 : 5;

const { program, plan } = compileWorkspace(openWorkspace(join(import.meta.dirname, "../examples/northwind")));
if (plan === undefined) throw new Error("Northwind has errors");

const events = [...program.events.keys()];
const layout = tagmaLayout(events, { schema: ["tagma"], versions: false });
const outputs = plan.outputs.filter(({ at }) => at === "now");
const wanted = partOf(plan, new Set(outputs.filter(({ name }) => handTags.includes(name)).map(({ id }) => id)));
// The rules that the compiler has proved need no check; the tests hold that it does.
const proved = new Set(outputs.map(({ name }) => name));
const written = lowerToSql(wanted, { dialect: dialects.duckdb, layout, asOf: AS_OF, events, proved });
const all = lowerToSql(plan, { dialect: dialects.duckdb, layout, asOf: AS_OF, events, proved });

/** Milliseconds to make a table of a query. */
async function timed(connection: DuckDBConnection, table: string, query: string): Promise<number> {
  const begun = performance.now();
  await connection.run(`CREATE OR REPLACE TABLE ${table} AS ${query}`);
  return performance.now() - begun;
}

/** Customers for whom a tag differs between the two tables. */
async function differences(connection: DuckDBConnection): Promise<number> {
  const differ = handTags.map((tag) =>
    tag === "order_rhythm" || tag.endsWith("_share")
      ? `abs(o.${tag} - h.${tag}) > 1e-9 OR (o.${tag} IS NULL) <> (h.${tag} IS NULL)`
      : `o.${tag} IS DISTINCT FROM h.${tag}`,
  );
  const rows = (
    await connection.runAndReadAll(
      `SELECT count(*) AS n FROM ours o FULL JOIN hand h USING (_customer) WHERE ${differ.join(" OR ")}`,
    )
  ).getRowObjectsJson();
  return Number(rows[0]?.["n"]);
}

const connection = await (await DuckDBInstance.create(":memory:")).connect();
await connection.run("SET threads = 2");
const whole: number[] = [];
for (const customers of [CUSTOMERS / 10, CUSTOMERS]) {
  await fillNorthwind(connection, customers);
  const ours: number[] = [];
  const hand: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const [ourTime, handTime] = [
      await timed(connection, "ours", written.query),
      await timed(connection, "hand", byHand),
    ];
    if (round === 0) continue;
    ours.push(ourTime);
    hand.push(handTime);
  }
  const different = await differences(connection);
  if (different > 0) throw new Error(`${different} customers have other tags by hand`);
  const [ourTime, handTime] = [median(ours), median(hand)];
  print({
    bench: "sql",
    metric: `${handTags.length} tags in DuckDB, ${customers} customers, ${customers * 10} events, ms; peer: by hand`,
    ours: ourTime,
    peer: handTime,
    ratio: handTime / ourTime,
  });
  whole.push(await timed(connection, "whole", all.query));
}
const [small = 0, large = 0] = whole;
print({
  bench: "sql",
  metric: `all ${all.columns.length} outputs of Northwind, models included, ms; peer: with a tenth of the customers and events, times 10`,
  ours: large,
  peer: small * 10,
  ratio: (small * 10) / large,
});
say(
  `Northwind's ${all.columns.length} outputs are ${all.query.length} characters of SQL in ${all.query.split("\n").length} lines.`,
);
