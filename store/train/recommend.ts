import type { Instant } from "../../engine/calendar/zone.ts";
import type { ModelSpec, Program } from "../../engine/check/program.ts";
import { CUSTOMER, TIME } from "../../engine/plan/own-columns.ts";
import type { PicksFit } from "../../engine/plan/fit.ts";
import { itemInput } from "../../engine/compile/model-inputs.ts";
import { alikeItems, hitRates } from "../../engine/models/train/recommend.ts";
import { eventTable, quoteColumn, type SqliteDatabase } from "../sqlite/database.ts";
import { WorkspaceError } from "../errors.ts";
import type { Wanted } from "./measure.ts";
import type { Trained, Training } from "./training.ts";
import { message } from "../../grammar/texts/message.ts";

const DAY = 86_400_000;
const MOST_ITEMS = 60;
const LEAST_ITEMS = 3;

/** Learns which items are taken by the same customers. */
export async function trainRecommend(
  { event, field, top }: Extract<ModelSpec, { kind: "recommend" }>,
  training: Training,
): Promise<Trained> {
  const { model, program, database, measurer, asOf, firstEvent, settings } = training;
  const items = commonItems(database, program, event, field, asOf);
  if (items.length < LEAST_ITEMS)
    throw new WorkspaceError(
      message("model-few-items", { name: model.name, items: items.length, event, field, least: LEAST_ITEMS }),
    );
  const asked = (some: readonly string[]): Wanted[] =>
    some.map((item) => ({ expression: itemInput(event, field, item), type: { kind: "boolean" } }));
  const back = firstEvent === undefined ? 0 : Math.floor(Math.min(90, (asOf - firstEvent) / DAY / 4));
  const whole = await measurer.measureOnce({ now: asked(items), after: [] }, { at: asOf, later: asOf });
  // What will be usual is not known at the beginning of the test.
  const known = back < 7 ? [] : commonItems(database, program, event, field, asOf - back * DAY);
  const earlier =
    known.length < LEAST_ITEMS
      ? undefined
      : await measurer.measureOnce({ now: asked(known), after: asked(known) }, { at: asOf - back * DAY, later: asOf });
  const { alike, popular } = alikeItems(whole.columns);
  const rates =
    earlier === undefined
      ? undefined
      : hitRates(earlier.columns.slice(0, known.length), earlier.columns.slice(known.length), top, settings.seed);
  const fit = (rank: number): PicksFit => ({ kind: "picks", rank, alike, popular });
  return {
    kind: "recommend",
    asOf: [training.instant(asOf)],
    rows: whole.rows,
    inputs: items.map((item) => ({ feature: `${event}.${field}`, value: item })),
    fits: Object.fromEntries([...model.outputs.keys()].map((name, index) => [name, fit(index + 1)])),
    names: items,
    leftOut: [],
    report: {
      kind: "recommend",
      items: items.length,
      beatsBaseline: rates !== undefined && rates.hit > rates.popular,
      holdout:
        rates === undefined ? null : { asOf: training.instant(asOf - back * DAY), days: back, picks: top, ...rates },
    },
  };
}

/** The items that most customers have taken, the most usual first. */
function commonItems(
  database: SqliteDatabase,
  program: Program,
  event: string,
  field: string,
  asOf: Instant,
): string[] {
  const read = program.events.get(event)?.fields.get(field);
  if (read?.personal === true) throw new WorkspaceError(message("model-personal", { event, field }));
  const type = read?.type.kind;
  if (type !== "text" && type !== "enum") throw new WorkspaceError(message("model-not-text", { event, field }));
  const column = quoteColumn(field);
  return database
    .prepare<[number, number], { item: string }>(
      `SELECT ${column} AS item FROM ${eventTable(event)} WHERE ${column} IS NOT NULL AND ${TIME} <= ? GROUP BY ${column} ORDER BY count(DISTINCT ${CUSTOMER}) DESC, ${column} LIMIT ?`,
    )
    .all(asOf, MOST_ITEMS)
    .map(({ item }) => item);
}
