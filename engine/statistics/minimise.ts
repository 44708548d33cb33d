import { inside } from "../invariant/required.ts";

/**
 * Where a function of several numbers is least, near a start. Method: Nelder and Mead (1965), restarted until it stays.
 * @param step how far off it may be
 */
export function minimise(
  f: (at: readonly number[]) => number,
  start: readonly number[],
  step = 0.25,
): { readonly at: readonly number[]; readonly value: number } {
  let best = { at: start, value: f(start) };
  for (let restart = 0; restart < 12; restart++) {
    const found = descend(f, best.at, step);
    const gained = best.value - found.value;
    if (found.value < best.value) best = found;
    if (gained < 1e-9 * Math.max(1, Math.abs(best.value))) break;
  }
  return best;
}

interface Corner {
  readonly at: readonly number[];
  readonly value: number;
}

function descend(f: (at: readonly number[]) => number, start: readonly number[], step: number): Corner {
  const size = start.length;
  const corner = (at: readonly number[]): Corner => {
    const value = f(at);
    return { at, value: Number.isNaN(value) ? Infinity : value };
  };
  const corners = [
    corner(start),
    ...start.map((_, axis) => corner(start.map((value, index) => (index === axis ? value + step : value)))),
  ];
  for (let round = 0; round < 400 * size; round++) {
    corners.sort((left, right) => left.value - right.value);
    const [least, worst, second] = [corners[0], corners[size], corners[size - 1]];
    if (least === undefined || worst === undefined || second === undefined) break;
    if (worst.value - least.value <= 1e-13 * (1 + Math.abs(least.value))) break;
    const centre = start.map(
      (_, index) => corners.slice(0, size).reduce((sum, { at }) => sum + inside(at[index]), 0) / size,
    );
    const along = (by: number): Corner =>
      corner(centre.map((value, index) => value + by * (value - inside(worst.at[index]))));
    const reflected = along(1);
    if (reflected.value < least.value) {
      const further = along(2);
      corners[size] = further.value < reflected.value ? further : reflected;
    } else if (reflected.value < second.value) corners[size] = reflected;
    else {
      const nearer = reflected.value < worst.value ? along(0.5) : along(-0.5);
      if (nearer.value < Math.min(worst.value, reflected.value)) corners[size] = nearer;
      else
        for (let index = 1; index <= size; index++)
          corners[index] = corner(inside(corners[index]).at.map((value, axis) => (value + inside(least.at[axis])) / 2));
    }
  }
  return corners.reduce((best, other) => (other.value < best.value ? other : best));
}
