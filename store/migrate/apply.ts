import { weekdayIndex } from "../../engine/calendar/civil.ts";
import { zone as zoneOf, type Zone } from "../../engine/calendar/zone.ts";
import { DATE, EVENT_ID, HOUR, TIME, WEEKDAY } from "../../engine/plan/own-columns.ts";
import { compareText } from "../../engine/text/text.ts";
import {
  createCustomerIndex,
  createEventTable,
  createIdIndex,
  createParentIndex,
  createPartViews,
  customerIndex,
  dropPartViews,
  GIVEN,
  idIndex,
  keepSchema,
  PARENT,
  parentIndex,
  tableOfEvent,
  type StoredField,
  type StoredSchema,
} from "../sqlite/schema.ts";
import {
  columnType,
  eventTable,
  PROFILE_TABLE,
  quoteColumn,
  quoteIdentifier,
  type StoredValue,
  type SqliteDatabase,
} from "../sqlite/sqlite.ts";
import { inWriting, type Patience } from "../sqlite/writer-lock.ts";
import type { Owner, Rename, Step } from "./plan.ts";
import { type PlannedStep, examineMigration, tableOf, registerConversion } from "./examine.ts";

/**
 * Applies a migration in one transaction.
 * @param allowLoss applied even where rows lose something; otherwise nothing is done then
 * @returns the steps; applied only when none loses anything, or losses are allowed
 */
export async function migrate(
  database: SqliteDatabase,
  wanted: StoredSchema,
  renames: readonly Rename[],
  options: { readonly patience: Patience; readonly allowLoss: boolean },
): Promise<{ readonly applied: boolean; readonly steps: readonly PlannedStep[] }> {
  return inWriting(database, options.patience, async () => {
    const steps = examineMigration(database, wanted, renames);
    if (!options.allowLoss && steps.some(({ lost }) => lost > 0)) return { applied: false, steps };
    dropPartViews(database);
    for (const { step } of steps) apply(database, step, zoneOf(wanted.timeZone));
    createPartViews(database, wanted);
    keepSchema(database, wanted);
    return { applied: true, steps };
  });
}

function apply(database: SqliteDatabase, step: Step, zone: Zone): void {
  switch (step.step) {
    case "add event":
      createEventTable(database, step);
      return;
    case "drop event":
      database.exec(`DROP TABLE ${tableOfEvent(step)}`);
      return;
    case "rename event":
      renameEvent(database, step);
      return;
    case "add field":
      database.exec(
        `ALTER TABLE ${tableOf(step.owner)} ADD COLUMN ${quoteColumn(step.field.name)} ${columnType(step.field.type)}`,
      );
      if (step.field.required && step.owner.kind === "event") database.exec(`DELETE FROM ${tableOf(step.owner)}`);
      return;
    case "drop field":
      database.exec(`ALTER TABLE ${tableOf(step.owner)} DROP COLUMN ${quoteColumn(step.field.name)}`);
      if (step.owner.kind === "profile") renameInSets(database, step.field.name, undefined);
      return;
    case "rename field":
      database.exec(
        `ALTER TABLE ${tableOf(step.owner)} RENAME COLUMN ${quoteColumn(step.field)} TO ${quoteColumn(step.to)}`,
      );
      if (step.owner.kind === "profile") renameInSets(database, step.field, step.to);
      return;
    case "convert field":
      convertField(database, tableOf(step.owner), step.owner, step.from, step.to, zone);
      return;
    case "move time zone":
      moveTimeZone(database, zone);
  }
}

function convertField(
  database: SqliteDatabase,
  table: string,
  owner: Owner,
  from: StoredField,
  to: StoredField,
  zone: Zone,
): void {
  registerConversion(database, from, to, zone);
  const name = quoteColumn(to.name);
  database.exec(`ALTER TABLE ${table} ADD COLUMN _migrating ${columnType(to.type)}`);
  database.exec(`UPDATE ${table} SET _migrating = tagma_convert(${name})`);
  database.exec(`ALTER TABLE ${table} DROP COLUMN ${name}`);
  database.exec(`ALTER TABLE ${table} RENAME COLUMN _migrating TO ${name}`);
  if (owner.kind === "event" && to.required) database.exec(`DELETE FROM ${table} WHERE ${name} IS NULL`);
}

