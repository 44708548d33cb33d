import { inside } from "../../invariant/required.ts";
import { ensembleOf, rangeOf } from "./ensemble.ts";
import type { OnnxNode } from "./graph.ts";
import { after, type FeatureColumn, type Linear, type OnnxValue, type TextColumn, type Trees } from "./values.ts";
import { message, type Message } from "../../../grammar/texts/message.ts";

/** Gives the values of a node's outputs from those of its inputs. */
type Operator = (node: OnnxNode, inputs: readonly OnnxValue[]) => readonly OnnxValue[];

const refused = (reason: Message): readonly OnnxValue[] => [{ kind: "refused", reason }];
const LABEL: OnnxValue = { kind: "label" };

/** The operators that are understood (ONNX operators, and ONNX-ML operators, which the specification documents). */
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...["Identity", "Flatten", "Squeeze", "Unsqueeze", "ZipMap"].map((name) => [name, passed] as const),
  ...["ArgMax", "LabelEncoder"].map((name) => [name, (): readonly OnnxValue[] => [LABEL]] as const),
  ["Cast", cast],
  ["Reshape", reshaped],
  ["Concat", concatenated],
  ["Gather", chosen],
  ["ArrayFeatureExtractor", chosen],
  ["Add", (node, inputs) => arithmetic("add", 1, node, inputs)],
  ["Sub", (node, inputs) => arithmetic("add", -1, node, inputs)],
  ["Mul", (node, inputs) => arithmetic("multiply", 1, node, inputs)],
  ["Div", (node, inputs) => arithmetic("divide", 1, node, inputs)],
  ["Scaler", scaled],
  ["Imputer", imputed],
  ["OneHotEncoder", encoded],
  ["Normalizer", normalised],
  ["MatMul", multiplied],
  ["Gemm", multiplied],
  ["Sigmoid", logistic],
  ["Softmax", softmax],
  ["LinearRegressor", linearRegressor],
  ["LinearClassifier", linearClassifier],
  ["TreeEnsembleRegressor", treeRegressor],
  ["TreeEnsembleClassifier", treeClassifier],
]);

const numbers = ({ attributes }: OnnxNode, name: string): readonly number[] => attributes.get(name)?.numbers ?? [];
const text = ({ attributes }: OnnxNode, name: string, usual: string): string => attributes.get(name)?.texts[0] ?? usual;

/** Most columns side by side, and most steps of arithmetic on one: files that are written to hold more hold no model. */
const limits = { columns: 2000, steps: 50 } as const;

function sideBySide(operator: string, columns: readonly (FeatureColumn | TextColumn)[]): readonly OnnxValue[] {
  if (columns.length > limits.columns) return refused(message("onnx-of-columns", { operator, limit: limits.columns }));
  if (columns.some((column) => column.kind === "number" && column.steps.length > limits.steps))
    return refused(message("onnx-after-steps", { operator, limit: limits.steps }));
  return [{ kind: "columns", columns }];
}

function numbersOnly(value: OnnxValue | undefined): readonly FeatureColumn[] | undefined {
  if (value?.kind !== "columns") return undefined;
  const columns = value.columns.filter((column) => column.kind === "number");
  return columns.length === value.columns.length ? columns : undefined;
}

function passed({ operator }: OnnxNode, [value]: readonly OnnxValue[]): readonly OnnxValue[] {
  return value === undefined ? refused(message("onnx-of-nothing", { operator })) : [value];
}

const FLOAT = 1;

/** Numbers stay as they are in single precision; results in any. */
function cast(node: OnnxNode, inputs: readonly OnnxValue[]): readonly OnnxValue[] {
  return inputs[0]?.kind === "columns" && numbers(node, "to")[0] !== FLOAT
    ? refused(message("onnx-cast"))
    : passed(node, inputs);
}

/** Columns stay side by side. */
function reshaped(node: OnnxNode, inputs: readonly OnnxValue[]): readonly OnnxValue[] {
  const [value, shape] = inputs;
  const kept =
    value?.kind !== "columns" ||
    (shape?.kind === "constant" && shape.numbers.length === 2 && shape.numbers[1] === value.columns.length);
  return kept ? passed(node, inputs) : refused(message("onnx-reshape"));
}

