import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { tagma, tagmaOut, writeFiles } from "../support/command.ts";
import { imported, rowsOf, tagsOf, workspaceOf } from "../support/store.ts";

const rules = `profile customer {}
event bought { total : money   shop : one of (app, web) }
event line part of bought { sku : text required   price : money at least 0   tags : set of text   note : text personal }
statistical tag lines = count of line
statistical tag worth_app = sum of line.price where bought.shop is app
statistical tag last_sku = latest line.sku
`;
const orders = {
  name: "orders",
  file: "orders.csv",
  customer: "customer_id",
  id: "order_id",
  time: { column: "created", format: "dd/MM/yyyy HH:mm" },
  event: "bought",
};
const lines = {
  name: "items",
  file: "items.csv",
  part: "line",
  join: { source: "orders", column: "order" },
  line: "no",
  delimiter: ";",
  encoding: "windows-1252",
  numbers: { decimal: "," },
  fields: { sku: "article" },
  columns: { tags: { separator: "|" } },
};
const ordersCsv =
  "order_id,customer_id,created,total,shop\n1,a,31/12/2025 14:05,9.50,app\n2,b,01/01/2026 09:00,1,web\n3,a,02/01/2026 09:00,0,app\n";
const head = "order;no;article;price;tags\n";
const itemsCsv = `${head}1;10;\xf1;4,50;x|y\n2;1;b;1,00;\n1;9;c;5,00;\n`;
const latin = (text: string): Uint8Array => Buffer.from(text, "latin1");
const shop = (items: string, more: object = {}, moreOrders: object = {}): string =>
  workspaceOf(
    rules,
    [
      { ...orders, ...moreOrders },
      { ...lines, ...more },
    ],
    {
      "orders.csv": ordersCsv,
      "items.csv": latin(items),
    },
  );
const parts = (folder: string): unknown[] =>
  rowsOf(folder, "SELECT _id AS id, _customer AS who, sku, price FROM part_line ORDER BY _id");

