import { createHash } from "node:crypto";
import { zone as zoneOf, type Zone } from "../../engine/calendar/zone.ts";
import { EVENT_ID } from "../../engine/plan/own-columns.ts";
import { quoteColumn, type StoredValue, type SqliteDatabase } from "../sqlite/sqlite.ts";
import type { Mapped } from "./mapping.ts";
import type { Target } from "./targets.ts";
import {
  CONFLICTS_NAMED,
  mergeEvents,
  PART_STAGE,
  STAGED_COLUMNS,
  type Merged,
  type TellingSource,
} from "./merge-events.ts";
import type { EventParts } from "./part-cells.ts";
import { removeOrphans } from "./part-tables.ts";
import { ToldEvents } from "./told-events.ts";
import { required } from "../../engine/invariant/required.ts";

type MappedEvent = Extract<Mapped, { kind: "event" }>;

/** Rows that one INSERT brings; SQLite binds at most 32,766 values. */
const ROWS_AT_ONCE = 20;
const VALUE_LIMIT = 30_000;

/**
 * Takes the events of one source and puts them into their table. They are first laid down in a temporary table as they
 * come, and merged in order of what is sorted: so the indexes grow at their ends or leaf by leaf, however random the
 * ids are, and memory does not grow with the file.
 */
export class EventWriter {
  private readonly database: SqliteDatabase;
  private readonly zone: Zone;
  private readonly stages = new Map<Target, Stage>();
  private readonly source: TellingSource;
  private told: ToldEvents | undefined;
  /** Files are numbered as they are read: of one source a later one says what holds. */
  private file = 0;

  constructor(database: SqliteDatabase, timeZone: string, source: TellingSource) {
    this.database = database;
    this.zone = zoneOf(timeZone);
    this.source = source;
  }

  write(event: MappedEvent): void {
    let stage = this.stages.get(event.target);
    if (stage === undefined) {
      stage = new Stage(this.database, event.target, this.stages.size);
      this.stages.set(event.target, stage);
    }
    const { time } = event;
    const local = time + this.zone.offsetAt(time);
    const date = Math.floor(local / 86_400_000);
    const hour = Math.floor((local - date * 86_400_000) / 3_600_000);
    stage.add(event, date, hour, this.file);
  }

  /** To be called at the end of each file: identical rows without ids are numbered within their file. */
  endFile(): void {
    for (const stage of this.stages.values()) stage.endFile();
    this.file++;
  }

  /** Merges what has come into the tables. */
  finish(): Merged {
    const total = {
      added: 0,
      known: 0,
      replaced: 0,
      completed: 0,
      conflicts: 0,
      conflicting: new Array<string>(),
      likeLines: 0,
    };
    for (const [target, stage] of this.stages) {
      const table = stage.close();
      const merged = mergeEvents(this.database, target, table, this.source);
      total.added += merged.added;
      total.known += merged.known;
      total.replaced += merged.replaced;
      total.completed += merged.completed;
      total.conflicts += merged.conflicts;
      total.likeLines += merged.likeLines;
      total.conflicting.push(...merged.conflicting.slice(0, CONFLICTS_NAMED - total.conflicting.length));
      this.told?.add(target.record.name, table);
      stage.drop();
    }
    this.stages.clear();
    return total;
  }

  /** To be called before `finish` when all that the source tells of has come, and what it told of before goes away. */
  expectAll(): void {
    this.told = new ToldEvents(this.database);
  }

  /** Removes what the source told of and no longer does. @returns how many events */
  removeUntold(events: readonly string[]): number {
    const removed = this.told?.removeOthers(events, this.source.id) ?? 0;
    this.told = undefined;
    if (removed > 0) removeOrphans(this.database);
    return removed;
  }
}

/** The temporary table of one event, as yet unsorted and without an index. */
class Stage {
  private readonly database: SqliteDatabase;
  private readonly target: Target;
  private readonly name: string;
  /** Where rows without ids wait for their number. */
  private readonly unnumbered: string;
  /** For each column of the table the place of its value among the target's, or -1. */
  private readonly places: readonly number[];
  private readonly inserts = new Map<string, { readonly many: Insert; readonly one: Insert; pending: StoredValue[] }>();
  /** The store's own columns of the table. */
  private readonly own: readonly string[];
  private readonly rowsAtOnce: number;
  private readonly width: number;

