import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { northwind } from "../browser/studio.ts";
import { inDuckDb } from "../support/duckdb.ts";
import {
  differences,
  embeddedCounts,
  embeddedTags,
  engineCounts,
  engineTags,
  printedRun,
} from "../support/engine-run.ts";

describe("Northwind in DuckDB", () => {
  let folder = "";
  const file = (): string => join(folder, ".tagma", "warehouse.duckdb");
  beforeAll(async () => {
    folder = await northwind(250);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("prints what the embedded run prints, and has the same tags", async () => {
    expect(await printedRun(folder, "--as-of", "2026-03-01", "--on", "duckdb")).toBe(
      await printedRun(folder, "--as-of", "2026-03-01"),
    );
    expect(
      differences(await inDuckDb(file(), engineTags), await embeddedTags(folder, "--as-of", "2026-03-01")),
    ).toEqual([]);
  });

  it("counts who entered and left which value as the embedded run does", async () => {
    const later = ["--as-of", "2026-04-05"];
    expect(await printedRun(folder, ...later, "--on", "duckdb")).toBe(await printedRun(folder, ...later));
    const counts = await inDuckDb(file(), engineCounts);
    expect(counts).toEqual(embeddedCounts(folder));
    expect(counts.some((row) => / [1-9]\d*,\d+\]$|,[1-9]\d*,\d+\]$/.test(String(row)))).toBe(true);
  });
});
