import { partOf, withReads } from "../engine/plan/forms.ts";
import type { Plan } from "../engine/plan/plan.ts";
import { fitClusters } from "../engine/models/train/cluster.ts";
import { fitBgNbd } from "../engine/models/train/lifetime.ts";
import { randomNumbers } from "../engine/statistics/random.ts";
import type { Table } from "../engine/models/train/table.ts";
import { fitTrees } from "../engine/models/train/trees.ts";
import { preparePopulation } from "../engine/run/population/prepare.ts";
import type { Population } from "../engine/run/population/population.ts";
import { runKernel } from "../engine/run/population/kernel.ts";
import { openDatabase } from "../store/sqlite/database.ts";
import { populationParts } from "../store/customers/population-parts.ts";
import { compileWorkspace, openWorkspace } from "../store/workspace/workspace.ts";
import { median, print, smoke } from "./support/measure.ts";
import { northwindFolder } from "./support/northwind.ts";

/**
 * Training on 100,000 customers with 20 features, on one core, against what we set ourselves; and what evaluating a
 * model adds to evaluating its features, for Northwind's customers.
 * `node bench/models.ts [--smoke] [--json]`
 */
const ROWS = smoke ? 1000 : 100_000;
const random = randomNumbers(1);
const table: Table = {
  rows: ROWS,
  columns: Array.from({ length: 20 }, () => Float64Array.from({ length: ROWS }, random)),
};
const target = Float64Array.from({ length: ROWS }, (_, row) =>
  (table.columns[0]?.[row] ?? 0) + (table.columns[1]?.[row] ?? 0) * (table.columns[2]?.[row] ?? 0) + random() / 2 > 1.1
    ? 1
    : 0,
);

function seconds(work: () => unknown): number {
  const begun = performance.now();
  work();
  return (performance.now() - begun) / 1000;
}

function against(metric: string, ours: number, peer: number): void {
  print({
    bench: "models",
    metric: `seconds, ${metric}, ${ROWS.toLocaleString("en-US")} customers · against ${peer} s`,
    ours,
    peer,
    ratio: peer / ours,
  });
}

against(
  "boosted trees over 20 features",
  seconds(() => fitTrees(table, target, { kind: "probability" }, { seed: 1 })),
  20,
);
against(
  "5 clusters over 20 features",
  seconds(() => fitClusters(table, { groups: 5, seed: 1 })),
  5,
);

/** Customers who order at rates of their own and leave by and by. */
const waiting = (rate: number): number => -Math.log(1 - random()) / rate;
const histories = Array.from({ length: ROWS }, () => {
  const [rate, leaving, T] = [(waiting(1) + waiting(1)) / 10, 1 - (1 - random()) ** (1 / 3), 50 + random() * 50];
  let [x, tx, time] = [0, 0, waiting(rate)];
  while (time <= T) {
    x++;
    tx = time;
    if (random() < leaving) break;
    time += waiting(rate);
  }
  return { x, tx, T };
});
against(
  "BG/NBD",
  seconds(() => fitBgNbd(histories)),
  5,
);

const CUSTOMERS = smoke ? 200 : 100_000;
const workspace = openWorkspace(northwindFolder(CUSTOMERS).folder);
const { plan, program } = compileWorkspace(workspace);
if (plan === undefined) throw new Error("Northwind has errors");
const database = openDatabase(workspace.databasePath, { readonly: true, mustExist: true });
const [population] = populationParts(database, program, plan, Infinity);
if (population === undefined) throw new Error("there are no customers");

/** Seconds for all customers, of some rounds the middle one. */
function evaluating(part: Plan, customers: Population): number {
  return median(
    Array.from({ length: smoke ? 1 : 7 }, () => {
      const { task } = preparePopulation(part, customers, Date.UTC(2026, 1, 28, 16));
      return seconds(() => runKernel(task));
    }),
  );
}
/** Tags over trees, trees, quantiles and clusters, whose features are tags too. */
for (const tag of ["churn_risk", "app_chance", "rfm", "shopper_kind"]) {
  const own = plan.outputs.find(({ name, at }) => name === tag && at === "now");
  if (own === undefined) throw new Error(`Northwind has no ${tag}`);
  const behind = withReads(plan.outputs, new Set([own.id])).filter(({ id }) => id !== own.id);
  const features = evaluating(partOf(plan, new Set(behind.map(({ id }) => id))), population);
  const added = evaluating(partOf(plan, new Set([own.id])), population) - features;
  print({
    bench: "models",
    metric: `microseconds a customer that a model adds, ${tag} · against its features`,
    ours: (Math.max(added, 1e-9) / CUSTOMERS) * 1e6,
    peer: (features / CUSTOMERS) * 1e6,
    ratio: features / Math.max(added, 1e-9),
  });
}
database.close();
