import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { WorkspaceError } from "../../../store/errors.ts";
import { decodeRules, insidePath } from "../../../store/workspace/workspace.ts";
import type { SaveRequest } from "../api/workspace.ts";
import { revisionOf } from "../data/revisions.ts";
import { message, type Message } from "../../../grammar/texts/message.ts";

export type Conflict = { readonly path: string; readonly text: string | null; readonly revision: string | null };

/** A rule file as it is on disk; null when there is none. @throws WorkspaceError for a path that is none of a rule file */
function current(folder: string, path: string): { readonly full: string; readonly text: string | null } {
  if (
    !path.endsWith(".tagma") ||
    path.split("/").some((part) => part === "" || part.startsWith(".") || part === "node_modules") ||
    /[\\\0]/.test(path)
  )
    throw new WorkspaceError(message("not-a-rule-path", { path }));
  // Folders on the way may be links that lead out.
  const full = told(path, () => insidePath(folder, path));
  if (!existsSync(full)) return { full, text: null };
  const text = decodeRules(told(path, () => readFileSync(full)));
  if (typeof text !== "string") throw new WorkspaceError(message("not-utf8", { path }));
  return { full, text };
}

/**
 * Writes rule files, all or none: when one of them is not what its edit began from, nothing is written and the
 * conflicts are returned; when one can't be written, what was begun is taken back. Each file is written aside first and
 * then takes its place.
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
  const undo: Undo = [];
  try {
    // All that may need room is done before the first file takes its place.
    const ready = found.map(({ path, text, disk }) => ({ path, ...told(path, () => prepared(disk, text, undo)) }));
    for (const { path, place } of ready) told(path, place);
    for (const { clean } of ready) clean();
  } catch (error) {
    for (const step of undo.toReversed()) step();
    throw error;
  }
  return [];
}

/** How what has been done so far is taken back, in the order in which it was done. */
type Undo = (() => void)[];

/** Writes a file beside its place. @returns what puts it there, keeping what stood there, and what then lets that go */
function prepared(
  { full, text: before }: { readonly full: string; readonly text: string | null },
  text: string | null,
  undo: Undo,
): { readonly place: () => void; readonly clean: () => void } {
  const folder = dirname(full);
  const mark = `.${randomBytes(6).toString("hex")}`;
  const [fresh, old] = [join(folder, `${mark}.new`), join(folder, `${mark}.old`)];
  const made = mkdirSync(folder, { recursive: true });
  if (made !== undefined) undo.push(() => rmSync(made, { recursive: true, force: true }));
  undo.push(() => rmSync(fresh, { force: true }));
  if (text !== null) writeFileSync(fresh, text, { flag: "wx" });
  return {
    place: () => {
      if (before !== null) {
        renameSync(full, old);
        undo.push(() => renameSync(old, full));
      }
      if (text !== null) {
        renameSync(fresh, full);
        undo.push(() => rmSync(full, { force: true }));
      }
    },
    clean: () => rmSync(old, { force: true }),
  };
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
