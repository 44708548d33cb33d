import type { FieldSets } from "./field-sets.ts";
import { columnName, PROFILE_TABLE, quoteColumn, type StoredValue, type SqliteDatabase } from "../sqlite/sqlite.ts";

type Row = Readonly<Record<string, StoredValue>>;

/** Gives each version of a customer's profile the fields that it was not told from the version before it. */
export function fillVersions(
  database: SqliteDatabase,
  customer: string,
  fields: readonly string[],
  sets: FieldSets,
): void {
  const versions = database
    .prepare<[string], Row>(`SELECT * FROM ${PROFILE_TABLE} WHERE _customer = ? ORDER BY _valid_from`)
    .all(customer);
  const current = new Map<string, StoredValue>();
  for (const version of versions) {
    const given = sets.get(Number(version["_given"])).fields;
    const taken: [string, StoredValue][] = [];
    for (const field of fields) {
      const value = version[columnName(field)] ?? null;
      if (given.has(field)) current.set(field, value);
      else if (value !== (current.get(field) ?? null)) taken.push([field, current.get(field) ?? null]);
    }
    if (taken.length === 0) continue;
    database
      .prepare<StoredValue[]>(
        `UPDATE ${PROFILE_TABLE} SET ${taken.map(([field]) => `${quoteColumn(field)} = ?`).join(", ")} WHERE _customer = ? AND _valid_from = ?`,
      )
      .run(...taken.map(([, value]) => value), customer, Number(version["_valid_from"]));
  }
}
