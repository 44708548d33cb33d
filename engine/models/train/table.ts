import { inside } from "../../invariant/required.ts";

/** What is known of many customers: a column for each input, NaN where it is unknown; yes is 1 and no is 0. */
export interface Table {
  readonly rows: number;
  readonly columns: readonly Float64Array[];
}

/** The rows at some places. */
export function rowsOf(table: Table, places: readonly number[] | Int32Array): Table {
  return {
    rows: places.length,
    columns: table.columns.map((column) => Float64Array.from(places, (place) => inside(column[place]))),
  };
}

/** One customer's inputs. */
export function rowAt({ columns }: Table, row: number): number[] {
  return columns.map((column) => inside(column[row]));
}

export interface Spread {
  readonly mean: number;
  /** Of the whole set; 1 where all values are equal. */
  readonly deviation: number;
}

/** Mean and standard deviation of the known values. */
export function spreadOf(column: Float64Array): Spread {
  let [count, sum] = [0, 0];
  for (const value of column) {
    if (value !== value) continue;
    count++;
    sum += value;
  }
  if (count === 0) return { mean: 0, deviation: 1 };
  const mean = sum / count;
  let squares = 0;
  for (const value of column) if (value === value) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / count);
  return { mean, deviation: deviation > 1e-12 * Math.max(1, Math.abs(mean)) ? deviation : 1 };
}

/** A usual value of each column, as explanations compare with: the median of the known values, null where most are unknown. */
export function typicalOf({ columns }: Table): (number | null)[] {
  return columns.map((column) => {
    const known = column.filter((value) => value === value).sort();
    return known.length * 2 < column.length ? null : quantileOf(known, 0.5);
  });
}

/** A quantile of sorted values, between neighbours (type 7 of Hyndman and Fan 1996, as R and NumPy reckon by default); NaN over nothing. */
export function quantileOf(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * share;
  const [low, high] = [inside(sorted[Math.floor(at)]), inside(sorted[Math.ceil(at)])];
  return low + (high - low) * (at - Math.floor(at));
}

/** The points that cut values into groups of about the same size; unknown values are passed over. */
export function cutPoints(column: Float64Array, groups: number): number[] {
  const sorted = column.filter((value) => value === value).sort();
  return sorted.length === 0
    ? []
    : Array.from({ length: groups - 1 }, (_, index) => quantileOf(sorted, (index + 1) / groups));
}
