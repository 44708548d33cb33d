/** One step of arithmetic on a column, in single precision as the file's runtime does it. */
export type Step = { readonly kind: "add" | "multiply" | "divide"; readonly by: number };

/** What some steps make of a number of single precision. */
export function stepped(value: number, steps: readonly Step[]): number {
  let result = Math.fround(value);
  for (const { kind, by } of steps)
    result = Math.fround(kind === "add" ? result + by : kind === "multiply" ? result * by : result / by);
  return result;
}

/** Whether some steps make larger numbers of larger ones; undefined when they make one number of all. */
export function rising(steps: readonly Step[]): boolean | undefined {
  let up = true;
  for (const { kind, by } of steps) {
    if (!Number.isFinite(by) || (kind !== "add" && by === 0)) return undefined;
    if (kind !== "add" && by < 0) up = !up;
  }
  return up;
}

const cell = new DataView(new ArrayBuffer(4));
/** Numbers of single precision in order, as whole numbers: the next number is the next whole number. */
function placeOf(value: number): number {
  cell.setFloat32(0, value);
  const bits = cell.getInt32(0);
  return bits < 0 ? -2147483648 - bits : bits;
}

function atPlace(place: number): number {
  cell.setInt32(0, place < 0 ? -2147483648 - place : place);
  return cell.getFloat32(0);
}

const MOST = 3.4028234663852886e38;

/**
 * The largest double whose number of single precision passes a test that all smaller ones pass too; −Infinity when none
 * does, Infinity when all do. So a comparison of doubles decides as one of single precision decides.
 */
export function boundary(passes: (value: number) => boolean): number {
  if (passes(MOST)) return Infinity;
  if (!passes(-MOST)) return -Infinity;
  let [low, high] = [placeOf(-MOST), placeOf(MOST)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (passes(atPlace(middle))) low = middle;
    else high = middle;
  }
  // Halfway between neighbours a double is rounded to the one that is even.
  const [last, next] = [atPlace(low), atPlace(high)];
  const half = last + (next - last) / 2;
  return Math.fround(half) === last ? half : below(half);
}

/** The double before another. */
function below(value: number): number {
  const double = new DataView(new ArrayBuffer(8));
  double.setFloat64(0, value);
  const bits = double.getBigInt64(0);
  double.setBigInt64(0, value > 0 ? bits - 1n : value < 0 ? bits + 1n : -9223372036854775807n);
  return double.getFloat64(0);
}
