import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import type { ModelFeature, ModelSpec } from "../../engine/check/program.ts";
import { fitProblem, type Fit } from "../../engine/plan/fit.ts";
import { fitValue } from "../../engine/models/fit-value.ts";
import { inputExpression } from "../../engine/compile/model-inputs.ts";
import { importOnnx, ONNX_LIMIT, type Imported } from "../../engine/models/onnx/import.ts";
import { OnnxRefusal } from "../../engine/models/onnx/refusal.ts";
import { typicalOf } from "../../engine/models/train/table.ts";
import type { Value } from "../../engine/plan/types.ts";
import { WorkspaceError } from "../errors.ts";
import { insidePath } from "../workspace/inside-path.ts";
import { valuesOf } from "./customer-groups.ts";
import { onnxRuntime, type RuntimeInput } from "./onnx-runtime.ts";
import type { Trained, Training } from "./training.ts";
import { message } from "../../grammar/texts/message.ts";
import { required } from "../../engine/invariant/required.ts";

/** Most customers that both are asked for. */
const MOST_COMPARED = 5000;
/** Leaves are rounded to millionths, and the file's runtime adds up in single precision. */
const TOLERANCE = 1e-4;

/** Takes over a model from an ONNX file, and compares it with the file's own runtime where that is installed. */
export async function trainOnnx({ path }: Extract<ModelSpec, { kind: "onnx" }>, training: Training): Promise<Trained> {
  const { model, asOf, settings } = training;
  const bytes = readModelFile(settings.folder, path);
  const imported = takenOver(bytes, path, model.features);
  const customers = await knownOf(model.features, training);
  const args = customers.map((known) =>
    imported.sources.map(({ feature, value }) => argumentOf(known[feature], value)),
  );
  const fit = withTypical(imported.fit, args);
  const results = args.map((own) => fitValue(fit, own));
  const compared = await agreed(bytes, path, imported, customers, results);
  const known = results.filter((result) => !Number.isNaN(result));
  const fits: Record<string, Fit> =
    imported.gives === "probability" ? { value: fit, probability: fit } : { value: fit };
  return {
    kind: "onnx",
    asOf: [training.instant(asOf)],
    rows: customers.length,
    fits,
    names: [],
    leftOut: [],
    inputs: imported.sources.map(({ feature, value }) => ({
      feature: required(model.features[feature], "a feature of the model").name,
      value,
    })),
    report: {
      kind: "onnx",
      file: path,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      gives: imported.gives,
      operators: imported.operators,
      trees: imported.fit.kind === "trees" ? imported.fit.trees.length : 0,
      compared,
      results: {
        known: known.length,
        unknown: results.length - known.length,
        low: least(known),
        mean: known.length === 0 ? null : known.reduce((sum, result) => sum + result, 0) / known.length,
        high: most(known),
      },
    },
  };
}

/** With usual values, of the customers as they are, for explanations. */
function withTypical(fit: Fit, args: readonly (readonly number[])[]): Fit {
  if (fit.kind !== "affine" && fit.kind !== "trees") return fit;
  return {
    ...fit,
    typical: typicalOf({
      rows: args.length,
      columns: fit.typical.map((_, column) => Float64Array.from(args, (own) => own[column] ?? Number.NaN)),
    }),
  };
}

function readModelFile(folder: string, path: string): Uint8Array {
  const full = insidePath(folder, path);
  if (!existsSync(full) || !statSync(full).isFile())
    throw new WorkspaceError(message("no-file-in-workspace", { path }));
  const { size } = statSync(full);
  if (size > ONNX_LIMIT) throw new WorkspaceError(message("file-too-large", { path, limit: ONNX_LIMIT }));
  return readFileSync(full);
}

function takenOver(bytes: Uint8Array, path: string, features: readonly ModelFeature[]): Imported {
  try {
    const imported = importOnnx(
      bytes,
      features.map(({ name }) => name),
    );
    if (fitProblem(imported.fit, imported.sources.length) !== undefined) throw new OnnxRefusal(message("onnx-tables"));
    for (const { feature, value } of imported.sources) {
      const { name, type } = features[feature] ?? { name: "", type: { kind: "text" as const } };
      const isText = type.kind === "text" || type.kind === "enum";
      if (type.kind === "set" || isText !== (value !== null))
        throw new OnnxRefusal(message(value === null ? "onnx-takes-number" : "onnx-takes-text", { name }));
    }
    return imported;
  } catch (error) {
    if (error instanceof OnnxRefusal) throw new WorkspaceError(message("not-usable", { path, reason: error.told }));
    throw error;
  }
}

/** What is known of each customer's features: numbers as models see them, texts as they are. */
async function knownOf(features: readonly ModelFeature[], training: Training): Promise<(Value | undefined)[][]> {
  const customers = new Map<string, (Value | undefined)[]>();
  for (const [place, feature] of features.entries()) {
    const { type } = feature;
    const isText = type.kind === "text" || type.kind === "enum";
    const asked: ModelFeature =
      isText || type.kind === "boolean"
        ? feature
        : { ...feature, type: { kind: "number" }, node: inputExpression(feature, null) };
    for await (const { customer, value } of valuesOf(asked, training)) {
      const own =
        customers.get(customer) ?? Array.from({ length: features.length }, (): Value | undefined => undefined);
      own[place] = value;
      customers.set(customer, own);
    }
  }
  return [...customers].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, own]) => own);
}

function argumentOf(known: Value | undefined, value: string | null): number {
  if (known === undefined) return Number.NaN;
  return value === null ? Number(known) : Number(known === value);
}

/** For how many customers the file's runtime says the same. @throws WorkspaceError where it says something else */
async function agreed(
  bytes: Uint8Array,
  path: string,
  { inputs, output, gives, operators }: Imported,
  customers: readonly (readonly (Value | undefined)[])[],
  results: readonly number[],
): Promise<number | null> {
  const rows = customers.slice(0, MOST_COMPARED);
  // The runtime gives no maps, such as ZipMap makes of probabilities.
  if (rows.length === 0 || operators.includes("ZipMap")) return null;
  const runtime = await onnxRuntime(bytes);
  if (runtime === undefined) return null;
  const fed = inputs.map(({ name, features, text }): RuntimeInput => ({
    name,
    columns: features.length,
    values: text
      ? rows.flatMap((row) => features.map((feature) => String(row[feature] ?? "")))
      : Float32Array.from(rows.flatMap((row) => features.map((feature) => argumentOf(row[feature], null)))),
  }));
  const told = await runtime.run(fed, output);
  const columns = told.length / rows.length;
  for (const [row, own] of results.slice(0, rows.length).entries()) {
    // Of two classes the second counts.
    const other = told[row * columns + columns - 1] ?? Number.NaN;
    if (
      Object.is(Number.isNaN(own), Number.isNaN(other)) &&
      !(Math.abs(own - other) > TOLERANCE * Math.max(1, Math.abs(other)))
    )
      continue;
    throw new WorkspaceError(message("onnx-differs", { path, gives, own, other }));
  }
  return rows.length;
}

function least(values: readonly number[]): number | null {
  return values.reduce<number | null>((found, value) => (found === null || value < found ? value : found), null);
}

function most(values: readonly number[]): number | null {
  return values.reduce<number | null>((found, value) => (found === null || value > found ? value : found), null);
}
