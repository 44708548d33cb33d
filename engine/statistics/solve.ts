import { inside } from "../invariant/required.ts";

/** Solves a symmetric positive system. Method: Cholesky; where columns say the same, the later one counts for nothing. */
export function solve(matrix: readonly Float64Array[], right: readonly number[]): number[] {
  const size = right.length;
  const lower = matrix.map((row) => Float64Array.from(row));
  const at = (i: number, j: number): number => inside(inside(lower[i])[j]);
  const set = (i: number, j: number, value: number): void => {
    inside(lower[i])[j] = value;
  };
  for (let j = 0; j < size; j++) {
    let pivot = at(j, j);
    const whole = pivot;
    for (let k = 0; k < j; k++) pivot -= at(j, k) ** 2;
    const usable = pivot > 1e-12 * Math.max(1, whole);
    set(j, j, usable ? Math.sqrt(pivot) : 0);
    for (let i = j + 1; i < size; i++) {
      let value = at(i, j);
      for (let k = 0; k < j; k++) value -= at(i, k) * at(j, k);
      set(i, j, usable ? value / at(j, j) : 0);
    }
  }
  const half = Array.from({ length: size }, () => 0);
  for (let i = 0; i < size; i++) {
    let value = inside(right[i]);
    for (let k = 0; k < i; k++) value -= at(i, k) * inside(half[k]);
    half[i] = at(i, i) === 0 ? 0 : value / at(i, i);
  }
  const found = Array.from({ length: size }, () => 0);
  for (let i = size - 1; i >= 0; i--) {
    let value = inside(half[i]);
    for (let k = i + 1; k < size; k++) value -= at(k, i) * inside(found[k]);
    found[i] = at(i, i) === 0 ? 0 : value / at(i, i);
  }
  return found;
}
