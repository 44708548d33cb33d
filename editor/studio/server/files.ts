import { existsSync, readFileSync } from "node:fs";
import { WorkspaceError } from "../../../store/errors.ts";
import { insidePath, isRulePath } from "../../../store/workspace/inside-path.ts";
import { replaceFiles } from "../../../store/workspace/replace-files.ts";
import { decodeRules } from "../../../store/workspace/workspace.ts";
import { at } from "../../../engine/invariant/required.ts";
import type { SaveRequest } from "../api/workspace.ts";
import { revisionOf } from "../data/revisions.ts";
import { message, type Message } from "../../../grammar/texts/message.ts";

export type Conflict = { readonly path: string; readonly text: string | null; readonly revision: string | null };

/** A rule file as it is on disk; null when there is none. @throws WorkspaceError for a path that is none of a rule file */
function current(folder: string, path: string): { readonly full: string; readonly text: string | null } {
  if (!isRulePath(path)) throw new WorkspaceError(message("not-a-rule-path", { path }));
  // Folders on the way may be links that lead out.
  const full = told(path, () => insidePath(folder, path));
  if (!existsSync(full)) return { full, text: null };
  const text = decodeRules(told(path, () => readFileSync(full)));
  if (typeof text !== "string") throw new WorkspaceError(message("not-utf8", { path }));
  return { full, text };
}

/**
 * Writes rule files, all or none: when one of them is not what its edit began from, nothing is written and the
 * conflicts are returned; when one can't be written, what was begun is taken back.
 * @throws WorkspaceError for a path that leads out of the workspace, is none of a rule file, stands twice, or can't be
 *   written
 */
export function saveFiles(folder: string, files: SaveRequest["files"]): readonly Conflict[] {
  const found = files.map((file) => ({ ...file, ...{ disk: current(folder, file.path) } }));
  const places = new Set<string>();
  for (const { path, disk } of found) {
    if (places.has(disk.full)) throw new WorkspaceError(message("saved-twice", { path }));
    places.add(disk.full);
  }
  const conflicts = found.filter(
    ({ disk, revision }) => (disk.text === null ? null : revisionOf(disk.text)) !== revision,
  );
  if (conflicts.length > 0)
    return conflicts.map(({ path, disk }) => ({
      path,
      text: disk.text,
      revision: disk.text === null ? null : revisionOf(disk.text),
    }));
  replaceFiles(
    folder,
    found.map(({ text, disk }) => ({ full: disk.full, exists: disk.text !== null, text })),
    (place, work) => told(at(found, place).path, work),
  );
  return [];
}

/** What the file system refuses, as what its user can mend. @throws WorkspaceError */
function told<Found>(path: string, work: () => Found): Found {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (typeof code !== "string") throw error;
    throw new WorkspaceError(message("not-saved", { path, reason: refusals[code] ?? code }));
  }
}

const refusals: Readonly<Record<string, Message>> = {
  ENAMETOOLONG: message("refused-name-long"),
  ENOSPC: message("refused-disk-full"),
  EDQUOT: message("refused-disk-full"),
  EFBIG: message("refused-disk-full"),
  EISDIR: message("refused-in-the-way"),
  ENOTDIR: message("refused-in-the-way"),
  EEXIST: message("refused-in-the-way"),
  ENOTEMPTY: message("refused-in-the-way"),
  EACCES: message("refused-not-allowed"),
  EPERM: message("refused-not-allowed"),
  EROFS: message("refused-not-allowed"),
};
