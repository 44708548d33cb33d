import { inside } from "../../invariant/required.ts";
import type { Link, Tree, TreesFit } from "../../plan/fit.ts";
import { binned, type Binned } from "./bins.ts";
import { randomNumbers } from "../../statistics/random.ts";
import { quantileOf, typicalOf, type Table } from "./table.ts";

const MILLION = 1_000_000;

// Loops that see every row once for each column and node read typed arrays with `?? 0`, whose default never counts: all
// of them have as many places as there are rows or bins, and a check of each read makes training a tenth slower.

export interface TreesOptions {
  readonly seed: number;
  /** Most trees; training stops earlier when customers kept aside are predicted no better. */
  readonly trees?: number;
  readonly depth?: number;
  /** How much of what is left each tree may say. */
  readonly rate?: number;
  /** For an amount: the share of customers who should stay below what is predicted; the mean is predicted without it. */
  readonly share?: number | undefined;
}

/** What was learned, and how much each column did for it (shares of the whole). */
export interface TrainedTrees {
  readonly fit: TreesFit;
  readonly importance: readonly number[];
}

/** Rounds without a better prediction after which training stops. */
const PATIENCE = 15;
const PENALTY = 1;
const ASIDE = 0.2;

/**
 * Boosted trees of decisions over columns in bins (Friedman 2001; second order as in Chen, Guestrin 2016). Leaf weights
 * are whole millionths, and training goes on from the rounded ones, so that what is tested is what is used.
 */
export function fitTrees(
  table: Table,
  target: Float64Array,
  link: Link,
  { seed, trees: most = 200, depth = 3, rate = 0.1, share }: TreesOptions,
): TrainedTrees {
  const { rows } = table;
  const random = randomNumbers(seed);
  const aside = Uint8Array.from({ length: rows }, () => (rows >= 200 && random() < ASIDE ? 1 : 0));
  const training = Int32Array.from([...aside.keys()].filter((row) => aside[row] === 0));
  const loss = lossOf(link, share);
  const base = Math.round(loss.start(training, target) * MILLION);
  const raw = new Float64Array(rows).fill(base / MILLION);
  const grower = new Grower(binned(table), rows, depth, Math.max(5, Math.round(training.length / 500)));
  const trees: Tree[] = [];
  let [best, bestAt] = [Infinity, 0];
  for (let round = 0; round < most; round++) {
    const [slope, curve] = [new Float64Array(rows), new Float64Array(rows)];
    for (const row of training) {
      slope[row] = loss.slope(inside(raw[row]), inside(target[row]));
      curve[row] = loss.curve(inside(raw[row]));
    }
    const grown = grower.grow(training, slope, curve, (members) =>
      Math.round(rate * loss.leaf(members, slope, curve, raw, target) * MILLION),
    );
    trees.push(grown);
    let lost = 0;
    for (let row = 0; row < rows; row++) {
      raw[row] = inside(raw[row]) + grower.weight(row) / MILLION;
      if (aside[row] === 1) lost += loss.lost(inside(raw[row]), inside(target[row]));
    }
    if (rows < 200) continue;
    if (lost < best - 1e-9) [best, bestAt] = [lost, round + 1];
    else if (round + 1 - bestAt >= PATIENCE) break;
  }
  const kept = rows < 200 ? trees.slice(0, 50) : trees.slice(0, bestAt);
  const gained = grower.gains(kept.length);
  const total = gained.reduce((sum, gain) => sum + gain, 0);
  return {
    fit: { kind: "trees", link, base, trees: kept, typical: typicalOf(table) },
    importance: gained.map((gain) => (total > 0 ? gain / total : 0)),
  };
}

/** What a prediction costs, and how it changes. */
interface Loss {
  start(rows: Int32Array, target: Float64Array): number;
  slope(raw: number, target: number): number;
  curve(raw: number): number;
  lost(raw: number, target: number): number;
  leaf(members: Int32Array, slope: Float64Array, curve: Float64Array, raw: Float64Array, target: Float64Array): number;
}

const newtonLeaf = (members: Int32Array, slope: Float64Array, curve: Float64Array): number => {
  let [sum, curves] = [0, PENALTY];
  for (const row of members) {
    sum += inside(slope[row]);
    curves += inside(curve[row]);
  }
  return -sum / curves;
};

