import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BIGINT,
  BOOLEAN,
  DuckDBDataChunk,
  DuckDBInstance,
  INTEGER,
  TINYINT,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { SharedArray } from "../engine/run/population/kernel-data.ts";
import { instantiate, runKernel } from "../engine/run/population/kernel.ts";
import { preparePopulation } from "../engine/run/population/prepare.ts";
import { evaluatePopulation } from "../store/population/executor.ts";
import type { EventTable, Population } from "../engine/run/population/population.ts";
import type { PartResult } from "../engine/run/population/results.ts";
import { Threads } from "../store/population/threads.ts";
import { median, print, say, smoke } from "./support/measure.ts";
import {
  aggregates,
  atom,
  categories,
  channels,
  makePopulation,
  NOW,
  populationPlan,
  sections,
} from "./support/population.ts";

/**
 * A population: 1,000,000 customers, 10,000,000 events, 40 aggregates and 40 rules, warm columns, against DuckDB with two
 * threads each and against C with one thread each; and that time grows with customers, events and rules as it should.
 * `node bench/population.ts [--smoke] [--json]`
 */
const CUSTOMERS = smoke ? 5000 : 1_000_000;
const ROUNDS = smoke ? 1 : 5;
const RULES = 40;
const folder = mkdtempSync(join(tmpdir(), "tagma-bench-"));

/** Milliseconds of a piece of work. */
async function timed(work: () => unknown): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Every rule's customers, for which all ways must agree. */
function sizes(found: PartResult): number[] {
  return found.columns
    .filter(({ output }) => output.name.startsWith("rule_"))
    .map((column) => {
      let count = 0;
      if (column.kind === "truth") for (const word of column.yes) count += word.toString(2).replaceAll("0", "").length;
      return count;
    });
}

// ── C ──

const isMoney = (name: string): boolean => /spend|basket|largest|smallest/.test(name);

function cCondition(number: number): string {
  const { name, operator, threshold } = atom(number);
  const place = aggregates.findIndex(([known]) => known === name);
  const value = isMoney(name) ? threshold * 100 : threshold;
  return operator === ">="
    ? `a[${place}] >= ${value}, a[${place}] < ${value}`
    : `a[${place}] < ${value}, a[${place}] >= ${value}`;
}

/** Compiles the C program; undefined where there is no compiler. */
function compileC(): string | undefined {
  writeFileSync(
    join(folder, "population-rules.h"),
    Array.from(
      { length: RULES },
      (_, rule) => `RULE(${rule}, ${[0, 1, 2].map((part) => cCondition(rule * 3 + part)).join(", ")});`,
    ).join("\n"),
  );
  const program = join(folder, "population");
  try {
    execFileSync(
      "cc",
      ["-O3", "-march=native", "-I", folder, "-o", program, join(import.meta.dirname, "population.c"), "-lm"],
      { stdio: "pipe" },
    );
    return program;
  } catch (error) {
    say(
      `No C compiler that works here, so no comparison with C (${error instanceof Error ? error.message.split("\n")[0] : ""}).`,
    );
    return undefined;
  }
}

function table(population: Population, name: string): EventTable {
  const found = population.events.get(name);
  if (found === undefined) throw new Error(`no event ${name}`);
  return found;
}

function writeColumns(population: Population, path: string): void {
  const file = openSync(path, "w");
  const write = (array: SharedArray, length: number): void => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, length * array.BYTES_PER_ELEMENT);
    for (let at = 0; at < bytes.length; at += 1 << 28) writeSync(file, bytes.slice(at, at + (1 << 28)));
  };
  const [orders, views] = [table(population, "order_paid"), table(population, "page_view")];
  write(Int32Array.of(population.count, orders.time.length, views.time.length), 3);
  for (const [events, fields] of [
    [orders, ["amount", "category", "channel"]],
    [views, ["seconds", "section"]],
  ] as const) {
    write(events.start, population.count + 1);
    write(events.time, events.time.length);
    write(events.date, events.time.length);
    for (const field of fields) write(events.columns.get(field)?.values ?? new Int32Array(0), events.time.length);
  }
  write(population.profile.columns.get("sms_opt_in")?.values ?? new Uint8Array(0), population.count);
  closeSync(file);
}

// ── DuckDB ──

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

function duckSql(): string {
  const of = (views: boolean): string =>
    aggregates
      .map(([name]) => name)
      .filter((name) => /view|seconds|section|unseen/.test(name) === views)
      .map((name) => `${sqlAggregate(name)} AS ${name}`)
      .join(",\n");
  return `CREATE OR REPLACE TABLE tagged AS
WITH o AS (SELECT customer, ${of(false)} FROM orders GROUP BY customer), v AS (SELECT customer, ${of(true)} FROM views GROUP BY customer)
SELECT c.customer, ${aggregates.map(([name]) => name).join(", ")}, ${Array.from({ length: RULES }, (_, rule) => `${sqlRule(rule)} AS rule_${rule}`).join(", ")}
FROM customers c LEFT JOIN o USING (customer) LEFT JOIN v USING (customer)`;
}

