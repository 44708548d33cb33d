import { userInfo } from "node:os";
import { AuditLog, type AuditEntry, type Deed } from "../store/access/audit.ts";
import type { Workspace } from "../store/workspace/workspace.ts";

/**
 * Writes down what a command did, by the user of this machine. A folder that can't be written keeps no log: what was
 * done stands all the same.
 */
export function audited({ folder }: Pick<Workspace, "folder">, what: Deed, about: AuditEntry["about"]): void {
  const entry = { time: new Date().toISOString(), who: `command: ${userName()}`, from: null, what, about };
  try {
    new AuditLog(folder).add(entry);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
  }
}

/** Some containers run as a user that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "unknown");
  }
}