describe("parts that have a file of their own", () => {
  it("come with the events that they name, in the order of their numbers, read as their source says", async () => {
    const folder = shop(itemsCsv);
    expect(await imported(folder)).toMatchObject([
      { source: "orders", rows: 3, added: 3, rejected: 0 },
      { source: "items", partOf: "orders", rows: 3, added: 3, rejected: 0, files: 1, unchanged: 0 },
    ]);
    expect(parts(folder)).toEqual([
      { id: "bought:1#000001", who: "a", sku: "c", price: 500 },
      { id: "bought:1#000002", who: "a", sku: "ñ", price: 450 },
      { id: "bought:2#000001", who: "b", sku: "b", price: 100 },
    ]);
    expect(await tagsOf(folder)).toEqual({
      a: { lines: 2, worth_app: 9.5, last_sku: "ñ" },
      b: { lines: 1, worth_app: 0, last_sku: "b" },
    });
    expect(await tagmaOut("import", "-w", folder)).toMatch(/orders +unchanged\nitems +unchanged\n/);
  });

  it("come whichever of the two sources is imported, and wherever it stands", async () => {
    const folder = workspaceOf(rules, [lines, orders], { "orders.csv": ordersCsv, "items.csv": latin(itemsCsv) });
    expect((await imported(folder, "items")).map(({ source }) => source)).toEqual(["orders", "items"]);
    expect(parts(folder)).toHaveLength(3);
  });

  it("follow their file: lines come, change and go, and orders move with theirs", async () => {
    const folder = shop(itemsCsv);
    await imported(folder);
    writeFiles(folder, { "items.csv": latin(`${head}1;9;c;6,00;\n3;1;d;2,00;\n`) });
    await imported(folder);
    expect(parts(folder)).toEqual([
      { id: "bought:1#000001", who: "a", sku: "c", price: 600 },
      { id: "bought:3#000001", who: "a", sku: "d", price: 200 },
    ]);
    writeFiles(folder, { "orders.csv": ordersCsv.replace("1,a,", "1,c,") });
    await imported(folder);
    expect(parts(folder)).toMatchObject([{ who: "c" }, { who: "a" }]);
    writeFiles(folder, { "items.csv": head });
    await imported(folder);
    expect(parts(folder)).toEqual([]);
  });

  it("go with events that are told of no longer, where the source replaces", async () => {
    const folder = shop(itemsCsv, {}, { replace: true });
    await imported(folder);
    writeFiles(folder, { "orders.csv": ordersCsv.replace(/^1,.*\n/m, "") });
    expect(await imported(folder)).toMatchObject([{ added: 0, removed: 1 }, { rejects: [{ line: 2 }, { line: 4 }] }]);
    expect(parts(folder)).toMatchObject([{ id: "bought:2#000001" }]);
  });

  it("may stand in the same file as their events, a row a part", async () => {
    const flat = "order_id,customer_id,created,total,shop,sku,price\n";
    const row = (order: number, sku: string, total = 9): string =>
      `${order},a,31/12/2025 14:05,${total},app,${sku},1.50\n`;
    const same = { name: "rows", file: "flat.csv", part: "line", join: { source: "orders", column: "order_id" } };
    const folder = workspaceOf(rules, [{ ...orders, file: "flat.csv" }, same], {
      "flat.csv": flat + row(1, "a") + row(2, "b") + row(1, "c") + row(1, "d") + row(2, "e"),
    });
    expect(await imported(folder)).toMatchObject([
      { rows: 5, added: 2, known: 3, conflicts: 0 },
      { rows: 5, added: 5, rejected: 0 },
    ]);
    expect(parts(folder)).toMatchObject(["a", "c", "d", "b", "e"].map((sku) => ({ sku })));
    // What says different things of one order is told as ever.
    writeFiles(folder, { "flat.csv": flat + row(1, "a") + row(1, "c", 8) });
    expect((await imported(folder))[0]).toMatchObject({ conflicts: 1 });
    expect(parts(folder).slice(0, 2)).toMatchObject([{ sku: "a" }, { sku: "c" }]);
    // Each telling would be kept with all the lines, so that their number has an end.
    const many = Array.from({ length: 103 }, (_, index) => row(1, `s${index}`, index));
    writeFiles(folder, { "flat.csv": flat + many.join("") });
    expect((await imported(folder))[0]).toMatchObject({
      rejected: 3,
      rejects: [{ line: 102, column: "rows[]", reason: expect.stringContaining("more than 100 rows") }, {}, {}],
    });
  });

  it("of folders, JSON and numbers that are texts", async () => {
    const folder = workspaceOf(
      rules,
      [orders, { ...lines, file: "items", encoding: undefined, delimiter: undefined, numbers: undefined }],
      {
        "orders.csv": ordersCsv,
        "items/1.jsonl": '{"order":1,"no":"b","article":"second","price":1,"tags":["x"]}\n',
        "items/2.csv": "order,no,article,tags\n1,a,first,\n",
      },
    );
    await imported(folder);
    expect(parts(folder)).toMatchObject([
      { sku: "first", price: null },
      { sku: "second", price: 100 },
    ]);
  });
});

