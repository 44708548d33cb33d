import Database from "better-sqlite3";
import type { TypedRecord } from "../../engine/check/program.ts";
import { CUSTOMER, DATE, EVENT_ID, HOUR, TIME } from "../../engine/plan/own-columns.ts";
import {
  createCustomerIndex,
  createIdIndex,
  customerIndex,
  EVENT_COLUMNS,
  idIndex,
  PARTS,
  REVISION,
  SOURCE,
} from "../sqlite/schema.ts";
import {
  countRows,
  eventTable,
  quoteColumn,
  quoteIdentifier,
  type StoredValue,
  type SqliteDatabase,
} from "../sqlite/sqlite.ts";
import { LINES, PartTables, type PartsJson } from "./part-tables.ts";
import { pages } from "./pages.ts";
import type { Target } from "./targets.ts";
import { eventVersion, EventVersions, type EventVersion } from "./event-versions.ts";

/** The number of the file that a staged event stands in, in the order of reading. */
const FILE = "_file";

/** What came of staged events. */
export interface Merged {
  /** Events with an id that was not there. */
  readonly added: number;
  /** Events whose id was there, or came twice. */
  readonly known: number;
  /** Of those the ones that gave way to what a later file of the source, or a greater revision, says. */
  readonly replaced: number;
  /** Of those the ones that only told less than the one that is kept. */
  readonly completed: number;
  /** Of those the ones with another content and no order to the one that is kept. */
  readonly conflicts: number;
  /** Some of their ids. */
  readonly conflicting: readonly string[];
  /** How many ids stand on several rows of one file, as if these were the lines of an order. */
  readonly likeLines: number;
}

/** The source that staged events come from. */
export interface TellingSource {
  /** Its id in `source_names`. */
  readonly id: number;
  /** True when its rows say which version of their event they are. */
  readonly revised: boolean;
}

/** How many ids of conflicts are named. */
export const CONFLICTS_NAMED = 100;

/** The store's own columns of staged events; what follows from them is worked out when they are merged. */
export const STAGED_COLUMNS = [EVENT_ID, CUSTOMER, TIME, DATE, HOUR, REVISION, FILE] as const;

/** Further columns of staged events that may have parts. */
export const PART_STAGE = [PARTS, LINES] as const;

/** What staged events are of: an event with its parts. */
export type MergeTarget = Pick<Target, "record" | "parts" | "partTypes">;

/**
 * Merges a table of staged events into that of their event. Which of several contents with one id is kept:
 * `event-versions.ts`.
 */
export function mergeEvents(
  database: SqliteDatabase,
  target: MergeTarget,
  stage: string,
  source: TellingSource,
): Merged {
  const parts = target.partTypes.length === 0 ? undefined : new PartTables(database, target);
  const merged = new EventMerge(database, target.record, stage, source, parts).merge();
  parts?.keep(stage);
  return merged;
}

const nothingSettled = { replaced: 0, completed: 0, conflicts: 0, conflicting: [], likeLines: 0 };

class EventMerge {
  private readonly database: SqliteDatabase;
  private readonly record: TypedRecord;
  private readonly stage: string;
  private readonly source: TellingSource;
  private readonly table: string;
  /** Where the event's parts are kept; undefined for one that has none. */
  private readonly parts: PartTables | undefined;
  private readonly columns: string;
  /** The same columns, read from staged events. An event comes under its customer's id; 1970-01-01 was a Thursday. */
  private readonly staged: string;

  constructor(
    database: SqliteDatabase,
    record: TypedRecord,
    stage: string,
    source: TellingSource,
    parts: PartTables | undefined,
  ) {
    this.parts = parts;
    this.database = database;
    this.record = record;
    this.stage = stage;
    this.source = source;
    this.table = eventTable(record.name);
    const fields = [...record.fields.keys()].map(quoteColumn);
    this.columns = [...EVENT_COLUMNS, ...fields].join(", ");
    this.staged = [
      EVENT_ID,
      CUSTOMER,
      CUSTOMER,
      String(source.id),
      REVISION,
      TIME,
      DATE,
      `((${DATE} + 3) % 7 + 7) % 7`,
      HOUR,
      parts === undefined ? "NULL" : PARTS,
      ...fields,
    ].join(", ");
  }

