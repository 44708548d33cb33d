import { readdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { expect, test } from "vitest";
import { dialects, lowerToSql } from "../../engine/sql/index.ts";
import { compileWorkspace, openWorkspace } from "../../store/workspace/workspace.ts";
import { warehouseLayout } from "../../warehouse/layout.ts";
import { storedSchema } from "../../store/sqlite/schema.ts";
import { openDuckDb } from "../../warehouse/duckdb/duckdb.ts";
import { eventTableName, fieldColumnName, isTableName } from "../../warehouse/names.ts";
import { writeParquetTables } from "../../warehouse/parquet.ts";
import { storeTables } from "../../warehouse/store-tables.ts";
import type { TableLoad } from "../../warehouse/warehouse.ts";
import { writeFiles } from "../support/command.ts";
import { databaseOf, imported, workspaceOf } from "../support/store.ts";

const RULES = `
profile customer {
  name : text personal
  born : date
  vip : yes/no
  income : money
  weight : number
  \`_tier\` : one of (gold, silver)
}
event order { amount : money required }
event 扫码 { 门店 : text }
`;

/** A workspace with three customers, one of them without a profile, and events. */
async function workspace(): Promise<string> {
  const folder = workspaceOf(
    RULES,
    [
      { name: "people", file: "people.csv", format: "csv", profile: true, customer: "id" },
      { name: "orders", file: "orders.csv", format: "csv", event: "order", customer: "who", id: "id", time: "at" },
      { name: "scans", file: "scans.csv", format: "csv", event: "扫码", customer: "who", id: "id", time: "at" },
    ],
    {
      "people.csv":
        'id,name,born,vip,income,weight,_tier\na,Ann,1990-05-01,yes,1234.56,62.5,gold\nb,"王\n小明",,no,,,\n',
      "orders.csv":
        "id,who,at,amount\no2,a,2026-01-02T03:04:05Z,10.00\no1,a,2026-01-01T23:30:00Z,0.07\no3,c,2026-02-01T00:00:00Z,5\n",
      "scans.csv": "id,who,at,门店\ns1,b,2026-01-05T12:00:00Z,上海\n",
    },
  );
  await imported(folder);
  return folder;
}

async function withTables<Outcome>(
  folder: string,
  work: (tables: readonly TableLoad[]) => Promise<Outcome>,
): Promise<Outcome> {
  const database = new Database(databaseOf(folder), { readonly: true });
  try {
    const schema = storedSchema(database);
    if (schema === undefined) throw new Error("there is no schema");
    return await work(storeTables(database, schema, []));
  } finally {
    database.close();
  }
}

const BEGINNING = -62_135_596_800_000;
const day = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
// Madrid is an hour ahead: 23:30 is half past midnight of the next day there. Monday is 0.
const ORDERS = [
  {
    _id: "order:o1",
    _customer: "a",
    _time: Date.parse("2026-01-01T23:30:00Z"),
    _date: day("2026-01-02"),
    _weekday: 4,
    _hour: 0,
    amount: 7,
  },
  {
    _id: "order:o2",
    _customer: "a",
    _time: Date.parse("2026-01-02T03:04:05Z"),
    _date: day("2026-01-02"),
    _weekday: 4,
    _hour: 4,
    amount: 1000,
  },
  {
    _id: "order:o3",
    _customer: "c",
    _time: Date.parse("2026-02-01T00:00:00Z"),
    _date: day("2026-02-01"),
    _weekday: 6,
    _hour: 1,
    amount: 500,
  },
];
const PEOPLE = [
  {
    _customer: "a",
    _valid_from: BEGINNING,
    name: "Ann",
    born: day("1990-05-01"),
    vip: true,
    income: 123_456,
    weight: 62.5,
    __tier: "gold",
  },
  {
    _customer: "b",
    _valid_from: BEGINNING,
    name: "王\n小明",
    born: null,
    vip: false,
    income: null,
    weight: null,
    __tier: null,
  },
];

/** What a Parquet file holds. */
async function parquetRows(path: string): Promise<Record<string, unknown>[]> {
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path), compressors });
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, typeof value === "bigint" ? Number(value) : (value ?? null)]),
    ),
  );
}