/** Puts the columns into DuckDB, sorted by customer and time. */
async function fillDuck(connection: DuckDBConnection, population: Population): Promise<void> {
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
async function fill(
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

// ── the benchmark ──

const plan = populationPlan(RULES);
const population = makePopulation(CUSTOMERS, 10);
const events = [...population.events.values()].reduce((sum, { time }) => sum + time.length, 0);
say(
  `${CUSTOMERS.toLocaleString("en-US")} customers, ${events.toLocaleString("en-US")} events, ${plan.aggregates.length} aggregates, ${RULES} rules`,
);

const prepared = preparePopulation(plan, population, NOW);
const warm = instantiate(prepared.task);
const again = (): void => {
  Atomics.store(prepared.task.next, 0, 0);
  for (const bits of prepared.result.columns) if (bits.kind === "truth") bits.yes.fill(0);
  runKernel(prepared.task, warm);
};
const cold = await timed(() => evaluatePopulation(plan, population, NOW, { threads: 2, leastForThreads: 1 }));
const pair = new Threads(prepared.task, 2);
for (let turn = 0; turn < (smoke ? 1 : 3); turn++) {
  again();
  await pair.evaluate();
}

const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();
await fillDuck(connection, population);
const sql = duckSql();
await connection.run(sql);

const program = compileC();
if (program !== undefined) writeColumns(population, join(folder, "columns.bin"));
const runC = (): { readonly milliseconds: number; readonly sum: number } => {
  const [first = "0 0"] = execFileSync(program ?? "", [join(folder, "columns.bin"), "2"], { encoding: "utf8" })
    .trim()
    .split("\n")
    .slice(-1);
  const [milliseconds = 0, sum = 0] = first.split(" ").map(Number);
  return { milliseconds, sum };
};

const times = { one: [] as number[], two: [] as number[], duck: [] as number[], c: [] as number[] };
for (let round = 0; round < ROUNDS; round++) {
  times.one.push(await timed(again));
  times.two.push(await timed(() => pair.evaluate()));
  if (round < 3) times.duck.push(await timed(() => connection.run(sql)));
  if (program !== undefined) times.c.push(runC().milliseconds);
}

// Nobody is measured who gives another answer.
const ours = sizes(prepared.result);
const counted = await connection.runAndReadAll(
  `SELECT ${ours.map((_, rule) => `count(*) FILTER (WHERE rule_${rule})`).join(", ")} FROM tagged`,
);
const duck = (counted.getRows()[0] ?? []).map(Number);
if (JSON.stringify(duck) !== JSON.stringify(ours))
  throw new Error(`DuckDB counts otherwise: ${duck.join(" ")}\n${ours.join(" ")}`);
if (program !== undefined && runC().sum !== ours.reduce((sum, size) => sum + size, 0))
  throw new Error("C counts otherwise");

const [one, two, duckTime, c] = [median(times.one), median(times.two), median(times.duck), median(times.c)];
print({
  bench: "population",
  metric: "milliseconds, two threads, warm · against DuckDB, two threads",
  ours: two,
  peer: duckTime,
  ratio: duckTime / two,
});
if (program !== undefined)
  print({
    bench: "population",
    metric: "milliseconds, one thread, warm · against C, one thread",
    ours: one,
    peer: c,
    ratio: c / one,
  });
print({
  bench: "population",
  metric: "milliseconds, two threads, first run ever · against warm",
  ours: cold,
  peer: two,
  ratio: two / cold,
});
print({
  bench: "population",
  metric: "megabytes of columns, events and results · at most 600",
  ours: megabytes(prepared.task.data),
  peer: 600,
  ratio: 600 / megabytes(prepared.task.data),
});
connection.closeSync();
await pair.close();

/** How time grows when customers, events or rules are doubled; 2 is linear for the first. */
async function growth(what: string, small: () => Promise<unknown>, large: () => Promise<unknown>): Promise<void> {
  const pairs: number[][] = [];
  for (let round = 0; round < (smoke ? 1 : 3); round++) pairs.push([await timed(small), await timed(large)]);
  const [less, more] = [median(pairs.map(([first = 0]) => first)), median(pairs.map(([, second = 0]) => second))];
  print({ bench: "population", metric: `milliseconds, ${what} doubled`, ours: more, peer: less, ratio: more / less });
}
const warmed = (size: number, perCustomer: number, rules: number): (() => Promise<unknown>) => {
  const own = preparePopulation(populationPlan(rules), makePopulation(size, perCustomer), NOW);
  const run = instantiate(own.task);
  const turn = (): void => {
    Atomics.store(own.task.next, 0, 0);
    runKernel(own.task, run);
  };
  turn();
  turn();
  return async () => {
    turn();
  };
};
const half = smoke ? 2000 : 250_000;
const base = warmed(half, 10, 40);
await growth("customers", base, warmed(half * 2, 10, 40));
await growth("events", base, warmed(half, 20, 40));
await growth("rules", base, warmed(half, 10, 80));
rmSync(folder, { recursive: true, force: true });
say(`${categories.length} categories, ${channels.length} channels, ${sections.length} sections`);

function megabytes(data: Readonly<Record<string, SharedArray>>): number {
  return (
    [...new Set(Object.values(data).map(({ buffer }) => buffer))].reduce((sum, { byteLength }) => sum + byteLength, 0) /
    1024 /
    1024
  );
}
