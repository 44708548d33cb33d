import { EVENT_ID } from "../../engine/plan/own-columns.ts";
import { SOURCE } from "../sqlite/schema.ts";
import { eventTable, type SqliteDatabase } from "../sqlite/sqlite.ts";

/** The ids of all events that a source tells of, while it is imported. */
export class ToldEvents {
  private readonly database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.database = database;
    database.exec("DROP TABLE IF EXISTS temp.told");
    database.exec("CREATE TEMP TABLE told (event, id, PRIMARY KEY (event, id)) WITHOUT ROWID");
  }

  add(event: string, stage: string): void {
    this.database.prepare<[string]>(`INSERT OR IGNORE INTO temp.told SELECT ?, ${EVENT_ID} FROM ${stage}`).run(event);
  }

  /** Removes the events of a source that it does not tell of. @returns how many */
  removeOthers(events: readonly string[], source: number): number {
    let removed = 0;
    for (const event of events)
      removed += this.database
        .prepare<[number, string]>(
          `DELETE FROM ${eventTable(event)} WHERE ${SOURCE} = ? AND NOT EXISTS (SELECT 1 FROM temp.told WHERE event = ? AND id = ${EVENT_ID})`,
        )
        .run(source, event).changes;
    this.database.exec("DROP TABLE temp.told");
    return removed;
  }
}
