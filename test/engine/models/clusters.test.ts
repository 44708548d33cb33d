import { describe, expect, it } from "vitest";
import { fitBestClusters, fitClusters } from "../../../engine/models/train/cluster.ts";
import { randomNumbers } from "../../../engine/statistics/random.ts";
import type { Table } from "../../../engine/models/train/table.ts";

const tableOf = (points: readonly (readonly number[])[]): Table => ({
  rows: points.length,
  columns: [0, 1].map((column) => Float64Array.from(points, (point) => point[column] ?? 0)),
});

/** The least sum of squares over all ways to share points out to groups. */
function bestInertia(points: readonly (readonly number[])[], groups: number): number {
  let best = Infinity;
  const own = points.map(() => 0);
  const visit = (at: number): void => {
    if (at < points.length) {
      for (let group = 0; group < groups; group++) {
        own[at] = group;
        visit(at + 1);
      }
      return;
    }
    let sum = 0;
    for (let group = 0; group < groups; group++) {
      const members = points.filter((_, index) => own[index] === group);
      for (const axis of [0, 1]) {
        const mean = members.reduce((total, point) => total + (point[axis] ?? 0), 0) / Math.max(1, members.length);
        sum += members.reduce((total, point) => total + ((point[axis] ?? 0) - mean) ** 2, 0);
      }
    }
    best = Math.min(best, sum);
  };
  visit(0);
  return best;
}

describe("clusters", () => {
  it.for([1, 2, 3, 4, 5])("reach the least inertia that any sharing out has (seed %i)", (seed) => {
    const random = randomNumbers(seed);
    const points = Array.from({ length: 9 }, () => [random() * 10, random() * 10]);
    for (const groups of [2, 3])
      expect(fitClusters(tableOf(points), { groups, seed, standardised: false }).inertia).toBeCloseTo(
        bestInertia(points, groups),
        9,
      );
  });

  it("find the number of heaps that lie apart, order them by the first column, and know how far apart they are", () => {
    const random = randomNumbers(7);
    const heaps = [
      [20, 0],
      [0, 0],
      [0, 30],
    ];
    const points = Array.from({ length: 300 }, (_, index) =>
      (heaps[index % 3] ?? []).map((centre) => centre + random()),
    );
    const { fit, sizes, silhouette } = fitBestClusters(tableOf(points), 6, 1);
    expect(sizes).toEqual([100, 100, 100]);
    expect(silhouette).toBeGreaterThan(0.9);
    const first = fit.centres.map(([x = 0]) => x);
    expect(first).toEqual(first.toSorted((left, right) => left - right));
  });
});