  constructor(database: SqliteDatabase, target: Target, number: number) {
    this.database = database;
    this.target = target;
    this.name = `temp.stage_${number}`;
    this.unnumbered = `temp.unnumbered_${number}`;
    const given = new Map(target.columns.map(({ field }, index) => [field.name, index]));
    this.places = [...target.record.fields.keys()].map((name) => given.get(name) ?? -1);
    this.own = target.partTypes.length === 0 ? STAGED_COLUMNS : [...STAGED_COLUMNS, ...PART_STAGE];
    this.width = this.own.length + this.places.length;
    this.rowsAtOnce = Math.max(1, Math.min(ROWS_AT_ONCE, Math.floor(VALUE_LIMIT / this.width)));
    const columns = [...this.own, ...[...target.record.fields.keys()].map(quoteColumn)].join(", ");
    for (const table of [this.name, this.unnumbered]) {
      database.exec(`DROP TABLE IF EXISTS ${table}`);
      database.exec(`CREATE TABLE ${table} (${columns})`);
    }
  }

  add(
    { id, target, customer, time, revision, parts, values }: MappedEvent,
    date: number,
    hour: number,
    file: number,
  ): void {
    const insert = this.insert(id === undefined ? this.unnumbered : this.name);
    const { pending } = insert;
    pending.push(id ?? contentId(target, customer, time, values, parts), customer, time, date, hour, revision, file);
    if (target.partTypes.length > 0)
      pending.push(parts?.digest ?? null, parts === null ? null : JSON.stringify(parts.lists));
    for (const place of this.places)
      pending.push(place === -1 ? null : required(values[place], "the value of a field"));
    if (pending.length < this.rowsAtOnce * this.width) return;
    insert.many.run(...pending);
    insert.pending = [];
  }

  private insert(table: string) {
    let found = this.inserts.get(table);
    if (found === undefined) {
      const row = `(${Array.from({ length: this.width }, () => "?").join(", ")})`;
      const rows = Array.from({ length: this.rowsAtOnce }, () => row).join(", ");
      found = {
        many: this.database.prepare<StoredValue[]>(`INSERT INTO ${table} VALUES ${rows}`),
        one: this.database.prepare<StoredValue[]>(`INSERT INTO ${table} VALUES ${row}`),
        pending: [],
      };
      this.inserts.set(table, found);
    }
    return found;
  }

  private flush(): void {
    for (const insert of this.inserts.values()) {
      for (let at = 0; at < insert.pending.length; at += this.width)
        insert.one.run(...insert.pending.slice(at, at + this.width));
      insert.pending = [];
    }
  }

  endFile(): void {
    this.flush();
    if (!this.inserts.has(this.unnumbered)) return;
    const others = [
      ...this.own.filter((name) => name !== EVENT_ID),
      ...[...this.target.record.fields.keys()].map(quoteColumn),
    ].join(", ");
    this.database.exec(
      `INSERT INTO ${this.name} SELECT ${EVENT_ID} || '-' || row_number() OVER (PARTITION BY ${EVENT_ID}), ${others} FROM ${this.unnumbered}`,
    );
    this.database.exec(`DELETE FROM ${this.unnumbered}`);
  }

  /** The table, ready to be merged. */
  close(): string {
    this.flush();
    return this.name;
  }

  drop(): void {
    for (const table of [this.name, this.unnumbered]) this.database.exec(`DROP TABLE ${table}`);
  }
}

interface Insert {
  run(...values: StoredValue[]): unknown;
}

/** What tells an event without an id from others: a hash of its content. */
function contentId(
  target: Target,
  customer: string,
  time: number,
  values: readonly StoredValue[],
  parts: EventParts | null,
): string {
  const content = JSON.stringify([
    target.record.name,
    customer,
    time,
    target.columns.map(({ field }, index) => [field.name, required(values[index], "the value of a field")]),
    ...(parts === null ? [] : [parts.digest]),
  ]);
  return `${target.record.name}:${createHash("sha256").update(content).digest("hex").slice(0, 32)}`;
}
