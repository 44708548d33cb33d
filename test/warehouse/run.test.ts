import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dialects, lowerToSql } from "../../engine/sql/index.ts";
import { compileWorkspace, openWorkspace } from "../../store/workspace/workspace.ts";
import { warehouseLayout } from "../../warehouse/layout.ts";
import { runInWarehouse } from "../../warehouse/run.ts";
import { inDuckDb } from "../support/duckdb.ts";
import { folderWith, tagma, tagmaJson, tagmaOut, writeFiles } from "../support/command.ts";
import {
  differences,
  embeddedCounts,
  embeddedTags,
  engineCounts,
  engineTags,
  printedRun,
} from "../support/engine-run.ts";
import { imported, workspaceOf } from "../support/store.ts";
import { problemOf } from "../support/warehouse.ts";

const RULES = `
profile customer { joined : date required  born : date }
event order { amount : money required  code : text }
statistical tag spent = sum of order.amount
statistical tag orders = count of order
statistical tag average_spent = average of order.amount
statistical tag last_at = time of latest order
statistical tag last_code = latest order.code
attribute tag joined_on = joined
rule tag big = one of { "big" when spent >= 100 "small" when spent < 20 }
rule tag clash = one of { "one" when orders >= 1 "two" when orders >= 2 }
rule tag reads_clash when clash is "one"
rule tag marks = all of { "a" when orders >= 1  "\\"a" when orders >= 2  "b,\\"a" when spent >= 100 }
segment good when spent >= 50
never "nobody spends so much" spent > 150
`;
const ORDERS =
  'id,who,at,amount,code\n1,a,2026-01-02T10:00:00Z,120.50,x\n2,a,2026-01-03T10:00:00Z,60,"é"\n3,b,2026-01-04T10:00:00Z,15,\uffee\n4,c,2026-01-05T10:00:00Z,30.01,\n5,e,2026-01-05T10:00:00Z,3,z\n';

async function small(): Promise<string> {
  const folder = workspaceOf(
    RULES,
    [
      { name: "people", file: "people.csv", format: "csv", profile: true, customer: "id" },
      { name: "orders", file: "orders.csv", format: "csv", event: "order", customer: "who", id: "id", time: "at" },
    ],
    {
      "people.csv":
        "id,joined,born\na,2020-01-01,\nb,2021-05-05,1990-01-01\nc,2022-02-02,\nd,2023-03-03,1980-02-02\nf,,1970-01-01\n",
      "orders.csv": ORDERS,
    },
  );
  await imported(folder);
  return folder;
}

