import { describe, expect, it } from "vitest";
import { compile } from "../../../engine/compile/compile.ts";
import { parseInstant } from "../../../engine/calendar/instant.ts";
import { zone } from "../../../engine/calendar/zone.ts";
import { planSettings } from "../../../engine/compile/settings.ts";
import {
  BindingsError,
  boundLayout,
  dbtDialect,
  dialects,
  lowerToSql,
  tagmaLayout,
  scriptOf,
  verifyQueries,
  type Layout,
  type SqlTarget,
} from "../../../engine/sql/index.ts";
import { duckdbEngine, sqliteEngine } from "../../support/sql-engines.ts";
import type { TestTable } from "../../support/sql.ts";

const settings = planSettings({ timeZone: "Asia/Taipei", currency: "USD", weekStart: "monday" });
const asOf = parseInstant("2026-03-01T00:00", zone("Asia/Taipei")) ?? 0;

/** One rule set, its SQL in every dialect (test/engine/sql/expected), and what it gives. */
const rules = `
profile customer { born: date  city: text  joined_at: time required }
event order_paid { amount: money at least 0 required  channel: one of (app, web, store) }
event complaint {}
attribute tag age = years since born
statistical tag spend_90d = sum of order_paid.amount in last 90 days
statistical tag last_channel = latest order_paid.channel
statistical tag calm = did order_paid then not complaint within 7 days
rule tag tier = one of { "VIP" when spend_90d >= 100  "App's" when last_channel is app  "Rest" otherwise }
rule tag traits = all of { "Local" when city is "Taipei" ignoring case  "Calm" when calm }
segment reach when tier is "VIP" and traits contains "Calm"
`;
const { plan, program } = compile({ files: [{ path: "rules.tagma", text: rules }], settings });
if (plan === undefined) throw new Error("the rules do not compile");
const day = (date: string): number => Date.parse(date) / 86_400_000;
const at = (time: string): number => Date.parse(`${time}+08:00`);
const order = (
  id: string,
  customer: string,
  time: string,
  amount: number,
  channel: string | null,
): (string | number | null)[] => [id, customer, at(time), day(time.slice(0, 10)), 0, 12, amount, channel];

const own = ["_id", "_customer"].map((name) => ({ name, type: "text" as const }));
const times = ["_time", "_date", "_weekday", "_hour"].map((name) => ({ name, type: "whole" as const }));
const tables: TestTable[] = [
  {
    name: "profile",
    columns: [
      { name: "_customer", type: "text" },
      { name: "_valid_from", type: "whole" },
      { name: "born", type: "whole" },
      { name: "city", type: "text" },
      { name: "joined_at", type: "whole" },
    ],
    rows: [
      ["ann", at("2025-01-01T00:00"), day("1990-03-02"), "TAIPEI", at("2025-01-01T00:00")],
      ["ben", at("2025-01-01T00:00"), null, "Tainan", at("2025-06-01T08:30")],
      ["cat", at("2025-01-01T00:00"), day("2000-02-29"), null, null],
    ],
  },
  {
    name: "event_order_paid",
    columns: [...own, ...times, { name: "amount", type: "whole" }, { name: "channel", type: "text" }],
    rows: [
      order("1", "ann", "2026-02-01T10:00", 6000, "web"),
      order("2", "ann", "2026-02-10T10:00", 4050, "store"),
      order("3", "ben", "2026-01-10T10:00", 12_000, null),
      order("4", "ben", "2026-02-20T10:00", 100, "app"),
    ],
  },
  {
    name: "event_complaint",
    columns: [...own, ...times],
    rows: [
      ["9", "ann", at("2026-02-03T10:00"), day("2026-02-03"), 1, 10],
      ["8", "ann", at("2026-02-12T10:00"), day("2026-02-12"), 1, 10],
    ],
  },
];

function written(
  target: SqlTarget,
  layout: Layout = tagmaLayout(program.events.keys()),
  proved: readonly string[] = [],
): ReturnType<typeof lowerToSql> {
  if (plan === undefined) throw new Error("there is no plan");
  return lowerToSql(plan, {
    dialect: dialects[target],
    layout,
    asOf,
    events: [...program.events.keys()],
    proved: new Set(proved),
  });
}

