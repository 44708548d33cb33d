import { expect, it } from "vitest";
import { compile } from "../../../engine/compile/compile.ts";
import { planSettings } from "../../../engine/compile/settings.ts";
import { required } from "../../../engine/invariant/required.ts";
import { boundLayout, dialects, lowerToSql, verifyQueries } from "../../../engine/sql/index.ts";
import { duckdbEngine, sqliteEngine } from "../../support/sql-engines.ts";
import type { TestEngine, TestTable } from "../../support/sql.ts";

const { plan: made, program } = compile({
  files: [
    {
      path: "r.tagma",
      text: `profile customer { interests : set of one of (cooking, sport)   badges : set of text }
event bought { tags : set of text }
attribute tag cook when interests contains cooking
attribute tag keen = size of interests
attribute tag odd when badges contains any of ("a|b", "\\u{1f}", "\\\\u")
attribute tag badge_count = size of badges
statistical tag gifts = count of bought where tags contains all of ("gift", "paid")
statistical tag latest_gift when latest bought.tags contains "gift"`,
    },
  ],
  settings: planSettings({}),
});
const plan = required(made, "a plan");
const layout = boundLayout(
  {
    profile: { table: "people", customer: "person" },
    events: { bought: { table: "orders", id: "no", customer: "person", time: "paid_at" } },
  },
  program,
);

/** People with interests and badges, and orders with tags: values twice, in any order, and null among them. */
const people: [number, (string | null)[] | null, string[]][] = [
  [1, ["sport", "cooking", null, "sport"], ["x", "\u001f"]],
  [2, null, ["\\u", "\\", "\\"]],
  [3, [], ["b"]],
];
const orders: [number, number, string, (string | null)[] | null][] = [
  [1, 1, "2026-01-01", ["paid", "gift"]],
  [2, 1, "2026-01-02", ["gift", null]],
  [3, 2, "2026-01-02", null],
  [4, 3, "2026-01-02", []],
];

/** In DuckDB lists, in SQLite JSON. */
async function filled(target: "sqlite" | "duckdb", rows: typeof people): Promise<TestEngine> {
  if (target === "sqlite") {
    const engine = sqliteEngine();
    const json = (list: readonly (string | null)[] | null): string | null =>
      list === null ? null : JSON.stringify(list);
    const column = (name: string, type: "text" | "whole" = "text"): TestTable["columns"][number] => ({ name, type });
    await engine.load([
      {
        name: "people",
        columns: [column("person", "whole"), column("interests"), column("badges")],
        rows: rows.map(([person, interests, badges]) => [person, json(interests), json(badges)]),
      },
      {
        name: "orders",
        columns: [column("no", "whole"), column("person", "whole"), column("paid_at"), column("tags")],
        rows: orders.map(([no, person, at, tags]) => [no, person, at, json(tags)]),
      },
    ]);
    return engine;
  }
  const engine = await duckdbEngine();
  const { text } = dialects.duckdb;
  const list = (values: readonly (string | null)[] | null): string =>
    values === null
      ? "NULL"
      : `[${values.map((value) => (value === null ? "NULL" : text(value))).join(", ")}]::VARCHAR[]`;
  await engine.rows(
    `CREATE TABLE people AS SELECT * FROM (VALUES ${rows.map(([person, interests, badges]) => `(${person}, ${list(interests)}, ${list(badges)})`).join(", ")}) p(person, interests, badges)`,
  );
  await engine.rows(
    `CREATE TABLE orders AS SELECT * FROM (VALUES ${orders.map(([no, person, at, tags]) => `(${no}, ${person}, TIMESTAMP '${at}', ${list(tags)})`).join(", ")}) o(no, person, paid_at, tags)`,
  );
  return engine;
}

it.for(["duckdb", "sqlite"] as const)("sets in tables of one's own are read on %s", async (target) => {
  const engine = await filled(target, people);
  const { query, refused } = lowerToSql(plan, {
    dialect: dialects[target],
    layout,
    asOf: Date.UTC(2026, 2, 1),
    events: ["bought"],
    presented: false,
  });
  expect(refused).toEqual([]);
  const truths = new Set(["cook", "odd", "latest_gift"]);
  const rows = (await engine.rows(`SELECT * FROM (${query}) AS found ORDER BY 1`)).map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        truths.has(name) && typeof value === "number" ? value === 1 : value,
      ]),
    ),
  );
  expect(rows).toMatchObject([
    { _customer: "1", cook: true, keen: 2, odd: true, badge_count: 2, gifts: 1, latest_gift: true },
    { _customer: "2", cook: null, keen: null, odd: true, badge_count: 2, gifts: 0, latest_gift: null },
    { _customer: "3", cook: false, keen: 0, odd: false, badge_count: 1, gifts: 0, latest_gift: false },
  ]);
  await engine.close();
});

it.for(["duckdb", "sqlite"] as const)("what they must guarantee is looked over on %s", async (target) => {
  const violated = async (rows: typeof people): Promise<unknown[]> => {
    const engine = await filled(target, rows);
    const found: unknown[] = [];
    for (const { what, query } of verifyQueries(program, layout, dialects[target])) {
      const [{ violations } = { violations: 0 }] = await engine.rows(query);
      if (violations !== 0) found.push([what, violations]);
    }
    await engine.close();
    return found;
  };
  expect(await violated(people)).toEqual([]);
  expect(await violated([...people, [4, ["sport", "reading"], []]])).toEqual([
    ["customer.interests is none of the values that it is declared to have", 1],
  ]);
});