/** The table, its indexes, and the ids that begin with the event's name. */
function renameEvent(database: SqliteDatabase, { name, to, partOf }: Extract<Step, { step: "rename event" }>): void {
  const part = partOf === undefined ? {} : { partOf };
  const table = tableOfEvent({ name: to, ...part });
  database.exec(`DROP INDEX ${idIndex(name)}`);
  database.exec(`DROP INDEX ${customerIndex(name)}`);
  if (partOf !== undefined) database.exec(`DROP INDEX ${parentIndex(name)}`);
  database.exec(`ALTER TABLE ${tableOfEvent({ name, ...part })} RENAME TO ${table}`);
  // The ids of parts are made of those of their parents.
  if (partOf === undefined) {
    renameIds(database, eventTable(to), [EVENT_ID], name, to);
    const tables = database
      .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'part_*'")
      .all();
    for (const { name: parts } of tables) renameIds(database, quoteIdentifier(parts), [EVENT_ID, PARENT], name, to);
  }
  createIdIndex(database, to, table);
  createCustomerIndex(database, to, table);
  if (partOf !== undefined) createParentIndex(database, to);
}

/** Ids begin with the name of their event, unless its source says otherwise. */
function renameIds(
  database: SqliteDatabase,
  table: string,
  columns: readonly string[],
  name: string,
  to: string,
): void {
  const length = [...name].length + 1;
  for (const column of columns)
    database
      .prepare<StoredValue[]>(
        `UPDATE ${table} SET ${column} = ? || substr(${column}, ?) WHERE substr(${column}, 1, ?) = ?`,
      )
      .run(`${to}:`, length + 1, length, `${name}:`);
}

/** Profile versions remember which fields they were told: under the new name, or without the field. */
function renameInSets(database: SqliteDatabase, field: string, to: string | undefined): void {
  database.prepare("DELETE FROM current_only WHERE field = ?").run(to ?? field);
  if (to !== undefined) database.prepare("UPDATE current_only SET field = ? WHERE field = ?").run(to, field);
  const find = database.prepare<[string], { id: number }>("SELECT id FROM field_sets WHERE fields = ?");
  for (const { id, fields } of database
    .prepare<[], { id: number; fields: string }>("SELECT id, fields FROM field_sets ORDER BY id")
    .all()) {
    const names: string[] = JSON.parse(fields);
    if (!names.includes(field)) continue;
    const text = JSON.stringify(
      names.flatMap((name) => (name === field ? (to === undefined ? [] : [to]) : [name])).sort(compareText),
    );
    const other = find.get(text)?.id;
    if (other === undefined) database.prepare("UPDATE field_sets SET fields = ? WHERE id = ?").run(text, id);
    else {
      database.prepare(`UPDATE ${PROFILE_TABLE} SET ${GIVEN} = ? WHERE ${GIVEN} = ?`).run(other, id);
      database.prepare("DELETE FROM field_sets WHERE id = ?").run(id);
    }
  }
}

/** The local columns of all events in another zone. */
function moveTimeZone(database: SqliteDatabase, zone: Zone): void {
  database.function("tagma_date", { deterministic: true }, (time) => zone.dateOf(Number(time)));
  database.function("tagma_weekday", { deterministic: true }, (time) => weekdayIndex(zone.dateOf(Number(time))));
  database.function("tagma_hour", { deterministic: true }, (time) => zone.hourOf(Number(time)));
  const tables = database
    .prepare<[], { name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND (name GLOB 'event_*' OR name GLOB 'part_*')",
    )
    .all();
  for (const { name } of tables)
    database.exec(
      `UPDATE ${quoteIdentifier(name)} SET ${DATE} = tagma_date(${TIME}), ${WEEKDAY} = tagma_weekday(${TIME}), ${HOUR} = tagma_hour(${TIME})`,
    );
}
