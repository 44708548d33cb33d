import { inside, required } from "../../invariant/required.ts";
import type { NearestFit } from "../../plan/fit.ts";
import { fitValue } from "../fit-value.ts";
import { randomNumbers } from "../../statistics/random.ts";
import { rowAt, spreadOf, type Table } from "./table.ts";

const ROUNDS = 300;
/** Beginnings from which the best is kept; they are tried on so many customers at most, taken evenly. */
const STARTS = 24;
const START_ROWS = 2000;
/** Customers on whom a silhouette is reckoned: it compares each with each. */
const SILHOUETTE_ROWS = 1000;

export interface Clusters {
  readonly fit: NearestFit;
  /** Sum of the squared distances from the centres. */
  readonly inertia: number;
  readonly sizes: readonly number[];
  /** From −1 to 1: how much nearer customers are to their own group than to the next. */
  readonly silhouette: number;
}

export interface ClusterOptions {
  readonly groups: number;
  readonly seed: number;
  /** Without it columns count as they are; by default each counts by its own spread. */
  readonly standardised?: boolean;
}

/**
 * Groups that are alike within. Method: k-means with k-means++ (Arthur, Vassilvitskii 2007) from several beginnings;
 * unknown values stand at the mean. Groups are ordered by the first column.
 */
export function fitClusters(table: Table, { groups, seed, standardised = true }: ClusterOptions): Clusters {
  const { rows, columns } = table;
  const spreads = columns.map((column) =>
    standardised ? spreadOf(column) : { mean: spreadOf(column).mean, deviation: 1 },
  );
  const points = placed(table, spreads);
  const sample = evenly(points, rows, columns.length);
  const random = randomNumbers(seed);
  let best: Found | undefined;
  for (let start = 0; start < STARTS; start++) {
    const found = lloyd(
      sample.points,
      sample.rows,
      columns.length,
      firstCentres(sample.points, sample.rows, columns.length, groups, random),
    );
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  if (best !== undefined && sample.rows < rows)
    best = lloyd(points, rows, columns.length, Float64Array.from(best.centres.flat()));
  const { centres, inertia, group } = required(best, "the best start");
  const order = centres
    .map((_, index) => index)
    .sort((left, right) => compareCentres(inside(centres[left]), inside(centres[right])));
  const place = new Map(order.map((from, to) => [from, to]));
  const renumbered = group.map((own) => required(place.get(own), "the place of a group"));
  const sizes = order.map((_, own) => renumbered.reduce((count, other) => (other === own ? count + 1 : count), 0));
  return {
    fit: {
      kind: "nearest",
      means: spreads.map(({ mean }) => mean),
      scales: spreads.map(({ deviation }) => deviation),
      centres: order.map((from) => inside(centres[from])),
    },
    inertia,
    sizes,
    silhouette: silhouetteOf(points, columns.length, renumbered, groups),
  };
}

/** The number of groups, from 2 up to the most, whose silhouette is best. */
export function fitBestClusters(table: Table, most: number, seed: number): Clusters {
  let best = fitClusters(table, { groups: 2, seed });
  for (let groups = 3; groups <= most; groups++) {
    const found = fitClusters(table, { groups, seed });
    if (found.silhouette > best.silhouette) best = found;
  }
  return best;
}

/** The group of each customer, from 1. */
export function groupsOf(table: Table, fit: NearestFit): Int32Array {
  return Int32Array.from({ length: table.rows }, (_, row) => fitValue(fit, rowAt(table, row)));
}

function compareCentres(left: readonly number[], right: readonly number[]): number {
  const at = left.findIndex((value, column) => value !== right[column]);
  return at === -1 ? 0 : inside(left[at]) - inside(right[at]);
}

/** Rows of standardised numbers, one after another. */
function placed(
  { rows, columns }: Table,
  spreads: readonly { readonly mean: number; readonly deviation: number }[],
): Float64Array {
  const points = new Float64Array(rows * columns.length);
  for (const [index, column] of columns.entries()) {
    const { mean, deviation } = inside(spreads[index]);
    for (let row = 0; row < rows; row++) {
      const value = inside(column[row]);
      points[row * columns.length + index] = value === value ? (value - mean) / deviation : 0;
    }
  }
  return points;
}

function evenly(
  points: Float64Array,
  rows: number,
  width: number,
): { readonly points: Float64Array; readonly rows: number } {
  const step = Math.ceil(rows / START_ROWS);
  if (step <= 1) return { points, rows };
  const count = Math.ceil(rows / step);
  const taken = new Float64Array(count * width);
  for (let row = 0; row < count; row++)
    taken.set(points.subarray(row * step * width, (row * step + 1) * width), row * width);
  return { points: taken, rows: count };
}

function firstCentres(
  points: Float64Array,
  rows: number,
  width: number,
  groups: number,
  random: () => number,
): Float64Array {
  const centres = new Float64Array(groups * width);
  const nearest = new Float64Array(rows).fill(Infinity);
  let chosen = Math.floor(random() * rows);
  for (let group = 0; group < groups; group++) {
    centres.set(points.subarray(chosen * width, (chosen + 1) * width), group * width);
    let total = 0;
    for (let row = 0; row < rows; row++) {
      const distance = squared(points, row * width, centres, group * width, width);
      if (distance < inside(nearest[row])) nearest[row] = distance;
      total += inside(nearest[row]);
    }
    let left = random() * total;
    chosen = rows - 1;
    for (let row = 0; row < rows; row++) {
      left -= inside(nearest[row]);
      if (left < 0) {
        chosen = row;
        break;
      }
    }
  }
  return centres;
}

interface Found {
  readonly centres: readonly (readonly number[])[];
  readonly inertia: number;
  readonly group: Int32Array;
}

function lloyd(points: Float64Array, rows: number, width: number, centres: Float64Array): Found {
  const groups = centres.length / Math.max(1, width);
  const group = new Int32Array(rows).fill(-1);
  let inertia = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let moved = 0;
    inertia = 0;
    for (let row = 0; row < rows; row++) {
      let [own, least] = [0, Infinity];
      for (let candidate = 0; candidate < groups; candidate++) {
        const distance = squared(points, row * width, centres, candidate * width, width);
        if (distance < least) [own, least] = [candidate, distance];
      }
      if (group[row] !== own) {
        group[row] = own;
        moved++;
      }
      inertia += least;
    }
    // Of very many customers a few may still be on their way.
    if (moved <= Math.max(0, Math.floor((rows - START_ROWS) / 1000))) break;
    const counts = new Int32Array(groups);
    const sums = new Float64Array(centres.length);
    for (let row = 0; row < rows; row++) {
      const own = inside(group[row]);
      counts[own] = inside(counts[own]) + 1;
      for (let column = 0; column < width; column++)
        sums[own * width + column] = inside(sums[own * width + column]) + inside(points[row * width + column]);
    }
    // A group that has lost everybody stays where it is.
    for (let own = 0; own < groups; own++) {
      const count = inside(counts[own]);
      if (count > 0)
        for (let column = 0; column < width; column++)
          centres[own * width + column] = inside(sums[own * width + column]) / count;
    }
  }
  return {
    centres: Array.from({ length: groups }, (_, own) => [...centres.subarray(own * width, (own + 1) * width)]),
    inertia,
    group,
  };
}

