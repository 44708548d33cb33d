import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import Database from "better-sqlite3";
import { WorkspaceError } from "../errors.ts";
import { openDatabase } from "../sqlite/database.ts";
import { message } from "../../grammar/texts/message.ts";

/**
 * Makes a consistent copy of a workspace's database while others read and write it. It is written aside, checked, and
 * takes its name when it is whole.
 * @throws WorkspaceError when the copy can't be made or does not hold
 */
export function backupDatabase(
  databasePath: string,
  target: string,
): { readonly path: string; readonly bytes: number } {
  const path = resolve(target);
  if (dirname(path) === dirname(resolve(databasePath)))
    throw new WorkspaceError(message("backup-beside", { path: target }));
  if (!existsSync(dirname(path))) throw new WorkspaceError(message("backup-no-folder", { folder: dirname(target) }));
  const part = `${path}.part`;
  rmSync(part, { force: true });
  try {
    copyTo(databasePath, part);
    const bytes = checked(part);
    const file = openSync(part, "r+");
    fsyncSync(file);
    closeSync(file);
    renameSync(part, path);
    return { path: target, bytes };
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

function copyTo(databasePath: string, part: string): void {
  const database = openDatabase(databasePath, { readonly: true, mustExist: true });
  try {
    database.prepare("VACUUM INTO ?").run(part);
  } finally {
    database.close();
  }
}

/** The size of a copy that holds. */
function checked(part: string): number {
  const copy = new Database(part);
  try {
    const [found] = copy.pragma("quick_check(1)") as readonly { readonly quick_check: string }[];
    if (found?.quick_check !== "ok")
      throw new WorkspaceError(
        found === undefined
          ? message("backup-no-answer")
          : message("backup-does-not-hold", { reason: found.quick_check }),
      );
    return Number(copy.pragma("page_count", { simple: true })) * Number(copy.pragma("page_size", { simple: true }));
  } finally {
    copy.close();
  }
}
