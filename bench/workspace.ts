import { rmSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../store/sqlite/database.ts";
import { populationParts } from "../store/customers/population-parts.ts";
import { compileWorkspace, openWorkspace } from "../store/workspace/workspace.ts";
import { preparePopulation } from "../engine/run/population/prepare.ts";
import { runKernel } from "../engine/run/population/kernel.ts";
import { median, print, say, smoke } from "./support/measure.ts";
import { northwindFolder } from "./support/northwind.ts";

/**
 * `tagma run` from a cold start on Northwind, 100,000 customers and about 1,000,000 events, SQLite in and tags stored, and
 * where the time goes. Northwind makes some 40 events a customer, of which every fourth is kept.
 * `node bench/workspace.ts [--smoke] [--json]`
 */
const CUSTOMERS = smoke ? 200 : 100_000;
const { folder, tagma } = northwindFolder(CUSTOMERS);

// Without the snapshot of an earlier run, and with it.
const timed = (): number => {
  const begun = performance.now();
  tagma("run");
  return (performance.now() - begun) / 1000;
};
const snapshot = join(folder, ".tagma/snapshot");
const [whole, again]: [number[], number[]] = [[], []];
for (let round = 0; round < (smoke ? 1 : 2); round++) {
  rmSync(snapshot, { recursive: true, force: true });
  whole.push(timed());
  again.push(timed());
}
const seconds = median(whole);
print({
  bench: "workspace",
  metric: `seconds, tagma run, ${CUSTOMERS.toLocaleString("en-US")} customers · against 5 s`,
  ours: seconds,
  peer: 5,
  ratio: 5 / seconds,
});
print({
  bench: "workspace",
  metric: "seconds, tagma run again, with a snapshot · against 5 s",
  ours: median(again),
  peer: 5,
  ratio: 5 / median(again),
});

// The same steps one by one, in this process.
const lap = (): (() => number) => {
  const begun = performance.now();
  return () => (performance.now() - begun) / 1000;
};
const compiling = lap();
const workspace = openWorkspace(folder);
const { plan, program } = compileWorkspace(workspace);
if (plan === undefined) throw new Error("Northwind has errors");
const compiled = compiling();
const database = openDatabase(workspace.databasePath, { readonly: true, mustExist: true });
const reading = lap();
const [population] = populationParts(database, program, plan, Infinity);
if (population === undefined) throw new Error("there are no customers");
const read = reading();
const preparing = lap();
const { task } = preparePopulation(plan, population, Date.UTC(2026, 1, 28, 16));
const prepared = preparing();
const evaluating = lap();
runKernel(task);
const evaluated = evaluating();
database.close();
const rest = seconds - compiled - read - prepared - evaluated;
for (const [what, took] of [
  ["rules compiled", compiled],
  ["SQLite read into columns", read],
  ["kernel written", prepared],
  ["evaluated, one thread, cold", evaluated],
  ["the rest: starting, storing tags and changes, counting", rest],
] as const) {
  print({
    bench: "workspace",
    metric: `seconds, ${what} · share of the whole`,
    ours: took,
    peer: seconds,
    ratio: seconds / took,
  });
}
say(
  `${CUSTOMERS.toLocaleString("en-US")} customers with ${[...population.events.values()].reduce((sum, { time }) => sum + time.length, 0).toLocaleString("en-US")} events that the rules read`,
);
rmSync(folder, { recursive: true, force: true });
