import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { folderWith, tagma, tagmaJson } from "../support/command.ts";
import { imported, rowsOf } from "../support/store.ts";

interface Made {
  readonly rules: string;
  readonly sources: readonly object[];
  readonly notes: string;
  readonly workspace: string;
}

/** What init makes of files; it must check, and import every row. */
async function made(folder: string, ...files: string[]): Promise<Made> {
  const workspace = join(folder, "w");
  const from = files.map((name) => join(folder, name));
  const { notes = [] } = await tagmaJson<{ readonly notes?: readonly string[] }>(
    ...["init", workspace, "--time-zone", "UTC", "--from", ...from],
  );
  expect(await tagma("check", "-w", workspace)).toMatchObject({ code: 0 });
  for (const report of await imported(workspace)) expect(report).toMatchObject({ rejects: [], source: report.source });
  const config: { readonly sources: readonly object[] } = JSON.parse(
    readFileSync(join(workspace, "tagma.json"), "utf8"),
  );
  return {
    workspace,
    rules: readFileSync(join(workspace, "rules.tagma"), "utf8"),
    sources: config.sources,
    notes: notes.join("\n"),
  };
}

const lines = (...rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const at = "2025-05-05T10:00:00Z";

describe("lists of objects", () => {
  const order = (id: string, items: unknown, more: object = {}): object => ({
    order_id: id,
    customer_id: "c1",
    created_at: at,
    items,
    ...more,
  });

  it("become parts of their event, with fields, paths and what is always there", async () => {
    const folder = folderWith({
      "orders.jsonl": lines(
        order("1", [{ sku: "a", price: 1.5, product: { name: "A" }, tags: ["x"] }]),
        order("2", [
          { sku: "b", price: 2, product: { name: "B" }, tags: [], gift: true },
          { sku: "a", price: 3, product: { name: "A" }, tags: ["x", "y"] },
        ]),
        order("3", []),
      ),
    });
    const { rules, sources, notes, workspace } = await made(folder, "orders.jsonl");
    expect(rules).toContain("event items part of orders {");
    expect(rules).toMatch(/ {2}product_name: text required/);
    expect(rules).toMatch(/ {2}gift: yes\/no  \/\//);
    expect(rules).toMatch(/ {2}tags: set of text required/);
    expect(sources).toMatchObject([
      { event: "orders", parts: { items: { column: "items", fields: { product_name: "product.name" } } } },
    ]);
    expect(notes).toContain('what "items" lists (line 1) is part of orders, as items');
    expect(
      rowsOf(workspace, "SELECT _parent AS p, sku, price, product_name AS n, gift FROM part_items ORDER BY 1, 2"),
    ).toEqual([
      { p: "orders:1", sku: "a", price: 150, n: "A", gift: null },
      { p: "orders:2", sku: "a", price: 300, n: "A", gift: null },
      { p: "orders:2", sku: "b", price: 200, n: "B", gift: 1 },
    ]);
  });

  it("are read in the order of days that their own rows tell, and with their own numbers", async () => {
    const item = (sent: string, price: string): object => ({ sent, price });
    const folder = folderWith({
      "o.jsonl": lines(order("1", [item("01/02/2025", "1,50"), item("31/12/2025", "1.200,00")])),
    });
    const { rules, sources, notes } = await made(folder, "o.jsonl");
    expect(rules).toMatch(/sent: date required[^\n]*\n {2}price: money at least 0 required/);
    expect(sources).toMatchObject([
      { numbers: { decimal: ",", thousands: "." }, columns: { "items.sent": { format: "dd/MM/yyyy" } } },
    ]);
    expect(notes).toContain('in "items.sent" the day stands before the month, by line 1');
  });

  it("of events of several kinds are parts of those that have any", async () => {
    const row = (name: string, items: readonly object[]): object => ({ event_name: name, user_id: "u", at, items });
    const folder = folderWith({
      "e.jsonl": lines(
        ...[row("page_view", []), row("purchase", [{ sku: "a" }]), row("view_item", [{ sku: "b" }])],
        ...[row("page_view", []), row("purchase", [{ sku: "a" }]), row("view_item", [{ sku: "b" }])],
      ),
    });
    const { rules, workspace } = await made(folder, "e.jsonl");
    expect(rules.match(/^event .*$/gm)).toEqual([
      "event page_view {}",
      "event purchase {}",
      "event purchase_items part of purchase {",
      "event view_item {}",
      "event view_item_items part of view_item {",
    ]);
    expect(rowsOf(workspace, "SELECT count(*) AS n FROM part_view_item_items")).toEqual([{ n: 2 }]);
  });

  it("in the cells of a CSV are parts, too, where all cells are", async () => {
    const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    const folder = folderWith({
      "o.csv": `order_id,customer_id,at,items,note\n1,a,${at},${cell('[{"sku":"x"}]')},${cell('[{"sku":"x"}]')}\n2,b,${at},${cell("[]")},none\n3,a,${at},,\n`,
    });
    const { rules, workspace } = await made(folder, "o.csv");
    expect(rules).toContain("event items part of o {");
    expect(rules).toMatch(/note: text/);
    expect(rowsOf(workspace, "SELECT _id AS id, sku FROM part_items")).toEqual([{ id: "o:1#000001", sku: "x" }]);
  });
});

describe("lines in a file of their own", () => {
  const orders = `order_id,customer_id,at\n1,a,${at}\n2,b,${at}\n3,a,${at}\n`;
  const linesOf = (numbers: readonly string[]): string =>
    `order_id,line_no,sku\n${numbers.map((number, index) => `${1 + (index % 3)},${number},s${index}\n`).join("")}`;

  it.for([
    ["where these differ in each order", ["2", "2", "2", "1", "1", "10"], true],
    ["not where two lines of an order have one", ["1", "1", "1", "2", "1", "2"], false],
    ["not where one is missing", ["1", "1", "1", "2", "", "2"], false],
  ] as const)("stand by their numbers %s", async ([, numbers, are]) => {
    const folder = folderWith({ "orders.csv": orders, "lines.csv": linesOf(numbers) });
    const { sources, workspace } = await made(folder, "orders.csv", "lines.csv");
    expect(sources[1]).toMatchObject({ part: "lines", join: { source: "orders" } });
    expect("line" in (sources[1] ?? {})).toBe(are);
    expect(rowsOf(workspace, "SELECT sku FROM part_lines WHERE _parent = 'orders:1' ORDER BY _id")).toEqual(
      are ? [{ sku: "s3" }, { sku: "s0" }] : [{ sku: "s0" }, { sku: "s3" }],
    );
  });
});

describe("lists of values", () => {
  it("become sets, of named values where these are few and come again", async () => {
    const folder = folderWith({
      "c.jsonl": lines(
        { id: "a", likes: ["sport", "food"], badges: ["one", 2], scores: [1] },
        { id: "b", likes: ["food"], badges: [], scores: [] },
        { id: "c", likes: ["sport", null], badges: ["x"], scores: null },
      ),
    });
    const { rules, notes, workspace } = await made(folder, "c.jsonl");
    expect(rules).toMatch(/likes: set of one of \(food, sport\)/);
    expect(rules).toMatch(/badges: set of text/);
    expect(rules).toMatch(/scores: set of text/);
    expect(notes).toContain('"likes" holds lists of values, a set (line 1)');
    expect(rowsOf(workspace, "SELECT likes FROM profile ORDER BY _customer")).toEqual([
      { likes: "\u001ffood\u001fsport\u001f" },
      { likes: "\u001ffood\u001f" },
      { likes: "\u001fsport\u001f" },
    ]);
  });

  it("name nobody in the rules, and mask what reaches a person", async () => {
    const folder = folderWith({
      "c.jsonl": lines(...["a", "b", "c", "d"].map((id) => ({ id, contacts: ["zoe@example.org", "ann@example.org"] }))),
    });
    const { rules } = await made(folder, "c.jsonl");
    expect(rules).toMatch(/contacts: set of text[a-z ]* personal/);
    expect(rules).not.toContain("example.org");
  });

  const people = (cells: readonly string[]): string =>
    `customer_id;likes\n${cells.map((cell, index) => `c${index};"${cell}"\n`).join("")}`;

  it("in one cell are sets where that is certain", async () => {
    const folder = folderWith({
      "c.csv": people([
        "cooking|sport",
        "sport",
        "travel|sport",
        "cooking",
        "travel | cooking | sport",
        "",
        "travel",
        "sport",
      ]),
    });
    const { rules, sources, notes } = await made(folder, "c.csv");
    expect(rules).toMatch(/likes: set of one of \(cooking, sport, travel\)/);
    expect(sources).toMatchObject([{ columns: { likes: { separator: "|" } } }]);
    expect(notes).toContain('"likes" holds values with "|" between them, a set (line 2)');
  });

  it("stay sets of any texts where new values came to the end, and so do texts and what names something", async () => {
    const folder = folderWith({
      "c.jsonl": lines(
        ...Array.from({ length: 12 }, (_, index) => ({
          id: `c${index}`,
          likes: [index < 7 ? "a" : "b"],
          plan: index < 7 ? "free" : "paid",
          shop: index % 2 === 0 ? "north" : "south",
          priceCode: index % 2 === 0 ? "P1" : "P2",
        })),
      ),
    });
    const { rules } = await made(folder, "c.jsonl");
    expect(rules).toMatch(
      /likes: set of text .*\n {2}plan: text .*\n {2}shop: one of \(north, south\).*\n {2}priceCode: text /,
    );
  });

  it.for([
    ["places", ["Lugo, Spain", "Lima, Peru", "Vigo, Spain", "Spain", "Lima, Peru", "Vigo, Spain", "Spain"]],
    ["sizes of one shape", ["red, S", "blue, S", "red, M", "blue, M", "red, L", "blue, L", "red, S"]],
    ["sentences", ["Well, yes", "No", "Thanks, bye", "No", "Ok, fine", "No", "Good, good"]],
    ["numbers", ["1,2", "2", "1", "1,2", "2,1", "1", "2"]],
    ["a value twice in a cell", ["a|b", "a", "b", "a|a", "b|a", "a", "b|a"]],
  ] as const)("in one cell are texts where it is not: %s", async ([, cells]) => {
    const { rules } = await made(folderWith({ "c.csv": people(cells) }), "c.csv");
    expect(rules).not.toContain("set of");
  });
});

describe("what becomes nothing", () => {
  it.for([
    [{ x: [[1]] }, "it holds lists in lists (line 1)"],
    [{ x: [true] }, "it lists yes and no, which no set holds (line 1)"],
    [{ x: [{ a: 1 }, 2] }, "it holds lists or objects and other values, too (line 1)"],
    [{ x: [{ a: 1 }, null] }, "it holds lists or objects and other values, too (line 1)"],
    [{ x: [] }, "its lists are all empty"],
    [{ x: Array.from({ length: 1001 }, (_, index) => `v${index}`) }, "more values than a set may hold (line 1)"],
    [{ x: Array.from({ length: 10_001 }, () => ({ a: 1 })) }, "more elements than an event may have parts (line 1)"],
    [
      { x: [Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`k${index}`, 1]))] },
      "what it lists has more than 200 different names (line 1)",
    ],
  ] as const)("is told: %j", async ([more, told]) => {
    const row = { user_id: "u", at };
    const folder = folderWith({ "e.jsonl": lines({ ...row, ...more }, row) });
    expect((await made(folder, "e.jsonl")).notes).toContain(
      `"x" is left out: ${told.startsWith("more e") ? "a list in it has " : told.startsWith("more v") ? "a list in it has " : ""}${told}`,
    );
  });

  it("is told of values that are lists here and texts there, and of lists in parts", async () => {
    const folder = folderWith({
      "e.jsonl": lines(
        { user_id: "u", at, x: "a", items: [{ sku: "a", deep: [{ b: 1 }] }] },
        { user_id: "u", at, x: ["a"], items: [] },
      ),
    });
    const { notes, rules } = await made(folder, "e.jsonl");
    expect(notes).toContain('"x" is left out: it holds lists or objects and other values, too (line 2)');
    expect(notes).toContain('"items.deep" is left out: a part has no parts of its own (line 1)');
    expect(rules).toMatch(/event items part of e \{\n {2}sku: /);
  });

  it("is told of lists where no event is", async () => {
    const folder = folderWith({
      "c.jsonl": lines({ id: "a", addresses: [{ city: "Lugo" }] }, { id: "b", addresses: [] }),
      "o.csv": `customer_id,at,sku\na,${at},x\nb,${at},x\na,${at},y\n`,
      "p.jsonl": lines({ sku: "x", colours: ["red"] }, { sku: "y", colours: [] }),
    });
    const { notes } = await made(folder, "c.jsonl", "o.csv", "p.jsonl");
    expect(notes).toContain('c.jsonl: "addresses" is left out: it lists objects, and only events have parts');
    expect(notes).toContain('p.jsonl: "colours" is left out: rows of tables hold no lists (line 1)');
  });

  it("is nothing where the values of objects are columns of their own, however late they come", async () => {
    const early = Array.from({ length: 1500 }, () => ({ user_id: "u", at, plan: null }));
    const folder = folderWith({ "e.jsonl": lines(...early, { user_id: "u", at, plan: { name: "gold" } }) });
    const { notes, rules } = await made(folder, "e.jsonl");
    expect(notes).not.toContain("left out");
    expect(rules).toMatch(/plan_name: text/);
    expect(rules).not.toMatch(/plan: /);
  });
});

