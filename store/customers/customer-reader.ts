import { EARLIEST } from "../../engine/calendar/instant.ts";
import type { Instant } from "../../engine/calendar/zone.ts";
import type { Program } from "../../engine/check/program.ts";
import { CUSTOMER, DATE, EVENT_ID, HOUR, TIME, VALID_FROM } from "../../engine/plan/own-columns.ts";
import type { FieldRead, Reads } from "../../engine/plan/plan.ts";
import { ownReads } from "../../engine/plan/joined-reads.ts";
import { compareText } from "../../engine/text/text.ts";
import { message } from "../../grammar/texts/message.ts";
import { WorkspaceError } from "../errors.ts";
import type { StoredValue } from "../stored-value.ts";
import { eventTable, PROFILE_TABLE, quoteColumn, type SqliteDatabase } from "../sqlite/sqlite.ts";

/**
 * Takes customers one after the other, each from `begin` to `end`. The values of fields stand in a row from `first` on,
 * as SQLite keeps them, in the order in which they are read.
 */
export interface CustomerSink {
  begin(id: string): void;
  /** A version of the profile, in order of time. @param validFrom null for what holds from the beginning */
  version(validFrom: Instant | null, row: readonly StoredValue[], first: number): void;
  /** An event, in order of time and id within its type. */
  event(
    type: string,
    time: Instant,
    id: string,
    date: number,
    hour: number,
    row: readonly StoredValue[],
    first: number,
  ): void;
  /** When the first event of a type happened that nothing is read of. */
  seen(time: Instant): void;
  end(): void;
}

/** The rows of one table in order of customer, whose id comes first, with a look at the next. */
interface Cursor {
  /** Hands over a row of the customer at hand. */
  readonly give: (row: readonly StoredValue[], sink: CustomerSink) => void;
  readonly rows: Iterator<readonly StoredValue[]>;
  next: readonly StoredValue[] | undefined;
}

/**
 * Reads the customers of a workspace in order of id: whoever has a profile or an event of any type. Only one row of each
 * table is in memory at a time. To be closed by whoever does not read to the end: while a query is open its connection
 * can't be closed.
 */
export class CustomerReader {
  private readonly cursors: Cursor[] = [];
  private readonly database: SqliteDatabase;
  private last: string | undefined;

  /**
   * @param reads the fields and events to read; of other events it is only told when the first one happened
   * @param only a single customer's id
   */
  constructor(database: SqliteDatabase, program: Program, reads: Reads, only?: string) {
    this.database = database;
    const open = (sql: Select, give: Cursor["give"]): void => {
      const where = only === undefined ? "" : ` WHERE ${CUSTOMER} = ?`;
      const statement = database.prepare<string[], readonly StoredValue[]>(textOf(sql, where)).raw(true);
      const rows = only === undefined ? statement.iterate() : statement.iterate(only);
      const cursor: Cursor = { give, rows, next: undefined };
      this.cursors.push(cursor);
      advance(cursor);
    };
    const fieldsOf = new Map(reads.events.map(({ name, fields }) => [name, fields]));
    try {
      open(profileSelect(reads.fields), giveVersion);
      for (const { name: event, partOf } of program.events.values()) {
        const fields = fieldsOf.get(event);
        // Parts that nothing is read of say no more than their parent.
        if (fields === undefined) {
          if (partOf === null) open(firstTimeSelect(event), giveFirstTime);
        } else open(eventSelect(event, fields), eventGiver(event));
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    for (const { rows } of this.cursors) rows.return?.();
  }

  /** Hands over the next customer; false when there is none left. */
  next(sink: CustomerSink): boolean {
    const id = leastCustomer(this.cursors);
    if (id === undefined) return false;
    if (this.last !== undefined && compareText(this.last, id) >= 0) throw damaged(this.database);
    this.last = id;
    sink.begin(id);
    for (const cursor of this.cursors) {
      for (let row = cursor.next; row !== undefined && row[0] === id; row = cursor.next) {
        cursor.give(row, sink);
        advance(cursor);
      }
    }
    sink.end();
    return true;
  }
}

/** A query over one table, without the condition on the customer. */
interface Select {
  readonly columns: readonly string[];
  readonly table: string;
  /** What stands behind the condition. */
  readonly rest: string;
}

const textOf = ({ columns, table, rest }: Select, where: string): string =>
  `SELECT ${columns.join(", ")} FROM ${table}${where} ${rest}`;

const columnsOf = (fields: readonly FieldRead[]): string[] => ownReads(fields).map(({ name }) => quoteColumn(name));

const profileSelect = (fields: readonly FieldRead[]): Select => ({
  columns: [CUSTOMER, VALID_FROM, ...columnsOf(fields)],
  table: PROFILE_TABLE,
  rest: `ORDER BY ${CUSTOMER}, ${VALID_FROM}`,
});

const eventSelect = (event: string, fields: readonly FieldRead[]): Select => ({
  columns: [CUSTOMER, TIME, EVENT_ID, DATE, HOUR, ...columnsOf(fields)],
  table: eventTable(event),
  rest: `ORDER BY ${CUSTOMER}, ${TIME}, ${EVENT_ID}`,
});

const firstTimeSelect = (event: string): Select => ({
  columns: [CUSTOMER, `min(${TIME})`],
  table: eventTable(event),
  rest: `GROUP BY ${CUSTOMER} ORDER BY ${CUSTOMER}`,
});

// The places in a row are those of the columns in the queries above.

const giveVersion: Cursor["give"] = (row, sink) => {
  const from = whole(row[1]);
  sink.version(from <= EARLIEST ? null : from, row, 2);
};

const giveFirstTime: Cursor["give"] = (row, sink) => sink.seen(whole(row[1]));

const eventGiver =
  (event: string): Cursor["give"] =>
  (row, sink) =>
    sink.event(event, whole(row[1]), text(row[2]), whole(row[3]), whole(row[4]), row, 5);

function advance(cursor: Cursor): void {
  const step = cursor.rows.next();
  cursor.next = step.done === true ? undefined : step.value;
}

function leastCustomer(cursors: readonly Cursor[]): string | undefined {
  let least: string | undefined;
  for (const { next } of cursors) {
    if (next === undefined) continue;
    const id = text(next[0]);
    if (least === undefined || (id !== least && compareText(id, least) < 0)) least = id;
  }
  return least;
}

/** The rows of a table do not come in the order of its index. */
const damaged = ({ name }: SqliteDatabase): WorkspaceError =>
  new WorkspaceError(message("database-damaged", { path: name }));

function whole(column: StoredValue | undefined): number {
  if (typeof column !== "number") throw new Error("a column of the store's own has no number");
  return column;
}

function text(column: StoredValue | undefined): string {
  if (typeof column !== "string") throw new Error("a column of the store's own has no text");
  return column;
}
