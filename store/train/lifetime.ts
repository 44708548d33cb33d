import type { ModelFeature, ModelSpec, TypedExpression } from "../../engine/check/program.ts";
import type { LifetimeFit, LifetimeParameters } from "../../engine/plan/fit.ts";
import { lifetimeInputs } from "../../engine/compile/model-inputs.ts";
import { aliveProbability, expectedOrders, type Orders } from "../../engine/models/lifetime.ts";
import type { LifetimeReport } from "../../engine/models/report.ts";
import { fitBgNbd, fitGammaGamma, fitParetoNbd, type Fitted } from "../../engine/models/train/lifetime.ts";
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
  const [all, purchases] = orderCounts(model.features);
  // The test asks about a third of the history at most, and no further than the model looks.
  const back = firstEvent === undefined ? 0 : Math.floor(Math.min(days, (asOf - firstEvent) / DAY / 3));
  const whole = await measurer.measureOnce({ now: [...wanted, all, purchases], after: [] }, { at: asOf, later: asOf });
  const earlier =
    back < 7
      ? undefined
      : await measurer.measureOnce({ now: wanted, after: wanted.slice(0, 1) }, { at: asOf - back * DAY, later: asOf });
  const orders = historyOf({ ...whole, columns: whole.columns.slice(0, wanted.length) });
  const [ordered, bought] = whole.columns.slice(wanted.length).map((column) => column.reduce((sum, n) => sum + n, 0));
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
  const fitted = fitOrders(orders);
  refuseBadFit(model.name, fitted, orders, days);
  const { parameters, likelihood } = fitted;
  const { parameters: spend, customers: spenders } = fitGammaGamma(orders);
  if (spenders < LEAST_REPEATS)
    throw new WorkspaceError(
      message("model-few-worth", { name: model.name, customers: spenders, least: LEAST_REPEATS }),
    );
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
    fits: {
      value: fit("value"),
      alive: fit("alive"),
      comes_back: fit("back"),
      orders: fit("orders"),
      wait: fit("wait"),
    },
    names: [],
    leftOut: [],
    report: {
      kind: "lifetime",
      customers: orders.length,
      repeatBuyers,
      notPurchases: required(ordered, "orders") - required(bought, "purchases"),
      worthNothing: repeatBuyers - spenders,
      logLikelihood: likelihood,
      holdout:
        earlier === undefined
          ? null
          : tracking(earlier, back, training.instant(asOf - back * DAY), fitOrders, model.name),
    },
  };
}

/** How many orders somebody has, and how many of them are purchases. */
function orderCounts([days]: readonly ModelFeature[]): readonly [Wanted, Wanted] {
  const node = required(days, "the days with an order").node;
  if (node.op !== "measure" || node.measure.kind !== "events") throw new Error("days with an order are measured");
  const { measure } = node;
  const type = { kind: "integer" } as const;
  const count = (where: TypedExpression | null): Wanted => ({
    expression: { op: "measure", measure: { ...measure, function: "count", where, type } },
    type,
  });
  return [count(null), count(measure.where)];
}

/** @throws WorkspaceError when a search has come to nothing, or to parameters that leave customers without an answer */
export function refuseBadFit(
  name: string,
  { parameters, likelihood, start }: Fitted<LifetimeParameters>,
  orders: readonly Orders[],
  days: number,
): void {
  if (!Number.isFinite(likelihood)) throw new WorkspaceError(message("model-fit-not-finite", { name }));
  if (likelihood <= start) throw new WorkspaceError(message("model-fit-no-better", { name }));
  const unknown = orders.filter(
    (own) => !(aliveProbability(parameters, own) >= 0 && expectedOrders(parameters, own, days) >= 0),
  ).length;
  if (unknown > 0)
    throw new WorkspaceError(message("model-fit-unknown", { name, customers: unknown, of: orders.length }));
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
  name: string,
): LifetimeReport["holdout"] {
  const orders = historyOf(measured);
  if (orders.length < LEAST_CUSTOMERS || orders.filter(({ x }) => x > 0).length < LEAST_REPEATS) return null;
  const fitted = fitOrders(orders);
  refuseBadFit(name, fitted, orders, days);
  const { parameters } = fitted;
  const rows = Array.from({ length: MOST_REPEATS + 1 }, (_, repeats) => ({
    repeats,
    customers: 0,
    cameBack: 0,
    expected: 0,
    happened: 0,
  }));
  for (const own of orders) {
    const row = required(rows[Math.min(MOST_REPEATS, own.x)], "a row of repeats");
    row.customers++;
    if (own.later > own.x) row.cameBack++;
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