describe("a run in DuckDB", () => {
  it("counts errors, nobody's values, sets and who is left out; and again after more data", async () => {
    const folder = await small();
    const path = join(folder, "own.duckdb");
    const args = ["--on", "duckdb", "--engine-path", path];
    const printed = await printedRun(folder, ...args);
    expect(printed).toBe(await printedRun(folder));
    expect(printed).toContain("2 left out because a required field is missing (for example `joined` of e)");
    expect(printed).toMatch(/clash .*one 2 · two 0 · none 1 · conflict 1/);
    expect(printed).toContain("broken by 1 customer");
    expect(existsSync(join(folder, ".tagma", "warehouse.duckdb"))).toBe(false);
    writeFiles(folder, {
      "orders.csv": `${ORDERS}6,b,2026-01-06T10:00:00Z,200,y\n7,d,2026-01-06T10:00:00Z,1,\n`,
      "people.csv": "id,joined,born\nc,2022-02-03,1999-09-09\ng,2024-04-04,\nf,2024-01-01,\n",
    });
    await imported(folder);
    const summary = await tagmaJson<{ readonly summary: unknown }>("run", "-w", folder, ...args);
    expect(differences(await inDuckDb(path, engineTags), await embeddedTags(folder))).toEqual([]);
    expect(await inDuckDb(path, engineCounts)).toEqual(embeddedCounts(folder));
    expect(summary).toMatchObject({
      on: "duckdb",
      current: true,
      leftOut: [],
      summary: { customers: 6, leftOut: 1 },
      values: { good: expect.arrayContaining([{ value: true, customers: 2, entered: 1, departed: 0 }]) },
    });
    const left = await inDuckDb(
      path,
      async (warehouse) => (await warehouse.rows("SELECT _customer, missing FROM tagma.left_out")).rows,
    );
    expect(left).toEqual([["e", "joined"]]);
    const runs = await inDuckDb(path, async (warehouse) => [
      await warehouse.tables(),
      (
        await warehouse.rows(
          "SELECT run, CAST(as_of AS VARCHAR), customers, left_out, current FROM tagma.runs ORDER BY run",
        )
      ).rows,
    ]);
    expect(runs).toEqual([
      ["event_order", "left_out", "loaded", "outputs", "profile", "run_values", "runs", "tags"],
      [
        [1, "2026-02-28 23:00:00", 4, 2, true],
        [2, "2026-02-28 23:00:00", 6, 1, true],
      ],
    ]);
  });

  it("has values as people read them", async () => {
    const folder = await small();
    await tagmaOut("run", "-w", folder, "--on", "duckdb");
    const row = await inDuckDb(
      join(folder, ".tagma", "warehouse.duckdb"),
      async (warehouse) =>
        (
          await warehouse.rows(
            "SELECT CAST(spent AS VARCHAR), CAST(last_at AS VARCHAR), CAST(joined_on AS VARCHAR), clash, _state_clash, marks FROM tagma.tags WHERE _customer = 'a'",
          )
        ).rows[0],
    );
    expect(row).toEqual([
      "180.50",
      "2026-01-03 10:00:00",
      "2020-01-01",
      null,
      '{"code":"conflict","details":["one","two"]}',
      '["a","\\"a","b,\\"a"]',
    ]);
  });

  it("keeps the former tags when it fails or an audience jumps", async () => {
    const folder = await small();
    const path = join(folder, ".tagma", "warehouse.duckdb");
    const runs = ["run", "-w", folder, "--on", "duckdb"];
    await tagmaOut(...runs);
    const state = (): Promise<unknown> =>
      inDuckDb(path, async (warehouse) => [
        await warehouse.tables(),
        await engineTags(warehouse),
        (await warehouse.rows("SELECT * EXCLUDE (as_of, finished_at) FROM tagma.runs")).rows,
      ]);
    const before = await state();
    writeFiles(folder, {
      "people.csv": "id,joined,born\nh,2020-01-01,\ni,2020-01-01,\n",
      "orders.csv": "id,who,at,amount,code\n90,h,2026-01-06T10:00:00Z,200,\n",
    });
    await imported(folder);
    const jump = await tagma(...runs, "--max-change", "10%");
    expect(jump.code).toBe(1);
    expect(jump.err).toContain("all customers: 4 → 6 (+50.0 %, allowed are 10 %)");
    expect(await state()).toEqual(before);
    // What only the query meets: a table that somebody has removed after it was loaded.
    await inDuckDb(path, (warehouse) => warehouse.execute(["ALTER TABLE tagma.event_order DROP COLUMN amount"]));
    const broken = await tagma(...runs);
    expect(broken.code).toBe(2);
    expect(broken.err).toMatch(/^tagma: DuckDB: .*amount/);
    expect(await state()).toEqual(before);
  });

  it.each(["loading", "evaluating", "counting"] as const)(
    "keeps the former tags when it is stopped while %s",
    async (when) => {
      const folder = await small();
      const path = join(folder, ".tagma", "warehouse.duckdb");
      await tagmaOut("run", "-w", folder, "--on", "duckdb");
      const before = await inDuckDb(path, engineTags);
      writeFiles(folder, { "orders.csv": "id,who,at,amount,code\n90,b,2026-01-06T10:00:00Z,200,\n" });
      await imported(folder);
      const workspace = openWorkspace(folder);
      const { plan, program } = compileWorkspace(workspace);
      if (plan === undefined) throw new Error("the rules have errors");
      const events = [...program.events.keys()];
      const asOf = Date.parse("2026-03-02");
      const query = lowerToSql(plan, { dialect: dialects.duckdb, layout: warehouseLayout(events), asOf, events });
      const stop = new AbortController();
      const stopped = await inDuckDb(path, (warehouse) =>
        problemOf(
          runInWarehouse(warehouse, plan, query, {
            asOf,
            explicit: false,
            runs: {},
            data: { databasePath: workspace.databasePath, program },
            signal: stop.signal,
            progress: (phase) => {
              if (phase === when) stop.abort();
            },
          }),
        ),
      );
      expect(stopped).toEqual({ problem: "interrupted", message: "interrupted; the warehouse is as it was" });
      expect(await inDuckDb(path, engineTags)).toEqual(before);
      expect(await inDuckDb(path, (warehouse) => warehouse.tables())).toEqual([
        "event_order",
        "left_out",
        "loaded",
        "outputs",
        "profile",
        "run_values",
        "runs",
        "tags",
      ]);
    },
  );

  it("looks back without touching the current tags", async () => {
    const folder = await small();
    const runs = ["run", "-w", folder, "--on", "duckdb"];
    await tagmaOut(...runs);
    const back = await tagmaOut(...runs, "--as-of", "2026-01-03");
    expect(back).toContain("A look back: the current tags stay those of 2026-03-01 00:00.");
    const found = await inDuckDb(join(folder, ".tagma", "warehouse.duckdb"), async (warehouse) => [
      (await warehouse.rows("SELECT orders FROM tagma.tags WHERE _customer = 'a'")).rows,
      (await warehouse.rows("SELECT run, current FROM tagma.runs ORDER BY run")).rows,
    ]);
    expect(found).toEqual([
      [[2]],
      [
        [1, true],
        [2, false],
      ],
    ]);
  });

  it("reads tables where they are when they are bound", async () => {
    const bindings = {
      profile: { table: "crm.people", customer: "id" },
      events: { order: { table: "crm.orders", id: "id", customer: "who", time: "at", fields: { code: "coupon" } } },
    };
    const folder = workspaceOf(RULES, [], {}, { bindings });
    const path = join(folder, "company.duckdb");
    await inDuckDb(path, (warehouse) =>
      warehouse.execute([
        "CREATE SCHEMA crm",
        "CREATE TABLE crm.people AS SELECT 'a' AS id, DATE '2020-01-01' AS joined, DATE '1990-01-01' AS born",
        "CREATE TABLE crm.orders AS SELECT 1 AS id, 'a' AS who, TIMESTAMP '2026-01-02 10:00:00' AS at, 60.25::DECIMAL(10,2) AS amount, 'x' AS coupon",
      ]),
    );
    const printed = await tagmaOut("run", "-w", folder, "--on", "duckdb", "--engine-path", path);
    expect(printed).toContain("60.25 … 60.25");
    expect(await inDuckDb(path, (warehouse) => warehouse.tables())).toEqual([
      "left_out",
      "outputs",
      "run_values",
      "runs",
      "tags",
    ]);
  });

  it("refuses what it can't say exactly, unless it may leave it out", async () => {
    const folder = await small();
    const branches = Array.from({ length: 60 }, (_, index) => `"v${index}" when orders > ${index}`).join(" ");
    writeFiles(folder, {
      "more.tagma": `rule tag many = all of { ${branches} }\nrule tag of_many when many is known\n`,
    });
    const refused = await tagma("run", "-w", folder, "--on", "duckdb");
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.err).toMatch(/more\.tagma:1:10[\s\S]*`many`[\s\S]*DuckDB[\s\S]*`of_many`/);
    const printed = await tagmaOut("run", "-w", folder, "--on", "duckdb", "--leave-out");
    expect(printed).toContain("Left out, since it can't be said exactly there: many, of_many");
    expect(printed).not.toContain("\n  many");
  });

  it.each([
    [
      ["--on", "duckdb", "--out", "x.csv"],
      "--out can't be used with --on: the customers stay in the engine; query its table tagma.tags",
    ],
    [["--on", "duckdb", "--csv"], "--csv can't be used with --on"],
    [["--on", "spark", "--segments", "x.csv"], "--segments can't be used with --on"],
    [["--on", "postgres", "--memory", "64"], "--memory can't be used with --on"],
    [["--engine-path", "x"], "--engine-path says more about an engine; say which: --on duckdb or --on spark"],
    [["--on", "duckdb", "--engine-url", "x"], "--engine-url is not for duckdb; it is for postgres and spark"],
    [["--on", "spark", "--engine-conf", "x"], '--engine-conf "x": write it like spark.executor.memory=4g'],
    [["--on", "oracle"], "oracle"],
    [
      ["--on", "postgres", "--engine-url", "postgres://tagma:h0rse@127.0.0.1:1/x"],
      "PostgreSQL does not answer at 127.0.0.1:1/x; is it running, and is the address right?",
    ],
    [["--on", "spark", "--engine-url", "spark://127.0.0.1:1"], "Spark's master does not answer at spark://127.0.0.1:1"],
    [["--on", "spark", "--python", "/no/python"], "PYSPARK_PYTHON"],
  ])("tells what is wrong with %j", async (args, message) => {
    const folder = await small();
    const { code, err, out } = await tagma("run", "-w", folder, ...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
    expect(err).not.toContain("h0rse");
    expect(err.split("\n").length).toBeLessThan(6);
  });

  it("says so when a file is no database", async () => {
    const folder = await small();
    writeFiles(folder, {
      "no.duckdb": "this is no database, whatever its name says, and it is long enough to be looked at".repeat(100),
    });
    const { code, err } = await tagma(
      "run",
      "-w",
      folder,
      "--on",
      "duckdb",
      "--engine-path",
      join(folder, "no.duckdb"),
    );
    expect(code).toBe(2);
    expect(err).toMatch(/^tagma: DuckDB can't open /);
    expect((await tagma("run", "-w", folderWith(), "--on", "duckdb")).code).toBe(2);
  });
});
