import fc from "fast-check";
import type { Tree } from "../../engine/plan/fit.ts";

/** A tree over so many columns, in preorder. */
export function tree(width: number, depth: number): fc.Arbitrary<Tree> {
  const leaf: fc.Arbitrary<Tree> = fc
    .integer({ min: -900_000, max: 900_000 })
    .map((at) => ({ split: [-1], at: [at], other: [0], missing: [0] }));
  if (depth === 0) return leaf;
  const shifted = (own: Tree, by: number): number[] =>
    own.other.map((next, node) => ((own.split[node] ?? -1) < 0 ? 0 : next + by));
  const branch = fc
    .record({
      column: fc.integer({ min: 0, max: width - 1 }),
      at: fc.integer({ min: -5, max: 130 }),
      first: tree(width, depth - 1),
      second: tree(width, depth - 1),
      missing: fc.constantFrom<0 | 1>(0, 1),
    })
    .map(({ column, at, first, second, missing }): Tree => ({
      split: [column, ...first.split, ...second.split],
      at: [at, ...first.at, ...second.at],
      missing: [missing, ...first.missing, ...second.missing],
      other: [1 + first.split.length, ...shifted(first, 1), ...shifted(second, 1 + first.split.length)],
    }));
  return fc.oneof(leaf, branch, branch);
}