function lossOf(link: Link, share: number | undefined): Loss {
  const chance = (raw: number): number => 1 / (1 + Math.exp(-raw));
  const mean = (rows: Int32Array, target: Float64Array): number =>
    rows.reduce((sum, row) => sum + inside(target[row]), 0) / Math.max(1, rows.length);
  if (link.kind === "probability") {
    return {
      start: (rows, target) => {
        const p = Math.min(1 - 1e-6, Math.max(1e-6, mean(rows, target)));
        return Math.log(p / (1 - p));
      },
      slope: (raw, target) => chance(raw) - target,
      curve: (raw) => Math.max(1e-12, chance(raw) * (1 - chance(raw))),
      lost: (raw, target) => Math.log1p(Math.exp(target === 1 ? -raw : raw)),
      leaf: newtonLeaf,
    };
  }
  if (share === undefined)
    return {
      start: mean,
      slope: (raw, target) => raw - target,
      curve: () => 1,
      lost: (raw, target) => (raw - target) ** 2,
      leaf: newtonLeaf,
    };
  return {
    start: (rows, target) => quantileOf(Float64Array.from(rows, (row) => inside(target[row])).sort(), share),
    slope: (raw, target) => (target < raw ? 1 - share : -share),
    curve: () => 1,
    lost: (raw, target) => (target < raw ? (1 - share) * (raw - target) : share * (target - raw)),
    leaf: (members, _slope, _curve, raw, target) =>
      quantileOf(Float64Array.from(members, (row) => inside(target[row]) - inside(raw[row])).sort(), share),
  };
}

interface Split {
  readonly column: number;
  readonly cut: number;
  readonly missingFirst: boolean;
  readonly gain: number;
}

/** The members that follow a split, and the others. */
function divided(members: Int32Array, bins: Uint8Array, { cut, missingFirst }: Split): [Int32Array, Int32Array] {
  const [first, other] = [new Int32Array(members.length), new Int32Array(members.length)];
  let [firsts, others] = [0, 0];
  for (let index = 0; index < members.length; index++) {
    const row = members[index] ?? 0;
    const bin = bins[row] ?? 0;
    if (bin === 0 ? missingFirst : bin - 1 <= cut) first[firsts++] = row;
    else other[others++] = row;
  }
  return [first.subarray(0, firsts), other.subarray(0, others)];
}

/** Grows trees over the same bins. */
class Grower {
  private readonly columns: readonly Binned[];
  private readonly depth: number;
  private readonly least: number;
  /** Per tree, per column: what its splits gained. */
  private readonly gained: Float64Array[] = [];
  private readonly weights: Float64Array;
  private readonly slopes: Float64Array;
  private readonly curves: Float64Array;
  private readonly histogram = { slope: new Float64Array(65), curve: new Float64Array(65), count: new Int32Array(65) };

  constructor(columns: readonly Binned[], rows: number, depth: number, least: number) {
    this.columns = columns;
    this.depth = depth;
    this.least = least;
    this.weights = new Float64Array(rows);
    this.slopes = new Float64Array(rows);
    this.curves = new Float64Array(rows);
  }

  grow(rows: Int32Array, slope: Float64Array, curve: Float64Array, leaf: (members: Int32Array) => number): Tree {
    const tree = { split: [] as number[], at: [] as number[], other: [] as number[], missing: [] as (0 | 1)[] };
    const gains = new Float64Array(this.columns.length);
    this.gained.push(gains);
    const visit = (members: Int32Array, depth: number): void => {
      if (depth > 0) this.gather(members, slope, curve);
      const node = tree.split.length;
      const split = depth === 0 ? undefined : this.bestSplit(members);
      tree.split.push(split?.column ?? -1);
      tree.at.push(split === undefined ? leaf(members) : inside(inside(this.columns[split.column]).cuts[split.cut]));
      tree.other.push(0);
      tree.missing.push(split?.missingFirst === true ? 1 : 0);
      if (split === undefined) return;
      gains[split.column] = inside(gains[split.column]) + split.gain;
      const [first, other] = divided(members, inside(this.columns[split.column]).bins, split);
      visit(first, depth - 1);
      tree.other[node] = tree.split.length;
      visit(other, depth - 1);
    };
    visit(rows, this.depth);
    this.place(tree);
    return tree;
  }

