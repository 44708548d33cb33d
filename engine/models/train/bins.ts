import { inside } from "../../invariant/required.ts";
import { quantileOf, type Table } from "./table.ts";

/** A column with its values sorted into bins, so that a split is looked for among a few places. */
export interface Binned {
  /** The bin of each row; 0 is unknown, bin k + 1 holds the values above cut k − 1 and up to cut k. */
  readonly bins: Uint8Array;
  readonly cuts: readonly number[];
}

const MOST_BINS = 63;

/** Sorts every column into at most 63 bins of about the same size, cut half way between values. */
export function binned(table: Table): Binned[] {
  return table.columns.map((column) => {
    const sorted = column.filter((value) => value === value).sort();
    const cuts = cutsOf(sorted);
    const bins = new Uint8Array(column.length);
    for (const [row, value] of column.entries()) bins[row] = value === value ? 1 + placeOf(cuts, value) : 0;
    return { bins, cuts };
  });
}

function cutsOf(sorted: Float64Array): number[] {
  const values: number[] = [];
  for (const value of sorted) if (values.at(-1) !== value && values.length <= MOST_BINS) values.push(value);
  if (values.length > MOST_BINS) {
    values.length = 0;
    for (let bin = 0; bin <= MOST_BINS; bin++) {
      const value = quantileOf(sorted, bin / MOST_BINS);
      if (values.at(-1) !== value) values.push(value);
    }
  }
  const cuts: number[] = [];
  for (let index = 1; index < values.length; index++) {
    const [low, high] = [inside(values[index - 1]), inside(values[index])];
    const middle = low + (high - low) / 2;
    if (middle >= low && middle < high) cuts.push(middle);
  }
  return cuts;
}

/** The number of cuts below a value. */
function placeOf(cuts: readonly number[], value: number): number {
  let [low, high] = [0, cuts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (inside(cuts[middle]) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
