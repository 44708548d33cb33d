import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDuckDb } from "../../warehouse/duckdb/duckdb.ts";
import { folderWith } from "../support/command.ts";
import { describeWarehouse, problemOf } from "../support/warehouse.ts";

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const slow = "SELECT sum(a.range * b.range % 7) AS n FROM range(1000000) a, range(1000000) b";

describeWarehouse({
  name: "DuckDB",
  open: () => openDuckDb(),
  quote,
  slow,
  transactions: true,
  zeroCharacter: true,
  rows: 100_000,
});

test("a file keeps its tables, and has one writer", async () => {
  const path = join(folderWith(), "warehouse.duckdb");
  const first = await openDuckDb(path);
  await first.create("kept", "SELECT 42 AS answer");
  await first.close();
  const again = await openDuckDb(path);
  expect((await again.rows("SELECT answer FROM tagma.kept")).rows).toEqual([[42]]);
  const script = `const { openDuckDb } = await import(${JSON.stringify(new URL("../../warehouse/duckdb/duckdb.ts", import.meta.url).href)});
    await openDuckDb(${JSON.stringify(path)}).catch((error) => console.log(error.problem, error.message));`;
  expect(spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" }).stdout).toBe(
    `refused "${path}" is in use by another process; try again when it has finished\n`,
  );
  await again.close();
});

test("a file that is no database is named", async () => {
  const path = join(folderWith({ "no.duckdb": "id,name\n1,Ann\n".repeat(1000) }), "no.duckdb");
  const { problem, message } = await problemOf(openDuckDb(path));
  expect(problem).toBe("unreachable");
  expect(message).toContain(path);
});

test("Parquet and CSV files are read where they are", async () => {
  const folder = folderWith({ "it's/orders.csv": 'id,amount,when,note\n1,12,2026-01-01,"a ""b"""\n2,,2026-01-02,\n' });
  const warehouse = await openDuckDb();
  await warehouse.overFiles("csv", {
    format: "csv",
    path: join(folder, "it's"),
    columns: [
      { name: "id", type: "text" },
      { name: "amount", type: "integer" },
      { name: "when", type: "text" },
      { name: "note", type: "text" },
    ],
  });
  expect((await warehouse.rows("SELECT * FROM tagma.csv ORDER BY id")).rows).toEqual([
    ["1", 12, "2026-01-01", 'a "b"'],
    ["2", null, "2026-01-02", null],
  ]);
  await warehouse.execute([
    `COPY (SELECT range AS n FROM range(10)) TO '${join(folder, "numbers.parquet")}' (FORMAT parquet)`,
  ]);
  await warehouse.overFiles("numbers", { format: "parquet", path: join(folder, "numbers.parquet") });
  expect((await warehouse.rows("SELECT sum(n) FROM tagma.numbers")).rows).toEqual([[45]]);
  // A table takes the place of a view.
  await warehouse.create("numbers", "SELECT 1 AS one");
  expect((await warehouse.rows("SELECT * FROM tagma.numbers")).columns).toEqual(["one"]);
  await warehouse.close();
});

test("a driver that is not installed is named", () => {
  const folder = folderWith();
  const hide = join(folder, "hide.mjs");
  writeFileSync(
    hide,
    `import { registerHooks } from "node:module";
    const hidden = ["@duckdb/node-api", "pg", "pg-copy-streams"];
    registerHooks({ resolve(name, context, next) {
      if (hidden.includes(name)) throw Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
      return next(name, context);
    } });`,
  );
  // Without its drivers the module still loads: they are loaded when they are used.
  const script = `const { openWarehouse } = await import(${JSON.stringify(new URL("../../warehouse/open.ts", import.meta.url).href)});
    for (const target of ["duckdb", "postgres"]) await openWarehouse({ target }).catch((error) => console.log(error.problem, error.message));`;
  const { stdout } = spawnSync(process.execPath, ["--import", hide, "--input-type=module", "-e", script], {
    encoding: "utf8",
  });
  expect(stdout).toBe(
    [
      "missing the driver for DuckDB is not installed; install it with `npm install @duckdb/node-api`\n",
      "missing the driver for PostgreSQL is not installed; install it with `npm install pg pg-copy-streams`\n",
    ].join(""),
  );
});
