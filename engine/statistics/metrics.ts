import { inside } from "../invariant/required.ts";

/** How well probabilities foretold what happened, on customers that were not learned from. */
export interface PropensityMetrics {
  readonly rows: number;
  /** Share of those to whom it happened. */
  readonly rate: number;
  /** The chance that one to whom it happened was given more than one to whom it did not. 0.5 is guessing. */
  readonly auc: number;
  readonly logLoss: number;
  readonly brier: number;
  /** By tenths, from the highest predictions: customers, mean prediction, and how many it happened to. */
  readonly deciles: readonly Decile[];
  /** The same of the best guess without a model: everybody gets the share of the training customers. */
  readonly baseline: { readonly logLoss: number; readonly brier: number };
}

export interface Decile {
  readonly customers: number;
  readonly predicted: number;
  readonly happened: number;
  /** How many times the share of all. */
  readonly lift: number;
}

/** @param happened 1 or 0 of each customer @param baseRate the share among the customers learned from */
export function propensityMetrics(
  predicted: Float64Array,
  happened: Float64Array,
  baseRate: number,
): PropensityMetrics {
  const rows = predicted.length;
  const total = happened.reduce((sum, value) => sum + value, 0);
  const base = Math.min(1 - 1e-6, Math.max(1e-6, baseRate));
  return {
    rows,
    rate: rows === 0 ? 0 : total / rows,
    auc: areaUnderCurve(predicted, happened),
    logLoss: logLoss(predicted, happened),
    brier: brier(predicted, happened),
    deciles: deciles(predicted, happened),
    baseline: {
      logLoss: logLoss(new Float64Array(rows).fill(base), happened),
      brier: brier(new Float64Array(rows).fill(base), happened),
    },
  };
}

/** By ranks; equal predictions count half (Mann, Whitney 1947). */
export function areaUnderCurve(predicted: Float64Array, happened: Float64Array): number {
  const order = [...predicted.keys()].sort((left, right) => inside(predicted[left]) - inside(predicted[right]));
  let [ranks, yes] = [0, 0];
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && predicted[inside(order[end])] === predicted[inside(order[start])]) end++;
    for (let index = start; index < end; index++) {
      if (happened[inside(order[index])] !== 1) continue;
      ranks += (start + end + 1) / 2;
      yes++;
    }
    start = end;
  }
  const no = order.length - yes;
  return yes === 0 || no === 0 ? 0.5 : (ranks - (yes * (yes + 1)) / 2) / (yes * no);
}

function logLoss(predicted: Float64Array, happened: Float64Array): number {
  let sum = 0;
  for (const [row, p] of predicted.entries()) sum -= Math.log(Math.max(1e-15, happened[row] === 1 ? p : 1 - p));
  return predicted.length === 0 ? 0 : sum / predicted.length;
}

function brier(predicted: Float64Array, happened: Float64Array): number {
  let sum = 0;
  for (const [row, p] of predicted.entries()) sum += (p - inside(happened[row])) ** 2;
  return predicted.length === 0 ? 0 : sum / predicted.length;
}

function deciles(predicted: Float64Array, happened: Float64Array): Decile[] {
  const order = [...predicted.keys()].sort(
    (left, right) => inside(predicted[right]) - inside(predicted[left]) || left - right,
  );
  const rate = happened.reduce((sum, value) => sum + value, 0) / Math.max(1, order.length);
  return Array.from({ length: 10 }, (_, tenth) => {
    const own = order.slice(Math.round((tenth * order.length) / 10), Math.round(((tenth + 1) * order.length) / 10));
    const sum = (values: Float64Array): number => own.reduce((total, row) => total + inside(values[row]), 0);
    const yes = sum(happened);
    return {
      customers: own.length,
      predicted: own.length === 0 ? 0 : sum(predicted) / own.length,
      happened: yes,
      lift: own.length === 0 || rate === 0 ? 0 : yes / own.length / rate,
    };
  });
}

/** How near amounts came, on customers that were not learned from. */
export interface AmountMetrics {
  readonly rows: number;
  /** Mean of what was predicted, and of what happened. */
  readonly predicted: number;
  readonly happened: number;
  /** Mean distance between the two; for the baseline, when everybody gets the mean (or the quantile) of the training customers. */
  readonly error: number;
  readonly baseline: number;
  /** The share of customers who stayed at or below what was predicted. */
  readonly below: number;
}

/** @param share the quantile that was wanted, or undefined for the mean; errors of a quantile weigh both sides by it */
export function amountMetrics(
  predicted: Float64Array,
  happened: Float64Array,
  base: number,
  share: number | undefined,
): AmountMetrics {
  const rows = Math.max(1, predicted.length);
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / rows;
  const cost = (value: number, real: number): number =>
    share === undefined ? Math.abs(value - real) : real > value ? share * (real - value) : (1 - share) * (value - real);
  return {
    rows: predicted.length,
    predicted: mean(predicted),
    happened: mean(happened),
    error: mean(predicted.map((value, row) => cost(value, inside(happened[row])))),
    baseline: mean(happened.map((value) => cost(base, value))),
    below: mean(predicted.map((value, row) => (inside(happened[row]) <= value ? 1 : 0))),
  };
}