function concatenated({ operator }: OnnxNode, inputs: readonly OnnxValue[]): readonly OnnxValue[] {
  const all: (FeatureColumn | TextColumn)[] = [];
  for (const input of inputs) {
    if (input.kind !== "columns") return refused(message("onnx-of-results", { operator }));
    for (const column of input.columns) all.push(column);
    if (all.length > limits.columns) break;
  }
  return sideBySide(operator, all);
}

/** Some columns of several, or the second of two probabilities. */
function chosen({ operator }: OnnxNode, [value, places]: readonly OnnxValue[]): readonly OnnxValue[] {
  if (value?.kind === "constant" || value?.kind === "label") return [LABEL];
  if (places?.kind !== "constant") return refused(message("onnx-of-computed-places", { operator }));
  if (value?.kind === "probability")
    return places.numbers.length === 1 && places.numbers[0] === 1
      ? [value]
      : refused(message("onnx-of-other-probability", { operator }));
  if (value?.kind !== "columns") return refused(message("onnx-of-results", { operator }));
  const columns = places.numbers.slice(0, limits.columns + 1).map((place) => value.columns[place]);
  const found = columns.filter((column) => column !== undefined);
  return found.length === columns.length
    ? sideBySide(operator, found)
    : refused(message("onnx-of-missing-columns", { operator }));
}

function each(
  operator: string,
  value: OnnxValue | undefined,
  change: (column: FeatureColumn, place: number) => FeatureColumn | undefined,
): readonly OnnxValue[] {
  const columns = numbersOnly(value)?.map(change);
  const found = columns?.filter((column) => column !== undefined);
  return found === undefined || found.length !== columns?.length
    ? refused(message("onnx-of-no-numbers", { operator }))
    : sideBySide(operator, found);
}

/** The number of a list for a place; a single one is for all. */
function at(list: readonly number[], place: number): number | undefined {
  return list.length === 1 ? list[0] : list[place];
}

function arithmetic(
  kind: "add" | "multiply" | "divide",
  sign: 1 | -1,
  { operator }: OnnxNode,
  [left, right]: readonly OnnxValue[],
): readonly OnnxValue[] {
  // Only what may change places may have the constant first.
  const swapped = left?.kind === "constant" && kind !== "divide" && sign === 1;
  const [value, by] = swapped ? [right, left] : [left, right];
  if (by?.kind !== "constant") return refused(message("onnx-of-two-results", { operator }));
  if (value?.kind === "columns") {
    return each(operator, value, (column, place) => {
      const number = at(by.numbers, place);
      return number === undefined ? undefined : after(column, { kind, by: sign * number });
    });
  }
  if (value?.kind === "sums" && value.of.kind === "linear" && kind === "add") {
    // NaN for a constant that the file lacks: such weights are refused in the end.
    const constants = value.of.constants.map(
      (constant, place) => constant + sign * (at(by.numbers, place) ?? Number.NaN),
    );
    return [{ ...value, of: { ...value.of, constants } }];
  }
  const neutral = kind === "add" ? 0 : 1;
  return value?.kind === "probability" && by.numbers.every((number) => number === neutral)
    ? [value]
    : refused(message("onnx-of-a-result", { operator }));
}

function scaled(node: OnnxNode, [value]: readonly OnnxValue[]): readonly OnnxValue[] {
  const [offsets, scales] = [numbers(node, "offset"), numbers(node, "scale")];
  return each(node.operator, value, (column, place) => {
    const [offset, scale] = [at(offsets, place), at(scales, place)];
    return offset === undefined || scale === undefined
      ? undefined
      : after(after(column, { kind: "add", by: -offset }), { kind: "multiply", by: scale });
  });
}

function imputed(node: OnnxNode, [value]: readonly OnnxValue[]): readonly OnnxValue[] {
  const replaced = numbers(node, "replaced_value_float")[0];
  if (replaced === undefined || !Number.isNaN(replaced))
    return refused(message("onnx-of-unknown-number", { operator: node.operator }));
  return each(node.operator, value, (column, place) => {
    const number = at(numbers(node, "imputed_value_floats"), place);
    return number === undefined ? undefined : { ...column, unknown: column.unknown ?? number };
  });
}

