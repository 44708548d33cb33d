import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  realpathSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { insidePath, isRulePath } from "./inside-path.ts";

/** What a file becomes: other text, or, with null, nothing. */
export interface Replacement {
  /** The file's place, followed through links. */
  readonly full: string;
  readonly exists: boolean;
  readonly text: string | null;
}

/** A file on its way, as the journal knows it. */
interface Entry {
  /** From the workspace's folder, with slashes. */
  readonly path: string;
  /** What the files beside its place are called: the new text, and the text of before. */
  readonly mark: string;
  /** Whether it has a new text; else it goes. */
  readonly stays: boolean;
  readonly existed: boolean;
  /** How many of the folders that it stands in are made for it. */
  readonly made: number;
}

interface Places {
  readonly full: string;
  readonly fresh: string;
  readonly old: string;
}

/**
 * How far a replacement came. While it is `prepare`d nothing has changed yet; once all new texts are written it goes
 * `forward` and only forward, unless the file system refuses: then it goes `back`.
 */
interface Journal {
  readonly process: number;
  readonly way: "prepare" | "forward" | "back";
  readonly entries: readonly Entry[];
}

const journalPath = (folder: string): string => join(folder, ".tagma", "saving.json");

/** After so long nobody works on a replacement any more, whatever has its process's number now. */
const abandonedAfter = 60_000;

/**
 * Replaces files, all or none. What a process that was killed had begun, `settleReplacement` brings to an end.
 * @param told wraps what is done with the file at a place of the list, so that its errors can say which it was
 * @throws what the file system or `told` throws, when everything is as before
 */
export function replaceFiles(
  folder: string,
  files: readonly Replacement[],
  told: <Found>(place: number, work: () => Found) => Found,
): void {
  settleReplacement(folder);
  const root = realpathSync(folder);
  const entries = files.map((file) => entryOf(root, file));
  if (entries.length === 0) return;
  told(0, () => write(root, "prepare", entries));
  let placing = false;
  try {
    for (const [place, entry] of entries.entries()) {
      const { full, fresh } = placesOf(root, entry);
      told(place, () => {
        mkdirSync(dirname(full), { recursive: true });
        if (entry.stays) writeWhole(fresh, files[place]?.text ?? "");
      });
    }
    told(0, () => write(root, "forward", entries));
    placing = true;
    for (const [place, entry] of entries.entries()) told(place, () => putInPlace(root, entry));
  } catch (error) {
    if (placing) takeBack(root, entries);
    clear(root, entries);
    throw error;
  }
  finish(root, entries);
}

/** Ends what a process that is gone had begun: the files are as it wanted them, or as they were. */
export function settleReplacement(folder: string): void {
  const journal = readJournal(folder);
  if (journal === undefined) return;
  const root = realpathSync(folder);
  const { way, entries } = journal;
  if (way === "forward" && goneForward(root, entries)) return finish(root, entries);
  if (way !== "prepare") takeBack(root, entries);
  clear(root, entries);
}

/** Puts in place what is not there yet; false where the file system refuses. */
function goneForward(root: string, entries: readonly Entry[]): boolean {
  try {
    for (const entry of entries) {
      if (!entry.stays || existsSync(placesOf(root, entry).fresh)) putInPlace(root, entry);
    }
    return true;
  } catch {
    return false;
  }
}

function entryOf(root: string, { full, exists, text }: Replacement): Entry {
  let made = 0;
  for (let folder = dirname(full); !existsSync(folder); folder = dirname(folder)) made++;
  return {
    path: relative(root, full).replaceAll(sep, "/"),
    mark: randomBytes(6).toString("hex"),
    stays: text !== null,
    existed: exists,
    made,
  };
}

function placesOf(root: string, { path, mark }: Entry): Places {
  const full = insidePath(root, path);
  const beside = join(dirname(full), `.${mark}`);
  return { full, fresh: `${beside}.new`, old: `${beside}.old` };
}

