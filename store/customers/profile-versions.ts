import { EARLIEST } from "../../engine/calendar/instant.ts";
import { CUSTOMER, VALID_FROM } from "../../engine/plan/own-columns.ts";
import { GIVEN } from "../sqlite/schema.ts";
import { FieldSets } from "./field-sets.ts";
import { columnName, PROFILE_TABLE, quoteColumn, type StoredValue, type SqliteDatabase } from "../sqlite/sqlite.ts";
import { required } from "../../engine/invariant/required.ts";

type Row = Readonly<Record<string, StoredValue>>;

/** Whether any version of a profile begins after the beginning. */
export function hasHistory(database: SqliteDatabase): boolean {
  return (
    database.prepare<[number]>(`SELECT 1 FROM ${PROFILE_TABLE} WHERE ${VALID_FROM} > ? LIMIT 1`).get(EARLIEST) !==
    undefined
  );
}

/**
 * The fields of which somebody's value is told without a time: at every past instant it tells of today. One such row is
 * enough, since no one knows of which customers it tells the past.
 */
export function undatedFields(database: SqliteDatabase): ReadonlySet<string> {
  const sets = new FieldSets(database);
  const given = database
    .prepare<[number], number>(`SELECT DISTINCT ${GIVEN} FROM ${PROFILE_TABLE} WHERE ${VALID_FROM} = ?`)
    .pluck(true)
    .all(EARLIEST);
  return new Set(given.flatMap((id) => [...sets.get(id).fields]));
}

/** Gives each version of a customer's profile the fields that it was not told from the version before it. */
export function fillVersions(
  database: SqliteDatabase,
  customer: string,
  fields: readonly string[],
  sets: FieldSets,
): void {
  const versions = database
    .prepare<[string], Row>(`SELECT * FROM ${PROFILE_TABLE} WHERE ${CUSTOMER} = ? ORDER BY ${VALID_FROM}`)
    .all(customer);
  const current = new Map<string, StoredValue>();
  for (const version of versions) {
    const given = sets.get(Number(version[GIVEN])).fields;
    const taken: [string, StoredValue][] = [];
    for (const field of fields) {
      const value = required(version[columnName(field)], `the column of \`${field}\``);
      // What no version before was told is unknown.
      const before = current.get(field) ?? null;
      if (given.has(field)) current.set(field, value);
      else if (value !== before) taken.push([field, before]);
    }
    if (taken.length === 0) continue;
    database
      .prepare<StoredValue[]>(
        `UPDATE ${PROFILE_TABLE} SET ${taken.map(([field]) => `${quoteColumn(field)} = ?`).join(", ")} WHERE ${CUSTOMER} = ? AND ${VALID_FROM} = ?`,
      )
      .run(...taken.map(([, value]) => value), customer, Number(version[VALID_FROM]));
  }
}
