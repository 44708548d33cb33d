import { appendFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { required } from "../../engine/invariant/required.ts";
import type { TypedTable } from "../../engine/check/program.ts";
import { inWords } from "../../grammar/texts/in-words.ts";
import { WorkspaceError } from "../../store/errors.ts";
import { importSources, type SourceReport } from "../../store/import/import.ts";
import { notesOf } from "../../store/import/report-notes.ts";
import { ensureTables, openDatabase } from "../../store/sqlite/database.ts";
import type { SqliteDatabase } from "../../store/sqlite/sqlite.ts";
import { createRowsTable, keepTableMemory, requireMemory, tableMemory } from "../../store/tables/stored-tables.ts";
import { TableWriter } from "../../store/tables/table-writer.ts";
import { compileWorkspace, openWorkspace } from "../../store/workspace/workspace.ts";
import { tagma, tagmaOut, writeFiles } from "../support/command.ts";
import { imported, rowsOf, workspaceOf } from "../support/store.ts";

const rules = `profile customer { likes : set of text }
event bought { total : money }
event line part of bought { sku : product }
table product by sku { brand : text   weight : integer   fresh : yes/no }
statistical tag acme = count of line where sku.brand is "Acme"
`;
const at = "2026-01-01T10:00";
const orders = {
  name: "o",
  file: "o.jsonl",
  customer: "who",
  id: "id",
  time: "at",
  event: "bought",
  parts: { line: "items" },
};
const people = { name: "c", file: "c.csv", customer: "id", profile: true, columns: { likes: { separator: "|" } } };
const products = { name: "p", file: "p.csv", table: "product" };
const order = (id: number, items: unknown): string => `${JSON.stringify({ id, who: "a", at, items })}\n`;

describe("a part without its parent", () => {
  it("is told, whether a source, a row of a file of parts, or a test brings it", async () => {
    const alone = { ...orders, event: "line", parts: undefined };
    expect(await tagma("import", "-w", workspaceOf(rules, [alone], { "o.jsonl": order(1, []) }))).toMatchObject({
      code: 2,
      err: expect.stringMatching(/`line` is part of `bought`: .* or say `part` instead of `event`/),
    });
    const rows = { name: "l", file: "l.csv", part: "line", join: { source: "o", column: "order" } };
    const folder = workspaceOf(rules, [{ ...orders, parts: undefined }, rows], {
      "o.jsonl": order(1, []),
      "l.csv": "order,sku\n1,x\n2,y\n",
    });
    expect((await imported(folder))[1]).toMatchObject({
      added: 1,
      rejects: [{ line: 3, column: "order", reason: 'names no row of the source "o"' }],
    });
    writeFiles(folder, {
      "t.tagma": 'test "x" {\n  customer {}\n  line { sku: "x" }\n  at 2026-01-01\n  expect acme is 1\n}\n',
    });
    expect((await tagma("check", "-w", folder)).code).toBe(1);
  });
});

describe("lists that are too long", () => {
  it("are refused with their row, and the others go in", async () => {
    const folder = workspaceOf(rules, [people, orders], {
      "c.csv": `id,likes\na,x|y\nb,${Array.from({ length: 100_000 }, (_, index) => `v${index}`).join("|")}\n`,
      "o.jsonl":
        order(1, [{}]) +
        order(
          2,
          Array.from({ length: 10_001 }, () => ({})),
        ),
    });
    expect(await imported(folder)).toMatchObject([
      { added: 1, rejects: [{ line: 3, column: "likes", reason: "has more than 1000 values" }] },
      { added: 1, rejects: [{ line: 2, column: "items", reason: "has more than 10000 parts" }] },
    ]);
    expect(rowsOf(folder, "SELECT count(*) AS n FROM part_line")).toEqual([{ n: 1 }]);
  });

  it("of very many elements in Parquet, too, and in a line of JSON, which is too long itself", async () => {
    const folder = workspaceOf(
      rules,
      [
        { ...orders, file: "o.parquet" },
        { ...people, file: "c.parquet", columns: undefined },
      ],
      {},
    );
    const duckdb = await DuckDBInstance.create(":memory:");
    const connection = await duckdb.connect();
    for (const [name, columns] of [
      ["o", `'a' AS who, TIMESTAMP '2026-01-01 10:00:00' AS "at", [{ sku: j } FOR j IN range(n)] AS items`],
      ["c", "[j::VARCHAR FOR j IN range(n)] AS likes"],
    ] as const)
      await connection.run(
        `COPY (SELECT 'x' || n AS id, ${columns} FROM (VALUES (2), (50000)) AS t (n)) TO '${join(folder, `${name}.parquet`)}' (FORMAT parquet)`,
      );
    connection.closeSync();
    expect(await imported(folder)).toMatchObject([
      { added: 1, rejects: [{ line: 2, column: "items", reason: "has more than 10000 parts" }] },
      { added: 1, rejects: [{ line: 2, column: "likes", reason: "has more than 1000 values" }] },
    ]);
    // What can't come back is not written out, either.
    expect(readFileSync(join(folder, ".tagma/rejects-o.jsonl"), "utf8").length).toBeLessThan(1000);
    const long = workspaceOf(rules, [orders], { "o.jsonl": order(1, []) + order(2, Array(1_000_000).fill(1)) });
    expect(await tagma("import", "-w", long)).toMatchObject({
      code: 2,
      err: expect.stringContaining("line 2: has a line longer than 1000000 characters"),
    });
  });

  it("of parts in a file of their own, by their number and by their length", async () => {
    const rows = { name: "l", file: "l.csv", part: "line", join: { source: "o", column: "order" } };
    const folder = workspaceOf(rules, [{ ...orders, parts: undefined }, rows], {
      "o.jsonl": order(1, []) + order(2, []) + order(3, []),
      "l.csv": `order,sku\n3,x\n${"1,x\n".repeat(10_001)}${`2,${"y".repeat(99_000)}\n`.repeat(250)}`,
    });
    expect((await imported(folder))[0]).toMatchObject({
      added: 1,
      rejects: [
        { line: 1, column: "l[]", reason: "has more than 10000 parts" },
        { line: 2, column: "l[]", reason: "have more than 20000000 characters together" },
      ],
    });
  });
});

describe("computed fields that go round in a circle", () => {
  it("are told by the checker", async () => {
    const circle = "event bought { a : integer = b + 1   b : integer = a + 1 }\nstatistical tag n = sum of bought.a\n";
    const { code, out, err } = await tagma("check", "-w", workspaceOf(circle, [], {}));
    expect({ code, told: `${out}${err}`.includes("cycle") }).toEqual({ code: 1, told: true });
  });
});

const nothing = {
  ofTable: true,
  conflicts: 0,
  conflicting: [],
  likeLines: 0,
  unmet: [],
  lost: { count: 0, some: [] },
};

describe("a table", () => {
  it("with a key twice keeps the least row, and names the key", async () => {
    const folder = workspaceOf(rules, [products], { "p.csv": "sku,brand\na,Zed\nb,Bee\na,Acme\n" });
    expect(await tagmaOut("import", "-w", folder)).toMatch(/1 keys have rows that say different things.*"a"/);
    expect(rowsOf(folder, "SELECT brand FROM table_product WHERE _key = 'a'")).toEqual([{ brand: "Acme" }]);
  });

  /** A table without rows. */
  function made(): { readonly database: SqliteDatabase; readonly table: TypedTable } {
    const workspace = openWorkspace(workspaceOf(rules, [products], {}));
    const program = required(compileWorkspace(workspace).program, "a program");
    const table = required(program.tables.get("product"), "a table");
    const database = openDatabase(workspace.databasePath);
    ensureTables(database, program);
    createRowsTable(database, table, "UTC");
    return { database, table };
  }

  it("with more rows than a table may have is refused by its limit", () => {
    const { database, table } = made();
    const writer = new TableWriter(database, table, 3);
    for (const key of ["a", "b", "c"]) writer.write(key, new Map());
    expect(() => writer.write("d", new Map())).toThrow(/`product` has more than 3 rows, which is the limit/);
    database.close();
  });

  /** A table of as many rows, each of 100 characters of brand. */
  function filled(rows: number): { readonly database: SqliteDatabase; readonly table: TypedTable } {
    const { database, table } = made();
    database
      .prepare(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO table_product (_key, brand, weight) SELECT printf('%010d', i), printf('%0100d', i), i FROM n",
      )
      .run(rows);
    return { database, table };
  }

  it("tells how much memory it takes, before rules are run, and is refused where there is not so much", () => {
    const { database, table } = filled(1000);
    const memory = tableMemory(database, table, "table_product");
    // 110 characters of key and brand, and what holds them.
    expect(memory).toBeGreaterThan(1000 * 150);
    expect(memory).toBeLessThan(1000 * 400);
    keepTableMemory(database, "product", memory);
    expect(() => requireMemory(database, [table], memory * 2)).not.toThrow();
    expect(() => requireMemory(database, [table], memory)).toThrow(
      /above all `product`, would take about 1 MB of memory.*--max-old-space-size=/,
    );
    database.close();
  });

  it("says so when it is imported, from 100 MB on", () => {
    const told = (memory: number): string[] => notesOf({ ...nothing, memory }).map((note) => inWords(note));
    expect(told(99_000_000)).toEqual([]);
    expect(told(123_000_000)).toEqual([
      "these rows take about 123 MB of memory whenever rules that read them are evaluated",
    ]);
  });
});

describe("a file that changes while it is read", () => {
  const row = (index: number, who = "a"): string => `${index},${who},${at},1.00\n`;
  const csv = (who: string, rows = 20_000): string =>
    `id,who,at,total\n${Array.from({ length: rows }, (_, index) => row(index, who)).join("")}`;
  const source = { name: "o", file: "o.csv", customer: "who", id: "id", time: "at", event: "bought" };

  /** Imports, and does something to the file when part of it has been read. */
  async function during(folder: string, work: (path: string) => void): Promise<SourceReport[] | string> {
    const workspace = openWorkspace(folder);
    const { program: found } = compileWorkspace(workspace);
    const database = openDatabase(workspace.databasePath);
    let did = false;
    try {
      return await importSources(workspace, required(found, "a program"), database, workspace.config.sources ?? [], {
        patience: { seconds: 1, onWait: () => undefined },
        progress: ({ bytes }) => {
          if (did || bytes < 100_000) return;
          did = true;
          work(join(folder, "o.csv"));
        },
      });
    } catch (error) {
      if (error instanceof WorkspaceError) return error.told.key;
      throw error;
    } finally {
      expect(did).toBe(true);
      database.close();
    }
  }
  const counts = (folder: string): unknown =>
    rowsOf(folder, "SELECT _customer AS who, count(*) AS n FROM event_bought GROUP BY 1 ORDER BY 1");

  it.for<[string, (path: string) => void]>([
    ["is written over", (path) => writeFileSync(path, csv("b"))],
    ["is written over by more", (path) => writeFileSync(path, csv("b", 30_000))],
    ["is cut", (path) => truncateSync(path, 150_000)],
    ["is removed", (path) => rmSync(path)],
    [
      "is put in the place of another",
      (path) => {
        writeFileSync(`${path}.new`, csv("c"));
        renameSync(`${path}.new`, path);
      },
    ],
  ])("and %s fails the import, which keeps nothing", async ([, work]) => {
    const folder = workspaceOf(rules, [source], { "o.csv": csv("z", 2) });
    await imported(folder);
    writeFiles(folder, { "o.csv": csv("a") });
    expect(await during(folder, work)).toBe("file-changed");
    expect(counts(folder)).toEqual([{ who: "z", n: 2 }]);
  });

  it("and grows is read up to where it was, and on from there the next time", async () => {
    const folder = workspaceOf(rules, [source], { "o.csv": csv("a") });
    expect(await during(folder, (path) => appendFileSync(path, row(20_000, "b")))).toMatchObject([{ added: 20_000 }]);
    expect(counts(folder)).toEqual([{ who: "a", n: 20_000 }]);
    expect(await imported(folder)).toMatchObject([{ rows: 1, added: 1 }]);
  });

  it("is as good as any when it is the same again", async () => {
    const folder = workspaceOf(rules, [source], { "o.csv": csv("a") });
    expect(await during(folder, (path) => writeFileSync(path, csv("a")))).toMatchObject([{ added: 20_000 }]);
  });
});
