import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openSpark } from "../../warehouse/spark/spark.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { folderWith } from "../support/command.ts";
import { describeWarehouse, problemOf } from "../support/warehouse.ts";
import { needed } from "./needed.ts";

const master = needed("TAGMA_TEST_SPARK");
const python = needed("TAGMA_TEST_PYTHON");
const conf = {
  "spark.driver.host": "127.0.0.1",
  "spark.driver.bindAddress": "127.0.0.1",
  "spark.sql.shuffle.partitions": "4",
};
const open = (folder: string): Promise<Warehouse> => openSpark({ master, folder, python, conf });
const quote = (name: string): string => `\`${name.replaceAll("`", "``")}\``;
const SLOW = "SELECT sum(a.id * b.id % 7) AS n FROM range(1000000) a, range(1000000) b";

describeWarehouse({
  name: "Spark",
  open: () => open(folderWith()),
  quote,
  slow: SLOW,
  transactions: false,
  zeroCharacter: true,
  rows: 1_000_000,
});

test("a session that dies midway leaves the tables of its folder, and the next session finds them; files are read where they are", async () => {
  const folder = folderWith({ "in/orders.csv": 'id,amount,note\n1,12,"a ""b"""\n2,,"c\nd"\n' });
  const tables = join(folder, "tables");
  const first = await open(tables);
  await first.create("tags", "SELECT id, id % 3 AS third FROM range(9)");
  await first.create("tags", "SELECT id, id % 2 AS half FROM range(8)");
  const pid = Reflect.get(Reflect.get(Reflect.get(first, "channel"), "process"), "pid");
  setTimeout(() => process.kill(-Number(pid), "SIGKILL"), 1500);
  const { problem, message } = await problemOf(first.create("tags", SLOW));
  expect({ problem, message }).toEqual({
    problem: "gone",
    message: expect.stringContaining("Spark's session ended by itself"),
  });
  expect((await problemOf(first.rows("SELECT 1"))).problem).toBe("gone");
  await first.close();
  const second = await open(tables);
  expect(await second.tables()).toEqual(["tags"]);
  expect(readdirSync(join(tables, "tags")).some((file) => file.endsWith(".parquet"))).toBe(true);
  expect((await second.rows("SELECT half, count(*) FROM tagma.tags GROUP BY half ORDER BY half")).rows).toEqual([
    [0, 4],
    [1, 4],
  ]);
  await second.overFiles("orders", {
    format: "csv",
    path: join(folder, "in"),
    columns: [
      { name: "id", type: "text" },
      { name: "amount", type: "integer" },
      { name: "note", type: "text" },
    ],
  });
  expect((await second.rows("SELECT * FROM tagma.orders ORDER BY id")).rows).toEqual([
    ["1", 12, 'a "b"'],
    ["2", null, "c\nd"],
  ]);
  await second.close();
});

test("what is missing or does not answer is named", async () => {
  const folder = folderWith();
  expect(await problemOf(openSpark({ master: "spark://127.0.0.1:1", folder, python }))).toEqual({
    problem: "unreachable",
    message: "Spark's master does not answer at spark://127.0.0.1:1; is it running, and is the address right?",
  });
  expect(await problemOf(openSpark({ folder, python: join(folder, "no-python") }))).toEqual({
    problem: "missing",
    message: expect.stringContaining("PYSPARK_PYTHON"),
  });
  expect((await problemOf(openSpark({ master: "nonsense://x", folder, python }))).problem).toBe("unreachable");
  expect(existsSync(join(folder, "metastore_db"))).toBe(false);
});

test("an opening that is stopped ends at once", async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 500);
  expect(
    (await problemOf(openSpark({ master, folder: folderWith(), python, conf, signal: stop.signal }))).problem,
  ).toBe("interrupted");
});
