import { formatDate, weekdayIndex, weekdays, type Weekday } from "../../engine/calendar/civil.ts";
import { zone } from "../../engine/calendar/zone.ts";
import type { ModelSpec } from "../../engine/check/program.ts";
import type { ModelInput } from "../../engine/models/artefact.ts";
import { CUSTOMER, DATE, EVENT_ID, TIME } from "../../engine/plan/own-columns.ts";
import type { ChosenFit } from "../../engine/plan/fit.ts";
import type { ElasticityReport } from "../../engine/models/report.ts";
import { fitElasticity, foretold, type SalesCell } from "../../engine/models/train/elasticity.ts";
import { eventTable, quoteColumn } from "../sqlite/database.ts";
import { WorkspaceError } from "../errors.ts";
import { customerGroups, type CustomerGroups } from "./customer-groups.ts";
import type { Trained, Training } from "./training.ts";
import { message } from "../../grammar/texts/message.ts";
import { required } from "../../engine/invariant/required.ts";

type Spec = Extract<ModelSpec, { kind: "elasticity" }>;

/** Three years back. */
const MOST_WEEKS = 156;
/** Least cells, of a product and a week, that a figure rests on. */
const LEAST_CELLS = 30;
/** Least spread of prices about a product's usual one: one part in a hundred. */
const LEAST_SPREAD = 0.01;
/** Least weeks of which the last quarter is kept for the test. */
const LEAST_WEEKS_TESTED = 12;
/** Least cells of the test. */
const LEAST_CELLS_TESTED = 10;

/** Learns how the quantity that is bought follows the price: of all customers, and of each group of them. */
export async function trainElasticity(spec: Spec, training: Training): Promise<Trained> {
  const { model, asOf } = training;
  const [feature] = model.features;
  const groups = feature === undefined ? undefined : await customerGroups(feature, training);
  const { all, byGroup } = salesOf(spec, training, groups);
  const overall = fitElasticity(all);
  if (overall === undefined || all.length < LEAST_CELLS)
    throw new WorkspaceError(
      all.length < LEAST_CELLS
        ? message("model-few-weeks", { name: model.name, weeks: all.length, least: LEAST_CELLS })
        : message("model-still-prices", { name: model.name, weeks: all.length }),
    );
  if (overall.spread < LEAST_SPREAD)
    throw new WorkspaceError(
      message("model-flat-prices", { name: model.name, percent: (overall.spread * 100).toFixed(2) }),
    );
  const found = (groups?.names ?? []).map((name, index) => {
    const cells = required(byGroup[index], "what a group bought");
    const own = cells.length < LEAST_CELLS ? undefined : fitElasticity(cells);
    return {
      name,
      customers: required(groups?.sizes[index], "the size of a group"),
      estimate: own === undefined || own.spread < LEAST_SPREAD ? null : own,
    };
  });
  const told = found.filter(({ estimate }) => estimate !== null);
  if (feature !== undefined && told.length === 0)
    throw new WorkspaceError(message("model-no-group", { name: model.name, feature: feature.name }));
  const fit: ChosenFit =
    feature === undefined
      ? { kind: "chosen", values: [], otherwise: overall.elasticity }
      : { kind: "chosen", values: told.flatMap(({ estimate }) => estimate?.elasticity ?? []), otherwise: null };
  const weeks = [...new Set(all.map(({ week }) => week))].sort((left, right) => left - right);
  const holdout = tested(all, weeks, training.program.settings.weekStart);
  return {
    kind: "elasticity",
    asOf: [training.instant(asOf)],
    rows: all.length,
    names: [],
    leftOut: [],
    fits: { elasticity: fit },
    inputs: feature === undefined ? [] : told.map(({ name }): ModelInput => ({ feature: feature.name, value: name })),
    report: {
      kind: "elasticity",
      weeks: weeks.length,
      overall,
      groups: found,
      holdout,
      beatsBaseline: holdout === null ? overall.high < 0 : holdout.error < holdout.baseline,
    },
  };
}

