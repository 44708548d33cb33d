import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDuckDb } from "../../warehouse/duckdb/duckdb.ts";
import { writeParquetTables } from "../../warehouse/parquet.ts";
import type { TableLoad } from "../../warehouse/warehouse.ts";
import { folderWith } from "../support/command.ts";
import { problemOf } from "../support/warehouse.ts";

test("many rows stand in groups and files, and what stops midway leaves what was there", async () => {
  const out = folderWith();
  const table = (rows: number, before: (batch: number) => void = () => undefined): TableLoad => ({
    table: "numbers",
    count: rows,
    columns: [{ name: "n", type: "integer" }],
    *batches() {
      for (let start = 0; start < rows; start += 30_000) {
        before(start / 30_000);
        yield Array.from({ length: Math.min(30_000, rows - start) }, (_, index) => [start + index]);
      }
    },
  });
  const rows = 2_130_000;
  await writeParquetTables(out, [table(rows)]);
  expect(readdirSync(join(out, "numbers"))).toEqual(["part-0000.parquet", "part-0001.parquet"]);
  const warehouse = await openDuckDb();
  await warehouse.overFiles("numbers", { format: "parquet", path: join(out, "numbers") });
  const counted = async (): Promise<unknown> =>
    (await warehouse.rows("SELECT count(*), count(DISTINCT n), min(n), max(n) FROM tagma.numbers")).rows[0];
  expect(await counted()).toEqual([rows, rows, 0, rows - 1]);
  const stop = new AbortController();
  const stopped = await problemOf(
    writeParquetTables(
      out,
      [
        table(rows, (batch) => {
          if (batch === 5) stop.abort();
        }),
      ],
      { signal: stop.signal },
    ),
  );
  expect(stopped.problem).toBe("interrupted");
  await expect(
    writeParquetTables(out, [
      table(rows, (batch) => {
        if (batch === 5) throw new Error("broken");
      }),
    ]),
  ).rejects.toThrow("broken");
  expect(readdirSync(out)).toEqual(["numbers"]);
  expect(await counted()).toEqual([rows, rows, 0, rows - 1]);
  await warehouse.close();
});
