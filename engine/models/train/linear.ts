import { inside } from "../../invariant/required.ts";
import type { LinearFit, Link } from "../../plan/fit.ts";
import { solve } from "../../statistics/solve.ts";
import { spreadOf, typicalOf, type Table } from "./table.ts";

const ROUNDS = 100;
const ENOUGH = 1e-10;

export interface LinearOptions {
  /** How much the data weighs against small weights: 1 ÷ penalty, as is usual for logistic regression. Infinity: no penalty. */
  readonly strength: number;
}

/**
 * Fits a logistic regression (target 0 or 1) or a linear one (an amount), with an intercept and, unless the strength is
 * infinite, a penalty on the squares of the standardised weights. Method: Newton's, to the maximum; an unknown value
 * counts as the mean, and a column of its own says that it is unknown.
 */
export function fitLinear(table: Table, target: Float64Array, link: Link, { strength }: LinearOptions): LinearFit {
  const { columns, rows } = table;
  const spreads = columns.map(spreadOf);
  const flagged = columns.flatMap((column, index) => (column.some((value) => value !== value) ? [index] : []));
  // The intercept, the standardised columns, and which of them are unknown.
  const design: Float64Array[] = [
    new Float64Array(rows).fill(1),
    ...columns.map((column, index) => {
      const { mean, deviation } = inside(spreads[index]);
      return column.map((value) => (value === value ? (value - mean) / deviation : 0));
    }),
    ...flagged.map((index) => inside(columns[index]).map((value) => (value === value ? 0 : 1))),
  ];
  const weights =
    link.kind === "probability" ? newton(design, target, 1 / strength) : leastSquares(design, target, 1 / strength);
  const own = columns.map((_, index) => inside(weights[index + 1]) / inside(spreads[index]).deviation);
  const constant = own.reduce((sum, weight, index) => sum - weight * inside(spreads[index]).mean, inside(weights[0]));
  const unknown = own.map(
    (weight, index) =>
      weight * inside(spreads[index]).mean +
      (flagged.includes(index) ? inside(weights[1 + columns.length + flagged.indexOf(index)]) : 0),
  );
  return { kind: "linear", link, constant, weights: own, unknown, typical: typicalOf(table) };
}

/** The weights at which the penalised likelihood is greatest. */
function newton(design: readonly Float64Array[], target: Float64Array, penalty: number): Float64Array {
  const weights = new Float64Array(design.length);
  const rows = target.length;
  const [chance, curve] = [new Float64Array(rows), new Float64Array(rows)];
  for (let round = 0; round < ROUNDS; round++) {
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let column = 0; column < design.length; column++)
        sum += inside(weights[column]) * inside(inside(design[column])[row]);
      const p = 1 / (1 + Math.exp(-sum));
      chance[row] = inside(target[row]) - p;
      curve[row] = Math.max(p * (1 - p), 1e-12);
    }
    const gradient = design.map(
      (column, index) => dot(column, chance) - (index === 0 ? 0 : penalty * inside(weights[index])),
    );
    const step = solve(gram(design, curve, penalty), gradient);
    let most = 0;
    for (let column = 0; column < weights.length; column++) {
      const change = Math.max(-5, Math.min(5, inside(step[column])));
      weights[column] = inside(weights[column]) + change;
      most = Math.max(most, Math.abs(change));
    }
    if (most < ENOUGH) break;
  }
  return weights;
}

function leastSquares(design: readonly Float64Array[], target: Float64Array, penalty: number): Float64Array {
  return Float64Array.from(
    solve(
      gram(design, undefined, penalty),
      design.map((column) => dot(column, target)),
    ),
  );
}

/** Xᵀ W X with the penalty on the diagonal, but for the intercept. */
function gram(design: readonly Float64Array[], weight: Float64Array | undefined, penalty: number): Float64Array[] {
  const matrix = design.map(() => new Float64Array(design.length));
  for (const [i, left] of design.entries()) {
    const weighted = weight === undefined ? left : left.map((value, row) => value * inside(weight[row]));
    for (let j = 0; j <= i; j++) {
      const value = dot(weighted, inside(design[j])) + (i === j && i > 0 ? penalty : 0);
      const [row, other] = [matrix[i], matrix[j]];
      if (row !== undefined) row[j] = value;
      if (other !== undefined) other[i] = value;
    }
  }
  return matrix;
}

/** Both have a number for each row: `?? 0` is for the types alone, and faster here than a check of each read. */
function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < left.length; row++) sum += (left[row] ?? 0) * (right[row] ?? 0);
  return sum;
}
