import { inside } from "../../invariant/required.ts";
import { limits } from "../../plan/fit-schema.ts";
import type { Tree } from "../../plan/fit.ts";
import { boundary, rising, stepped } from "./float.ts";
import type { OnnxNode } from "./graph.ts";
import { OnnxRefusal } from "./refusal.ts";
import type { FeatureColumn, Ensemble, EnsembleNode, SplitMode } from "./values.ts";
import { message } from "../../../grammar/texts/message.ts";

const modes: ReadonlySet<string> = new Set<SplitMode>(["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "LEAF"]);
const isMode = (text: string): text is SplitMode => modes.has(text);

/** Reads the tables of an ensemble. */
export function ensembleOf(
  { operator, attributes }: OnnxNode,
  weighted: "class" | "target",
  classes: number,
  columns: number,
): Ensemble {
  const numbers = (name: string): readonly number[] => attributes.get(name)?.numbers ?? [];
  if ([...attributes.keys()].some((name) => name.endsWith("_as_tensor")))
    throw new OnnxRefusal(message("onnx-double", { operator }));
  const [ids, treeIds, features, values, yes, no, tracks] = [
    "nodes_nodeids",
    "nodes_treeids",
    "nodes_featureids",
    "nodes_values",
    "nodes_truenodeids",
    "nodes_falsenodeids",
    "nodes_missing_value_tracks_true",
  ].map(numbers);
  const trees = new Map<number, Map<number, EnsembleNode>>();
  for (const [place, mode] of (attributes.get("nodes_modes")?.texts ?? []).entries()) {
    if (!isMode(mode)) throw new OnnxRefusal(message("onnx-question", { operator, mode }));
    const [id, treeId, column, value, onYes, onNo] = [ids, treeIds, features, values, yes, no].map(
      (list) => list?.[place],
    );
    if (
      id === undefined ||
      treeId === undefined ||
      column === undefined ||
      value === undefined ||
      onYes === undefined ||
      onNo === undefined
    )
      throw damaged(operator);
    if (mode !== "LEAF" && !(column >= 0 && column < columns)) throw damaged(operator);
    const tree = trees.get(treeId) ?? new Map<number, EnsembleNode>();
    trees.set(treeId, tree.set(id, { mode, column, value, yes: onYes, no: onNo, unknownIsYes: tracks?.[place] === 1 }));
  }
  if (trees.size > limits.trees)
    throw new OnnxRefusal(message("onnx-trees", { trees: trees.size, limit: limits.trees }));
  const weights = new Map<string, number[]>();
  const [nodeIds, weightTrees, targets] = [
    numbers(`${weighted}_nodeids`),
    numbers(`${weighted}_treeids`),
    numbers(`${weighted}_ids`),
  ];
  for (const [place, weight] of numbers(`${weighted}_weights`).entries()) {
    const [target, treeId, id] = [targets[place], weightTrees[place], nodeIds[place]];
    if (
      target === undefined ||
      treeId === undefined ||
      id === undefined ||
      !Number.isInteger(target) ||
      target < 0 ||
      target >= classes
    )
      throw damaged(operator);
    const key = `${treeId} ${id}`;
    const own = weights.get(key) ?? Array.from({ length: classes }, () => 0);
    own[target] = inside(own[target]) + weight;
    weights.set(key, own);
  }
  return { trees: [...trees].sort(([left], [right]) => left - right), weights, base: numbers("base_values"), classes };
}

/** Between which numbers the sum of a combination lies. */
export function rangeOf(ensemble: Ensemble, mix: readonly number[]): { readonly low: number; readonly high: number } {
  let [low, high] = [baseOf(ensemble, mix), baseOf(ensemble, mix)];
  for (const [treeId, nodes] of ensemble.trees) {
    let [least, most] = [Infinity, -Infinity];
    for (const [id, { mode }] of nodes) {
      if (mode !== "LEAF") continue;
      const weight = weightOf(ensemble, treeId, id, mix);
      if (weight < least) least = weight;
      if (weight > most) most = weight;
    }
    if (least > most) continue;
    low += least;
    high += most;
  }
  return { low, high };
}

/** A file without base values has zeros. */
export function baseOf({ base }: Ensemble, mix: readonly number[]): number {
  return mix.reduce((sum, share, index) => sum + share * (base[index] ?? 0), 0);
}

function weightOf({ weights }: Ensemble, tree: number, node: number, mix: readonly number[]): number {
  const own = weights.get(`${tree} ${node}`);
  return own === undefined ? 0 : mix.reduce((sum, share, index) => sum + share * inside(own[index]), 0);
}

/**
 * The trees as a fit has them: questions of doubles that decide as those of single precision, leaves in whole parts.
 * @param inputOf the place of a column's source among the arguments
 * @param parts how many parts of a leaf's weight there are in one
 */
export function treesOf(
  ensemble: Ensemble,
  columns: readonly FeatureColumn[],
  inputOf: (column: FeatureColumn) => number,
  mix: readonly number[],
  parts: number,
): Tree[] {
  return ensemble.trees.map(([treeId, nodes]): Tree => {
    const tree = { split: [] as number[], at: [] as number[], other: [] as number[], missing: [] as (0 | 1)[] };
    // Nodes still to be written, the next one last; `parent` waits for the place of its other branch.
    const waiting: { readonly id: number; readonly parent: number | undefined }[] = [
      { id: rootOf(nodes), parent: undefined },
    ];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const place = tree.split.length;
      if (place >= limits.nodes) throw new OnnxRefusal(message("onnx-tree-nodes", { limit: limits.nodes }));
      if (next.parent !== undefined) tree.other[next.parent] = place;
      const node = nodes.get(next.id);
      if (node === undefined) throw damaged("tree");
      if (node.mode === "LEAF") {
        tree.split.push(-1);
        tree.at.push(Math.round(weightOf(ensemble, treeId, next.id, mix) * parts));
        tree.other.push(0);
        tree.missing.push(0);
        continue;
      }
      const column = columns[node.column];
      if (column === undefined) throw damaged("tree");
      const { at, first, second, missing } = question(node, column);
      tree.split.push(inputOf(column));
      tree.at.push(at);
      tree.other.push(0);
      tree.missing.push(missing);
      waiting.push({ id: second, parent: place }, { id: first, parent: undefined });
    }
    return tree;
  });
}

const FARTHEST = 1e15;

/** A question about a column as one about its source: at most `at`, then `first`. */
function question(
  { mode, value, yes, no, unknownIsYes }: EnsembleNode,
  { steps, unknown }: FeatureColumn,
): { readonly at: number; readonly first: number; readonly second: number; readonly missing: 0 | 1 } {
  const asks = (number: number): boolean => {
    switch (mode) {
      case "BRANCH_LEQ":
        return number <= value;
      case "BRANCH_LT":
        return number < value;
      case "BRANCH_GTE":
        return number >= value;
      case "BRANCH_GT":
        return number > value;
      case "LEAF":
        return false;
    }
  };
  const up = rising(steps);
  if (up === undefined) throw new OnnxRefusal(message("onnx-zero"));
  // Small sources pass a question for small numbers, unless the steps turn the order round; all others pass its opposite.
  const small = (mode === "BRANCH_LEQ" || mode === "BRANCH_LT") === up;
  const at = boundary((source) => asks(stepped(source, steps)) === small);
  const [first, second] = small ? [yes, no] : [no, yes];
  const goesYes = unknown === null ? unknownIsYes : asks(unknown);
  return { at: Math.max(-FARTHEST, Math.min(FARTHEST, at)), first, second, missing: goesYes === small ? 1 : 0 };
}

/** The node that no other leads to. */
function rootOf(nodes: ReadonlyMap<number, EnsembleNode>): number {
  const led = new Set([...nodes.values()].flatMap(({ mode, yes, no }) => (mode === "LEAF" ? [] : [yes, no])));
  const [root, ...others] = [...nodes.keys()].filter((id) => !led.has(id));
  if (root === undefined || others.length > 0) throw damaged("tree");
  return root;
}

function damaged(operator: string): OnnxRefusal {
  return new OnnxRefusal(message("onnx-tables-of", { operator }));
}
