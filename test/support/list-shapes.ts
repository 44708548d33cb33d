import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Shape } from "./public-shapes.ts";

/** Exports with lists, in objects, in cells and in rows that repeat what they belong to. */

const jsonLines = (count: number, row: (index: number) => object): string =>
  Array.from({ length: count }, (_, index) => `${JSON.stringify(row(index))}\n`).join("");
const rows = (count: number, row: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `${row(index)}\n`).join("");
const day = (index: number): string => String(1 + (index % 28)).padStart(2, "0");
const pick = (index: number, ...of: readonly string[]): string => of[index % of.length] ?? "";

/** What DuckDB writes of a query as Parquet. */
async function parquetOf(query: string): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), "tagma-shape-"));
  try {
    const path = join(folder, "x.parquet");
    const duckdb = await DuckDBInstance.create(":memory:");
    const connection = await duckdb.connect();
    await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
    connection.closeSync();
    return new Uint8Array(readFileSync(path));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const listShapes: readonly Shape[] = [
  {
    name: "what a tracking library sends: kinds of events, products in the properties of some",
    files: {
      "tracks.jsonl": jsonLines(40, (index) => ({
        messageId: `m-${index}`,
        userId: `u${index % 7}`,
        timestamp: `2025-11-${day(index)}T10:00:00.123Z`,
        event: pick(index, "Order Completed", "Product Viewed"),
        properties:
          index % 2 === 0
            ? {
                order_id: `o${index}`,
                total: index + 0.5,
                products: [
                  { product_id: `p${index % 5}`, sku: `S-${index % 5}`, price: 9.5, quantity: 1 + (index % 3) },
                ],
              }
            : { product_id: `p${index % 5}`, price: 9.5 },
        context: { library: { name: "web", version: "4.1.2" } },
      })),
    },
    sources: [
      {
        customer: "userId",
        id: "messageId",
        time: "timestamp",
        event: { column: "event", types: { "Order Completed": { event: "Order Completed" } } },
        parts: { "Order Completed_properties_products": "properties.products" },
      },
    ],
    rules: [
      "event `Order Completed_properties_products` part of `Order Completed` {",
      "quantity: integer at least 0 required",
      "event `Product Viewed` {",
    ],
    notes: ['what "properties.products" lists (line 1) is part of Order Completed'],
  },
  {
    name: "a shop platform's orders as its interface gives them: lines, codes, tags in one text",
    files: {
      "orders.json": JSON.stringify(
        Array.from({ length: 30 }, (_, index) => ({
          id: 5_000_000_000_000 + index,
          created_at: `2025-10-${day(index)}T12:00:00+02:00`,
          total_price: `${20 + index}.90`,
          tags: pick(index, "vip, gift", "gift", "", "vip", "gift, vip, first", "first"),
          customer: { id: 700 + (index % 9), email: `n${index % 9}@example.org` },
          line_items: [
            { id: index * 2, sku: `A-${index % 4}`, title: `Article ${index % 4}`, quantity: 1, price: "10.45" },
            { id: index * 2 + 1, sku: "B", title: "B", quantity: 2, price: "5.00" },
          ],
          discount_codes: index % 5 === 0 ? [{ code: "WELCOME", amount: "5.00", type: "fixed_amount" }] : [],
          note_attributes: [],
        })),
      ),
    },
    sources: [
      {
        customer: "customer.id",
        id: "id",
        time: "created_at",
        parts: { line_items: "line_items", discount_codes: "discount_codes" },
        columns: { tags: { separator: "," } },
      },
    ],
    rules: [
      "tags: set of one of (first, gift, vip)",
      "event line_items part of orders {",
      "price: money at least 0 required",
      "event discount_codes part of orders {",
      "customer_email: text required personal",
    ],
    notes: [
      '"note_attributes" is left out: its lists are all empty',
      '"tags" holds values with "," between them, a set',
    ],
  },
  {
    name: "web analytics as a warehouse exports them: parameters and items in lists, days without signs",
    files: {
      "ga.jsonl": jsonLines(40, (index) => ({
        event_date: `202511${day(index)}`,
        event_timestamp: 1_762_000_000_000_000 + index * 1_000_000,
        event_name: pick(index, "page_view", "purchase"),
        event_params: [
          { key: "page", value: { string_value: `/p/${index % 6}` } },
          { key: "engagement", value: { int_value: index * 10 } },
        ],
        user_pseudo_id: `17${index % 6}.9`,
        geo: { country: pick(index, "Spain", "Taiwan") },
        items: index % 2 === 0 ? [] : [{ item_id: `I${index % 5}`, price: 12, quantity: 1 }],
      })),
    },
    sources: [
      {
        customer: "user_pseudo_id",
        time: { column: "event_timestamp", format: "epoch microseconds" },
        parts: { purchase_items: "items", page_view_event_params: { column: "event_params" } },
        columns: { event_date: { format: "yyyyMMdd" } },
      },
    ],
    rules: ["event purchase_items part of purchase {", "value_int_value: integer at least 0"],
    notes: ['what "items" lists (line 2) is part of purchase, as purchase_items'],
  },
  {
    name: "a CRM's contacts as CSV: several answers in one cell",
    files: {
      "contacts.csv": `Record ID,Email,Lifecycle Stage,Interests,Number of Sessions,Create Date\n${rows(
        24,
        (index) =>
          `${1_000_000 + index},n${index}@example.org,${pick(index, "lead", "customer")},${pick(index, "Running;Yoga", "Yoga", "", "Running", "Yoga;Running;Climbing", "Climbing")},${index},2025-0${1 + (index % 9)}-11 10:05`,
      )}`,
    },
    sources: [{ profile: true, customer: "Record ID", columns: { Interests: { separator: ";" } } }],
    rules: ["Interests: set of one of (Climbing, Running, Yoga)", "Email: text required personal"],
    notes: ['"Interests" holds values with ";" between them, a set (line 2)'],
  },
  {
    name: "a payment provider's charges: ids with prefixes, two times, a currency beside the amount",
    files: {
      "payments.csv": `id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Customer ID,Description,Status\n${rows(
        30,
        (index) =>
          `ch_${index}Z,2025-09-${day(index)} 08:3${index % 10},${index * 3}.99,0.00,eur,TRUE,cus_${index % 8},"Invoice ${index}, monthly",${pick(index, "Paid", "Refunded")}`,
      )}`,
    },
    sources: [{ customer: "Customer ID", id: "id", time: "Created date (UTC)" }],
    rules: [
      "Amount: money at least 0 required",
      "Captured: yes/no required",
      "Status: one of (Paid, Refunded) required",
    ],
    notes: [],
  },
  {
    name: "a till's items: a row an article, with the sale repeated in each",
    files: {
      "items.csv": `Date,Category,Item,Qty,SKU,Net Sales,Transaction ID,Customer ID,Location\n${rows(
        60,
        (index) =>
          `2025-08-${day(Math.floor(index / 3))},${pick(index, "Drinks", "Food")},Item ${index % 7},${1 + (index % 2)},S${index % 7},"$1,2${10 + (index % 80)}.50",T${Math.floor(index / 3)},C${Math.floor(index / 3) % 6},${pick(Math.floor(index / 3), "North", "South")}`,
      )}`,
    },
    sources: [
      { name: "items", event: "items", customer: "Customer ID", id: "Transaction ID", time: "Date" },
      {
        name: "items_lines",
        part: "items_lines",
        join: { source: "items", column: "Transaction ID" },
        numbers: { decimal: ".", thousands: ",", currency: ["$"] },
      },
    ],
    rules: [
      "event items {\n  Location: one of (North, South) required",
      "event items_lines part of items {",
      "`Net Sales`: money at least 0 required",
    ],
    notes: ['rows with the same "Transaction ID" are one items, and what differs among them (line 3) is part of it'],
  },
  {
    name: "product analytics: everything below properties, seconds since 1970",
    files: {
      "export.jsonl": jsonLines(36, (index) => ({
        event: pick(index, "Signed up", "Played", "Played"),
        properties: {
          time: 1_760_000_000 + index * 3600,
          distinct_id: `d${index % 8}`,
          $insert_id: `i${index}`,
          $browser: pick(index, "Chrome", "Safari"),
          genres: index % 3 === 0 ? ["rock"] : ["rock", "jazz"],
        },
      })),
    },
    sources: [
      {
        customer: "properties.distinct_id",
        time: { column: "properties.time", format: "epoch seconds" },
        event: { column: "event", types: { Played: { event: "Played" } } },
      },
    ],
    rules: ["event `Signed up` {", "properties_genres: set of one of (jazz, rock) required"],
    notes: ['"properties.genres" holds lists of values, a set (line 1)'],
  },
  {
    name: "a warehouse's orders as Parquet: lists, objects and lists of objects",
    files: {
      "orders.parquet": await parquetOf(
        "SELECT 'o' || i AS order_id, 'c' || i % 9 AS customer_id, TIMESTAMP '2025-05-05 10:00:00' + INTERVAL (i) HOUR AS ordered_at, (i + 0.5)::DECIMAL(9, 2) AS total, ['app', 'gift', 'web'][1 : 1 + i % 3] AS labels, { city: CASE i % 2 WHEN 0 THEN 'Lugo' ELSE 'Lima' END, box: { size: i } } AS shipping, [{ sku: 'S' || i % 4, price: 4.25::DECIMAL(9, 2), quantity: 1 + i % 3 }, { sku: 'T', price: 1::DECIMAL(9, 2), quantity: 1 }] AS lines FROM range(40) AS t (i)",
      ),
    },
    sources: [{ customer: "customer_id", id: "order_id", time: "ordered_at", parts: { lines: "lines" } }],
    rules: [
      "labels: set of one of (app, gift, web) required",
      "shipping_city: one of (Lima, Lugo) required",
      "shipping_box_size: integer at least 0 required",
      "event lines part of orders {",
      "price: money at least 0 required",
    ],
    notes: ['what "lines" lists (line 1) is part of orders, as lines'],
  },
];