describe("Parquet", () => {
  it("with lists, objects and lists of objects", async () => {
    const folder = folderWith();
    const duckdb = await DuckDBInstance.create(":memory:");
    const connection = await duckdb.connect();
    await connection.run(
      `COPY (SELECT 'o' || i AS order_id, 'c' || i % 3 AS customer_id, TIMESTAMP '2025-05-05 10:00:00' AS created_at, ['gift', 'web'][1 : 1 + i % 2] AS tags, [{ sku: 'a' || i, price: (1.1 + i)::DECIMAL(9, 2), n: 12345678901234567, sold: DATE '2025-01-02' }] AS items, { name: 'p' || i % 2, plan: { level: i } } AS props FROM range(8) AS t (i)) TO '${join(folder, "o.parquet")}' (FORMAT parquet)`,
    );
    connection.closeSync();
    const { rules, notes, workspace } = await made(folder, "o.parquet");
    expect(rules).toMatch(/tags: set of one of \(gift, web\) required/);
    expect(rules).toMatch(/props_plan_level: integer at least 0 required/);
    expect(rules).toMatch(/price: money at least 0 required/);
    expect(notes).not.toContain("left out");
    expect(
      rowsOf(
        workspace,
        "SELECT sku, price, n, sold, props_name AS name, props_plan_level AS level FROM part_items JOIN event_o AS o ON o._id = _parent WHERE sku = 'a3'",
      ),
    ).toEqual([{ sku: "a3", price: 410, n: "12345678901234567", sold: 20_090, name: "p1", level: 3 }]);
  });
});
