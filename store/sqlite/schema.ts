import type { Program, TypedField, TypedRecord } from "../../engine/check/program.ts";
import { canonicalJson } from "../../engine/plan/canonical.ts";
import { CUSTOMER, DATE, EVENT_ID, HOUR, TIME, VALID_FROM, WEEKDAY } from "../../engine/plan/own-columns.ts";
import { carriedName } from "../../engine/plan/parts.ts";
import type { ValueType } from "../../engine/plan/types.ts";
import { required } from "../../engine/invariant/required.ts";
import {
  columnType,
  eventTable,
  metaValue,
  partTable,
  PROFILE_TABLE,
  quoteColumn,
  quoteIdentifier,
  setMeta,
  STORE_VERSION,
  type SqliteDatabase,
} from "./sqlite.ts";
import { WorkspaceError } from "../errors.ts";
import { message } from "../../grammar/texts/message.ts";

/** A field as the tables were made for it. */
export interface StoredField {
  readonly name: string;
  readonly type: ValueType;
  readonly required: boolean;
  readonly low: number | null;
  readonly high: number | null;
}

/** The schema that the tables of a workspace were made for. */
export interface StoredSchema {
  /** In whose days the local dates, weekdays and hours of events are. */
  readonly timeZone: string;
  readonly profile: readonly StoredField[];
  readonly events: readonly StoredEvent[];
}
export interface StoredEvent {
  readonly name: string;
  /** The event of which it is a part. */
  readonly partOf?: string;
  readonly fields: readonly StoredField[];
}

/** The schema that the rule files ask for. */
export function wantedSchema(program: Program): StoredSchema {
  const fields = (record: TypedRecord | undefined): StoredField[] =>
    [...(record?.fields.values() ?? [])].map(({ name, type, required, low, high }: TypedField) => ({
      name,
      type,
      required,
      low,
      high,
    }));
  return {
    timeZone: program.settings.timeZone,
    profile: fields(program.profile),
    events: [...program.events.values()].map((event) => ({
      name: event.name,
      ...(event.partOf === null ? {} : { partOf: event.partOf }),
      fields: fields(event),
    })),
  };
}

