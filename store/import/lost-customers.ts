import { CUSTOMER } from "../../engine/plan/own-columns.ts";
import { personalText } from "../infer/personal-columns.ts";
import { MASK } from "./reject-list.ts";
import { storedSchema } from "../sqlite/schema.ts";
import { eventTable, PROFILE_TABLE, type SqliteDatabase } from "../sqlite/sqlite.ts";

/** Customers of whom rows were rejected, and nothing else is there. */
export interface LostCustomers {
  readonly count: number;
  /** The ids of some, in order; masked where they are written like what reaches a person. */
  readonly some: readonly string[];
}

const NAMED = 20;

/** Whose rows an import rejects, and who of them is gone altogether when it has ended. */
export class CustomersOfRejects {
  private readonly database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.database = database;
    database.exec("DROP TABLE IF EXISTS temp.rejected_customers");
    database.exec(
      "CREATE TEMP TABLE rejected_customers (source TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (id, source)) WITHOUT ROWID",
    );
  }

  add(source: string, customer: string): void {
    this.database.prepare("INSERT OR IGNORE INTO temp.rejected_customers VALUES (?, ?)").run(source, customer);
  }

  /** Those of a source of whom the tables hold neither a profile nor an event. */
  lost(source: string): LostCustomers {
    const tables = [PROFILE_TABLE, ...(storedSchema(this.database)?.events ?? []).map(({ name }) => eventTable(name))];
    const held = tables
      .map((table) => `AND NOT EXISTS (SELECT 1 FROM ${table} AS held WHERE held.${CUSTOMER} = rejected.id)`)
      .join(" ");
    const ids = this.database
      .prepare<[string], string>(
        `SELECT id FROM temp.rejected_customers AS rejected WHERE source = ? ${held} ORDER BY id`,
      )
      .pluck(true)
      .all(source);
    const shown = (id: string): string => (personalText(id) === undefined ? id : MASK);
    return { count: ids.length, some: ids.slice(0, NAMED).map(shown) };
  }

  end(): void {
    this.database.exec("DROP TABLE temp.rejected_customers");
  }
}
