import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InterruptedError } from "../../store/errors.ts";
import { WarehouseError, type WarehouseProblem } from "../../warehouse/errors.ts";
import type { Cell, Row, Warehouse } from "../../warehouse/warehouse.ts";
import { CELLS, manyRows, tableOf } from "./warehouse-tables.ts";

/** What every engine must do, said once. */
export interface EngineUnderTest {
  readonly name: string;
  readonly open: () => Promise<Warehouse>;
  /** Quotes a name. */
  readonly quote: (name: string) => string;
  /** A query that gives one number after much longer than a test waits. */
  readonly slow: string;
  readonly transactions: boolean;
  /** Texts with a zero character can be held. */
  readonly zeroCharacter: boolean;
  /** How many rows the timed load has. */
  readonly rows: number;
}

/** The problem that work ends with. */
export async function problemOf(
  work: Promise<unknown>,
): Promise<{ readonly problem: WarehouseProblem | "interrupted" | "none"; readonly message: string }> {
  try {
    await work;
    return { problem: "none", message: "" };
  } catch (error) {
    if (error instanceof WarehouseError) return { problem: error.problem, message: error.message };
    if (error instanceof InterruptedError) return { problem: "interrupted", message: error.message };
    throw error;
  }
}

/** Tells what two lists of texts have in common is their order by code point, worked out from their bytes. */
const byBytes = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));

