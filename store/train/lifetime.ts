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
  const expressions = lifetimeInputs(model.features) ?? [];
  const wanted = expressions.map((expression): Wanted => ({ expression, type: { kind: "number" } }));
  // The test asks about a third of the history at most, and no further than the model looks.
  const back = firstEvent === undefined ? 0 : Math.floor(Math.min(days, (asOf - firstEvent) / DAY / 3));
  const [whole] = await measurer.measure({ now: wanted, after: [] }, [{ at: asOf, later: asOf }]);
  const [earlier] =
    back < 7
      ? []
      : await measurer.measure({ now: wanted, after: wanted.slice(0, 1) }, [{ at: asOf - back * DAY, later: asOf }]);
  const { orders, averages } = historyOf(whole);
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
  const spend = fitGammaGamma(orders.map(({ x }, index) => ({ x, average: averages[index] ?? 0 }))).parameters;
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

/** Those who have ordered, with their average repeat order. */
function historyOf(measured: Measured | undefined): {
  readonly orders: Orders[];
  readonly averages: number[];
  readonly later: number[];
} {
  const [orders, averages, later]: [Orders[], number[], number[]] = [[], [], []];
  for (let row = 0; row < (measured?.rows ?? 0); row++) {
    const [x = Number.NaN, tx = Number.NaN, T = Number.NaN, average = Number.NaN, after = Number.NaN] =
      measured?.columns.map((column) => column[row] ?? Number.NaN) ?? [];
    if (!(x >= 0 && tx >= 0 && T >= tx)) continue;
    orders.push({ x, tx, T });
    averages.push(average);
    later.push(after);
  }
  return { orders, averages, later };
}

/** What was expected at an earlier instant beside what came. */
function tracking(
  measured: Measured,
  days: number,
  asOf: string,
  fitOrders: typeof fitBgNbd | typeof fitParetoNbd,
): LifetimeReport["holdout"] {
  const { orders, later } = historyOf(measured);
  if (orders.length < LEAST_CUSTOMERS || orders.filter(({ x }) => x > 0).length < LEAST_REPEATS) return null;
  const { parameters } = fitOrders(orders);
  const rows = Array.from({ length: MOST_REPEATS + 1 }, (_, repeats) => ({
    repeats,
    customers: 0,
    expected: 0,
    happened: 0,
  }));
  for (const [index, own] of orders.entries()) {
    const row = rows[Math.min(MOST_REPEATS, own.x)];
    if (row === undefined) continue;
    row.customers++;
    row.expected += expectedOrders(parameters, own, days);
    row.happened += (later[index] ?? own.x) - own.x;
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