  /** The weight of the leaf to which a row came in the latest tree. */
  weight(row: number): number {
    return inside(this.weights[row]);
  }

  gains(trees: number): number[] {
    return this.columns.map((_, column) =>
      this.gained.slice(0, trees).reduce((sum, gains) => sum + inside(gains[column]), 0),
    );
  }

  private place(tree: Tree): void {
    const cuts = tree.split.map((column, node) =>
      column < 0 ? 0 : inside(this.columns[column]).cuts.indexOf(inside(tree.at[node])),
    );
    for (let row = 0; row < this.weights.length; row++) {
      let node = 0;
      for (let column = inside(tree.split[0]); column >= 0; column = inside(tree.split[node])) {
        const bin = this.columns[column]?.bins[row] ?? 0;
        node = (bin === 0 ? tree.missing[node] === 1 : bin - 1 <= (cuts[node] ?? 0))
          ? node + 1
          : (tree.other[node] ?? 0);
      }
      this.weights[row] = inside(tree.at[node]);
    }
  }

  /** The slopes and curves of a node's members, one after another, since every column goes over them. */
  private gather(members: Int32Array, slope: Float64Array, curve: Float64Array): void {
    for (let index = 0; index < members.length; index++) {
      const row = members[index] ?? 0;
      this.slopes[index] = slope[row] ?? 0;
      this.curves[index] = curve[row] ?? 0;
    }
  }

  private bestSplit(members: Int32Array): Split | undefined {
    if (members.length < 2 * this.least) return undefined;
    let [slopes, curves] = [0, 0];
    for (let index = 0; index < members.length; index++) {
      slopes += this.slopes[index] ?? 0;
      curves += this.curves[index] ?? 0;
    }
    let best: Split | undefined;
    for (const column of this.columns.keys()) {
      const found = this.splitOf(column, members, { slopes, curves });
      if (found !== undefined && found.gain > (best?.gain ?? 1e-9)) best = found;
    }
    return best;
  }

  private splitOf(
    column: number,
    members: Int32Array,
    whole: { readonly slopes: number; readonly curves: number },
  ): Split | undefined {
    const { bins, cuts } = inside(this.columns[column]);
    if (cuts.length === 0) return undefined;
    const { slope: slopeOf, curve: curveOf, count } = this.histogram;
    const { slopes, curves } = this;
    slopeOf.fill(0);
    curveOf.fill(0);
    count.fill(0);
    for (let index = 0; index < members.length; index++) {
      const bin = bins[members[index] ?? 0] ?? 0;
      slopeOf[bin] = (slopeOf[bin] ?? 0) + (slopes[index] ?? 0);
      curveOf[bin] = (curveOf[bin] ?? 0) + (curves[index] ?? 0);
      count[bin] = (count[bin] ?? 0) + 1;
    }
    const score = (slopes: number, curves: number): number => (slopes * slopes) / (curves + PENALTY);
    const all = score(whole.slopes, whole.curves);
    const unknown = { slope: inside(slopeOf[0]), curve: inside(curveOf[0]), count: inside(count[0]) };
    let best: Split | undefined;
    let [slopesBelow, curvesBelow, rows] = [0, 0, 0];
    for (let cut = 0; cut < cuts.length; cut++) {
      slopesBelow += inside(slopeOf[cut + 1]);
      curvesBelow += inside(curveOf[cut + 1]);
      rows += inside(count[cut + 1]);
      for (const missingFirst of unknown.count > 0 ? [false, true] : [false]) {
        const [s, c, n] = missingFirst
          ? [slopesBelow + unknown.slope, curvesBelow + unknown.curve, rows + unknown.count]
          : [slopesBelow, curvesBelow, rows];
        if (n < this.least || members.length - n < this.least) continue;
        const gain = score(s, c) + score(whole.slopes - s, whole.curves - c) - all;
        if (gain > (best?.gain ?? 1e-9)) best = { column, cut, missingFirst, gain };
      }
    }
    return best;
  }
}
