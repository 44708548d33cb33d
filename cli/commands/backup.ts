import { backupDatabase } from "../../store/upkeep/backup.ts";
import { sqliteProblem } from "../../store/sqlite/database.ts";
import { openWorkspace } from "../../store/workspace/workspace.ts";
import type { CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { grouped, type Terminal } from "../terminal.ts";

/** `tagma backup FILE`: a consistent copy of the database, while it is in use. */
export function backupCommand(file: string, options: CommonOptions, terminal: Terminal): number {
  const workspace = openWorkspace(options.workspace);
  try {
    const { path, bytes } = backupDatabase(workspace.databasePath, file);
    terminal.out(
      options.json === true
        ? `${JSON.stringify({ path, bytes })}\n`
        : `Wrote ${path} (${grouped(Math.ceil(bytes / 1024))} KiB). To restore it, put it in the place of .tagma/workspace.db while nothing uses the workspace.\n`,
    );
  } catch (error) {
    throw sqliteProblem(error, file);
  }
  return exitCodes.ok;
}