interface Sales {
  /** Of all customers. */
  readonly all: SalesCell[];
  readonly byGroup: readonly SalesCell[][];
}

/** What was bought of each product in each whole week, at the average price of an item. */
function salesOf(
  { event, quantity, price, product }: Spec,
  { database, program, asOf }: Training,
  groups: CustomerGroups | undefined,
): Sales {
  const { weekStart, timeZone } = program.settings;
  const [of, at, what] = [quoteColumn(quantity), quoteColumn(price), product === null ? "NULL" : quoteColumn(product)];
  const table = eventTable(event);
  const first =
    database
      .prepare<[number], { first: number | null }>(`SELECT min(${DATE}) AS first FROM ${table} WHERE ${TIME} <= ?`)
      .get(asOf)?.first ?? null;
  const end = startOf(weekOf(zone(timeZone).dateOf(asOf), weekStart), weekStart);
  const begin = first === null ? end : Math.max(startOf(weekOf(first + 6, weekStart), weekStart), end - 7 * MOST_WEEKS);
  const rows = database
    .prepare<[number, number, number], [string, number, string | number | null, number, number]>(
      `SELECT ${CUSTOMER}, ${DATE}, ${what}, ${of}, ${at} FROM ${table} WHERE ${DATE} >= ? AND ${DATE} < ? AND ${TIME} <= ? AND ${of} > 0 AND ${at} > 0${product === null ? "" : ` AND ${what} IS NOT NULL`} ORDER BY ${CUSTOMER}, ${TIME}, ${EVENT_ID}`,
    )
    .raw(true)
    .iterate(begin, end, asOf);
  const products = new Map<string | number | null, number>();
  const paid = new Map<string, { readonly product: number; readonly week: number; quantity: number; amount: number }>();
  const taken = (groups?.names ?? []).map(() => new Map<string, number>());
  for (const [customer, date, name, bought, each] of rows) {
    const number = products.get(name) ?? products.size;
    products.set(name, number);
    const week = weekOf(date, weekStart);
    const key = `${number} ${week}`;
    const cell = paid.get(key) ?? { product: number, week, quantity: 0, amount: 0 };
    cell.quantity += bought;
    cell.amount += bought * each;
    paid.set(key, cell);
    const group = groups?.of.get(customer);
    const own = group === undefined ? undefined : required(taken[group], "what a group bought");
    own?.set(key, (own.get(key) ?? 0) + bought);
  }
  const logged = (quantityOf: (key: string) => number | undefined): SalesCell[] =>
    [...paid].flatMap(([key, { product: number, week, quantity: bought, amount }]) => {
      const own = quantityOf(key);
      return own === undefined
        ? []
        : [{ product: number, week, quantity: Math.log(own), price: Math.log(amount / bought) }];
    });
  return { all: logged((key) => paid.get(key)?.quantity), byGroup: taken.map((own) => logged((key) => own.get(key))) };
}

/** The last quarter of the weeks, foretold from those before. */
function tested(
  cells: readonly SalesCell[],
  weeks: readonly number[],
  weekStart: Weekday,
): ElasticityReport["holdout"] {
  if (weeks.length < LEAST_WEEKS_TESTED) return null;
  const split = required(weeks[Math.floor(weeks.length * 0.75)], "the week of the test");
  const learned = cells.filter(({ week }) => week < split);
  const fit = fitElasticity(learned);
  if (fit === undefined) return null;
  const found = foretold(
    learned,
    cells.filter(({ week }) => week >= split),
    fit.elasticity,
  );
  return found.cells < LEAST_CELLS_TESTED ? null : { from: formatDate(startOf(split, weekStart)), ...found };
}

/** Weeks are counted from one in 1970; they begin on the workspace's first day of the week. */
function weekOf(date: number, weekStart: Weekday): number {
  return Math.floor((date - shiftOf(weekStart)) / 7);
}

function startOf(week: number, weekStart: Weekday): number {
  return week * 7 + shiftOf(weekStart);
}

function shiftOf(weekStart: Weekday): number {
  return (weekdays.indexOf(weekStart) - weekdayIndex(0) + 7) % 7;
}