/** A column for each text that a file knows; other texts and unknown are none of them. */
function encoded(node: OnnxNode, [value]: readonly OnnxValue[]): readonly OnnxValue[] {
  const texts = node.attributes.get("cats_strings")?.texts ?? [];
  if (value?.kind !== "columns" || texts.length === 0 || numbers(node, "zeros")[0] === 0)
    return refused(message("onnx-of-numbers-or-zeros", { operator: node.operator }));
  if (texts.length * value.columns.length > limits.columns)
    return refused(message("onnx-of-texts", { operator: node.operator, limit: limits.columns }));
  const columns = value.columns.flatMap((column) =>
    column.kind === "text"
      ? texts.map((own): FeatureColumn => ({
          kind: "number",
          source: { feature: column.feature, value: own },
          steps: [],
          unknown: 0,
        }))
      : [],
  );
  return columns.length === texts.length * value.columns.length
    ? [{ kind: "columns", columns }]
    : refused(message("onnx-of-numbers", { operator: node.operator }));
}

/** Probabilities that add up to 1 already stay as they are. */
function normalised(node: OnnxNode, [value]: readonly OnnxValue[]): readonly OnnxValue[] {
  return value?.kind === "probability" && text(node, "norm", "MAX") === "L1"
    ? [value]
    : refused(message("onnx-not-adding-up", { operator: node.operator }));
}

function multiplied(node: OnnxNode, [value, by, plus]: readonly OnnxValue[]): readonly OnnxValue[] {
  const columns = numbersOnly(value);
  if (columns === undefined || by?.kind !== "constant" || (plus !== undefined && plus.kind !== "constant"))
    return refused(message("onnx-of-a-result", { operator: node.operator }));
  if (
    numbers(node, "transA")[0] === 1 ||
    (numbers(node, "alpha")[0] ?? 1) !== 1 ||
    (numbers(node, "beta")[0] ?? 1) !== 1
  )
    return refused(message("onnx-with-factors", { operator: node.operator }));
  const turned = numbers(node, "transB")[0] === 1;
  const [rows = 0, across = 1] = turned ? by.sizes.toReversed() : by.sizes;
  if (across > 2) return refused(message("onnx-with-results", { operator: node.operator, count: across }));
  if (rows !== columns.length || by.numbers.length !== rows * across)
    return refused(message("onnx-other-size", { operator: node.operator }));
  const weights = Array.from({ length: across }, (_, target) =>
    columns.map((_column, row) => inside(by.numbers[turned ? target * rows + row : row * across + target])),
  );
  return [
    {
      kind: "sums",
      count: across,
      of: {
        kind: "linear",
        columns,
        weights,
        constants: weights.map((_, target) => (plus === undefined ? 0 : (at(plus.numbers, target) ?? Number.NaN))),
      },
    },
  ];
}

function logistic({ operator }: OnnxNode, [value]: readonly OnnxValue[]): readonly OnnxValue[] {
  return value?.kind === "sums" && value.count === 1
    ? [{ kind: "probability", of: value.of, mix: [1], logistic: true }]
    : refused(message("onnx-several-results", { operator }));
}

function softmax({ operator }: OnnxNode, [value]: readonly OnnxValue[]): readonly OnnxValue[] {
  return value?.kind === "sums" && value.count === 2
    ? [{ kind: "probability", of: value.of, mix: [-1, 1], logistic: true }]
    : refused(message("onnx-other-than-two", { operator }));
}

function linearRegressor(node: OnnxNode, [value]: readonly OnnxValue[]): readonly OnnxValue[] {
  const columns = numbersOnly(value);
  const weights = numbers(node, "coefficients");
  if (columns === undefined || (numbers(node, "targets")[0] ?? 1) !== 1 || weights.length !== columns.length)
    return refused(message("onnx-several-targets", { operator: node.operator }));
  return finished(node, {
    kind: "linear",
    columns,
    weights: [weights],
    constants: [numbers(node, "intercepts")[0] ?? 0],
  });
}

function treeRegressor(node: OnnxNode, [value]: readonly OnnxValue[]): readonly OnnxValue[] {
  const columns = numbersOnly(value);
  if (columns === undefined || (numbers(node, "n_targets")[0] ?? 1) !== 1)
    return refused(message("onnx-several-targets", { operator: node.operator }));
  const aggregate = text(node, "aggregate_function", "SUM");
  if (aggregate !== "SUM") return refused(message("onnx-by", { operator: node.operator, aggregate }));
  return finished(node, { kind: "trees", columns, ensemble: ensembleOf(node, "target", 1, columns.length) });
}