/** The schema of a database's tables; undefined when it has none yet. */
export function storedSchema(database: SqliteDatabase): StoredSchema | undefined {
  const text = metaValue(database, "schema");
  if (text === undefined) return undefined;
  const schema = parsedJson(text);
  if (!isSchema(schema)) throw new WorkspaceError(message("database-damaged", { path: database.name }));
  return schema;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether it has the shape of what `keepSchema` wrote. */
function isSchema(json: unknown): json is StoredSchema {
  const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === "object" && value !== null;
  const isField = (field: unknown): boolean =>
    isRecord(field) && typeof field["name"] === "string" && isRecord(field["type"]);
  const areFields = (fields: unknown): boolean => Array.isArray(fields) && fields.every(isField);
  return (
    isRecord(json) &&
    typeof json["timeZone"] === "string" &&
    areFields(json["profile"]) &&
    Array.isArray(json["events"]) &&
    json["events"].every(
      (event: unknown) => isRecord(event) && typeof event["name"] === "string" && areFields(event["fields"]),
    )
  );
}

export function keepSchema(database: SqliteDatabase, schema: StoredSchema): void {
  setMeta(database, "schema", canonicalJson(schema));
}

export const idIndex = (event: string): string => quoteIdentifier(`event_${event} by id`);
export const parentIndex = (part: string): string => quoteIdentifier(`event_${part} by parent`);
export const customerIndex = (event: string): string => quoteIdentifier(`event_${event} by customer`);

/** Which fields a version of a profile was told: an id in `field_sets`. */
export const GIVEN = "_given";
/** The id that an event came under. */
export const IDENTITY = "_identity";
/** Which source told of an event: an id in `source_names`. */
export const SOURCE = "_source";
/** The version of an event, where its source names a column for it. */
export const REVISION = "_revision";

/** What tells the parts that came with an event from others that it might have; null where none came. */
export const PARTS = "_parts";
/** The id of the event that a part belongs to. */
export const PARENT = "_parent";

const SHARED_COLUMNS = [EVENT_ID, CUSTOMER, IDENTITY, SOURCE, REVISION, TIME, DATE, WEEKDAY, HOUR] as const;
/** The store's own columns of an event, in order; the fields follow. */
export const EVENT_COLUMNS = [...SHARED_COLUMNS, PARTS] as const;
/** The store's own columns of a part. */
export const PART_COLUMNS = [...SHARED_COLUMNS, PARENT] as const;

/** The table in which the rows of an event stand. */
export const tableOfEvent = ({ name, partOf }: Pick<StoredEvent, "name" | "partOf">): string =>
  partOf === undefined ? eventTable(name) : partTable(name);

/** Makes the tables that outlive all others: what is known of the database itself, and who was erased. */
export function createLastingTables(database: SqliteDatabase): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS erased (hash TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  `);
  database.pragma(`user_version = ${STORE_VERSION}`);
}

/** Makes all tables of a schema in a database that has none; within a transaction of the caller. */
export function createTables(database: SqliteDatabase, schema: StoredSchema): void {
  createLastingTables(database);
  database.exec(`
    CREATE TABLE field_sets (id INTEGER PRIMARY KEY, fields TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE source_names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE current_only (field TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    CREATE TABLE imports (source TEXT NOT NULL, file TEXT NOT NULL, mapping TEXT NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, lines INTEGER NOT NULL, rows INTEGER NOT NULL, columns TEXT, identity TEXT NOT NULL, finished_at INTEGER NOT NULL, PRIMARY KEY (source, file)) STRICT, WITHOUT ROWID;
    CREATE TABLE runs (id INTEGER PRIMARY KEY, plan_hash TEXT NOT NULL, as_of INTEGER NOT NULL, finished_at INTEGER NOT NULL, customers INTEGER NOT NULL, left_out INTEGER NOT NULL, current INTEGER NOT NULL) STRICT;
    CREATE TABLE run_values (run INTEGER NOT NULL REFERENCES runs (id), output TEXT NOT NULL, value TEXT NOT NULL, customers INTEGER NOT NULL, entered INTEGER NOT NULL, departed INTEGER NOT NULL, PRIMARY KEY (run, output, value)) STRICT, WITHOUT ROWID;
    CREATE TABLE tag_changes (${CUSTOMER} TEXT NOT NULL, run INTEGER NOT NULL REFERENCES runs (id), output TEXT NOT NULL, before TEXT, after TEXT, PRIMARY KEY (${CUSTOMER}, run, output)) STRICT, WITHOUT ROWID;
    CREATE INDEX "tag_changes by run" ON tag_changes (run, output);
    CREATE TABLE ${PROFILE_TABLE} (${CUSTOMER} TEXT NOT NULL, ${VALID_FROM} INTEGER NOT NULL, ${GIVEN} INTEGER NOT NULL REFERENCES field_sets (id)${columns(schema.profile)}, PRIMARY KEY (${CUSTOMER}, ${VALID_FROM})) STRICT, WITHOUT ROWID;
  `);
  for (const event of schema.events) createEventTable(database, event);
  createPartViews(database, schema);
  keepSchema(database, schema);
}

export function createEventTable(database: SqliteDatabase, event: StoredEvent): void {
  const { name, partOf, fields } = event;
  const table = tableOfEvent(event);
  const own = partOf === undefined ? `${PARTS} TEXT` : `${PARENT} TEXT NOT NULL`;
  database.exec(
    `CREATE TABLE ${table} (${EVENT_ID} TEXT NOT NULL, ${CUSTOMER} TEXT NOT NULL, ${IDENTITY} TEXT NOT NULL, ${SOURCE} INTEGER NOT NULL, ${REVISION} TEXT, ${TIME} INTEGER NOT NULL, ${DATE} INTEGER NOT NULL, ${WEEKDAY} INTEGER NOT NULL, ${HOUR} INTEGER NOT NULL, ${own}${columns(fields)}) STRICT`,
  );
  createIdIndex(database, name, table);
  createCustomerIndex(database, name, table);
  if (partOf !== undefined) createParentIndex(database, name);
}

export function createParentIndex(database: SqliteDatabase, part: string): void {
  database.exec(`CREATE INDEX ${parentIndex(part)} ON ${partTable(part)} (${PARENT})`);
}

export function createIdIndex(database: SqliteDatabase, name: string, table = eventTable(name)): void {
  database.exec(`CREATE UNIQUE INDEX ${idIndex(name)} ON ${table} (${EVENT_ID})`);
}

export function createCustomerIndex(database: SqliteDatabase, name: string, table = eventTable(name)): void {
  database.exec(`CREATE INDEX ${customerIndex(name)} ON ${table} (${CUSTOMER}, ${TIME})`);
}

/** Makes the views through which parts are read together with the fields of their parents. */
export function createPartViews(database: SqliteDatabase, { events }: StoredSchema): void {
  for (const { name, partOf, fields } of events) {
    if (partOf === undefined) continue;
    const parent = required(
      events.find((event) => event.name === partOf),
      "the event that a part belongs to",
    );
    const selected = [
      ...[...PART_COLUMNS, ...fields.map((field) => quoteColumn(field.name))].map((column) => `part.${column}`),
      ...parent.fields.map(
        (field) => `parent.${quoteColumn(field.name)} AS ${quoteColumn(carriedName(partOf, field.name))}`,
      ),
    ];
    database.exec(
      `CREATE VIEW ${eventTable(name)} AS SELECT ${selected.join(", ")} FROM ${partTable(name)} AS part JOIN ${eventTable(partOf)} AS parent ON parent.${EVENT_ID} = part.${PARENT}`,
    );
  }
}

/** Removes the views of parts: while they are there the tables under them can't be changed. */
export function dropPartViews(database: SqliteDatabase): void {
  const views = database
    .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'view' AND name GLOB 'event_*'")
    .all();
  for (const { name } of views) database.exec(`DROP VIEW ${quoteIdentifier(name)}`);
}

/** Removes every table of a database; within a transaction of the caller. */
export function dropTables(database: SqliteDatabase): void {
  dropPartViews(database);
  const tables = database
    .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all();
  database.pragma("defer_foreign_keys = ON");
  const last = ["profile", "runs", "field_sets"];
  for (const { name } of [
    ...tables.filter(({ name }) => !last.includes(name)),
    ...last.flatMap((name) => tables.filter((table) => table.name === name)),
  ])
    database.exec(`DROP TABLE ${quoteIdentifier(name)}`);
}

/** The columns of fields as they stand in CREATE TABLE. */
function columns(fields: readonly StoredField[]): string {
  return fields.map(({ name, type }) => `, ${quoteColumn(name)} ${columnType(type)}`).join("");
}

/** Says that there is nothing in the workspace yet. */
export function noDataYet(): WorkspaceError {
  return new WorkspaceError(message("no-data"));
}
