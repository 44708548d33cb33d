import { zone as zoneOf, type Zone } from "../../engine/calendar/zone.ts";
import { CUSTOMER, EVENT_ID } from "../../engine/plan/own-columns.ts";
import { storedSchema, tableOfEvent, type StoredField, type StoredSchema } from "../sqlite/schema.ts";
import { countRows, PROFILE_TABLE, quoteColumn, type SqliteDatabase } from "../sqlite/sqlite.ts";
import { noDataYet } from "../sqlite/schema.ts";
import { convertColumn } from "./convert.ts";
import { planMigration, type Owner, type Rename, type Step } from "./plan.ts";

/** A step and what it would lose. */
export interface PlannedStep {
  readonly step: Step;
  /** Rows whose value, or which as a whole, can't be kept. */
  readonly lost: number;
  /** The first of them: event ids or customers. */
  readonly examples: readonly string[];
}

const EXAMPLES = 5;

/** The steps that a migration takes, and what each would lose in the rows that are there. */
export function examineMigration(
  database: SqliteDatabase,
  wanted: StoredSchema,
  renames: readonly Rename[],
): PlannedStep[] {
  const stored = storedSchema(database);
  if (stored === undefined) throw noDataYet();
  const inZone = zoneOf(wanted.timeZone);
  const names = new Map(
    renames.flatMap(({ event, field, to }) =>
      event !== undefined && field === undefined ? [[to, event] as const] : [],
    ),
  );
  const fieldNames = (owner: Owner, to: string): string =>
    renames.find(
      (rename) =>
        rename.field !== undefined &&
        rename.to === to &&
        (owner.kind === "profile"
          ? rename.event === undefined
          : rename.event === owner.name || rename.event === names.get(owner.name)),
    )?.field ?? to;
  // Before it is applied, what is renamed still has its old name.
  const table = (owner: Owner): string =>
    tableOf(owner.kind === "profile" ? owner : { ...owner, name: names.get(owner.name) ?? owner.name });
  return planMigration(stored, wanted, renames).map((step) => {
    const affected = lostRows(step, table, (owner, field) => quoteColumn(fieldNames(owner, field)));
    if (affected === undefined) return { step, lost: 0, examples: [] };
    if (step.step === "convert field") registerConversion(database, step.from, step.to, inZone);
    const lost = countRows(database, `${affected.from} WHERE ${affected.where}`);
    const examples =
      lost === 0
        ? []
        : database
            .prepare<[number], { id: string }>(
              `SELECT DISTINCT ${affected.id} AS id FROM ${affected.from} WHERE ${affected.where} LIMIT ?`,
            )
            .all(EXAMPLES)
            .map(({ id }) => id);
    return { step, lost, examples };
  });
}

/** Which rows a step loses. */
function lostRows(
  step: Step,
  table: (owner: Owner) => string,
  column: (owner: Owner, field: string) => string,
): { readonly from: string; readonly where: string; readonly id: string } | undefined {
  const id = (owner: Owner): string => (owner.kind === "profile" ? CUSTOMER : EVENT_ID);
  switch (step.step) {
    case "drop event":
      return { from: tableOfEvent(step), where: "true", id: EVENT_ID };
    case "drop field":
      return {
        from: table(step.owner),
        where: `${column(step.owner, step.field.name)} IS NOT NULL`,
        id: id(step.owner),
      };
    case "add field":
      return step.field.required && step.owner.kind === "event"
        ? { from: table(step.owner), where: "true", id: EVENT_ID }
        : undefined;
    case "convert field": {
      const name = column(step.owner, step.to.name);
      const missing = step.owner.kind === "event" && step.to.required ? ` OR ${name} IS NULL` : "";
      return {
        from: table(step.owner),
        where: `(${name} IS NOT NULL AND tagma_convert(${name}) IS NULL)${missing}`,
        id: id(step.owner),
      };
    }
    case "add event":
    case "rename event":
    case "rename field":
    case "move time zone":
      return undefined;
  }
}

export const tableOf = (owner: Owner): string => (owner.kind === "profile" ? PROFILE_TABLE : tableOfEvent(owner));

export function registerConversion(database: SqliteDatabase, from: StoredField, to: StoredField, zone: Zone): void {
  database.function("tagma_convert", { deterministic: true }, (column) =>
    convertColumn(typeof column === "string" || typeof column === "number" ? column : null, from, to, zone),
  );
}