  merge(): Merged {
    const staged = countRows(this.database, this.stage);
    if (staged === 0) return { added: 0, known: 0, ...nothingSettled };
    const empty = this.database.prepare(`SELECT 1 FROM ${this.table} LIMIT 1`).get() === undefined;
    return empty ? this.firstLoad(staged) : this.growth(staged);
  }

  /** Into an empty table: rows in order of customer and time, and the indexes built when all are there. */
  private firstLoad(staged: number): Merged {
    const { database, record, table } = this;
    database.exec(`DROP INDEX ${idIndex(record.name)}`);
    database.exec(`DROP INDEX ${customerIndex(record.name)}`);
    database.exec(
      `INSERT INTO ${table} (${this.columns}) SELECT ${this.staged} FROM ${this.stage} ORDER BY ${CUSTOMER}, ${TIME}`,
    );
    const settled = this.uniqueIds();
    createCustomerIndex(database, record.name);
    const kept = countRows(database, table);
    return { added: kept, known: staged - kept, ...settled };
  }

  /** Makes the index of ids; where one stands twice, all but the one that is kept are taken out first. */
  private uniqueIds(): Settled {
    const { database, record, table } = this;
    try {
      createIdIndex(database, record.name);
      return nothingSettled;
    } catch (error) {
      if (!(error instanceof Database.SqliteError) || !error.code.startsWith("SQLITE_CONSTRAINT")) throw error;
    }
    database.exec(
      `CREATE TEMP TABLE differing AS SELECT ${EVENT_ID} AS id FROM ${table} GROUP BY ${EVENT_ID} HAVING count(*) > 1`,
    );
    database.exec(`CREATE INDEX ${idIndex(record.name)} ON ${table} (${EVENT_ID})`);
    // None of them was there before, so that all are among the staged ones.
    const remove = database.prepare<[string]>(`DELETE FROM ${table} WHERE ${EVENT_ID} = ?`);
    const insert = database.prepare<[number]>(
      `INSERT INTO ${table} (${this.columns}) SELECT ${this.staged} FROM ${this.stage} WHERE rowid = ?`,
    );
    const settled = this.settle(Infinity, (id, kept) => {
      remove.run(id);
      insert.run(kept.row);
    });
    database.exec(`DROP INDEX ${idIndex(record.name)}`);
    createIdIndex(database, record.name);
    return settled;
  }

  /**
   * Into a table that has events, in the order that touches fewest leaves of the indexes: by customer when all ids come
   * behind those that are there, as of sequential ids, so that only the end of the index of ids is written to; else by
   * id.
   */
  private growth(staged: number): Merged {
    const { database, table, stage } = this;
    const before = database.prepare<[], { last: number }>(`SELECT max(rowid) AS last FROM ${table}`).get()?.last ?? 0;
    const behind =
      database
        .prepare<[], { behind: number }>(
          `SELECT (SELECT min(${EVENT_ID}) FROM ${stage}) > (SELECT max(${EVENT_ID}) FROM ${table}) AS behind`,
        )
        .get()?.behind === 1;
    const order = behind ? `${CUSTOMER}, ${TIME}` : EVENT_ID;
    const { changes: added } = database
      .prepare(
        `INSERT INTO ${table} (${this.columns}) SELECT ${this.staged} FROM ${stage} WHERE true ORDER BY ${order} ON CONFLICT (${EVENT_ID}) DO NOTHING`,
      )
      .run();
    if (added === staged) return { added, known: 0, ...nothingSettled };
    const compared = [
      CUSTOMER,
      TIME,
      REVISION,
      ...(this.parts === undefined ? [] : [PARTS]),
      ...[...this.record.fields.keys()].map(quoteColumn),
    ];
    const differs = compared.map((name) => `staged.${name} IS NOT kept.${name}`).join(" OR ");
    database.exec(
      `CREATE TEMP TABLE differing AS SELECT DISTINCT staged.${EVENT_ID} AS id FROM ${stage} AS staged JOIN ${table} AS kept ON kept.${EVENT_ID} = staged.${EVENT_ID} WHERE ${differs}`,
    );
    const replace = database.prepare<[number, string]>(
      `UPDATE ${table} SET (${this.columns}) = (SELECT ${this.staged} FROM ${stage} WHERE rowid = ?) WHERE ${EVENT_ID} = ?`,
    );
    return { added, known: staged - added, ...this.settle(before, (id, kept) => replace.run(kept.row, id)) };
  }

