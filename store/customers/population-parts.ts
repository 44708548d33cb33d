import { EARLIEST } from "../../engine/calendar/instant.ts";
import { zone as zoneOf } from "../../engine/calendar/zone.ts";
import type { Program } from "../../engine/check/program.ts";
import type { FieldRead, Plan } from "../../engine/plan/plan.ts";
import { PopulationBuilder } from "../../engine/run/population/build.ts";
import type { Population } from "../../engine/run/population/population.ts";
import { compareText } from "../../engine/text/text.ts";
import { eventTable, PROFILE_TABLE, quoteColumn, type SqliteDatabase } from "../sqlite/database.ts";

type Cell = string | number | null;

/** The rows of one table in order of customer, with a look at the next: its customer first. */
interface Cursor {
  readonly event: string | undefined;
  readonly fields: readonly FieldRead[];
  readonly rows: Iterator<readonly Cell[]>;
  next: readonly Cell[] | undefined;
}

/**
 * All customers of a workspace as populations, one part after another, each of about the given size in memory.
 * Customers stand in order of id.
 * @param bytes most bytes of columns that a part should take
 */
export function* populationParts(
  database: SqliteDatabase,
  program: Program,
  plan: Plan,
  bytes: number,
): Generator<Population> {
  const cursors = openCursors(database, program, plan);
  for (;;) {
    const builder = new PopulationBuilder(plan, zoneOf(plan.settings.timeZone));
    while (builder.bytes < bytes) {
      const id = leastCustomer(cursors);
      if (id === undefined) break;
      take(id, cursors, builder);
    }
    if (builder.count === 0) return;
    yield builder.build();
  }
}

function openCursors(database: SqliteDatabase, program: Program, plan: Plan): Cursor[] {
  const open = (event: string | undefined, fields: readonly FieldRead[], sql: string): Cursor => {
    const rows = database.prepare<[], readonly Cell[]>(sql).raw(true).iterate();
    const cursor: Cursor = { event, fields, rows, next: undefined };
    advance(cursor);
    return cursor;
  };
  const select = (names: readonly string[], fields: readonly FieldRead[]): string =>
    [...names, ...fields.map(({ name }) => quoteColumn(name))].join(", ");
  const reads = new Map(plan.reads.events.map((event) => [event.name, event.fields]));
  const profile = open(
    undefined,
    plan.reads.fields,
    `SELECT ${select(["_customer", "_valid_from"], plan.reads.fields)} FROM ${PROFILE_TABLE} ORDER BY _customer, _valid_from`,
  );
  const events = [...program.events.keys()].map((event) => {
    const fields = reads.get(event);
    const table = eventTable(event);
    return fields === undefined
      ? open(event, [], `SELECT _customer, min(_time) FROM ${table} GROUP BY _customer ORDER BY _customer`)
      : open(
          event,
          fields,
          `SELECT ${select(["_customer", "_time", "_id", "_date", "_hour"], fields)} FROM ${table} ORDER BY _customer, _time, _id`,
        );
  });
  return [profile, ...events];
}

function advance(cursor: Cursor): void {
  const step = cursor.rows.next();
  cursor.next = step.done === true ? undefined : step.value;
}

function leastCustomer(cursors: readonly Cursor[]): string | undefined {
  let least: string | undefined;
  for (const { next } of cursors) {
    const id = next?.[0];
    if (typeof id === "string" && (least === undefined || (id !== least && compareText(id, least) < 0))) least = id;
  }
  return least;
}

function take(id: string, cursors: readonly Cursor[], builder: PopulationBuilder): void {
  builder.begin(id);
  for (const cursor of cursors) {
    for (let row = cursor.next; row !== undefined && row[0] === id; row = cursor.next) {
      if (cursor.event === undefined) {
        const from = Number(row[1]);
        builder.version(from <= EARLIEST ? null : from, row, 2);
      } else if (row.length === 2) {
        builder.seen(Number(row[1]));
      } else {
        builder.event(cursor.event, Number(row[1]), String(row[2]), Number(row[3]), Number(row[4]), row, 5);
      }
      advance(cursor);
    }
  }
  builder.end();
}