test("a workspace's data becomes Parquet", async () => {
  const folder = await workspace();
  const out = join(folder, "out");
  const heard: number[] = [];
  await withTables(folder, (tables) =>
    writeParquetTables(out, tables, { progress: (done, total) => heard.push(done / total) }),
  );
  const scans = eventTableName("扫码");
  expect(readdirSync(out).sort()).toEqual(["profile", "event_order", scans].sort());
  expect(await parquetRows(join(out, "profile", "part-0000.parquet"))).toEqual(PEOPLE);
  expect(await parquetRows(join(out, "event_order", "part-0000.parquet"))).toEqual(ORDERS);
  expect((await parquetRows(join(out, scans, "part-0000.parquet")))[0]).toMatchObject({
    _id: "扫码:s1",
    _customer: "b",
    门店: "上海",
  });
  expect(heard.at(-1)).toBe(1);
});

test("DuckDB holds the same, loaded or over those files", async () => {
  const folder = await workspace();
  const out = join(folder, "out");
  const warehouse = await openDuckDb();
  await withTables(folder, async (tables) => {
    await warehouse.load(tables);
    await writeParquetTables(out, tables);
  });
  await warehouse.overFiles("profile_files", { format: "parquet", path: join(out, "profile") });
  await warehouse.overFiles("order_files", { format: "parquet", path: join(out, "event_order") });
  for (const [table, key, expected] of [
    ["profile", "_customer", PEOPLE],
    ["profile_files", "_customer", PEOPLE],
    ["event_order", "_id", ORDERS],
    ["order_files", "_id", ORDERS],
  ] as const) {
    const { columns, rows } = await warehouse.rows(`SELECT * FROM tagma.${table} ORDER BY ${key}`);
    expect(rows.map((row) => Object.fromEntries(columns.map((name, place) => [name, row[place]])))).toEqual(expected);
  }
  await warehouse.close();
});

test("tables and columns have names that every engine takes, each its own", () => {
  expect(eventTableName("order_paid")).toBe("event_order_paid");
  const events = [
    "扫码",
    "扫碼",
    "a b",
    "a-b",
    "../../etc",
    'x"; DROP TABLE profile; --',
    "é".repeat(100),
    "é".repeat(101),
    "x".repeat(58),
  ];
  const tables = events.map(eventTableName);
  expect(tables.filter((name) => !isTableName(name))).toEqual([]);
  expect(new Set(tables).size).toBe(events.length);
  expect(fieldColumnName("_tier")).toBe("__tier");
  expect(fieldColumnName("金额")).toBe("金额");
  const long = ["客".repeat(22), "客".repeat(23)].map(fieldColumnName);
  for (const name of long) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
  expect(new Set(long).size).toBe(2);
});

test("the lowered query reads the tables as they were loaded, whatever events and fields are called", async () => {
  const folder = await workspace();
  writeFiles(folder, {
    "tags.tagma":
      'statistical tag scans = count of 扫码 where 门店 is "上海"\nstatistical tag spent = sum of order.amount\nattribute tag golden when `_tier` is gold',
  });
  const opened = openWorkspace(folder);
  const { plan, program } = compileWorkspace(opened);
  if (plan === undefined) throw new Error("the rules have errors");
  const events = [...program.events.keys()];
  const { query, columns } = lowerToSql(plan, {
    dialect: dialects.duckdb,
    layout: warehouseLayout(events),
    asOf: Date.parse("2026-03-01T00:00:00Z"),
    events,
    presented: false,
  });
  const warehouse = await openDuckDb();
  await withTables(folder, (tables) => warehouse.load(tables));
  const named = columns.map(({ value }) => `"${value}"`).join(", ");
  const { rows } = await warehouse.rows(`SELECT "_customer", ${named} FROM (${query}) ORDER BY 1`);
  const found = rows.map(([customer, ...values]) => [
    customer,
    Object.fromEntries(columns.map(({ output }, place) => [output.name, values[place]])),
  ]);
  expect(found).toEqual([
    ["a", { scans: 0, spent: 1007, golden: true }],
    ["b", { scans: 1, spent: 0, golden: null }],
    ["c", { scans: 0, spent: 500, golden: null }],
  ]);
  await warehouse.close();
});