  /**
   * Decides between the staged events with each of the ids in `differing` and the one that was there before.
   * @param last the last row that was there before this merge
   * @param keep called with the id and the staged event that is kept, unless it is the one that was there
   */
  private settle(last: number, keep: (id: string, kept: EventVersion) => void): Settled {
    const { database } = this;
    const index = quoteIdentifier("staged by id");
    database.exec(`CREATE INDEX temp.${index} ON ${this.stage.replace("temp.", "")} (${EVENT_ID})`);
    const names = [...this.record.fields.keys()].map((name) => `, ${quoteColumn(name)}`).join("");
    // What an event has parts of is compared by their digest, and read where it decides.
    const fields = `${names}${this.parts === undefined ? "" : `, ${PARTS}`}`;
    const come = database
      .prepare<[string], StoredValue[]>(
        `SELECT rowid, ${FILE}, ${this.source.id}, ${REVISION}, ${CUSTOMER}, ${TIME}${fields} FROM ${this.stage} WHERE ${EVENT_ID} = ?`,
      )
      .raw(true);
    const find = database
      .prepare<[string, number], StoredValue[]>(
        `SELECT rowid, -1, ${SOURCE}, ${REVISION}, ${CUSTOMER}, ${TIME}${fields} FROM ${this.table} WHERE ${EVENT_ID} = ? AND rowid <= ?`,
      )
      .raw(true);
    const total = { replaced: 0, completed: 0, conflicts: 0, conflicting: new Array<string>(), likeLines: 0 };
    const versions = new EventVersions(this.record, this.source, (version, id) => this.partsOf(version, id));
    for (const { id } of pages<{ readonly id: string }>(
      database,
      "SELECT rowid AS row, id FROM temp.differing WHERE rowid > ? ORDER BY rowid LIMIT ?",
    )) {
      const there = last === Infinity ? [] : find.all(id, last).map(eventVersion);
      const { kept, replaced, completed, conflicts, likeLines } = versions.settle(
        [...there, ...come.all(id).map(eventVersion)],
        id,
      );
      if (!there.includes(kept)) keep(id, kept);
      total.replaced += replaced;
      total.completed += completed;
      total.conflicts += conflicts;
      if (likeLines) total.likeLines++;
      if (conflicts > 0 && total.conflicting.length < CONFLICTS_NAMED) total.conflicting.push(id);
    }
    database.exec("DROP TABLE temp.differing");
    database.exec(`DROP INDEX temp.${index}`);
    return total;
  }

  /** The parts of a version, as its JSON has them. */
  private partsOf({ row, file }: EventVersion, id: string): PartsJson {
    if (this.parts === undefined) return {};
    if (file === -1) return this.parts.stored(id);
    const lines = this.database
      .prepare<[number], string | null>(`SELECT ${LINES} FROM ${this.stage} WHERE rowid = ?`)
      .pluck(true)
      .get(row);
    return this.parts.staged(lines ?? null);
  }
}

type Settled = Omit<Merged, "added" | "known">;