describe("one rule set in every dialect", () => {
  it.for(["sqlite", "duckdb", "postgres", "spark"] as const)("reads as in expected/%s.sql", async (target) => {
    // This shows what a change does to the text, and proves nothing: that the text is right is held by the values below.
    await expect(`${written(target).query};\n`).toMatchFileSnapshot(`expected/${target}.sql`);
  });

  it.for(["sqlite", "duckdb"] as const)("gives on %s what the rules say, in people's types", async (target) => {
    const engine = target === "sqlite" ? sqliteEngine() : await duckdbEngine();
    await engine.load(tables);
    const { query, leftOut = "" } = written(target);
    // DuckDB's DECIMAL as text.
    const rows = (
      await engine.rows(
        `SELECT * ${target === "duckdb" ? "REPLACE (spend_90d::DOUBLE AS spend_90d)" : ""} FROM (${query}) ORDER BY _customer`,
      )
    ).map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, cell]) => [
          name,
          (name === "reach" || name === "calm") && cell !== null ? Boolean(cell) : cell,
        ]),
      ),
    );
    expect(rows).toEqual([
      // 36 the day after. 100.50 in 90 days; a complaint follows each order, so she is not calm.
      {
        _customer: "ann",
        age: 35,
        spend_90d: 100.5,
        _state_spend_90d: null,
        last_channel: "store",
        calm: false,
        tier: "VIP",
        _state_tier: null,
        traits: '["Local"]',
        reach: false,
        _state_reach: null,
      },
      // Two branches are true: an error, for the segment that reads it too, and no value.
      {
        _customer: "ben",
        age: null,
        spend_90d: 121,
        _state_spend_90d: null,
        last_channel: "app",
        calm: true,
        tier: null,
        traits: '["Calm"]',
        reach: null,
        _state_tier: '{"code":"conflict","details":["VIP","App\'s"]}',
        _state_reach: '{"code":"conflict","details":["VIP","App\'s"]}',
      },
    ]);
    expect(await engine.rows(leftOut)).toEqual([{ _customer: "cat", missing: "joined_at" }]);
    await engine.close();
  });

  it("has no check for branches that are proved", () => {
    expect(written("duckdb").query).toContain("conflict");
    expect(written("duckdb", undefined, ["tier"]).query).not.toContain("conflict");
  });
});

