import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { WorkspaceError } from "../../../store/errors.ts";
import { decodeRules, insidePath, openWorkspace, type Workspace } from "../../../store/workspace/workspace.ts";
import type { Revisions, RuleFile, SaveRequest } from "../api/workspace.ts";
import { message } from "../../../grammar/texts/message.ts";

/** What identifies the content of a file: a save says which one its edit began from. */
export function revisionOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

export function ruleFiles({ files }: Workspace): RuleFile[] {
  return files.map(({ path, text }) => ({ path, text, revision: revisionOf(text) }));
}

export function revisions(folder: string): Revisions {
  return Object.fromEntries(ruleFiles(openWorkspace(folder)).map(({ path, revision }) => [path, revision]));
}

export type Conflict = { readonly path: string; readonly text: string | null; readonly revision: string | null };

/** A rule file as it is on disk; null when there is none. @throws WorkspaceError for a path that is none of a rule file */
function current(folder: string, path: string): { readonly full: string; readonly text: string | null } {
  if (
    !path.endsWith(".tagma") ||
    path.split("/").some((part) => part === "" || part.startsWith(".") || part === "node_modules") ||
    /[\\\0]/.test(path)
  )
    throw new WorkspaceError(message("not-a-rule-path", { path }));
  const full = insidePath(folder, path);
  // A folder on the way may be a link that leads out.
  insidePath(folder, dirname(path));
  if (!existsSync(full)) return { full, text: null };
  const text = decodeRules(readFileSync(full));
  if (typeof text !== "string") throw new WorkspaceError(message("not-utf8", { path }));
  return { full, text };
}

/**
 * Writes rule files, all or none: when one of them is not what its edit began from, nothing is written and the
 * conflicts are returned. Each file is written aside first and then takes its place.
 * @throws WorkspaceError for a path that leads out of the workspace, or is none of a rule file
 */
export function saveFiles(folder: string, files: SaveRequest["files"]): readonly Conflict[] {
  const found = files.map((file) => ({ ...file, ...{ disk: current(folder, file.path) } }));
  const conflicts = found.filter(
    ({ disk, revision }) => (disk.text === null ? null : revisionOf(disk.text)) !== revision,
  );
  if (conflicts.length > 0)
    return conflicts.map(({ path, disk }) => ({
      path,
      text: disk.text,
      revision: disk.text === null ? null : revisionOf(disk.text),
    }));
  const aside = randomBytes(6).toString("hex");
  const written: { readonly temporary: string; readonly full: string }[] = [];
  try {
    for (const { text, disk } of found) {
      if (text === null) continue;
      mkdirSync(dirname(disk.full), { recursive: true });
      const temporary = join(dirname(disk.full), `.${aside}-${written.length}.new`);
      writeFileSync(temporary, text, { flag: "wx" });
      written.push({ temporary, full: disk.full });
    }
    for (const { temporary, full } of written) renameSync(temporary, full);
    for (const { text, disk } of found) if (text === null) rmSync(disk.full, { force: true });
  } finally {
    for (const { temporary } of written) rmSync(temporary, { force: true });
  }
  return [];
}
