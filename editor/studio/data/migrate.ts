import { existsSync } from "node:fs";
import { openDatabase } from "../../../store/sqlite/database.ts";
import { migrate } from "../../../store/migrate/apply.ts";
import { storedSchema, wantedSchema } from "../../../store/sqlite/schema.ts";
import { StudioProblem } from "./problem.ts";
import type { DraftRules } from "./rules.ts";
import { message } from "../../../grammar/texts/message.ts";

/** Brings the tables to what the rules declare, where nothing is lost by it. @throws StudioProblem where something would be */
export async function migrateData({ workspace, program, complete }: DraftRules): Promise<void> {
  if (!complete) throw new StudioProblem("has-errors", message("rules-have-errors"));
  if (!existsSync(workspace.databasePath)) return;
  const database = openDatabase(workspace.databasePath);
  try {
    if (storedSchema(database) === undefined) return;
    const { applied } = await migrate(database, wantedSchema(program), [], {
      patience: { seconds: 10, onWait: () => undefined },
      allowLoss: false,
    });
    if (!applied) throw new StudioProblem("loses-data", message("change-loses-data"));
  } finally {
    database.close();
  }
}