describe("tables of one's own", () => {
  const bindings = {
    profile: { table: "crm.people", customer: "person", fields: { born: "birthday" } },
    events: {
      order_paid: { table: "orders", id: "no", customer: "person", time: "paid_at" },
      complaint: { table: "complaints", id: "no", customer: "person", time: "said_at" },
    },
  };

  it("are read in the engine's own types", async () => {
    const layout = boundLayout({ ...bindings, profile: { ...bindings.profile, table: "people" } }, program);
    const engine = await duckdbEngine();
    for (const statement of [
      "CREATE TABLE people AS SELECT * FROM (VALUES (1, DATE '1990-03-02', 'taipei', TIMESTAMP '2025-01-01 00:00:00'), (2, NULL, NULL, TIMESTAMP '2025-01-01 00:00:00')) p(person, birthday, city, joined_at)",
      "CREATE TABLE orders AS SELECT * FROM (VALUES (10, 1, TIMESTAMP '2026-02-01 02:00:00', 60.00::DECIMAL(9, 2), 'web'), (11, 1, TIMESTAMP '2026-02-28 16:00:00.001', 60.00, 'web')) o(no, person, paid_at, amount, channel)",
      "CREATE TABLE complaints AS SELECT 5 AS no, 2 AS person, TIMESTAMP '2026-02-01 02:00:00' AS said_at",
    ])
      await engine.rows(statement);
    const rows = await engine.rows(
      `SELECT _customer, age, spend_90d::DOUBLE AS spend, calm, traits FROM (${written("duckdb", layout).query}) ORDER BY _customer`,
    );
    // The second order is a millisecond after now.
    expect(rows).toEqual([
      { _customer: "1", age: 35, spend: 60, calm: true, traits: '["Local","Calm"]' },
      { _customer: "2", age: null, spend: 0, calm: false, traits: "[]" },
    ]);
    for (const { what, query } of verifyQueries(program, layout, dialects.duckdb))
      expect([what, await engine.rows(query)]).toEqual([what, [{ violations: 0 }]]);
    await engine.rows("INSERT INTO orders VALUES (10, NULL, NULL, -1, 'mail'), (12, 2, NULL, NULL, 'web')");
    const broken: [string, unknown][] = [];
    for (const { what, query } of verifyQueries(program, layout, dialects.duckdb)) {
      const [{ violations } = { violations: 0 }] = await engine.rows(query);
      if (violations !== 0) broken.push([what, violations]);
    }
    expect(broken).toEqual([
      ["an event order_paid without id, customer or time", 2],
      ["an id of order_paid that stands there twice", 1],
      ["order_paid.amount is required and unknown", 1],
      ["order_paid.amount is none of the values that it is declared to have", 1],
      ["order_paid.channel is none of the values that it is declared to have", 1],
    ]);
    await engine.close();
  });

  it("are read alike in a session of any time zone, and looked over for what would be rounded off or passed over", async () => {
    const layout = boundLayout(
      {
        ...bindings,
        profile: { table: "people", customer: "person", validFrom: "since", fields: { born: "birthday" } },
      },
      program,
    );
    const engine = await duckdbEngine();
    for (const statement of [
      "SET TimeZone = 'America/New_York'",
      "CREATE TABLE people AS SELECT * FROM (VALUES (1, NULL, 'x', TIMESTAMPTZ '2025-01-01 00:00:00Z', TIMESTAMP '2025-01-01'), (2, NULL, 'x', TIMESTAMPTZ '2025-01-01 00:00:00Z', NULL)) p(person, birthday, city, joined_at, since)",
      // The first is a millisecond after now, the second at now, the third has half a cent.
      "CREATE TABLE orders AS SELECT * FROM (VALUES (10, 1, TIMESTAMPTZ '2026-02-28 16:00:00.001Z', 5.00, 'web'), (11, 1, TIMESTAMPTZ '2026-02-28 16:00:00Z', 0.29, 'web'), (12, 1, TIMESTAMPTZ '2026-02-01 16:00:00Z', 60.005, 'web')) o(no, person, paid_at, amount, channel)",
      "CREATE TABLE complaints AS SELECT 5 AS no, 1 AS person, TIMESTAMPTZ '2026-02-01 02:00:00Z' AS said_at",
    ])
      await engine.rows(statement);
    expect(
      await engine.rows(`SELECT _customer, spend_90d::DOUBLE AS spend FROM (${written("duckdb", layout).query})`),
    ).toEqual([{ _customer: "1", spend: 60.3 }]);
    const broken: [string, unknown][] = [];
    for (const { what, query } of verifyQueries(program, layout, dialects.duckdb)) {
      const [{ violations } = { violations: 0 }] = await engine.rows(query);
      if (violations !== 0) broken.push([what, violations]);
    }
    expect(broken).toEqual([
      ["a row of the profile that does not say since when it is valid", 1],
      ["order_paid.amount has more digits than its type, which are rounded off", 1],
    ]);
    await engine.close();
  });

  it("may be called like the steps of the query, and events like each other", async () => {
    const { plan: other, program: others } = compile({
      files: [
        {
          path: "a.tagma",
          text: `profile customer { city: text }
event a { n: integer }
event a_by_profile { n: integer }
statistical tag here = count of a where city is "X"
statistical tag there = count of a_by_profile
`,
        },
      ],
      settings,
    });
    const layout = boundLayout(
      {
        profile: { table: "customers", customer: "c" },
        events: {
          a: { table: "facts", id: "i", customer: "c", time: "t" },
          a_by_profile: { table: "profile_now", id: "i", customer: "c", time: "t" },
        },
      },
      others,
    );
    if (other === undefined) throw new Error("the rules do not compile");
    const engine = await duckdbEngine();
    for (const statement of [
      "CREATE TABLE customers AS SELECT 'p' AS c, 'X' AS city",
      "CREATE TABLE facts AS SELECT 1 AS i, 'p' AS c, TIMESTAMP '2026-01-01' AS t, 1 AS n",
      "CREATE TABLE profile_now AS SELECT 2 AS i, 'q' AS c, TIMESTAMP '2026-01-01' AS t, 1 AS n",
    ])
      await engine.rows(statement);
    const { query } = lowerToSql(other, { dialect: dialects.duckdb, layout, asOf, events: [...others.events.keys()] });
    expect(await engine.rows(`SELECT * FROM (${query}) ORDER BY _customer`)).toEqual([
      { _customer: "p", here: 1, there: 0 },
      { _customer: "q", here: 0, there: 1 },
    ]);
    await engine.close();
  });

  it.for([
    [
      "an event has no table",
      { ...bindings, events: { order_paid: bindings.events.order_paid } },
      "complaint",
      'the event "complaint" has no table',
    ],
    ["the profile has no table", { events: bindings.events }, "customer", "the profile has no table"],
    [
      "there is no such event",
      { ...bindings, events: { ...bindings.events, order: bindings.events.order_paid } },
      "order",
      'no event called "order"',
    ],
    [
      "there is no such field",
      { ...bindings, profile: { ...bindings.profile, fields: { age: "a" } } },
      "customer",
      'no field called "age"',
    ],
    [
      "SQL text cannot hold a name",
      { ...bindings, profile: { ...bindings.profile, fields: { city: "a\u0000b" } } },
      undefined,
      "U+0000",
    ],
  ] as const)("are refused when %s", ([, wrong, record, problem]) => {
    const refused = (): unknown => boundLayout(wrong, program);
    expect(refused).toThrow(BindingsError);
    expect(refused).toThrow(expect.objectContaining({ record, message: expect.stringContaining(problem) }));
  });

  it("let events of two types follow each other at one instant, with one id too", async () => {
    const compiled = compile({
      files: [
        {
          path: "rules.tagma",
          text: "profile customer {}\nevent ask {}\nevent buy {}\nstatistical tag asks = count of ask then buy within 1 day\nstatistical tag buys = count of buy then ask within 1 day\n",
        },
      ],
      settings,
    });
    const layout = boundLayout(
      {
        events: {
          ask: { table: "asks", id: "no", customer: "who", time: "at" },
          buy: { table: "buys", id: "no", customer: "who", time: "at" },
        },
        profile: { table: "people", customer: "who" },
      },
      compiled.program,
    );
    if (compiled.plan === undefined) throw new Error("the rules do not compile");
    const engine = await duckdbEngine();
    await engine.rows("CREATE TABLE people AS SELECT 'c' AS who");
    for (const table of ["asks", "buys"])
      await engine.rows(
        `CREATE TABLE ${table} AS SELECT * FROM (VALUES (1, 'c', TIMESTAMP '2026-02-01')) t(no, who, "at")`,
      );
    expect(
      await engine.rows(
        lowerToSql(compiled.plan, { dialect: dialects.duckdb, layout, asOf, events: ["ask", "buy"] }).query,
      ),
    ).toEqual([{ _customer: "c", asks: 1, buys: 1 }]);
    await engine.close();
  });

  it("cannot make SQL of a name", () => {
    const hostile = boundLayout(
      { ...bindings, profile: { table: 'a"; DROP TABLE b; --', customer: 'x" OR 1=1' } },
      program,
    );
    expect(written("postgres", hostile).query).toContain('FROM "a""; DROP TABLE b; --" AS "p"');
    expect(written("spark", hostile).query).toContain('FROM `a"; DROP TABLE b; --` AS `p`');
  });
});

it("is a view, a table or a dbt model, and no text of a rule is a template in it", () => {
  const head = ["of a plan \\"];
  expect(scriptOf("SELECT 1", dialects.postgres, { form: "view", name: ["tagma", "tags"], head })).toBe(
    '-- of a plan \\ .\nCREATE SCHEMA IF NOT EXISTS "tagma";\nCREATE OR REPLACE VIEW "tagma"."tags" AS\nSELECT 1;\n',
  );
  expect(scriptOf("SELECT 1", dialects.spark, { form: "table", name: ["tags"], head })).toBe(
    "-- of a plan \\ .\nDROP TABLE IF EXISTS `tags`;\nCREATE TABLE `tags` USING PARQUET AS\nSELECT 1;\n",
  );
  const dbt = dbtDialect(dialects.duckdb);
  expect(dbt.table?.(["shop", "o'clock"])).toBe("{{ source('shop', 'o\\'clock') }}");
  expect(dbt.text("{{ evil }} {% x %}")).toBe("'{{ '{' }}{ evil }} {{ '{' }}% x %}'");
  expect(dialects.spark.text("${x} \\ '")).toBe("'$\\u007Bx} \\\\ \\''");
});
