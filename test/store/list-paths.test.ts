import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { memberAt } from "../../store/read/json-path.ts";
import { tagma, tagmaOut, writeFiles } from "../support/command.ts";
import { imported, rowsOf, workspaceOf } from "../support/store.ts";

describe("a path into the elements of a list", () => {
  const object = {
    items: [{ sku: "a", p: { n: 1 }, tags: ["x", "y"], "u.v": 7 }, { sku: null }, 5, { sku: "b", tags: ["z"], p: {} }],
    boxes: [{ items: [{ sku: "a" }] }, { items: [] }, { items: [{ sku: "b" }, { sku: "c" }] }],
    empty: [],
    one: { sku: "a" },
    "odd[].sku": "as it is",
    deep: { list: [{ x: 1 }] },
  };
  it.for([
    ["items[].sku", ["a", "b"]],
    ["items[].p.n", [1]],
    ["items[].u.v", [7]],
    ["items[].tags[]", ["x", "y", "z"]],
    ["items[].tags", [["x", "y"], ["z"]]],
    ["boxes[].items[].sku", ["a", "b", "c"]],
    ["boxes[].items[]", [{ sku: "a" }, { sku: "b" }, { sku: "c" }]],
    ["items[].none", []],
    ["empty[].sku", []],
    ["empty[]", []],
    ["odd[].sku", "as it is"],
    ["deep.list[].x", [1]],
    // What is no list is what it is, and no set.
    ["one[].sku", { sku: "a" }],
    ["none[].sku", undefined],
    ["items[]sku", undefined],
    ["[]", undefined],
  ] as const)("%s", ([path, expected]) => {
    expect(memberAt(object, path)).toEqual(expected);
  });
});

const rules = `profile customer { likes : set of one of (food, sport) }
event bought { skus : set of text   total : money }
event line part of bought { sku : text   number : text }
`;
const people = { name: "p", file: "p.json", profile: true, customer: "id", fields: { likes: "interests[].name" } };
const orders = {
  name: "o",
  file: "o.jsonl",
  customer: "who",
  id: "id",
  time: "at",
  event: "bought",
  fields: { skus: "boxes[].items[].sku" },
  parts: { line: { column: "boxes[].items[]", fields: { number: "serial" } } },
};
const sets = "SELECT skus FROM event_bought ORDER BY _id";

describe("in tagma.json", () => {
  it("gives sets and parts, with settings of their own and ids to the last digit", async () => {
    const folder = workspaceOf(
      rules,
      [{ ...people, columns: { "interests[].name": { values: { comida: "food" } } } }, orders],
      {
        "p.json":
          '[{"id":"a","interests":[{"name":"comida"},{"name":"sport"}]},{"id":"b","interests":[]},{"id":"c"},{"id":"d","interests":[{"name":"chess"}]}]',
        "o.jsonl": [
          '{"id":1,"who":"a","at":"2026-01-01","boxes":[{"items":[{"sku":"x","serial":12345678901234567890}]},{"items":[{"sku":9007199254740993}]}]}',
          '{"id":2,"who":"a","at":"2026-01-01","total":90071992547409.931234567890,"boxes":[]}',
          '{"id":3,"who":"a","at":"2026-01-01","total":70368744177663.63}',
          '{"id":4,"who":"a","at":"2026-01-01","boxes":{"items":[]}}',
          "",
        ].join("\n"),
      },
    );
    const [first, second] = await imported(folder);
    expect(first).toMatchObject({
      added: 3,
      rejects: [{ line: 1, column: "interests[].name", reason: expect.stringContaining("food, sport") }],
    });
    expect(second).toMatchObject({
      added: 2,
      rejects: [
        { line: 2, column: "total", reason: expect.stringContaining("digits") },
        { line: 4, column: "boxes[].items[].sku", reason: expect.stringContaining("object") },
      ],
    });
    expect(rowsOf(folder, "SELECT likes FROM profile ORDER BY _customer")).toEqual([
      { likes: "\u001ffood\u001fsport\u001f" },
      { likes: "\u001f" },
      { likes: null },
    ]);
    expect(rowsOf(folder, sets)).toEqual([{ skus: "\u001f9007199254740993\u001fx\u001f" }, { skus: null }]);
    expect(rowsOf(folder, "SELECT total FROM event_bought WHERE _id = 'bought:3'")).toEqual([
      { total: 7_036_874_417_766_363 },
    ]);
    expect(rowsOf(folder, "SELECT _id AS id, sku, number FROM part_line ORDER BY 1")).toEqual([
      { id: "bought:1#000001", sku: "x", number: "12345678901234567890" },
      { id: "bought:1#000002", sku: "9007199254740993", number: null },
    ]);
  });

  it("keeps the digits of ids in lists that are written in a cell, too", async () => {
    const folder = workspaceOf(rules, [{ ...orders, file: "o.csv", fields: {}, parts: { line: "items" } }], {
      "o.csv": 'id,who,at,items\n1,a,2026-01-01,"[{""sku"":12345678901234567890}]"\n',
    });
    await imported(folder);
    expect(rowsOf(folder, "SELECT sku FROM part_line")).toEqual([{ sku: "12345678901234567890" }]);
  });

  it("is told where no row has it", async () => {
    const row = '{"id":1,"who":"a","at":"2026-01-01","boxes":[],"total":1}\n';
    const wrong = { skus: "boxs[].items[].sku", total: "totl" };
    const folder = workspaceOf(rules, [{ ...orders, fields: wrong }], { "o.jsonl": row });
    expect(await tagmaOut("import", "-w", folder)).toContain(
      '2 named columns stand in no row: "boxs[].items[].sku", "totl"',
    );
    // What was met before is not missed in the rows that were added.
    const right = workspaceOf(rules, [orders], { "o.jsonl": row });
    expect(await tagmaOut("import", "-w", right)).not.toContain("in no row");
    writeFiles(right, { "o.jsonl": row + row.replace('"boxes":[],', "").replace('"id":1', '"id":2') });
    expect(await tagmaOut("import", "-w", right)).not.toContain("in no row");
  });

  it("reads Parquet, and says which path it has not", async () => {
    const folder = workspaceOf(rules, [{ ...orders, file: "o.parquet" }], {});
    const duckdb = await DuckDBInstance.create(":memory:");
    const connection = await duckdb.connect();
    await connection.run(
      `COPY (SELECT i::VARCHAR AS id, 'a' AS who, TIMESTAMP '2026-01-01 10:00:00' AS "at", 1 AS total, [{ items: [{ sku: 'x' || i, serial: 12345678901234567 }, { sku: 'y', serial: 1 }] }] AS boxes FROM range(2) AS t (i)) TO '${join(folder, "o.parquet")}' (FORMAT parquet)`,
    );
    connection.closeSync();
    expect(await imported(folder)).toMatchObject([{ added: 2, rejected: 0 }]);
    expect(rowsOf(folder, sets)).toEqual([{ skus: "\u001fx0\u001fy\u001f" }, { skus: "\u001fx1\u001fy\u001f" }]);
    expect(rowsOf(folder, "SELECT number FROM part_line ORDER BY _id LIMIT 1")).toEqual([
      { number: "12345678901234567" },
    ]);
    const wrong = workspaceOf(rules, [{ ...orders, file: "o.parquet", fields: { skus: "boxes[].items[].skus" } }], {});
    copyFileSync(join(folder, "o.parquet"), join(wrong, "o.parquet"));
    expect(await tagma("import", "-w", wrong)).toMatchObject({
      code: 2,
      err: expect.stringContaining('no column "boxes[].items[].skus"; did you mean "boxes[].items[].sku"?'),
    });
  });
});
