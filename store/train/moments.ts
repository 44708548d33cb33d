import type { Instant } from "../../engine/calendar/zone.ts";
import { ownEvents, type Program } from "../../engine/check/program.ts";
import { EARLIEST } from "../../engine/calendar/instant.ts";
import { CUSTOMER, TIME, VALID_FROM } from "../../engine/plan/own-columns.ts";
import { WorkspaceError } from "../errors.ts";
import { eventTable, PROFILE_TABLE, type SqliteDatabase } from "../sqlite/sqlite.ts";
import { message } from "../../grammar/texts/message.ts";

/** A past instant and the end of the time ahead of it. */
export interface Moment {
  readonly at: Instant;
  readonly later: Instant;
}

const MOST_MOMENTS = 4;
const DAY = 86_400_000;

/** When the first event of any kind happened. */
export function firstEvent(database: SqliteDatabase, program: Program): Instant | undefined {
  const times = ownEvents(program).map(
    (event) =>
      database.prepare<[], { first: number | null }>(`SELECT min(${TIME}) AS first FROM ${eventTable(event)}`).get()
        ?.first,
  );
  return times.reduce<Instant | undefined>(
    (least, time) => (time !== null && time !== undefined && (least === undefined || time < least) ? time : least),
    undefined,
  );
}

/** When each customer left the first trace that has a time: an event, or a version of the profile. */
export function firstTraces(database: SqliteDatabase, program: Program): ReadonlyMap<string, Instant> {
  const found = new Map<string, Instant>();
  const note = (customer: string, time: Instant): void => {
    if (time < (found.get(customer) ?? Infinity)) found.set(customer, time);
  };
  const tables = ownEvents(program).map((event) =>
    database.prepare<[number], [string, number]>(
      `SELECT ${CUSTOMER}, min(${TIME}) FROM ${eventTable(event)} WHERE ${TIME} > ? GROUP BY ${CUSTOMER}`,
    ),
  );
  const profiles = database.prepare<[number], [string, number]>(
    `SELECT ${CUSTOMER}, min(${VALID_FROM}) FROM ${PROFILE_TABLE} WHERE ${VALID_FROM} > ? GROUP BY ${CUSTOMER}`,
  );
  for (const table of [...tables, profiles])
    for (const [customer, time] of table.raw(true).iterate(EARLIEST)) note(customer, time);
  return found;
}

/**
 * The instants to learn from and the one to test at. The time ahead of the test begins where that of the latest of the
 * others ends, so that what is tested lies in the future of what is learned.
 * @throws WorkspaceError when the data does not reach back so far
 */
export function pastMoments(
  asOf: Instant,
  horizon: number,
  first: Instant | undefined,
  name: string,
): { readonly training: readonly Moment[]; readonly test: Moment } {
  const moment = (back: number): Moment => ({ at: asOf - back * horizon, later: asOf - (back - 1) * horizon });
  const training: Moment[] = [];
  for (let back = MOST_MOMENTS; back >= 2; back--)
    if (first !== undefined && moment(back).at - first >= horizon) training.push(moment(back));
  if (training.length === 0) {
    const needed = Math.ceil((3 * horizon) / DAY);
    throw new WorkspaceError(
      first === undefined
        ? message("model-no-days", { name, needed })
        : message("model-few-days", { name, needed, found: Math.ceil(Math.max(0, asOf - first) / DAY) }),
    );
  }
  return { training, test: moment(1) };
}
