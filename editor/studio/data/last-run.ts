import { existsSync } from "node:fs";
import { formatLocal } from "../../../engine/calendar/instant.ts";
import { zone } from "../../../engine/calendar/zone.ts";
import { WorkspaceError } from "../../../store/errors.ts";
import { countsOfRun, lastRun } from "../../../store/runs/run-tables.ts";
import type { ValueCount } from "../../../store/runs/value-counts.ts";
import { reading } from "../../../store/sqlite/database.ts";
import type { LastRun } from "../api/workspace.ts";
import type { DraftRules } from "./rules.ts";

/** The run whose tags are the current ones, with its counts; null when there is none, or the tables don't fit the rules. */
export function lastRunOf({ workspace, program, plan, complete }: DraftRules): LastRun {
  if (!existsSync(workspace.databasePath)) return null;
  try {
    return reading(workspace.databasePath, program, (database) => {
      const run = lastRun(database);
      if (run === undefined) return null;
      const inZone = zone(workspace.settings.timeZone);
      return {
        asOf: formatLocal(run.asOf, inZone),
        finishedAt: formatLocal(run.finishedAt, inZone),
        customers: run.customers,
        leftOut: run.leftOut,
        sameRules: complete && run.planHash === plan.hash,
        outputs: Object.fromEntries(
          [...countsOfRun(database, run.run)].map(([output, values]) => [output, countsShown(values)]),
        ),
      };
    });
  } catch (error) {
    if (error instanceof WorkspaceError) return null;
    throw error;
  }
}

function countsShown(counts: ReadonlyMap<string, ValueCount>): NonNullable<LastRun>["outputs"][string] {
  let known = 0;
  const values = [...counts].map(([json, count]) => {
    const value: unknown = JSON.parse(json);
    // What stands for having no value is an object.
    const hasValue = value !== null && (typeof value !== "object" || Array.isArray(value));
    if (hasValue) known += count.customers;
    const name = hasValue ? (typeof value === "boolean" ? (value ? "yes" : "no") : String(value)) : json;
    return { value: name, ...count };
  });
  return { known, values };
}
