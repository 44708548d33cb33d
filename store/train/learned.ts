import type { ModelSpec } from "../../engine/check/program.ts";
import { required } from "../../engine/invariant/required.ts";
import { fitValue } from "../../engine/models/fit-value.ts";
import type { Importance, ModelReport } from "../../engine/models/report.ts";
import { fitLinear } from "../../engine/models/train/linear.ts";
import { quantileOf, rowAt, spreadOf, type Table } from "../../engine/models/train/table.ts";
import { fitTrees } from "../../engine/models/train/trees.ts";
import type { Fit, Link } from "../../engine/plan/fit.ts";
import { amountMetrics, propensityMetrics } from "../../engine/statistics/metrics.ts";
import { message } from "../../grammar/texts/message.ts";
import { WorkspaceError } from "../errors.ts";
import type { Input, LeftOut } from "./features.ts";
import type { Measured } from "./measure.ts";
import type { Trained, Training } from "./training.ts";

export type Predict = Extract<ModelSpec, { kind: "predict" }>;

const LEAST_ROWS = 50;
const LEAST_OF_EACH = 10;
/** As much against overfitting as is usual. */
const STRENGTH = 1;

/** What a prediction is learned from, and what it is tested on. */
export interface Lesson {
  readonly inputs: readonly Input[];
  readonly leftOut: readonly LeftOut[];
  readonly learned: Examples;
  readonly test: Examples;
  /** The instants of those learned from. */
  readonly asOf: readonly string[];
  /** That of the customers kept aside; null where they are others of the same instant. */
  readonly holdoutAsOf: string | null;
}

/** Fits a prediction, and tells how well it foretells the customers that were kept aside. */
export function learn(spec: Predict, training: Training, lesson: Lesson): Trained {
  const { model, settings } = training;
  const { inputs, learned, test } = lesson;
  const { kept, table: whole, dropped } = useful(inputs, learned.table);
  const testTable: Table = {
    rows: test.table.rows,
    columns: kept.map((place) => required(test.table.columns[place], "the column of an input")),
  };
  refuseTooFew(spec, learned.target, model.name);
  const link: Link =
    spec.target.kind === "condition" ? { kind: "probability" } : { kind: "amount", units: unitsOf(spec) };
  const share = spec.target.kind === "amount" ? (spec.target.share ?? undefined) : undefined;
  const used = kept.map((place) => required(inputs[place], "an input"));
  const { fit, importance } = fitOf(spec, whole, learned.target, link, share, settings.seed, used, model.name);
  const predicted = Float64Array.from(
    { length: testTable.rows },
    (_, row) => fitValue(fit, rowAt(testTable, row)) / (link.kind === "amount" ? link.units : 1),
  );
  const base = baseOf(learned.target, share);
  return {
    kind: "predict",
    asOf: lesson.asOf,
    rows: whole.rows,
    inputs: used.map(({ feature, value }) => ({ feature, value })),
    fits: { [link.kind === "probability" ? "probability" : "amount"]: fit },
    names: [],
    leftOut: [...lesson.leftOut, ...dropped],
    report: reportOf(spec, predicted, test.target, base, share, lesson.holdoutAsOf, importance),
  };
}

function reportOf(
  { target, method }: Predict,
  predicted: Float64Array,
  happened: Float64Array,
  base: number,
  share: number | undefined,
  holdoutAsOf: string | null,
  importance: readonly Importance[],
): ModelReport {
  if (target.kind === "condition") {
    const holdout = propensityMetrics(predicted, happened, base);
    return {
      kind: "propensity",
      method,
      holdoutAsOf,
      holdout,
      beatsBaseline: holdout.logLoss < holdout.baseline.logLoss && holdout.auc > 0.52,
      importance,
    };
  }
  const holdout = amountMetrics(predicted, happened, base, share);
  if (holdoutAsOf === null) throw new Error("amounts are foretold, and tested at a later time");
  return { kind: "amount", method, holdoutAsOf, holdout, beatsBaseline: holdout.error < holdout.baseline, importance };
}

