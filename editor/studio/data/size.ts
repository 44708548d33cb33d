import { existsSync } from "node:fs";
import { countCustomers, countEvents } from "../../../store/customers/customer-ids.ts";
import { openDatabase } from "../../../store/sqlite/database.ts";
import { planMigration } from "../../../store/migrate/plan.ts";
import { storedSchema, wantedSchema } from "../../../store/sqlite/schema.ts";
import type { DraftRules } from "./rules.ts";

export interface Size {
  readonly customers: number;
  readonly events: number;
  /** True when the tables do not fit the rules any more. */
  readonly outdated: boolean;
}

/** How many customers and events are there; none where nothing is imported or it does not fit the rules. */
export function sizeOf({ workspace, program }: DraftRules): Size {
  if (!existsSync(workspace.databasePath)) return { customers: 0, events: 0, outdated: false };
  const database = openDatabase(workspace.databasePath, { readonly: true, mustExist: true });
  try {
    const stored = storedSchema(database);
    if (stored === undefined) return { customers: 0, events: 0, outdated: false };
    if (planMigration(stored, wantedSchema(program), []).length > 0) return { customers: 0, events: 0, outdated: true };
    return {
      customers: countCustomers(database, program),
      events: countEvents(database, program),
      outdated: false,
    };
  } finally {
    database.close();
  }
}
