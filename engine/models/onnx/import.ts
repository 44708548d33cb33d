import { inside } from "../../invariant/required.ts";
import { limits } from "../../plan/fit-schema.ts";
import type { AffineFit, Fit, Link, TreesFit } from "../../plan/fit.ts";
import { baseOf, rangeOf, treesOf } from "./ensemble.ts";
import { elementTypes, readOnnx, type OnnxGraph } from "./graph.ts";
import { operators } from "./operators.ts";
import { OnnxRefusal } from "./refusal.ts";
import type { FeatureColumn, Linear, OnnxValue, Source, TextColumn, Trees } from "./values.ts";
import { message } from "../../../grammar/texts/message.ts";

/** A model from an ONNX file as a fit of our own. */
export interface Imported {
  /** The arguments of the fit: the place of a feature, or whether it has a value. */
  readonly sources: readonly Source[];
  readonly gives: "value" | "probability";
  readonly fit: Fit;
  readonly operators: readonly string[];
  /** What the file's inputs are called, with how many features each takes, in order, and which is asked for. */
  readonly inputs: readonly { readonly name: string; readonly features: readonly number[]; readonly text: boolean }[];
  readonly output: string;
}

/** Most bytes of a file. */
export const ONNX_LIMIT = 20_000_000;

/**
 * Takes over a model from the bytes of an ONNX file: linear models and trees over columns that are scaled, imputed or
 * one-hot encoded, with one value or two classes. All else is refused by the name of its operator.
 * @param features the names of the features that the model reads, in order
 * @throws OnnxRefusal
 */
export function importOnnx(bytes: Uint8Array, features: readonly string[]): Imported {
  if (bytes.length > ONNX_LIMIT) throw new OnnxRefusal(message("onnx-bytes", { limit: ONNX_LIMIT }));
  const graph = readOnnx(bytes);
  const inputs = inputsOf(graph, features);
  const values = new Map<string, OnnxValue>();
  for (const [name, { numbers, sizes }] of graph.constants) values.set(name, { kind: "constant", numbers, sizes });
  for (const { name, features: own, text } of inputs) {
    values.set(name, {
      kind: "columns",
      columns: own.map((feature): FeatureColumn | TextColumn =>
        text
          ? { kind: "text", feature }
          : { kind: "number", source: { feature, value: null }, steps: [], unknown: null },
      ),
    });
  }
  for (const node of graph.nodes) {
    for (const [place, value] of evaluated(node, values).entries()) values.set(node.outputs[place] ?? "", value);
  }
  const found = graph.outputs.flatMap((output) => {
    const value = values.get(output);
    return value === undefined ? [] : [{ output, value }];
  });
  for (const { output, value } of found) {
    if (value.kind !== "probability" && !(value.kind === "sums" && value.count === 1)) continue;
    const result =
      value.kind === "probability"
        ? { gives: "probability" as const, ...fitOf(value.of, value.mix, value.logistic ? "logistic" : "share") }
        : { gives: "value" as const, ...fitOf(value.of, [1], "plain") };
    return { ...result, operators: [...new Set(graph.nodes.map(({ operator }) => operator))].sort(), inputs, output };
  }
  const reason = found.map(({ value }) => value).find((value) => value.kind === "refused");
  throw new OnnxRefusal(
    reason === undefined ? message("onnx-no-answer") : message("onnx-not-taken", { part: reason.reason }),
  );
}

function evaluated(node: OnnxGraph["nodes"][number], values: ReadonlyMap<string, OnnxValue>): readonly OnnxValue[] {
  const inputs = node.inputs.map(
    (name): OnnxValue =>
      values.get(name) ?? { kind: "refused", reason: message("onnx-of-nothing", { operator: node.operator }) },
  );
  const refused = inputs.find((input) => input.kind === "refused");
  const constant = node.operator === "Constant" ? node.attributes.get("value")?.tensor : undefined;
  if (constant !== undefined) return [{ kind: "constant", ...constant }];
  const operator = operators.get(node.operator);
  if (refused !== undefined) return node.outputs.map(() => refused);
  if (operator === undefined)
    return node.outputs.map(() => ({
      kind: "refused",
      reason: message("onnx-the-operator", { operator: node.operator }),
    }));
  return operator(node, inputs);
}

