import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tagma, tagmaJson, tagmaOut, writeFiles } from "../support/command.ts";
import { filesWith } from "../support/faults.ts";
import { imported, rowsOf, tagsOf, workspaceOf } from "../support/store.ts";

const rules = `profile customer { city : text }
event bought { total : money   shop : one of (app, web) }
event line part of bought { sku : text   price : money at least 0   note : text personal   pieces : integer   worth : money = price * pieces }
statistical tag lines = count of line
statistical tag worth_app = sum of line.worth where bought.shop is app
statistical tag last_sku = latest line.sku
statistical tag orders = count of bought
`;
const people = { name: "c", file: "c.csv", profile: true, customer: "id" };
const orders = {
  name: "o",
  file: "o.jsonl",
  customer: "who",
  id: "id",
  time: "at",
  event: "bought",
  parts: { line: { column: "items", fields: { sku: "product" } } },
};
type Line = Readonly<Record<string, unknown>>;
const order = (id: string, who: string, items: unknown, more: object = {}): string =>
  `${JSON.stringify({ id, who, at: `2026-01-0${id[0] ?? ""}`, total: 10, shop: "app", items, ...more })}\n`;
const sold = (product: string, price: number, pieces = 1): Line => ({ product, price, pieces });
const two = [sold("a", 1.5, 2), sold("b", 4)];

const shop = (lines: string, ...more: object[]): string =>
  workspaceOf(rules, [people, orders, ...more], { "c.csv": "id,city\nx,Lima\ny,Lugo\n", "o.jsonl": lines });

