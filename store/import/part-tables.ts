import { CUSTOMER, DATE, EVENT_ID, HOUR, TIME, WEEKDAY } from "../../engine/plan/own-columns.ts";
import { partId } from "../../engine/plan/parts.ts";
import { at } from "../../engine/invariant/required.ts";
import { jsonValue } from "../../engine/run/present.ts";
import { IDENTITY, PARENT, PART_COLUMNS, PARTS, REVISION, SOURCE, storedSchema } from "../sqlite/schema.ts";
import { eventTable, partTable, quoteColumn, type SqliteDatabase, type StoredValue } from "../sqlite/sqlite.ts";
import { valueFromColumn } from "../stored-value.ts";
import type { Target } from "./targets.ts";
import type { PartLists } from "./part-cells.ts";
import { pages } from "./pages.ts";

/** The column of staged events that holds their parts: `PartLists` as JSON. */
export const LINES = "_lines";

/** Parts as they stand in an event's JSON. */
export type PartsJson = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** The tables that hold what is part of one type of event. */
export class PartTables {
  private readonly database: SqliteDatabase;
  private readonly target: Pick<Target, "record" | "parts" | "partTypes">;

  constructor(database: SqliteDatabase, target: Pick<Target, "record" | "parts" | "partTypes">) {
    this.database = database;
    this.target = target;
  }

  /** The parts of a staged event as its JSON has them. @param lines of its row */
  staged(lines: string | null): PartsJson {
    const lists: PartLists = lines === null ? [] : JSON.parse(lines);
    return Object.fromEntries(
      this.target.parts.map(({ part, fields }, index) => [
        part.name,
        (lists[index] ?? []).map((values) =>
          Object.fromEntries(
            fields.map(({ field: { name, type } }, place) => [
              name,
              jsonValue(valueFromColumn(values[place], type), type),
            ]),
          ),
        ),
      ]),
    );
  }

  /** The parts of an event that is kept, as its JSON has them. */
  stored(parent: string): PartsJson {
    return Object.fromEntries(
      this.target.partTypes.map((part) => {
        const fields = [...part.fields.values()];
        const rows = this.database
          .prepare<[string], StoredValue[]>(
            `SELECT ${["rowid", ...fields.map(({ name }) => quoteColumn(name))].join(", ")} FROM ${partTable(part.name)} WHERE ${PARENT} = ? ORDER BY ${EVENT_ID}`,
          )
          .raw(true)
          .all(parent);
        return [
          part.name,
          rows.map(([_row, ...values]) =>
            Object.fromEntries(
              fields.map(({ name, type }, place) => [name, jsonValue(valueFromColumn(values[place], type), type)]),
            ),
          ),
        ];
      }),
    );
  }

  /**
   * Puts the parts of staged events in their tables, once the events are merged: those that came with the version that is
   * kept, instead of what was there of it.
   * @param stage the table of staged events
   */
  keep(stage: string): void {
    const { database } = this;
    const { record, parts, partTypes } = this.target;
    const events = eventTable(record.name);
    const columns = [EVENT_ID, CUSTOMER, IDENTITY, SOURCE, REVISION, TIME, DATE, WEEKDAY, HOUR];
    // Of staged events with one id and the same parts any will do.
    database.exec(
      `CREATE TEMP TABLE kept_parts AS SELECT min(staged.rowid) AS row, staged.${LINES} AS lines, ${columns.map((name) => `kept.${name} AS ${name}`).join(", ")} FROM ${stage} AS staged JOIN ${events} AS kept ON kept.${EVENT_ID} = staged.${EVENT_ID} AND kept.${PARTS} = staged.${PARTS} GROUP BY staged.${EVENT_ID}`,
    );
    // What an event that is told without parts had of them is gone; it may have had some of another source's telling.
    const without = `SELECT kept.${EVENT_ID} FROM ${events} AS kept WHERE kept.${EVENT_ID} IN (SELECT ${EVENT_ID} FROM ${stage}) AND kept.${PARTS} IS NULL`;
    for (const part of partTypes)
      for (const gone of [`SELECT ${EVENT_ID} FROM temp.kept_parts`, without])
        database.exec(`DELETE FROM ${partTable(part.name)} WHERE ${PARENT} IN (${gone})`);
    const inserts = parts.map(({ part, fields }) => {
      const filled = [...PART_COLUMNS, ...fields.map(({ field }) => quoteColumn(field.name))];
      return database.prepare<StoredValue[]>(
        `INSERT INTO ${partTable(part.name)} (${filled.join(", ")}) VALUES (${filled.map(() => "?").join(", ")})`,
      );
    });
    for (const event of pages<KeptEvent>(
      database,
      `SELECT rowid AS row, lines, ${columns.join(", ")} FROM temp.kept_parts WHERE rowid > ? ORDER BY rowid LIMIT ?`,
    )) {
      const lists: PartLists = JSON.parse(event.lines);
      for (const [index, list] of lists.entries())
        for (const [line, values] of list.entries())
          at(inserts, index).run(
            partId(event[EVENT_ID], line + 1),
            ...columns.slice(1).map((name) => event[name] ?? null),
            event[EVENT_ID],
            ...values,
          );
    }
    database.exec("DROP TABLE temp.kept_parts");
  }
}

/** Removes what is part of events that are there no longer. */
export function removeOrphans(database: SqliteDatabase): void {
  for (const { name, partOf } of storedSchema(database)?.events ?? [])
    if (partOf !== undefined)
      database.exec(
        `DELETE FROM ${partTable(name)} WHERE NOT EXISTS (SELECT 1 FROM ${eventTable(partOf)} AS kept WHERE kept.${EVENT_ID} = ${PARENT})`,
      );
}

type KeptEvent = Readonly<Record<string, StoredValue>> & { readonly lines: string; readonly [EVENT_ID]: string };