/** What everybody would be given without a model. */
function baseOf(target: Float64Array, share: number | undefined): number {
  return share === undefined
    ? target.reduce((sum, value) => sum + value, 0) / Math.max(1, target.length)
    : quantileOf(Float64Array.from(target).sort(), share);
}

function fitOf(
  spec: Predict,
  table: Table,
  target: Float64Array,
  link: Link,
  share: number | undefined,
  seed: number,
  inputs: readonly Input[],
  name: string,
): { readonly fit: Fit; readonly importance: readonly Importance[] } {
  if (spec.method === "boosted trees") {
    const { fit, importance } = fitTrees(table, target, link, { seed, share });
    return { fit, importance: byFeature(inputs, importance) };
  }
  if (share !== undefined) throw new WorkspaceError(message("model-quantile", { name }));
  const fit = fitLinear(table, target, link, { strength: STRENGTH });
  const weight = fit.weights.map(
    (own, column) => Math.abs(own) * spreadOf(table.columns[column] ?? new Float64Array()).deviation,
  );
  const total = weight.reduce((sum, own) => sum + own, 0);
  return {
    fit,
    importance: byFeature(
      inputs,
      weight.map((own) => (total > 0 ? own / total : 0)),
    ),
  };
}

function byFeature(inputs: readonly Input[], shares: readonly number[]): Importance[] {
  const sums = new Map<string, number>();
  for (const [index, { feature }] of inputs.entries())
    sums.set(feature, (sums.get(feature) ?? 0) + required(shares[index], "the share of an input"));
  return [...sums]
    .map(([feature, share]) => ({ feature, share }))
    .sort((left, right) => right.share - left.share || (left.feature < right.feature ? -1 : 1));
}

function unitsOf({ target }: Predict): number {
  return target.kind === "amount" && target.type.kind === "decimal" ? 10 ** target.type.digits : 1;
}

export interface Examples {
  readonly table: Table;
  readonly target: Float64Array;
}

/** The customers who are asked about and of whom it is known what became. */
export function examples({ rows, columns }: Measured, width: number, spec: Predict): Examples {
  const target = columns.at(-1) ?? new Float64Array();
  const among = spec.among === null ? undefined : columns[width];
  const places = Array.from({ length: rows }, (_, row) => row).filter(
    (row) => (among === undefined || among[row] === 1) && !Number.isNaN(target[row]),
  );
  const taken = (column: Float64Array, by: number): Float64Array =>
    Float64Array.from(places, (row) => (column[row] ?? Number.NaN) / by);
  return {
    table: { rows: places.length, columns: columns.slice(0, width).map((column) => taken(column, 1)) },
    target: taken(target, unitsOf(spec)),
  };
}

/** The inputs that tell customers apart; a feature none of whose inputs does is left out. */
export function useful(
  inputs: readonly Input[],
  table: Table,
): { readonly kept: readonly number[]; readonly table: Table; readonly dropped: readonly LeftOut[] } {
  const varies = table.columns.map((column) => column.some((value) => !Object.is(value, column[0])));
  const kept = inputs.flatMap((_, place) => (varies[place] === true ? [place] : []));
  const names = new Set(kept.map((place) => inputs[place]?.feature));
  const dropped = [...new Set(inputs.map(({ feature }) => feature))]
    .filter((feature) => !names.has(feature))
    .map((feature): LeftOut => {
      const place = inputs.findIndex((input) => input.feature === feature);
      return { feature, reason: Number.isNaN(table.columns[place]?.[0]) ? "never known" : "always the same" };
    });
  return {
    kept,
    dropped,
    table: { rows: table.rows, columns: kept.map((place) => required(table.columns[place], "the column of an input")) },
  };
}

function refuseTooFew({ target }: Predict, values: Float64Array, name: string): void {
  if (values.length < LEAST_ROWS)
    throw new WorkspaceError(message("model-few-rows", { name, customers: values.length, least: LEAST_ROWS }));
  if (target.kind !== "condition") return;
  const yes = values.reduce((sum, value) => sum + value, 0);
  if (yes < LEAST_OF_EACH || values.length - yes < LEAST_OF_EACH)
    throw new WorkspaceError(
      message("model-few-of-each", { name, yes, no: values.length - yes, least: LEAST_OF_EACH }),
    );
}