function putInPlace(root: string, entry: Entry): void {
  const { full, fresh, old } = placesOf(root, entry);
  if (entry.existed && existsSync(full) && !existsSync(old)) renameSync(full, old);
  if (entry.stays) renameSync(fresh, full);
}

/** Puts back what stood in the places; whoever is killed here is followed by somebody who does the same again. */
function takeBack(root: string, entries: readonly Entry[]): void {
  note(root, "back", entries);
  for (const entry of entries.toReversed()) {
    const { full, fresh, old } = placesOf(root, entry);
    if (entry.existed) {
      if (existsSync(old)) renameSync(old, full);
    } else if (entry.stays && !existsSync(fresh)) {
      // All new texts were written: the one that is not beside its place is in it.
      rmSync(full, { force: true });
    }
  }
  // From here on a new text that is not beside its place says nothing any more.
  note(root, "prepare", entries);
}

/** Lets go of the new texts beside their places, of folders made for them, and of the journal. */
function clear(root: string, entries: readonly Entry[]): void {
  for (const entry of entries.toReversed()) {
    const { full, fresh } = placesOf(root, entry);
    if (entry.stays) rmSync(fresh, { force: true });
    let folder = dirname(full);
    // Something else may have come to stand in them.
    for (let left = entry.made; left > 0 && removedEmpty(folder); left--) folder = dirname(folder);
  }
  rmSync(journalPath(root), { force: true });
}

/** Whether a folder is gone; one in which something stands stays. */
function removedEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
  } catch {
    return !existsSync(folder);
  }
  return true;
}

function finish(root: string, entries: readonly Entry[]): void {
  for (const entry of entries) if (entry.existed) rmSync(placesOf(root, entry).old, { force: true });
  rmSync(journalPath(root), { force: true });
}

function write(root: string, way: Journal["way"], entries: readonly Entry[]): void {
  const path = journalPath(root);
  mkdirSync(dirname(path), { recursive: true });
  const journal: Journal = { process: process.pid, way, entries };
  rmSync(`${path}.new`, { force: true });
  writeWhole(`${path}.new`, JSON.stringify(journal));
  renameSync(`${path}.new`, path);
}

/** Writes the journal where there is room: on a full disk what is done is done all the same. */
function note(root: string, way: Journal["way"], entries: readonly Entry[]): void {
  try {
    write(root, way, entries);
  } catch {
    // The journal says less than is known.
  }
}

function writeWhole(path: string, text: string): void {
  const file = openSync(path, "wx");
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The journal of a replacement that nobody works on any more. What is no journal of ours is none: it may come from anywhere. */
function readJournal(folder: string): Journal | undefined {
  const path = journalPath(folder);
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return undefined;
  let journal: unknown;
  try {
    journal = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
  if (!isJournal(journal) || !journal.entries.every(({ path: file }) => leadsInside(folder, file))) return undefined;
  return isAlive(journal.process) && Date.now() - status.mtimeMs < abandonedAfter ? undefined : journal;
}

function isJournal(value: unknown): value is Journal {
  if (typeof value !== "object" || value === null) return false;
  const { process: id, way, entries }: Partial<Record<keyof Journal, unknown>> = value;
  return (
    Number.isInteger(id) &&
    (way === "prepare" || way === "forward" || way === "back") &&
    Array.isArray(entries) &&
    entries.every(isEntry)
  );
}

function leadsInside(folder: string, path: string): boolean {
  try {
    insidePath(folder, path);
    return true;
  } catch {
    return false;
  }
}

/** Whether an entry is one of rule files, and nothing that leads elsewhere by its name. */
function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  const { path, mark, stays, existed, made }: Partial<Record<keyof Entry, unknown>> = value;
  return (
    typeof path === "string" &&
    isRulePath(path) &&
    typeof mark === "string" &&
    /^[0-9a-f]{12}$/.test(mark) &&
    typeof stays === "boolean" &&
    typeof existed === "boolean" &&
    typeof made === "number"
  );
}

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
