import { EARLIEST } from "../../engine/calendar/instant.ts";
import type { Instant } from "../../engine/calendar/zone.ts";
import type { Program } from "../../engine/check/program.ts";
import type { FieldRead, Plan } from "../../engine/plan/plan.ts";
import type { MaybeValue } from "../../engine/plan/types.ts";
import { byTimeAndId, type Customer, type CustomerEvent, type ProfileVersion } from "../../engine/run/customer.ts";
import { compareText } from "../../engine/text/text.ts";
import { columnName, eventTable, PROFILE_TABLE, quoteColumn, type SqliteDatabase } from "../sqlite/database.ts";

/** A customer with what the population needs to know of events that no rule reads. */
export interface StoredCustomer {
  readonly customer: Customer;
  /** The time of the first event of any type; undefined when there is none. */
  readonly firstEvent: Instant | undefined;
}

type Row = Readonly<Record<string, string | number | null>>;

/** Rows of one table in order of customer, with a look at the next. */
interface Cursor {
  readonly kind: "profile" | "event" | "presence";
  readonly event: string;
  readonly fields: readonly FieldRead[];
  readonly rows: Iterator<Row>;
  next: Row | undefined;
}

/**
 * All customers of a workspace in order of id, with the fields and events that the plan reads. Only one customer is in
 * memory at a time.
 * @param only a single customer's id
 */
export function* storedCustomers(
  database: SqliteDatabase,
  program: Program,
  plan: Plan,
  only?: string,
): Generator<StoredCustomer> {
  const cursors = openCursors(database, program, plan, only);
  for (;;) {
    const id = leastCustomer(cursors);
    if (id === undefined) return;
    yield collect(id, cursors);
  }
}

/** How many customers there are, with a profile or any event. */
export function countCustomers(database: SqliteDatabase, program: Program): number {
  const tables = [PROFILE_TABLE, ...[...program.events.keys()].map(eventTable)];
  const union = tables.map((table) => `SELECT _customer FROM ${table}`).join(" UNION ");
  return database.prepare<[], { n: number }>(`SELECT count(*) AS n FROM (${union})`).get()?.n ?? 0;
}

/** The first ids, to show what one looks like. */
export function someCustomers(database: SqliteDatabase, program: Program, limit: number): string[] {
  const tables = [PROFILE_TABLE, ...[...program.events.keys()].map(eventTable)];
  const union = tables.map((table) => `SELECT _customer FROM ${table}`).join(" UNION ");
  return database
    .prepare<[number], { _customer: string }>(`${union} ORDER BY _customer LIMIT ?`)
    .all(limit)
    .map((row) => row._customer);
}

function openCursors(database: SqliteDatabase, program: Program, plan: Plan, only: string | undefined): Cursor[] {
  const where = only === undefined ? "" : " WHERE _customer = ?";
  const open = (kind: Cursor["kind"], event: string, fields: readonly FieldRead[], sql: string): Cursor => {
    const statement = database.prepare<string[], Row>(sql);
    const rows = only === undefined ? statement.iterate() : statement.iterate(only);
    const cursor: Cursor = { kind, event, fields, rows, next: undefined };
    advance(cursor);
    return cursor;
  };
  const select = (names: readonly string[], fields: readonly FieldRead[]): string =>
    [...names, ...fields.map(({ name }) => quoteColumn(name))].join(", ");
  const reads = new Map(plan.reads.events.map((event) => [event.name, event.fields]));
  const profile = open(
    "profile",
    "",
    plan.reads.fields,
    `SELECT ${select(["_customer", "_valid_from"], plan.reads.fields)} FROM ${PROFILE_TABLE}${where} ORDER BY _customer, _valid_from`,
  );
  const events = [...program.events.keys()].map((event) => {
    const fields = reads.get(event);
    const table = eventTable(event);
    return fields === undefined
      ? open(
          "presence",
          event,
          [],
          `SELECT _customer, min(_time) AS _time FROM ${table}${where} GROUP BY _customer ORDER BY _customer`,
        )
      : open(
          "event",
          event,
          fields,
          `SELECT ${select(["_customer", "_id", "_time"], fields)} FROM ${table}${where} ORDER BY _customer, _time, _id`,
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
    if (next === undefined) continue;
    const id = String(next["_customer"]);
    if (least === undefined || compareText(id, least) < 0) least = id;
  }
  return least;
}

function collect(id: string, cursors: readonly Cursor[]): StoredCustomer {
  const versions: ProfileVersion[] = [];
  const events: CustomerEvent[] = [];
  let firstEvent: Instant | undefined;
  for (const cursor of cursors) {
    for (let row = cursor.next; row !== undefined && row["_customer"] === id; row = cursor.next) {
      if (cursor.kind === "profile") {
        const from = Number(row["_valid_from"]);
        versions.push({ validFrom: from <= EARLIEST ? null : from, fields: decodeRow(row, cursor.fields) });
      } else {
        const time = Number(row["_time"]);
        firstEvent = Math.min(firstEvent ?? time, time);
        if (cursor.kind === "event")
          events.push({ id: String(row["_id"]), type: cursor.event, time, fields: decodeRow(row, cursor.fields) });
      }
      advance(cursor);
    }
  }
  return { customer: { id, versions, events: events.sort(byTimeAndId) }, firstEvent };
}

function decodeRow(row: Row, fields: readonly FieldRead[]): Map<string, MaybeValue> {
  return new Map(
    fields.map(({ name, type }) => {
      const cell = row[columnName(name)] ?? null;
      return [name, cell !== null && type.kind === "boolean" ? cell === 1 : cell] as const;
    }),
  );
}
