import { inside } from "../../invariant/required.ts";
import type { Tree, TreesFit } from "../../plan/fit.ts";
import { shared } from "./columns.ts";

/**
 * Boosted trees as tables. All thresholds that any tree compares an argument with cut its values into ranges, its bins.
 * Which leaf of a tree is reached depends only on the bins of the arguments that the tree asks for. So the leaves of all
 * trees that ask for the same few arguments are added up in one table with an entry for each combination of bins. It is
 * filled once; a customer then takes a bin for each argument and an entry of each table, however many trees there are.
 * Leaves are whole numbers, so that their sum does not depend on the order.
 */
export interface TreeTables {
  /** The thresholds of each argument, rising; the last bin is for unknown. */
  readonly thresholds: readonly Float64Array[];
  readonly tables: readonly {
    readonly columns: readonly number[];
    readonly strides: readonly number[];
    readonly sums: Int32Array | Float64Array;
  }[];
}

/** Most entries of one table, of a table that two are joined into, and of all; and most entries that filling may touch. */
const MOST_ENTRIES = 65_536;
const MOST_JOINED = 8192;
const MOST_IN_ALL = 1_000_000;
const MOST_FILLED = 40_000_000;
/** A node is taken to cost as much as filling this many entries, if it fills fewer. */
const LEAST_FILLED = 20;

/** The bins that lead to a leaf: from `low` to `high` of each argument on its way, and whether unknown does. */
type Path = ReadonlyMap<number, { readonly low: number; readonly high: number; readonly unknown: boolean }>;

/**
 * The tables of a fit; undefined where they would be too large, or sums may not be exact.
 * @param filled most entries to be filled
 */
export function treeTables({ base, trees }: TreesFit, width: number, filled: number): TreeTables | undefined {
  let left = Math.min(filled, MOST_FILLED);
  if (trees.reduce((sum, { split }) => sum + split.length, 0) * LEAST_FILLED > left) return undefined;
  const thresholds = thresholdsOf(trees, width);
  const bins = thresholds.map(({ length }) => length + 2);
  const leaves = trees.flatMap((tree) => leavesOf(tree, thresholds));
  const largest = leaves.reduce((sum, { weight }) => sum + Math.abs(weight), Math.abs(base));
  if (largest > Number.MAX_SAFE_INTEGER) return undefined;
  const sets = columnSets(
    leaves.map(({ path }) => [...path.keys()]),
    bins,
  );
  if (sets === undefined) return undefined;
  const tables = sets.map((columns) => {
    const strides: number[] = [];
    let size = 1;
    for (const column of columns) {
      strides.push(size);
      size *= inside(bins[column]);
    }
    return { columns, strides, sums: largest < 2 ** 31 ? shared.int32(size) : shared.float64(size) };
  });
  for (const { weight, path } of leaves) {
    const table = tables.find(({ columns }) => [...path.keys()].every((column) => columns.includes(column)));
    if (table === undefined) return undefined;
    left -= boxSize(path, table.columns, bins);
    if (left < 0) return undefined;
    fill(table, path, bins, weight);
  }
  return { thresholds, tables };
}

function thresholdsOf(trees: readonly Tree[], width: number): Float64Array[] {
  const found = Array.from({ length: width }, () => new Set<number>());
  for (const { split, at } of trees)
    for (const [node, column] of split.entries()) if (column >= 0) found[column]?.add(inside(at[node]));
  return found.map((values) => {
    const column = shared.float64(values.size);
    column.set([...values]);
    return column.sort();
  });
}

/** The leaves of a tree with the bins that lead to them; those that nothing leads to are left out. */
function leavesOf(
  { split, at, other, missing }: Tree,
  thresholds: readonly Float64Array[],
): { readonly weight: number; readonly path: Path }[] {
  const found: { weight: number; path: Path }[] = [];
  const waiting: { readonly node: number; readonly path: Path }[] = [{ node: 0, path: new Map() }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, path } = next;
    const column = inside(split[node]);
    const value = inside(at[node]);
    if (column < 0) {
      found.push({ weight: value, path });
      continue;
    }
    const own = inside(thresholds[column]);
    const place = own.indexOf(value);
    const { low, high, unknown } = path.get(column) ?? { low: 0, high: own.length, unknown: true };
    const first = missing[node] === 1;
    for (const part of [
      { node: node + 1, low, high: Math.min(high, place), unknown: unknown && first },
      { node: inside(other[node]), low: Math.max(low, place + 1), high, unknown: unknown && !first },
    ]) {
      if (part.low <= part.high || part.unknown)
        waiting.push({
          node: part.node,
          path: new Map(path).set(column, { low: part.low, high: part.high, unknown: part.unknown }),
        });
    }
  }
  return found;
}

/** Sets of arguments such that each leaf looks at arguments of one of them. */
function columnSets(
  leaves: readonly (readonly number[])[],
  bins: readonly number[],
): readonly (readonly number[])[] | undefined {
  const size = (columns: readonly number[]): number =>
    columns.reduce((product, column) => product * inside(bins[column]), 1);
  const distinct = [
    ...new Map(
      leaves.map((columns) => [columns.toSorted((a, b) => a - b).join(), columns.toSorted((a, b) => a - b)]),
    ).values(),
  ];
  const sets: number[][] = [];
  for (const columns of distinct.sort((left, right) => right.length - left.length || size(right) - size(left))) {
    if (sets.some((own) => columns.every((column) => own.includes(column)))) continue;
    const union = (own: readonly number[]): number[] => [...new Set([...own, ...columns])].sort((a, b) => a - b);
    const joined = sets
      .map((own, place) => ({ place, columns: union(own) }))
      .filter((own) => size(own.columns) <= MOST_JOINED)
      .sort((left, right) => size(left.columns) - size(right.columns))[0];
    if (joined === undefined) sets.push([...columns]);
    else sets[joined.place] = joined.columns;
  }
  const sizes = sets.map(size);
  return sizes.some((own) => own > MOST_ENTRIES) || sizes.reduce((sum, own) => sum + own, 0) > MOST_IN_ALL
    ? undefined
    : sets;
}

/** The bins of an argument on a path. */
function binsOf(path: Path, column: number, bins: readonly number[]): number[] {
  const count = inside(bins[column]);
  const { low, high, unknown } = path.get(column) ?? { low: 0, high: count - 2, unknown: true };
  const found = Array.from({ length: Math.max(0, high - low + 1) }, (_, index) => low + index);
  return unknown ? [...found, count - 1] : found;
}

function boxSize(path: Path, columns: readonly number[], bins: readonly number[]): number {
  return columns.reduce((product, column) => product * binsOf(path, column, bins).length, 1);
}

/** Adds a leaf's weight wherever its path leads. */
function fill(
  { columns, strides, sums }: TreeTables["tables"][number],
  path: Path,
  bins: readonly number[],
  weight: number,
): void {
  let places = Int32Array.of(0);
  for (const [index, column] of columns.entries()) {
    const offsets = binsOf(path, column, bins).map((bin) => bin * inside(strides[index]));
    const next = new Int32Array(places.length * offsets.length);
    let at = 0;
    for (const offset of offsets) for (const place of places) next[at++] = place + offset;
    places = next;
  }
  for (const place of places) sums[place] = inside(sums[place]) + weight;
}