function squared(left: Float64Array, from: number, right: Float64Array, at: number, width: number): number {
  let sum = 0;
  for (let column = 0; column < width; column++) {
    const off = inside(left[from + column]) - inside(right[at + column]);
    sum += off * off;
  }
  return sum;
}

/** The mean silhouette (Rousseeuw 1987) of customers taken evenly from all. */
function silhouetteOf(points: Float64Array, width: number, group: Int32Array, groups: number): number {
  const step = Math.max(1, Math.ceil(group.length / SILHOUETTE_ROWS));
  const rows = Array.from({ length: Math.ceil(group.length / step) }, (_, index) => index * step);
  let total = 0;
  for (const row of rows) {
    const [sums, counts] = [new Float64Array(groups), new Int32Array(groups)];
    for (const other of rows) {
      if (other === row) continue;
      const own = inside(group[other]);
      sums[own] = inside(sums[own]) + Math.sqrt(squared(points, row * width, points, other * width, width));
      counts[own] = inside(counts[own]) + 1;
    }
    const own = inside(group[row]);
    if (inside(counts[own]) === 0) continue;
    const within = inside(sums[own]) / inside(counts[own]);
    let outside = Infinity;
    for (let other = 0; other < groups; other++)
      if (other !== own && inside(counts[other]) > 0)
        outside = Math.min(outside, inside(sums[other]) / inside(counts[other]));
    if (outside < Infinity) total += (outside - within) / Math.max(within, outside, 1e-300);
  }
  return rows.length === 0 ? 0 : total / rows.length;
}
