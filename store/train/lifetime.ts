import type { ModelSpec } from "../../engine/check/program.ts";
import type { LifetimeFit } from "../../engine/plan/fit.ts";
import { lifetimeInputs } from "../../engine/compile/model-inputs.ts";
import { expectedOrders, type Orders } from "../../engine/models/lifetime.ts";
import type { LifetimeReport } from "../../engine/models/report.ts";
import { fitBgNbd, fitGammaGamma, fitParetoNbd } from "../../engine/models/train/lifetime.ts";
import { WorkspaceError } from "../errors.ts";
import type { Measured, Wanted } from "./measure.ts";
import type { Trained, Training } from "./training.ts";
import { message } from "../../grammar/texts/message.ts";
import { required } from "../../engine/invariant/required.ts";

const DAY = 86_400_000;
const LEAST_CUSTOMERS = 50;
const LEAST_REPEATS = 10;
const MOST_REPEATS = 7;

/** Learns how customers come and go (BG/NBD, or Pareto/NBD) and how much they spend (Gamma-Gamma). */
export async function trainLifetime(
  { days, units }: Extract<ModelSpec, { kind: "lifetime" }>,
  training: Training,
): Promise<Trained> {
  const { model, measurer, asOf, firstEvent } = training;
  const expressions = required(lifetimeInputs(model.features), "a measure of a lifetime");
  const wanted = expressions.map((expression): Wanted => ({ expression, type: { kind: "number" } }));
  // The test asks about a third of the history at most, and no further than the model looks.
  const back = firstEvent === undefined ? 0 : Math.floor(Math.min(days, (asOf - firstEvent) / DAY / 3));
  const whole = await measurer.measureOnce({ now: wanted, after: [] }, { at: asOf, later: asOf });
  const earlier =
    back < 7
      ? undefined
      : await measurer.measureOnce({ now: wanted, after: wanted.slice(0, 1) }, { at: asOf - back * DAY, later: asOf });
  const orders = historyOf(whole);
  const repeatBuyers = orders.filter(({ x }) => x > 0).length;
  if (orders.length < LEAST_CUSTOMERS || repeatBuyers < LEAST_REPEATS)
    throw new WorkspaceError(
      message("model-few-orders", {
        name: model.name,
        customers: orders.length,
        repeat: repeatBuyers,
        least: LEAST_CUSTOMERS,
        leastRepeat: LEAST_REPEATS,
      }),
    );
  const fitOrders = training.settings.pareto ? fitParetoNbd : fitBgNbd;
  const { parameters, likelihood } = fitOrders(orders);
  const spend = fitGammaGamma(orders).parameters;
  const fit = (output: LifetimeFit["output"]): LifetimeFit => ({
    kind: "lifetime",
    output,
    parameters,
    spend,
    horizon: days,
    units,
  });
  return {
    kind: "lifetime",
    asOf: [training.instant(asOf)],
    rows: orders.length,
    inputs: [],
    fits: { value: fit("value"), alive: fit("alive"), orders: fit("orders"), wait: fit("wait") },
    names: [],
    leftOut: [],
    report: {
      kind: "lifetime",
      customers: orders.length,
      repeatBuyers,
      logLikelihood: likelihood,
      holdout: earlier === undefined ? null : tracking(earlier, back, training.instant(asOf - back * DAY), fitOrders),
    },
  };
}

/** A customer's orders with the average repeat order, and how many there were by the end of the time ahead. */
interface History extends Orders {
  readonly average: number;
  readonly later: number;
}

/** Those who have ordered. */
function historyOf({ rows, columns }: Measured): History[] {
  const found: History[] = [];
  for (let row = 0; row < rows; row++) {
    // The time ahead is measured for the test alone.
    const [x = Number.NaN, tx = Number.NaN, T = Number.NaN, average = Number.NaN, later = Number.NaN] = columns.map(
      (column) => required(column[row], "a measure of a customer"),
    );
    if (x >= 0 && tx >= 0 && T >= tx) found.push({ x, tx, T, average, later });
  }
  return found;
}

/** What was expected at an earlier instant beside what came. */
function tracking(
  measured: Measured,
  days: number,
  asOf: string,
  fitOrders: typeof fitBgNbd | typeof fitParetoNbd,
): LifetimeReport["holdout"] {
  const orders = historyOf(measured);
  if (orders.length < LEAST_CUSTOMERS || orders.filter(({ x }) => x > 0).length < LEAST_REPEATS) return null;
  const { parameters } = fitOrders(orders);
  const rows = Array.from({ length: MOST_REPEATS + 1 }, (_, repeats) => ({
    repeats,
    customers: 0,
    expected: 0,
    happened: 0,
  }));
  for (const own of orders) {
    const row = required(rows[Math.min(MOST_REPEATS, own.x)], "a row of repeats");
    row.customers++;
    row.expected += expectedOrders(parameters, own, days);
    row.happened += own.later - own.x;
  }
  const sum = (of: (row: (typeof rows)[number]) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return {
    asOf,
    days,
    customers: orders.length,
    expected: sum(({ expected }) => expected),
    happened: sum(({ happened }) => happened),
    byRepeats: rows.filter(({ customers }) => customers > 0),
  };
}