function finished(node: OnnxNode, of: Linear | Trees): readonly OnnxValue[] {
  const transform = text(node, "post_transform", "NONE");
  if (transform === "NONE") return [{ kind: "sums", of, count: 1 }];
  return transform === "LOGISTIC"
    ? [{ kind: "probability", of, mix: [1], logistic: true }]
    : refused(message("onnx-with", { operator: node.operator, transform }));
}

/** Labels, of which there must be two. */
function classes(node: OnnxNode): number {
  return Math.max(
    numbers(node, "classlabels_ints").length,
    numbers(node, "classlabels_int64s").length,
    node.attributes.get("classlabels_strings")?.texts.length ?? 0,
  );
}

function linearClassifier(node: OnnxNode, [value]: readonly OnnxValue[]): readonly OnnxValue[] {
  const columns = numbersOnly(value);
  const count = classes(node);
  if (count !== 2) return [LABEL, ...refused(message("onnx-classes", { operator: node.operator, count }))];
  const coefficients = numbers(node, "coefficients");
  const rows = columns === undefined ? 0 : coefficients.length / columns.length;
  if (columns === undefined || rows !== 2)
    return [LABEL, ...refused(message("onnx-weights-count", { operator: node.operator, count: coefficients.length }))];
  const constants = numbers(node, "intercepts");
  const weights = [coefficients.slice(0, columns.length), coefficients.slice(columns.length)];
  const of: Linear = { kind: "linear", columns, weights, constants: [constants[0] ?? 0, constants[1] ?? 0] };
  return [LABEL, ...ofTwo(node, of, opposite(of))];
}

/** Whether the sums of the classes add up to 0, so that their probabilities add up to 1. */
function opposite({ weights: [first = [], second = []], constants: [a = 0, b = 0] }: Linear): boolean {
  return [[a, b] as const, ...first.map((weight, place) => [weight, second[place] ?? 0] as const)].every(
    ([left, right]) => Math.abs(left + right) <= 1e-6 * Math.max(1, Math.abs(left)),
  );
}

function treeClassifier(node: OnnxNode, [value]: readonly OnnxValue[]): readonly OnnxValue[] {
  const columns = numbersOnly(value);
  const count = classes(node);
  if (count !== 2 || columns === undefined)
    return [LABEL, ...refused(message("onnx-classes", { operator: node.operator, count }))];
  const ensemble = ensembleOf(node, "class", 2, columns.length);
  const of: Trees = { kind: "trees", columns, ensemble };
  const named = new Set(numbers(node, "class_ids"));
  if (named.size === 2) return [LABEL, ...ofTwo(node, of, true)];
  // With weights for a single class they speak for the second one, whatever the class is called.
  const [only = 0] = named;
  const mix = [0, 0].map((_, place) => (place === only ? 1 : 0));
  const single: Trees = { ...of, ensemble: { ...ensemble, base: mix.map((share) => share * (ensemble.base[0] ?? 0)) } };
  const transform = text(node, "post_transform", "NONE");
  if (transform === "LOGISTIC") return [LABEL, { kind: "probability", of: single, mix, logistic: true }];
  return [
    LABEL,
    ...(transform === "NONE"
      ? plain(node, single, mix)
      : refused(message("onnx-with", { operator: node.operator, transform }))),
  ];
}

function ofTwo(node: OnnxNode, of: Linear | Trees, addsUp: boolean): readonly OnnxValue[] {
  const transform = text(node, "post_transform", "NONE");
  if (transform === "LOGISTIC" && addsUp) return [{ kind: "probability", of, mix: [0, 1], logistic: true }];
  if (transform === "SOFTMAX") return [{ kind: "probability", of, mix: [-1, 1], logistic: true }];
  if (transform !== "NONE") return refused(message("onnx-with", { operator: node.operator, transform }));
  return of.kind === "linear" ? [{ kind: "sums", of, count: 2 }] : plain(node, of, [0, 1]);
}

/** Sums of trees that are probabilities as they are. */
function plain(node: OnnxNode, of: Trees, mix: readonly number[]): readonly OnnxValue[] {
  const { low, high } = rangeOf(of.ensemble, mix);
  return low >= -1e-4 && high <= 1 + 1e-4
    ? [{ kind: "probability", of, mix, logistic: false }]
    : refused(message("onnx-no-probabilities", { operator: node.operator }));
}
