import { formatInstant, EARLIEST } from "../../engine/calendar/instant.ts";
import type { Program, TypedRecord } from "../../engine/check/program.ts";
import { CUSTOMER, EVENT_ID, TIME, VALID_FROM } from "../../engine/plan/own-columns.ts";
import { valueFromColumn } from "../stored-value.ts";
import { GIVEN, IDENTITY } from "../sqlite/schema.ts";
import { jsonValue, type JsonValue } from "../../engine/run/present.ts";
import { FieldSets } from "./field-sets.ts";
import { columnName, eventTable, PROFILE_TABLE, type StoredValue, type SqliteDatabase } from "../sqlite/sqlite.ts";
import { customerHistory, type ChangeOfCustomer } from "../runs/change-table.ts";
import { tagJson, TagTables } from "../runs/tag-tables.ts";
import { required } from "../../engine/invariant/required.ts";

type Row = Readonly<Record<string, StoredValue>>;
type Fields = Readonly<Record<string, JsonValue>>;

/** All that a workspace holds about one customer. */
export interface CustomerExport {
  readonly customer: string;
  /** `validFrom` is null for what is valid from the beginning; `told` are the fields that a source told then. */
  readonly profile: readonly {
    readonly validFrom: string | null;
    readonly told: readonly string[];
    readonly fields: Fields;
  }[];
  readonly events: readonly {
    readonly event: string;
    readonly id: string;
    readonly identity: string;
    readonly time: string;
    readonly fields: Fields;
  }[];
  readonly tags: Readonly<Record<string, unknown>>;
  readonly changes: readonly ChangeOfCustomer[];
}

/** Gathers what is held about a customer; undefined when that is nothing. */
export function exportCustomer(
  database: SqliteDatabase,
  program: Program,
  customer: string,
): CustomerExport | undefined {
  const sets = new FieldSets(database);
  const profile = database
    .prepare<[string], Row>(`SELECT * FROM ${PROFILE_TABLE} WHERE ${CUSTOMER} = ? ORDER BY ${VALID_FROM}`)
    .all(customer)
    .map((row) => ({
      validFrom: Number(row[VALID_FROM]) <= EARLIEST ? null : formatInstant(Number(row[VALID_FROM])),
      told: [...sets.get(Number(row[GIVEN])).fields],
      fields: fieldsOf(row, program.profile),
    }));
  const events = [...program.events.values()].flatMap((event) =>
    database
      .prepare<[string, string], Row>(
        `SELECT * FROM ${eventTable(event.name)} WHERE ${CUSTOMER} = ? OR ${IDENTITY} = ? ORDER BY ${TIME}, ${EVENT_ID}`,
      )
      .all(customer, customer)
      .map((row) => ({
        event: event.name,
        id: String(row[EVENT_ID]),
        identity: String(row[IDENTITY]),
        time: formatInstant(Number(row[TIME])),
        fields: fieldsOf(row, event),
      })),
  );
  const tables = TagTables.current(database);
  const tags = tables?.finder()(customer);
  const changes = customerHistory(database, customer);
  if (profile.length === 0 && events.length === 0 && tags === undefined && changes.length === 0) return undefined;
  return {
    customer,
    profile,
    events,
    tags: Object.fromEntries(
      tags === undefined || tables === undefined
        ? []
        : tables.outputs.map(({ name, type }, index) => [
            name,
            JSON.parse(tagJson(required(tags.columns[index], "a stored tag"), tags.states[index], type)),
          ]),
    ),
    changes,
  };
}

function fieldsOf(row: Row, record: TypedRecord | undefined): Fields {
  return Object.fromEntries(
    [...(record?.fields.values() ?? [])].map(({ name, type }) => [
      name,
      jsonValue(valueFromColumn(row[columnName(name)], type), type),
    ]),
  );
}