export function describeWarehouse({
  name,
  open,
  quote,
  slow,
  transactions,
  zeroCharacter,
  rows,
}: EngineUnderTest): void {
  describe(`warehouse ${name}`, () => {
    let warehouse: Warehouse;
    beforeAll(async () => {
      warehouse = await open();
    });
    afterAll(() => warehouse?.close());
    const table = (of: string): string => `${quote("tagma")}.${quote(of)}`;
    const read = async (query: string): Promise<readonly Row[]> => (await warehouse.rows(query)).rows;
    const count = async (of: string): Promise<Cell> =>
      (await read(`SELECT count(*) FROM ${table(of)}`))[0]?.[0] ?? null;

    test("tells its version", () => {
      expect(warehouse.version).toMatch(new RegExp(`^${name} \\d+\\.\\d+`));
    });

    test.each(Object.entries(CELLS))("%s values come back as they went in", async (kind, { type, cells }) => {
      await warehouse.load([tableOf(`values_${kind}`, { name: "v", type }, cells)]);
      const found = await warehouse.rows(`SELECT k, v FROM ${table(`values_${kind}`)} ORDER BY k`);
      expect(found.columns).toEqual(["k", "v"]);
      // toBe is Object.is, which tells −0 from 0.
      expect(found.rows.length).toBe(cells.length);
      for (const [index, cell] of cells.entries()) expect(found.rows[index]?.[1]).toBe(cell);
    });

    test("a text with a zero character comes back, or is refused", async () => {
      const { problem } = await problemOf(warehouse.load([tableOf("zero", { name: "v", type: "text" }, ["a\u0000b"])]));
      expect(problem).toBe(zeroCharacter ? "none" : "inexact");
      expect(zeroCharacter ? await read(`SELECT v FROM ${table("zero")}`) : []).toEqual(
        zeroCharacter ? [["a\u0000b"]] : [],
      );
    });

    test("texts are ordered by code point", async () => {
      const texts = [
        "b",
        "B",
        "a",
        "Z",
        "é",
        "e",
        "ß",
        "ss",
        "\uffee",
        "\u{1f600}",
        "",
        " ",
        "-",
        "_",
        "10",
        "9",
        "客",
      ];
      await warehouse.load([tableOf("texts", { name: "v", type: "text" }, texts)]);
      expect((await read(`SELECT v FROM ${table("texts")} ORDER BY v`)).map(([text]) => text)).toEqual(
        [...texts].sort(byBytes),
      );
      expect(await read(`SELECT max(v), min(v) FROM ${table("texts")}`)).toEqual([["\u{1f600}", ""]]);
      expect(await read(`SELECT count(*) FROM ${table("texts")} WHERE v < 'a'`)).toEqual([
        [texts.filter((text) => byBytes(text, "a") < 0).length],
      ]);
    });

    test("columns may have any name", async () => {
      const names = [
        "select",
        "q\"u`o'te",
        "a b",
        "客户 名",
        "x); DROP TABLE y; --",
        "a.b",
        "\u{1f600}",
        "_id",
        "Mixed",
      ];
      await warehouse.load([
        { table: "named", count: 1, columns: names.map((name) => ({ name, type: "text" })), batches: () => [[names]] },
      ]);
      const found = await warehouse.rows(`SELECT ${names.map(quote).join(", ")} FROM ${table("named")}`);
      expect(found).toEqual({ columns: names, rows: [names] });
    });

    test.each(["", "a b", "a/../b", "客户", 'a"b', "a;b", "x".repeat(64), "1a"])(
      "a table is not called %j",
      async (named) => {
        expect((await problemOf(warehouse.load([tableOf(named, { name: "v", type: "text" }, [])]))).problem).toBe(
          "failed",
        );
        expect((await problemOf(warehouse.create(named, "SELECT 1 AS one"))).problem).toBe("failed");
      },
    );

    test("a column's name is at most 63 bytes", async () => {
      expect(
        (await problemOf(warehouse.load([tableOf("long", { name: "客".repeat(22), type: "text" }, [])]))).problem,
      ).toBe("failed");
      await warehouse.load([tableOf("long", { name: "客".repeat(21), type: "text" }, ["x"])]);
      expect((await warehouse.rows(`SELECT * FROM ${table("long")}`)).columns).toEqual(["k", "客".repeat(21)]);
    });

    test("loading replaces the tables of these names, and only those; progress ends at the end", async () => {
      await warehouse.load([
        tableOf("first", { name: "v", type: "text" }, ["a", "b"]),
        tableOf("second", { name: "v", type: "text" }, ["c"]),
      ]);
      const heard: number[] = [];
      await warehouse.load(
        [tableOf("first", { name: "w", type: "integer" }, [7]), tableOf("third", { name: "v", type: "text" }, [])],
        { progress: (done, total) => heard.push(done / total) },
      );
      expect(await read(`SELECT w FROM ${table("first")}`)).toEqual([[7]]);
      expect(await count("second")).toBe(1);
      expect(await count("third")).toBe(0);
      expect(heard.at(-1)).toBe(1);
      expect(await warehouse.tables()).toEqual(expect.arrayContaining(["first", "second", "third"]));
      await warehouse.drop(["second", "third", "never_there"]);
      expect(await warehouse.tables()).not.toContain("second");
    });

    test("a source that fails midway leaves what was there", async () => {
      await warehouse.load([tableOf("kept", { name: "v", type: "text" }, ["old"])]);
      const failing = warehouse.load([
        tableOf("kept", { name: "v", type: "text" }, ["new"]),
        manyRows("broken", 200_000, (batch) => {
          if (batch === 12) throw new Error("the source is broken");
        }),
      ]);
      await expect(failing).rejects.toThrow("the source is broken");
      expect(await read(`SELECT v FROM ${table("kept")}`)).toEqual([["old"]]);
      expect(await warehouse.tables()).not.toContain("broken");
    });

    test("stopping a load leaves what was there", async () => {
      await warehouse.load([tableOf("kept", { name: "v", type: "text" }, ["old"])]);
      const stop = new AbortController();
      const load = warehouse.load(
        [
          tableOf("kept", { name: "v", type: "text" }, ["new"]),
          manyRows("stopped", 200_000, (batch) => {
            if (batch === 12) stop.abort();
          }),
        ],
        { signal: stop.signal },
      );
      expect((await problemOf(load)).problem).toBe("interrupted");
      expect(await read(`SELECT v FROM ${table("kept")}`)).toEqual([["old"]]);
      expect(await warehouse.tables()).not.toContain("stopped");
    });

    test("a statement that runs long is stopped, and nothing of it is left", async () => {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 700);
      // It would run for hours.
      expect((await problemOf(warehouse.create("endless", slow, { signal: stop.signal }))).problem).toBe("interrupted");
      expect(await warehouse.tables()).not.toContain("endless");
      expect((await problemOf(warehouse.rows("SELECT 1", { signal: stop.signal }))).problem).toBe("interrupted");
      expect(await read("SELECT 1")).toEqual([[1]]);
    });

    test("a table of a query is made aside and takes the place of another", async () => {
      await warehouse.load([manyRows("orders", 25_000)]);
      await warehouse.create("tags", "SELECT 'none' AS customer, 0 AS n");
      await warehouse.create(
        "tags_next",
        `SELECT _customer AS customer, count(*) AS n, sum(amount) AS total FROM ${table("orders")} GROUP BY _customer`,
      );
      await warehouse.rename([{ from: "tags_next", to: "tags" }]);
      // Customer c7 has the events 7, 1007, …, 24007.
      expect(await read(`SELECT n, total FROM ${table("tags")} WHERE customer = 'c7'`)).toEqual([
        [25, 25 * 7 + 1000 * 300],
      ]);
      expect(await count("tags")).toBe(1000);
      expect(await warehouse.tables()).not.toContain("tags_next");
      expect((await problemOf(warehouse.rename([{ from: "not_there", to: "tags" }]))).problem).toBe("failed");
      expect(await count("tags")).toBe(1000);
    });

    test("a query that fails leaves the table of its name as it was", async () => {
      await warehouse.create("stays", "SELECT 1 AS one");
      const failed = await problemOf(warehouse.create("stays", `SELECT no_such_column FROM ${table("stays")}`));
      expect(failed.problem).toBe("failed");
      expect(failed.message).toContain("no_such_column");
      expect(await read(`SELECT one FROM ${table("stays")}`)).toEqual([[1]]);
    });

    test("a query may read the table that it replaces", async () => {
      await warehouse.create("grows", "SELECT 1 AS n");
      for (const _ of [1, 2, 3])
        await warehouse.create("grows", `SELECT n * 2 AS n FROM ${table("grows")} UNION ALL SELECT 1 AS n`);
      expect(await read(`SELECT n FROM ${table("grows")} ORDER BY n`)).toEqual([[1], [2], [4], [8]]);
    });

    test("what can't be given exactly, or has no value of ours, is refused", async () => {
      expect((await problemOf(warehouse.rows("SELECT 9007199254740993 AS big"))).problem).toBe("inexact");
      expect(
        await read(
          "SELECT 9007199254740991 AS big, CAST(12.50 AS DECIMAL(10, 2)) AS money, CAST(7 AS DECIMAL(20, 0)) AS whole, CAST(NULL AS INTEGER) AS nothing",
        ),
      ).toEqual([[9007199254740991, 12.5, 7, null]]);
      expect(["failed", "inexact"]).toContain(
        (await problemOf(warehouse.rows("SELECT CURRENT_DATE AS today"))).problem,
      );
    });

    test("where there are transactions statements are done together, or not at all", async () => {
      await warehouse.create("together", "SELECT 1 AS one");
      const failed = await problemOf(
        warehouse.execute([`INSERT INTO ${table("together")} VALUES (2)`, "SELECT * FROM nowhere"]),
      );
      expect(failed.problem).toBe("failed");
      expect(await count("together")).toBe(transactions ? 1 : 2);
      const heard: number[] = [];
      await warehouse.execute(
        [`INSERT INTO ${table("together")} VALUES (2)`, `INSERT INTO ${table("together")} VALUES (3)`],
        { progress: (done, total) => heard.push(done / total) },
      );
      expect(await count("together")).toBe(transactions ? 3 : 4);
      expect(heard.at(-1)).toBe(1);
    });

    test("statements that don't parse say where", async () => {
      expect((await problemOf(warehouse.rows("SELEC 1"))).message).toMatch(/SELEC/i);
    });

    test(`${rows} rows are loaded`, async () => {
      const begun = performance.now();
      await warehouse.load([manyRows("many", rows)]);
      const seconds = (performance.now() - begun) / 1000;
      console.log(`${name}: ${rows} rows of 7 columns loaded in ${seconds.toFixed(2)} s`);
      expect(
        await read(`SELECT count(*), sum(amount), count(category), min(_time), max(_time) FROM ${table("many")}`),
      ).toEqual([[rows, (rows * (rows - 1)) / 2, rows * 0.8, 1_700_000_000_000, 1_700_000_000_000 + rows - 1]]);
      await warehouse.drop(["many"]);
    });
  });
}
