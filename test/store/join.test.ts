import { describe, expect, it } from "vitest";
import { tagma, writeFiles } from "../support/command.ts";
import { imported, rowsOf, workspaceOf } from "../support/store.ts";

const rules =
  "profile customer { city : text }\nevent paid { total : money }\nevent line { sku : text   price : money   channel : text }\n";
const orders = {
  name: "orders",
  file: "orders.csv",
  customer: "customer_id",
  id: "order_id",
  time: { column: "created", format: "dd/MM/yyyy HH:mm" },
  event: "paid",
  numbers: { decimal: "," },
};
const lines = {
  name: "order_items",
  file: "items.csv",
  join: { source: "orders", column: "order_id" },
  customer: "orders.customer_id",
  time: { column: "orders.created", format: "dd/MM/yyyy HH:mm" },
  id: "item_id",
  event: "line",
  fields: { channel: "orders.channel" },
};
const ordersCsv =
  "order_id;customer_id;created;total;channel\n1;a;31/12/2025 14:05;5,50;web\n2;b;01/01/2026 09:00;1,00;app\n";
const itemsCsv = "item_id,order_id,sku,price\n10,1,x,5.00\n11,1,y,0.50\n12,2,z,1.00\n";
const all = "SELECT _id AS id, _customer AS customer, _time AS time, sku, price, channel FROM event_line ORDER BY 1";
const first = Date.UTC(2025, 11, 31, 13, 5);
const second = Date.UTC(2026, 0, 1, 8);
const expected = [
  { id: "line:10", customer: "a", time: first, sku: "x", price: 500, channel: "web" },
  { id: "line:11", customer: "a", time: first, sku: "y", price: 50, channel: "web" },
  { id: "line:12", customer: "b", time: second, sku: "z", price: 100, channel: "app" },
];

describe("a source that takes from another", () => {
  it("has its customer, time and fields, in whatever order they stand", async () => {
    for (const sources of [
      [orders, lines],
      [lines, orders],
    ]) {
      const folder = workspaceOf(rules, sources, { "orders.csv": ordersCsv, "items.csv": itemsCsv });
      expect((await imported(folder)).map(({ added, rejected }) => ({ added, rejected }))).toEqual(
        sources.map(({ name }) => ({ added: name === "orders" ? 2 : 3, rejected: 0 })),
      );
      expect(rowsOf(folder, all)).toEqual(expected);
      expect((await imported(folder)).map(({ unchanged }) => unchanged)).toEqual([1, 1]);
    }
  });

  it("follows what changes there: an order moves from one customer to another, and its lines with it", async () => {
    for (const settings of [{}, { id: undefined, replace: true }]) {
      const folder = workspaceOf(rules, [orders, { ...lines, ...settings }], {
        "orders.csv": ordersCsv,
        "items.csv": itemsCsv,
      });
      await imported(folder);
      writeFiles(folder, { "orders.csv": ordersCsv.replace("1;a;", "1;c;") });
      await imported(folder);
      expect(rowsOf(folder, "SELECT _customer AS c, count(*) AS n FROM event_line GROUP BY 1 ORDER BY 1")).toEqual([
        { c: "b", n: 1 },
        { c: "c", n: 2 },
      ]);
    }
  });

  it("rejects rows that name no row or several, and passes over what the other source passes over", async () => {
    const folder = workspaceOf(rules, [{ ...orders, filter: [{ column: "channel", isNot: "test" }] }, lines], {
      "orders.csv": `${ordersCsv}3;a;01/01/2026 09:00;1;test\n4;a;01/01/2026 09:00;1;web\n4;b;01/01/2026 09:00;1;web\n5;a;01/01/2026 09:00;1;web\n5;a;01/01/2026 09:00;1;web\n`,
      "items.csv": `${itemsCsv}13,9,x,1\n14,3,x,1\n15,4,x,1\n16,,x,1\n17,5,x,1\n`,
    });
    expect((await imported(folder, "order_items"))[0]).toMatchObject({
      added: 4,
      skipped: 1,
      rejects: [
        { line: 5, column: "order_id", reason: 'names no row of the source "orders"' },
        { line: 7, column: "order_id", reason: 'names several rows of the source "orders" that say different things' },
        { line: 8, column: "order_id", reason: 'names no row of the source "orders"' },
      ],
    });
  });

  it("of JSON, from JSON, by a key of its own", async () => {
    const folder = workspaceOf(
      rules,
      [
        { ...orders, file: "orders.json", id: undefined, time: "created", numbers: undefined },
        {
          ...lines,
          file: "items.jsonl",
          join: { source: "orders", column: "order.id", key: "number" },
          customer: "orders.customer.id",
          time: "orders.created",
        },
      ],
      {
        "orders.json": JSON.stringify([
          { number: 1, customer_id: "a", customer: { id: "a" }, created: "2025-12-31T14:05", channel: "web" },
        ]),
        "items.jsonl": '{"item_id":10,"order":{"id":1},"sku":"x","price":5}\n',
      },
    );
    expect((await imported(folder)).map(({ rejected }) => rejected)).toEqual([0, 0]);
    expect(rowsOf(folder, all)).toEqual(expected.slice(0, 1));
  });

  it("is mended by its list of rejects, which has the other's cells", async () => {
    const folder = workspaceOf(rules, [orders, lines], {
      "orders.csv": ordersCsv,
      "items.csv": itemsCsv.replace("5.00", "five"),
    });
    const report = (await imported(folder)).find(({ source }) => source === "order_items");
    const list = report?.rejectFile ?? "";
    writeFiles(folder, {
      [list]:
        "tagma line,tagma column,tagma reason,tagma row,orders.customer_id,orders.created,item_id,sku,price,orders.channel\n2,price,x,,a,31/12/2025 14:05,10,x,5.00,web\n",
    });
    await imported(folder, "order_items", "--from", `${folder}/${list}`);
    expect(rowsOf(folder, all)).toEqual(expected);
  });

  it.for([
    [{ join: { source: "order", column: "order_id" } }, 'there is no source called "order"; did you mean "orders"?'],
    [{ id: undefined }, 'needs "id", or "replace": true'],
    [{ join: { source: "orders", colum: "order_id" } }, 'did you mean "column"?'],
  ] as const)("settings that are wrong: %j", async ([settings, told]) => {
    const folder = workspaceOf(rules, [orders, { ...lines, ...settings }], {});
    const { code, err } = await tagma("check", "-w", folder);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(told) });
  });

  it.for([
    [{ join: { source: "orders", column: "orderid" } }, 'items.csv has no column "orderid"; did you mean "order_id"?'],
    [{ customer: "orders.customer" }, 'orders.csv has no column "customer"'],
  ] as const)("columns that are not there: %j", async ([settings, told]) => {
    const folder = workspaceOf(rules, [orders, { ...lines, ...settings }], {
      "orders.csv": ordersCsv,
      "items.csv": itemsCsv,
    });
    expect((await tagma("import", "-w", folder)).err).toContain(told);
  });

  it("can't take from one without an id and without a key", async () => {
    const folder = workspaceOf(rules, [{ ...orders, id: undefined }, lines], {});
    expect((await tagma("check", "-w", folder)).err).toContain('say by "key" which of its columns is named');
  });
});