describe("parts of events", () => {
  it("come with their events, and have their fields", async () => {
    const folder = shop(order("1", "x", two) + order("2", "y", [sold("c", 7)], { shop: "web" }) + order("3", "y", []));
    await imported(folder);
    expect(await tagsOf(folder)).toEqual({
      x: { lines: 2, worth_app: 7, last_sku: "b", orders: 1 },
      y: { lines: 1, worth_app: 0, last_sku: "c", orders: 2 },
    });
  });

  it("may stand as JSON in a cell of a CSV", async () => {
    const csv = 'id,who,at,total,shop,items\n1,x,2026-01-01,10,app,"[{""product"":""a"",""price"":2,""pieces"":3}]"\n';
    const folder = workspaceOf(rules, [people, { ...orders, file: "o.csv" }], {
      "c.csv": "id,city\nx,Lima\n",
      "o.csv": csv,
    });
    await imported(folder);
    expect(await tagsOf(folder)).toMatchObject({ x: { lines: 1, worth_app: 6 } });
  });

  it("are refused where they are no parts, with the place", async () => {
    const bad = [
      order("1", "x", { product: "a" }),
      order("2", "x", [1]),
      order("3", "x", [sold("a", 1), { product: "b", price: "dear" }]),
      order("4", "x", [sold("a", -1)]),
      order(
        "5",
        "x",
        Array.from({ length: 10_001 }, () => sold("a", 1)),
      ),
      order("6", "x", [sold("a", 1)]),
    ];
    const folder = shop(bad.join(""));
    const [, report] = await imported(folder);
    expect(report?.rejects.map(({ line, column }) => [line, column])).toEqual([
      [1, "items"],
      [2, "items[1]"],
      [3, "items[2].price"],
      [4, "items[1].price"],
      [5, "items"],
    ]);
    expect(await tagsOf(folder)).toMatchObject({ x: { lines: 1, orders: 1 } });
  });

  it("are those of the version of their event that is kept: of a later file, whatever it leaves out", async () => {
    const folder = shop(order("1", "x", two) + order("2", "x", [sold("z", 1)]));
    await imported(folder);
    expect(await tagsOf(folder)).toMatchObject({ x: { lines: 3 } });
    writeFileSync(join(folder, "o.jsonl"), order("1", "x", [sold("c", 9)]) + order("2", "x", [sold("z", 1)]));
    await imported(folder);
    expect(await tagsOf(folder)).toMatchObject({ x: { lines: 2, worth_app: 10 } });
    // Told without parts, the order has none; told to be somebody else's, they go with it.
    writeFileSync(join(folder, "o.jsonl"), order("1", "x", undefined) + order("2", "y", [sold("z", 1)]));
    await imported(folder);
    expect(await tagsOf(folder)).toMatchObject({ x: { lines: 0, orders: 1 }, y: { lines: 1, orders: 1 } });
  });

  it("of one order told twice in a file are those of the least JSON, and importing again changes nothing", async () => {
    const lines = order("1", "x", [sold("b", 2)]) + order("1", "x", [sold("a", 2), sold("a", 2)]);
    const folder = shop(lines);
    const [, first] = await imported(folder);
    expect(first?.conflicts).toBe(1);
    // {"pieces":1,"price":2,"product"… } is the same in both, so that the skus decide: "a" is before "b".
    expect(await tagsOf(folder)).toMatchObject({ x: { lines: 2, last_sku: "a" } });
    const before = rowsOf(folder, "SELECT * FROM part_line");
    writeFileSync(join(folder, "o.jsonl"), `${lines}\n`);
    await imported(folder);
    expect(rowsOf(folder, "SELECT * FROM part_line")).toEqual(before);
  });

  it("stay when another source tells less of their event", async () => {
    const other = { name: "p", file: "p.csv", customer: "who", id: "id", time: "at", event: "bought" };
    const folder = workspaceOf(rules, [people, orders, other], {
      "c.csv": "id,city\nx,Lima\n",
      "o.jsonl": order("1", "x", two),
      "p.csv": "id,who,at,total\n1,x,2026-01-01,10\n",
    });
    await imported(folder);
    expect(await tagsOf(folder)).toMatchObject({ x: { lines: 2, orders: 1 } });
  });

  it("go with what a source no longer tells of", async () => {
    const folder = workspaceOf(rules, [people, { ...orders, replace: true }], {
      "c.csv": "id,city\nx,Lima\n",
      "o.jsonl": order("1", "x", two) + order("2", "x", two),
    });
    await imported(folder);
    writeFileSync(join(folder, "o.jsonl"), order("2", "x", two));
    await imported(folder);
    expect(rowsOf(folder, "SELECT DISTINCT _parent FROM part_line")).toEqual([{ _parent: "bought:2" }]);
  });

  it("are exported and erased with their customer", async () => {
    const secret = "only-of-this-line";
    const folder = shop(order("1", "x", [{ ...sold("a", 1), note: secret }]) + order("2", "y", two));
    await imported(folder);
    await tagmaOut("run", "-w", folder);
    expect(JSON.stringify(await tagmaJson<object>("export", "x", "-w", folder))).toContain(secret);
    expect(filesWith(join(folder, ".tagma"), [secret]).length).toBeGreaterThan(0);
    expect(await tagmaJson<object>("erase", "x", "-w", folder)).toMatchObject({ events: { bought: 1, line: 1 } });
    expect(filesWith(join(folder, ".tagma"), [secret])).toEqual([]);
    expect(await tagsOf(folder)).toMatchObject({ y: { lines: 2 } });
    expect((await tagma("doctor", "-w", folder)).code).toBe(0);
  });

  it("move with changed rules: fields and events renamed, converted, added, and an event that becomes a part", async () => {
    const folder = shop(order("1", "x", two));
    await imported(folder);
    const changed = rules
      .replace("event bought", "event sale")
      .replaceAll("bought", "sale")
      .replace("sku : text", "item : text   size : integer")
      .replaceAll("line.sku", "line.item")
      .replace("price : money at least 0", "price : money");
    writeFiles(folder, {
      "r.tagma": changed,
      "tagma.json": JSON.stringify({
        language: 1,
        timeZone: "Europe/Madrid",
        asOf: "2026-03-01",
        sources: [
          people,
          { ...orders, event: "sale", parts: { line: { column: "items", fields: { item: "product" } } } },
        ],
      }),
    });
    expect((await tagma("run", "-w", folder)).code).toBe(2);
    await tagmaOut("migrate", "--rename", "bought=sale", "--rename", "line.sku=item", "-w", folder);
    expect(await tagsOf(folder)).toEqual({
      x: { lines: 2, worth_app: 7, last_sku: "b", orders: 1 },
      y: { lines: 0, worth_app: 0, last_sku: { is: "unknown" }, orders: 0 },
    });
    expect(rowsOf(folder, "SELECT _id, _parent FROM part_line ORDER BY _id")).toEqual([
      { _id: "sale:1#000001", _parent: "sale:1" },
      { _id: "sale:1#000002", _parent: "sale:1" },
    ]);
    writeFiles(folder, { "o.jsonl": order("1", "x", [sold("q", 2)]) });
    await imported(folder);
    expect(await tagsOf(folder)).toMatchObject({ x: { lines: 1, worth_app: 2, last_sku: "q" } });
  });

  it("are read again from the same file when a field was added to them", async () => {
    const folder = shop(order("1", "x", [{ ...sold("a", 2), colour: "red" }]));
    await imported(folder);
    writeFiles(folder, {
      "r.tagma": `${rules.replace("sku : text", "sku : text   colour : text")}statistical tag hue = latest line.colour\n`,
    });
    await tagmaOut("migrate", "-w", folder);
    await imported(folder);
    expect(await tagsOf(folder)).toMatchObject({ x: { hue: "red", lines: 1 } });
  });

  it("of events without ids are told apart by their parts, and refuse to be read otherwise", async () => {
    const { id: _, ...withoutId } = orders;
    const rows = order("1", "x", [sold("a", 1)]) + order("1", "x", [sold("b", 1)]);
    const folder = workspaceOf(rules, [people, withoutId], { "c.csv": "id,city\nx,Lima\n", "o.jsonl": rows });
    await imported(folder);
    expect(await tagsOf(folder)).toMatchObject({ x: { orders: 2, lines: 2 } });
    writeFiles(folder, { "r.tagma": rules.replace("sku : text", "sku : text   colour : text") });
    await tagmaOut("migrate", "-w", folder);
    expect((await tagma("import", "-w", folder)).code).toBe(2);
    expect(await tagsOf(folder)).toMatchObject({ x: { orders: 2, lines: 2 } });
  });

  it("have settings of their own, by the column and the key", async () => {
    const folder = workspaceOf(
      rules,
      [people, { ...orders, columns: { "items.price": { numbers: { decimal: "," } } } }],
      { "c.csv": "id,city\nx,Lima\n", "o.jsonl": order("1", "x", [{ ...sold("a", 1), price: "2,50" }]) },
    );
    await imported(folder);
    expect(await tagsOf(folder)).toMatchObject({ x: { worth_app: 2.5 } });
  });

  it.each([
    [{ parts: { lin: "items" } }, "line"],
    [{ parts: { line: { column: "items", fields: { skus: "product" } } } }, "sku"],
    [{ event: "line", parts: undefined }, "bought"],
  ])("that a source names wrongly are told: %j", async (wrong, near) => {
    const folder = workspaceOf(rules, [people, { ...orders, ...wrong }], {
      "c.csv": "id,city\nx,Lima\n",
      "o.jsonl": order("1", "x", two),
    });
    const { code, err } = await tagma("import", "-w", folder);
    expect(code).toBe(2);
    expect(err).toContain(near);
  });
});
