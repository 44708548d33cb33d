import { describe, expect, it } from "vitest";
import { compile } from "../../../engine/compile/compile.ts";
import { planSettings } from "../../../engine/compile/settings.ts";
import { required } from "../../../engine/invariant/required.ts";
import { boundLayout, dialects, lowerToSql, verifyQueries } from "../../../engine/sql/index.ts";
import { duckdbEngine } from "../../support/sql-engines.ts";

const { plan: made, program } = compile({
  files: [
    {
      path: "r.tagma",
      text: `profile customer {}
event bought { shop : one of (app, web)   total : money at least 0 }
event line part of bought { sku : text   price : money }
statistical tag app_lines = count of line where bought.shop is app
statistical tag dear = sum of line.price where bought.total >= 100`,
    },
  ],
  settings: planSettings({}),
});
const plan = required(made, "a plan");
const of = { id: "no", customer: "person", time: "paid_at" };
const bindings = {
  profile: { table: "people", customer: "person" },
  events: {
    bought: { table: "orders", ...of },
    line: { table: "order_lines", ...of, fields: { "bought.shop": "shop" } },
  },
};

describe("parts in tables of one's own", () => {
  const rows = (lines: string): string =>
    `CREATE TABLE order_lines AS SELECT * FROM (VALUES ${lines}) l(no, person, paid_at, sku, price, shop, "bought.total")`;
  const orders =
    "CREATE TABLE orders AS SELECT 'o1' AS no, 'c1' AS person, TIMESTAMP '2026-01-01' AS paid_at, 'app' AS shop, 120.00::DECIMAL(18, 2) AS total";
  const line = (no: string, price: string, shop: string, total: string): string =>
    `('${no}', 'c1', TIMESTAMP '2026-01-01', 'a', ${price}::DECIMAL(18, 2), '${shop}', ${total}::DECIMAL(18, 2))`;

  it("have the fields of their event in columns called so, or as the bindings say", async () => {
    const engine = await duckdbEngine();
    await engine.rows("CREATE TABLE people AS SELECT 'c1' AS person");
    await engine.rows(orders);
    await engine.rows(rows([line("o1#1", "5.25", "app", "120"), line("o2#1", "7", "web", "120")].join(", ")));
    const { query } = lowerToSql(plan, {
      dialect: dialects.duckdb,
      layout: boundLayout(bindings, program),
      asOf: Date.UTC(2026, 2, 1),
      events: ["bought", "line"],
      presented: false,
    });
    expect(await engine.rows(query)).toMatchObject([{ _customer: "c1", app_lines: 1, dear: 1225 }]);
    await engine.close();
  });

  it("are looked over for what the fields of their event must guarantee", async () => {
    const engine = await duckdbEngine();
    await engine.rows("CREATE TABLE people AS SELECT 'c1' AS person");
    await engine.rows(orders);
    await engine.rows(rows([line("o1#1", "5", "kiosk", "-1")].join(", ")));
    const found: string[] = [];
    for (const { what, query } of verifyQueries(program, boundLayout(bindings, program), dialects.duckdb))
      if ((await engine.rows(query))[0]?.["violations"] !== 0) found.push(what);
    expect(found).toEqual([
      "line.bought.shop is none of the values that it is declared to have",
      "line.bought.total is none of the values that it is declared to have",
    ]);
    await engine.close();
  });

  it("may not name a field that neither they nor their event have", () => {
    const wrong = {
      ...bindings,
      events: { ...bindings.events, line: { ...bindings.events.line, fields: { "bought.x": "x" } } },
    };
    expect(() => boundLayout(wrong, program)).toThrow('"line" has no field called "bought.x"');
  });
});
