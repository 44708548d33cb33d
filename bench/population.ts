import { execFileSync } from "node:child_process";
import { at } from "../engine/invariant/required.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { SharedArray } from "../engine/run/population/kernel-data.ts";
import { instantiate, runKernel } from "../engine/run/population/kernel.ts";
import { preparePopulation } from "../engine/run/population/prepare.ts";
import { evaluatePopulation } from "../store/population/executor.ts";
import type { PartResult } from "../engine/run/population/results.ts";
import { Threads } from "../store/population/threads.ts";
import { compileC, writeColumns } from "./support/population-in-c.ts";
import { duckSql, fillDuck } from "./support/population-in-duckdb.ts";
import { median, print, say, smoke } from "./support/measure.ts";
import { measureFields } from "./support/population-fields.ts";
import { categories, channels, makePopulation, NOW, populationPlan, sections } from "./support/population.ts";

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
const sql = duckSql(RULES);
await connection.run(sql);

const program = compileC(folder, RULES);
if (program !== undefined) writeColumns(population, join(folder, "columns.bin"));
const runC = (path: string): { readonly milliseconds: number; readonly sum: number } => {
  const lines = execFileSync(path, [join(folder, "columns.bin"), "2"], { encoding: "utf8" })
    .trim()
    .split("\n");
  const numbers = at(lines, lines.length - 1)
    .split(" ")
    .map(Number);
  return { milliseconds: at(numbers, 0), sum: at(numbers, 1) };
};

const times = { one: [] as number[], two: [] as number[], duck: [] as number[], c: [] as number[] };
for (let round = 0; round < ROUNDS; round++) {
  times.one.push(await timed(again));
  times.two.push(await timed(() => pair.evaluate()));
  if (round < 3) times.duck.push(await timed(() => connection.run(sql)));
  if (program !== undefined) times.c.push(runC(program).milliseconds);
}

// Nobody is measured who gives another answer.
const ours = sizes(prepared.result);
const counted = await connection.runAndReadAll(
  `SELECT ${ours.map((_, rule) => `count(*) FILTER (WHERE rule_${rule})`).join(", ")} FROM tagged`,
);
const duck = at(counted.getRows(), 0).map(Number);
if (JSON.stringify(duck) !== JSON.stringify(ours))
  throw new Error(`DuckDB counts otherwise: ${duck.join(" ")}\n${ours.join(" ")}`);
if (program !== undefined && runC(program).sum !== ours.reduce((sum, size) => sum + size, 0))
  throw new Error("C counts otherwise");

const [one, two, duckTime] = [median(times.one), median(times.two), median(times.duck)];
print({
  bench: "population",
  metric: "milliseconds, two threads, warm · against DuckDB, two threads",
  ours: two,
  peer: duckTime,
  ratio: duckTime / two,
});
if (program !== undefined) {
  const c = median(times.c);
  print({
    bench: "population",
    metric: "milliseconds, one thread, warm · against C, one thread",
    ours: one,
    peer: c,
    ratio: c / one,
  });
}
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
for (const { name, peer, cold, warm } of measureFields(smoke ? 2000 : 1_000_000, smoke ? 1 : 7)) {
  for (const [when, [ours, other]] of [
    ["warm", warm],
    ["first run over these data", cold],
  ] as const)
    print({
      bench: "population",
      metric: `milliseconds, one thread, ${when}: ${name} · against ${peer}`,
      ours,
      peer: other,
      ratio: other / ours,
    });
}
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
