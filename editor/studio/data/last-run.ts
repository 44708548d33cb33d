import { existsSync } from "node:fs";
import { formatLocal } from "../../../engine/calendar/instant.ts";
import { zone } from "../../../engine/calendar/zone.ts";
import { countCustomers, countEvents } from "../../../store/customers/customer-ids.ts";
import { openDatabase, requireTables } from "../../../store/sqlite/database.ts";
import { WorkspaceError } from "../../../store/errors.ts";
import { planMigration } from "../../../store/migrate/plan.ts";
import { storedSchema, wantedSchema } from "../../../store/sqlite/schema.ts";
import type { LastRun } from "../api/workspace.ts";
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

interface RunRow {
  readonly id: number;
  readonly plan_hash: string;
  readonly as_of: number;
  readonly finished_at: number;
  readonly customers: number;
  readonly left_out: number;
}

/** The run whose tags are the current ones, with its counts; null when there is none. */
export function lastRunOf({ workspace, program, plan, complete }: DraftRules): LastRun {
  if (!existsSync(workspace.databasePath)) return null;
  const database = openDatabase(workspace.databasePath, { readonly: true, mustExist: true });
  try {
    requireTables(database, program);
    const run = database
      .prepare<[], RunRow>(
        "SELECT id, plan_hash, as_of, finished_at, customers, left_out FROM runs WHERE current = 1 ORDER BY id DESC LIMIT 1",
      )
      .get();
    if (run === undefined) return null;
    const rows = database
      .prepare<[number], { output: string; value: string; customers: number; entered: number; departed: number }>(
        "SELECT output, value, customers, entered, departed FROM run_values WHERE run = ?",
      )
      .all(run.id);
    const outputs: NonNullable<LastRun>["outputs"] = {};
    for (const { output, value, customers, entered, departed } of rows) {
      const own = (outputs[output] ??= { known: 0, values: [] });
      const parsed: unknown = JSON.parse(value);
      const hasValue = parsed !== null && (typeof parsed !== "object" || Array.isArray(parsed));
      if (hasValue) own.known += customers;
      own.values.push({
        value: hasValue ? (typeof parsed === "boolean" ? (parsed ? "yes" : "no") : String(parsed)) : value,
        customers,
        entered,
        departed,
      });
    }
    const inZone = zone(workspace.settings.timeZone);
    return {
      asOf: formatLocal(run.as_of, inZone),
      finishedAt: formatLocal(run.finished_at, inZone),
      customers: run.customers,
      leftOut: run.left_out,
      sameRules: complete && run.plan_hash === plan.hash,
      outputs,
    };
  } catch (error) {
    if (error instanceof WorkspaceError) return null;
    throw error;
  } finally {
    database.close();
  }
}
