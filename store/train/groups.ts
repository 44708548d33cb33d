import type { ModelSpec } from "../../engine/check/program.ts";
import { fitBestClusters, fitClusters, groupsOf, type Clusters } from "../../engine/models/train/cluster.ts";
import { cutPoints, spreadOf, type Table } from "../../engine/models/train/table.ts";
import { fitValue } from "../../engine/models/fit-value.ts";
import type { GroupProfile } from "../../engine/models/report.ts";
import { WorkspaceError } from "../errors.ts";
import { inputsOf, type Input } from "./features.ts";
import { useful } from "./learned.ts";
import type { Trained, Training } from "./training.ts";
import { message } from "../../grammar/texts/message.ts";
import { required } from "../../engine/invariant/required.ts";

const MOST_GROUPS = 8;
const LEAST_ROWS = 10;

/** Learns groups of customers who are alike. */
export async function trainCluster(
  { groups }: Extract<ModelSpec, { kind: "cluster" }>,
  training: Training,
): Promise<Trained> {
  const { model, settings } = training;
  const { inputs, table, leftOut } = await tableOf(training);
  const { kept, table: used, dropped } = useful(inputs, table);
  if (kept.length === 0 || used.rows < Math.max(LEAST_ROWS, groups ?? 2))
    throw new WorkspaceError(
      message("model-too-little", { name: model.name, customers: used.rows, features: kept.length }),
    );
  const clusters =
    groups === null
      ? fitBestClusters(used, MOST_GROUPS, settings.seed)
      : fitClusters(used, { groups, seed: settings.seed });
  const named = kept.map((place) => required(inputs[place], "an input"));
  const names = clusters.sizes.map((_, index) => `Group ${index + 1}`);
  return {
    kind: "cluster",
    asOf: [training.instant(training.asOf)],
    rows: used.rows,
    inputs: named.map(({ feature, value }) => ({ feature, value })),
    fits: { number: clusters.fit },
    names,
    leftOut: [...leftOut, ...dropped],
    report: {
      kind: "cluster",
      silhouette: clusters.silhouette,
      inertia: clusters.inertia,
      groups: profiles(clusters, used, named, names),
    },
  };
}

/** Freezes the points that cut customers into groups of about the same size. */
export async function trainQuantiles(
  { groups }: Extract<ModelSpec, { kind: "quantiles" }>,
  training: Training,
): Promise<Trained> {
  const { inputs, table } = await tableOf(training);
  const column = table.columns[0] ?? new Float64Array();
  const cuts = cutPoints(column, groups);
  const known = column.filter((value) => value === value);
  if (cuts.length === 0)
    throw new WorkspaceError(
      message("model-nobody-known", { name: training.model.name, feature: inputs[0]?.feature ?? "" }),
    );
  const fit = { kind: "cuts" as const, cuts };
  const sizes = Array.from(
    { length: groups },
    (_, index) => known.filter((value) => fitValue(fit, [value]) === index + 1).length,
  );
  return {
    kind: "quantiles",
    asOf: [training.instant(training.asOf)],
    rows: known.length,
    inputs: inputs.map(({ feature, value }) => ({ feature, value })),
    fits: { group: fit },
    names: [],
    leftOut: [],
    report: { kind: "quantiles", cuts, sizes, unknown: column.length - known.length },
  };
}

async function tableOf({ model, program, database, measurer, asOf }: Training): Promise<{
  readonly inputs: readonly Input[];
  readonly table: Table;
  readonly leftOut: Trained["leftOut"];
}> {
  const { inputs, leftOut } = await inputsOf(model, program, database, measurer, asOf, {
    past: false,
    currentFields: true,
  });
  const table = await measurer.measureOnce(
    { now: inputs.map(({ wanted }) => wanted), after: [] },
    { at: asOf, later: asOf },
  );
  return { inputs, leftOut, table };
}

/** What sets each group apart from all customers. */
function profiles(
  { fit, sizes }: Clusters,
  table: Table,
  inputs: readonly Input[],
  names: readonly string[],
): GroupProfile[] {
  const group = groupsOf(table, fit);
  return names.map((name, index) => ({
    name,
    customers: required(sizes[index], "the size of a group"),
    traits: inputs
      .map(({ feature, value }, place) => {
        const column = required(table.columns[place], "the column of an input");
        const all = spreadOf(column);
        const own = spreadOf(column.filter((_, row) => group[row] === index + 1));
        return {
          input: value === null ? feature : `${feature} is ${value}`,
          mean: own.mean,
          among: all.mean,
          apart: (own.mean - all.mean) / all.deviation,
        };
      })
      .sort((left, right) => Math.abs(right.apart) - Math.abs(left.apart)),
  }));
}
