import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, it } from "vitest";
import { tableLimits } from "../../engine/plan/table-limits.ts";
import { tagma } from "../support/command.ts";
import { imported, workspaceOf } from "../support/store.ts";

it("a table with more rows than the limit is refused, and nothing of it is kept", async () => {
  const folder = workspaceOf(
    "profile customer { sku : product }\ntable product by sku { }\n",
    [{ name: "p", file: "p.csv", table: "product" }],
    {},
  );
  const file = createWriteStream(join(folder, "p.csv"));
  file.write("sku\n");
  for (let row = 0; row <= tableLimits.rows; row += 1000)
    if (!file.write(Array.from({ length: 1000 }, (_, index) => `${row + index}\n`).join(""))) await once(file, "drain");
  file.end();
  await finished(file);
  expect(await tagma("import", "-w", folder)).toMatchObject({
    code: 2,
    err: expect.stringContaining(`more than ${tableLimits.rows} rows, which is the limit`),
  });
});

it("lists of a million elements are refused with their row", async () => {
  const folder = workspaceOf(
    "profile customer { likes : set of text }\nevent bought { }\nevent line part of bought { sku : text }\n",
    [
      { name: "o", file: "o.parquet", customer: "id", id: "id", time: "at", event: "bought", parts: { line: "items" } },
      { name: "c", file: "o.parquet", customer: "id", profile: true },
    ],
    {},
  );
  const duckdb = await DuckDBInstance.create(":memory:");
  const connection = await duckdb.connect();
  await connection.run(
    `COPY (SELECT 'x' || n AS id, TIMESTAMP '2026-01-01 10:00:00' AS "at", [{ sku: j } FOR j IN range(n)] AS items, [j::VARCHAR FOR j IN range(n)] AS likes FROM (VALUES (2), (1000000)) AS t (n)) TO '${join(folder, "o.parquet")}' (FORMAT parquet)`,
  );
  connection.closeSync();
  expect(await imported(folder)).toMatchObject([
    { added: 1, rejects: [{ line: 2, column: "items" }] },
    { added: 1, rejects: [{ line: 2, column: "likes" }] },
  ]);
});