describe("rows of parts that can't be used", () => {
  it("are told with their line: without an event, without a number, with too few cells", async () => {
    const folder = shop(`${itemsCsv}9;1;x;1,00;\n;1;x;1,00;\n1;;x;1,00;\n1;2\n`);
    const [, report] = await imported(folder);
    expect(report).toMatchObject({
      rows: 7,
      added: 3,
      rejected: 4,
      rejects: [
        { line: 6, column: "order", reason: 'names no row of the source "orders" that it would be part of' },
        { line: 7, column: "no", reason: "has no number" },
        { line: 8, column: "" },
        { line: 5, column: "order", reason: 'names no row of the source "orders"' },
      ],
      rejectFile: ".tagma/rejects-items.csv",
    });
    expect(parts(folder)).toHaveLength(3);
    const text = await tagmaOut("import", "--fresh", "--max-errors", "100%", "-w", folder);
    expect(text).toMatch(/items +7 rows, 3 with orders, 4 rejected/);
    expect(text).toContain("they are listed in .tagma/rejects-items.csv; mend them in the source's own file");
    expect(await tagma("import", "--fresh", "-w", folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining("4 of 7 rows"),
    });
    expect(parts(folder)).toHaveLength(3);
  });

  it("take their event with them, which names the line", async () => {
    const folder = shop(`${head}1;1;a;four;\n2;1;;1,00;\n3;1;x;1,00;\n3;1;y;1,00;\n`);
    expect((await imported(folder))[0]).toMatchObject({
      added: 0,
      rejects: [
        { line: 2, column: "items:2.price" },
        { line: 3, column: "items:3.article", reason: "is empty, but required" },
        {
          line: 4,
          column: "items[]",
          reason: "several of them have the number 1 and say different things, as in line 5",
        },
      ],
    });
    // The same row twice is once.
    writeFiles(folder, { "items.csv": latin(`${head}3;1;x;1,00;\n3;1;x;1,00;\n`) });
    await imported(folder);
    expect(parts(folder)).toMatchObject([{ id: "bought:3#000001", sku: "x" }]);
  });

  it("are mended in the list of rejected events, which has them", async () => {
    const folder = shop(itemsCsv, {}, {});
    writeFiles(folder, { "orders.csv": ordersCsv.replace("9.50", "much") });
    const [report] = await imported(folder, "--show-personal");
    const list = report?.rejectFile ?? "";
    const text = readFileSync(`${folder}/${list}`, "utf8");
    expect(text).toContain("items[]");
    writeFiles(folder, { "mended.csv": text.replace(",much,", ",9.50,") });
    await imported(folder, "orders", "--from", `${folder}/mended.csv`);
    expect(parts(folder)).toHaveLength(3);
    expect(await tagma("import", "items", "--from", `${folder}/mended.csv`, "-w", folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining("parts come with their events"),
    });
  });

  it("are passed over with the events, and by their own filter", async () => {
    const folder = shop(
      itemsCsv,
      { filter: [{ column: "article", isNot: "c" }] },
      { filter: [{ column: "shop", is: "app" }] },
    );
    expect(await imported(folder)).toMatchObject([
      { added: 2, rejected: 0 },
      { added: 2, rejected: 0 },
    ]);
    expect(parts(folder)).toMatchObject([{ sku: "ñ" }]);
  });

  it("never show what is personal", async () => {
    const folder = shop(`order;no;article;price;tags;note\n9;1;x;1,00;;call Zoe\n`);
    const [, report] = await imported(folder);
    expect(readFileSync(`${folder}/${report?.rejectFile ?? ""}`, "utf8")).not.toContain("Zoe");
  });
});

describe("a source of parts", () => {
  it.for([
    [{ customer: "x" }, {}, "takes no `customer`"],
    [{ join: undefined }, {}, '"join" is missing'],
    [{ join: { source: "order", column: "order" } }, {}, 'did you mean "orders"?'],
    [{}, { id: undefined }, 'needs "id", or "replace"'],
    [{}, { id: undefined, replace: true }, '"join": the source "orders" has no "id"'],
    [{ join: { source: "orders", column: "order", key: "order_id" } }, { id: undefined }, 'needs "id", or "replace"'],
    [{}, { parts: { line: "x" } }, 'the parts `line` of the source "orders" come from two places'],
    [{}, { profile: true, event: undefined, id: undefined, time: undefined }, "has no events"],
    [{ part: undefined, customer: "x", time: "y", event: "bought" }, {}, '"line" is the number of a part'],
  ] as const)("is checked: %j %j", async ([more, moreOrders, told]) => {
    const { code, err } = await tagma("check", "-w", shop(itemsCsv, more, moreOrders));
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(told) });
  });

  it.for([
    [{ part: "lin" }, "declare no part `lin` of an event; did you mean `line`?"],
    [{ join: { source: "orders", column: "ordr" } }, 'no column "ordr"; did you mean "order"?'],
    [{ line: "nr" }, 'no column "nr"'],
    [{ fields: { skus: "article" } }, "`line` has no field `skus`; did you mean `sku`?"],
    [{ fields: {} }, "`line.sku` is required"],
  ] as const)("names what is there: %j", async ([more, told]) => {
    const { code, err } = await tagma("import", "-w", shop(itemsCsv, more));
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(told) });
  });
});