/** Which features each input of the file takes: by its name where each is one column and a feature's namesake, else in order. */
function inputsOf({ inputs }: OnnxGraph, features: readonly string[]): Imported["inputs"] {
  const byName = inputs.every(({ name, width }) => width === 1 && features.includes(name));
  let next = 0;
  const found = inputs.map(({ name, type, width }) => {
    if (type !== elementTypes.float && type !== elementTypes.text)
      throw new OnnxRefusal(message("onnx-input-kind", { name }));
    const count = width === undefined || width <= 0 ? (inputs.length === 1 ? features.length : 1) : width;
    const own = byName
      ? [features.indexOf(name)]
      : Array.from({ length: Math.min(count, limits.args + 1) }, (_, index) => next + index);
    next += count;
    return { name, features: own, text: type === elementTypes.text };
  });
  if (next !== features.length || next > limits.args)
    throw new OnnxRefusal(message("onnx-columns", { columns: next, features: features.length }));
  return found;
}

/** Sources in the order in which columns first have them. */
class Sources {
  readonly all: Source[] = [];
  private readonly places = new Map<string, number>();

  readonly placeOf = ({ source }: FeatureColumn): number => {
    const key = JSON.stringify([source.feature, source.value]);
    const known = this.places.get(key);
    if (known !== undefined) return known;
    if (this.all.length >= limits.args) throw new OnnxRefusal(message("onnx-many-columns", { limit: limits.args }));
    this.places.set(key, this.all.length);
    return this.all.push(source) - 1;
  };
}

type Finish = "logistic" | "share" | "plain";

function fitOf(
  of: Linear | Trees,
  mix: readonly number[],
  finish: Finish,
): { readonly fit: Fit; readonly sources: readonly Source[] } {
  const sources = new Sources();
  const fit = of.kind === "linear" ? affineOf(of, mix, finish, sources) : treesFitOf(of, mix, finish, sources);
  return { fit, sources: sources.all };
}

const bounds = { share: { low: 0, high: 1 }, plain: { low: null, high: null } } as const;

function affineOf(
  { columns, weights, constants }: Linear,
  mix: readonly number[],
  finish: Finish,
  sources: Sources,
): AffineFit {
  for (const column of columns) sources.placeOf(column);
  const width = sources.all.length;
  const [slopes, unknown] = [
    Array.from({ length: width }, () => 0),
    Array.from({ length: width }, (): number | null => 0),
  ];
  let constant = mix.reduce((sum, share, target) => sum + share * inside(constants[target]), 0);
  for (const [place, column] of columns.entries()) {
    const weight = mix.reduce((sum, share, target) => sum + share * inside(inside(weights[target])[place]), 0);
    let [slope, shift] = [1, 0];
    for (const { kind, by } of column.steps) {
      if (kind === "add") shift += by;
      else [slope, shift] = kind === "multiply" ? [slope * by, shift * by] : [slope / by, shift / by];
    }
    const at = sources.placeOf(column);
    constant += weight * shift;
    slopes[at] = inside(slopes[at]) + weight * slope;
    const known = inside(unknown[at]);
    // The shift is in the constant already, for those of whom the source is unknown as well.
    unknown[at] = known === null || column.unknown === null ? null : known + weight * (column.unknown - shift);
  }
  if (![constant, ...slopes, ...unknown].every((number) => number === null || Math.abs(number) <= 1e15))
    throw new OnnxRefusal(message("onnx-weights"));
  const link: Link = finish === "logistic" ? { kind: "probability" } : { kind: "number", per: 1, ...bounds[finish] };
  return { kind: "affine", link, constant, weights: slopes, unknown, typical: slopes.map(() => null) };
}

const MILLION = 1_000_000;
const MOST_PARTS = 1e12;

function treesFitOf({ columns, ensemble }: Trees, mix: readonly number[], finish: Finish, sources: Sources): TreesFit {
  const { low, high } = rangeOf(ensemble, mix);
  const largest = Math.max(Math.abs(low), Math.abs(high), 1e-6);
  if (!(largest <= MILLION)) throw new OnnxRefusal(message("onnx-sums"));
  // Probabilities come out of millionths; plain sums are kept in as small parts as their size allows.
  const per = finish === "logistic" ? 1 : 10 ** Math.floor(Math.log10(MOST_PARTS / MILLION / largest));
  const parts = MILLION * per;
  const trees = treesOf(ensemble, columns, sources.placeOf, mix, parts);
  const link: Link = finish === "logistic" ? { kind: "probability" } : { kind: "number", per, ...bounds[finish] };
  return {
    kind: "trees",
    link,
    base: Math.round(baseOf(ensemble, mix) * parts),
    trees,
    typical: sources.all.map(() => null),
  };
}
