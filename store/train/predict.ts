import { isExactUnit, unitMilliseconds } from "../../engine/calendar/instant.ts";
import type { ModelSpec, TypedExpression, TypedLeaf } from "../../engine/check/program.ts";
import type { Fit, Link } from "../../engine/plan/fit.ts";
import { fitValue } from "../../engine/models/fit-value.ts";
import { isTypedLeaf } from "../../engine/check/typed-leaves.ts";
import type { Importance, ModelReport } from "../../engine/models/report.ts";
import { fitLinear } from "../../engine/models/train/linear.ts";
import { amountMetrics, propensityMetrics } from "../../engine/statistics/metrics.ts";
import { quantileOf, rowAt, spreadOf, type Table } from "../../engine/models/train/table.ts";
import { fitTrees } from "../../engine/models/train/trees.ts";
import { mapLeaves } from "../../engine/plan/expression.ts";
import { WorkspaceError } from "../errors.ts";
import { inputsOf, type Input, type LeftOut } from "./features.ts";
import type { Measured, Wanted } from "./measure.ts";
import { pastMoments } from "./moments.ts";
import type { Trained, Training } from "./training.ts";
import { inRow, message } from "../../grammar/texts/message.ts";
import { required } from "../../engine/invariant/required.ts";

type Predict = Extract<ModelSpec, { kind: "predict" }>;

const LEAST_ROWS = 50;
const LEAST_OF_EACH = 10;
/** As much against overfitting as is usual. */
const STRENGTH = 1;

/** Learns to foretell: customers are looked at on past dates, and what became of them is counted in the time after. */
export async function trainPredict(spec: Predict, training: Training): Promise<Trained> {
  const { model, program, database, measurer, asOf, settings } = training;
  if (!isExactUnit(spec.horizon.unit)) throw new WorkspaceError(message("model-length", { name: model.name }));
  const horizon = spec.horizon.amount * unitMilliseconds[spec.horizon.unit];
  const moments = pastMoments(asOf, horizon, training.firstEvent, model.name);
  const latest = required(moments.training.at(-1), "a moment to learn from").at;
  const { inputs, leftOut } = await inputsOf(model, program, database, measurer, latest, {
    past: true,
    currentFields: settings.currentFields,
  });
  if (inputs.length === 0)
    throw new WorkspaceError(
      message("model-no-feature", {
        name: model.name,
        features: inRow(leftOut.map(({ feature, reason }) => message(`left-out-${reason}`, { feature }))),
      }),
    );
  refuseWithoutPast(spec, horizon, training);
  const among: Wanted[] = spec.among === null ? [] : [{ expression: spec.among, type: { kind: "boolean" } }];
  const look = { now: [...inputs.map(({ wanted }) => wanted), ...among], after: [targetOf(spec, horizon)] };
  const measured = await measurer.measure(look, [...moments.training, moments.test]);
  const sets = measured.map((found) => examples(found, inputs.length, spec));
  const learned = together(sets.slice(0, -1));
  const { kept, table: whole, dropped } = useful(inputs, learned.table);
  const test = required(sets.at(-1), "what is to be tested");
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
  const holdoutAsOf = training.instant(moments.test.at);
  const base = baseOf(learned.target, share);
  return {
    kind: "predict",
    asOf: moments.training.map(({ at }) => training.instant(at)),
    rows: whole.rows,
    inputs: used.map(({ feature, value }) => ({ feature, value })),
    fits: { [link.kind === "probability" ? "probability" : "amount"]: fit },
    names: [],
    leftOut: [...leftOut, ...dropped],
    report: reportOf(spec, predicted, test.target, base, share, holdoutAsOf, importance),
  };
}

function reportOf(
  { target, method }: Predict,
  predicted: Float64Array,
  happened: Float64Array,
  base: number,
  share: number | undefined,
  holdoutAsOf: string,
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

/** What became of a customer by the end of the time ahead; measures without a window see that time alone. */
function targetOf({ target }: Predict, horizon: number): Wanted {
  const window = { kind: "exact" as const, length: horizon, ending: 0 };
  if (target.kind === "amount") {
    return {
      type: target.type,
      expression: {
        op: "measure",
        measure: {
          kind: "events",
          function: "sum",
          event: target.event,
          field: target.field,
          fieldType: target.type,
          where: null,
          among: null,
          window,
          type: target.type,
        },
      },
    };
  }
  const expression = mapLeaves<TypedLeaf, TypedLeaf>(
    target.condition,
    isTypedLeaf,
    (leaf): TypedExpression =>
      leaf.op === "measure" && leaf.measure.window.kind === "all"
        ? { op: "measure", measure: { ...leaf.measure, window } }
        : leaf,
    () => undefined,
  );
  return { expression, type: { kind: "boolean" } };
}

function unitsOf({ target }: Predict): number {
  return target.kind === "amount" && target.type.kind === "decimal" ? 10 ** target.type.digits : 1;
}

interface Examples {
  readonly table: Table;
  readonly target: Float64Array;
}

/** The customers who are asked about and of whom it is known what became. */
function examples({ rows, columns }: Measured, width: number, spec: Predict): Examples {
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

function together(sets: readonly Examples[]): Examples {
  const joined = (parts: readonly Float64Array[]): Float64Array => {
    const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  };
  const width = sets[0]?.table.columns.length ?? 0;
  const target = joined(sets.map((set) => set.target));
  return {
    target,
    table: {
      rows: target.length,
      columns: Array.from({ length: width }, (_, column) =>
        joined(sets.map(({ table }) => required(table.columns[column], "the column of an input"))),
      ),
    },
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

/** @throws WorkspaceError when those asked about, or what became of them, would be taken from today or a later time */
function refuseWithoutPast(spec: Predict, horizon: number, { model, measurer, settings }: Training): void {
  const { name } = model;
  const parts = [
    ...(spec.among === null ? [] : [{ part: "among", expression: spec.among }]),
    ...(spec.target.kind === "condition" ? [{ part: "predict", expression: targetOf(spec, horizon).expression }] : []),
  ];
  for (const { part, expression } of parts) {
    const wanted: Wanted = { expression, type: { kind: "boolean" } };
    if (measurer.readsModel(wanted)) throw new WorkspaceError(message("model-part-learned-later", { name, part }));
    const fields = settings.currentFields ? [] : measurer.fieldsWithoutPast(wanted);
    if (fields.length > 0)
      throw new WorkspaceError(
        message("model-part-no-past", { name, part, fields: fields.map((field) => `\`${field}\``).join(", ") }),
      );
  }
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
