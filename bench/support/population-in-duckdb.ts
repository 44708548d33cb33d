import {
  BIGINT,
  BOOLEAN,
  DuckDBDataChunk,
  INTEGER,
  TINYINT,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { Population } from "../../engine/run/population/population.ts";
import { aggregates, atom, isMoney, NOW, table } from "./population.ts";

/** One aggregate as SQL over a customer's events; windows end at now, so that only their start is asked for. */
function sqlAggregate(name: string): string {
  const days = Number(/_(\d+)$/.exec(name)?.[1] ?? 0);
  const within = days === 0 ? `time <= ${NOW}` : `time > ${NOW - days * 86_400_000} AND time <= ${NOW}`;
  const stem = name.replace(/_\d+$/, "");
  const filter = (more = ""): string => `FILTER (WHERE ${within}${more})`;
  switch (stem) {
    case "orders":
    case "views":
      return `count(*) ${filter()}`;
    case "spend":
      return `coalesce(sum(amount) ${filter()}, 0)`;
    case "basket":
      return `round(avg(amount) ${filter()})`;
    case "largest":
      return `max(amount) ${filter()}`;
    case "smallest":
      return `min(amount) ${filter()}`;
    case "app_orders":
      return `count(*) ${filter(" AND channel = 0")}`;
    case "fresh_spend":
      return `coalesce(sum(amount) ${filter(" AND category = 0")}, 0)`;
    case "variety":
      return `bit_count(coalesce(bit_or(1::INTEGER << category::INTEGER) ${filter()}, 0))`;
    case "favourite":
      return `mode(category) ${filter()}`;
    case "last_channel":
      return `arg_max(channel, time) ${filter()}`;
    case "quiet_days":
    case "unseen_days":
      return `(${NOW} - max(time) ${filter()}) // 86400000`;
    case "orders_this_month":
      return `count(*) FILTER (WHERE time >= ${NOW} AND time <= ${NOW})`;
    case "orders_last_month":
      return `count(*) FILTER (WHERE time >= ${Date.UTC(2026, 1, 1)} AND time < ${NOW})`;
    case "app_share":
      return `count(*) ${filter(" AND channel = 0")} / nullif(count(*) ${filter()}, 0)`;
    case "order_days":
    case "view_days":
      return `count(DISTINCT date) ${filter()}`;
    case "seconds":
      return `coalesce(sum(seconds) ${filter()}, 0)`;
    case "offer_views":
      return `count(*) ${filter(" AND section = 2")}`;
    case "sections":
      return `bit_count(coalesce(bit_or(1::INTEGER << section::INTEGER) ${filter()}, 0))`;
    case "section":
      return `mode(section) ${filter()}`;
    case "longest_view":
      return `max(seconds) ${filter()}`;
    default:
      throw new Error(`no SQL for ${name}`);
  }
}

const KNOWN_EMPTY =
  /^(orders|spend|app_orders|fresh_spend|variety|order_days|views|seconds|offer_views|sections|view_days)/;

function sqlRule(rule: number): string {
  const [a, b, c] = [0, 1, 2].map((part) => {
    const { name, operator, threshold } = atom(rule * 3 + part);
    const column = KNOWN_EMPTY.test(name) ? `coalesce(${name}, 0)` : name;
    return `${column} ${operator} ${isMoney(name) ? threshold * 100 : threshold}`;
  });
  return `((${a}) AND (${b})) OR ((${c}) AND sms)`;
}

/** One statement that makes the table `tagged` with all aggregates and rules. */
export function duckSql(rules: number): string {
  const of = (views: boolean): string =>
    aggregates
      .map(([name]) => name)
      .filter((name) => /view|seconds|section|unseen/.test(name) === views)
      .map((name) => `${sqlAggregate(name)} AS ${name}`)
      .join(",\n");
  return `CREATE OR REPLACE TABLE tagged AS
WITH o AS (SELECT customer, ${of(false)} FROM orders GROUP BY customer), v AS (SELECT customer, ${of(true)} FROM views GROUP BY customer)
SELECT c.customer, ${aggregates.map(([name]) => name).join(", ")}, ${Array.from({ length: rules }, (_, rule) => `${sqlRule(rule)} AS rule_${rule}`).join(", ")}
FROM customers c LEFT JOIN o USING (customer) LEFT JOIN v USING (customer)`;
}

/** Puts the columns into DuckDB, sorted by customer and time. */
export async function fillDuck(connection: DuckDBConnection, population: Population): Promise<void> {
  await connection.run("SET threads = 2");
  await connection.run("CREATE TABLE customers (customer INTEGER, sms BOOLEAN)");
  await connection.run(
    "CREATE TABLE orders (customer INTEGER, time BIGINT, date INTEGER, amount INTEGER, category TINYINT, channel TINYINT)",
  );
  await connection.run(
    "CREATE TABLE views (customer INTEGER, time BIGINT, date INTEGER, seconds INTEGER, section TINYINT)",
  );
  const permission = population.profile.columns.get("sms_opt_in")?.values ?? new Uint8Array(0);
  await fill(connection, "customers", [INTEGER, BOOLEAN], population.count, (row) => [row, permission[row] === 1]);
  for (const [name, event, fields] of [
    ["orders", "order_paid", ["amount", "category", "channel"]],
    ["views", "page_view", ["seconds", "section"]],
  ] as const) {
    const events = table(population, event);
    const columns = fields.map((field) => events.columns.get(field)?.values ?? new Int32Array(0));
    let customer = 0;
    await fill(
      connection,
      name,
      [INTEGER, BIGINT, INTEGER, ...columns.map((column) => (column instanceof Int8Array ? TINYINT : INTEGER))],
      events.time.length,
      (row) => {
        while ((events.start[customer + 1] ?? Infinity) <= row) customer++;
        return [
          customer,
          BigInt(events.time[row] ?? 0),
          events.date[row] ?? 0,
          ...columns.map((column) => column[row] ?? 0),
        ];
      },
    );
  }
}

/** Appends rows to a table, a chunk at a time. */
export async function fill(
  connection: DuckDBConnection,
  name: string,
  types: readonly DuckDBType[],
  count: number,
  rowAt: (row: number) => readonly DuckDBValue[],
): Promise<void> {
  const appender = await connection.createAppender(name);
  for (let first = 0; first < count; first += 2048) {
    const rows = Array.from({ length: Math.min(2048, count - first) }, (_, offset) => rowAt(first + offset));
    const chunk = DuckDBDataChunk.create(types, rows.length);
    for (const column of types.keys())
      chunk.setColumnValues(
        column,
        rows.map((row) => row[column] ?? null),
      );
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
