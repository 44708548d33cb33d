import { randomBytes } from "node:crypto";
import { readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { message } from "../../grammar/texts/message.ts";
import { WorkspaceError } from "../errors.ts";
import { configTree, parseConfig, type SourceConfig, type WorkspaceConfig } from "./config.ts";
import { namesIn, withItem, withItemInstead, withoutItem } from "./config-text.ts";

const NAME = "tagma.json";
const LIST = "sources";
const TRIES = 5;

/** What was done to a `tagma.json`: enough to show it, and to take it back. */
export interface ConfigChange {
  readonly before: string;
  readonly after: string;
}

/** What is to be done to the sources that a `tagma.json` lists. */
export interface SourceChanges {
  readonly add: readonly SourceConfig[];
  /** In place of those of the same names. */
  readonly change: readonly SourceConfig[];
  /** Names; those of which there is none are passed over. */
  readonly remove: readonly string[];
}

/**
 * Changes the sources of a workspace's `tagma.json`. Everything else in it stays as it is, to the letter.
 * @throws WorkspaceError when the file would be no good by that, as with a name that is taken: then nothing is written
 */
export const changeSources = (folder: string, changes: SourceChanges): ConfigChange => edit(folder, changed(changes));

/** What such a change would write. @throws WorkspaceError as that would */
export function plannedChange(folder: string, changes: SourceChanges): ConfigChange {
  const before = read(folder);
  const after = changed(changes)(before);
  parseConfig(after, NAME);
  return { before, after };
}

const changed = ({ add, change, remove }: SourceChanges): ((text: string) => string) =>
  behindMark((given) => {
    let text = given;
    // In between, a source may take from one that is not there yet.
    const indexOf = (name: string): number => namesIn(configTree(text, NAME), LIST).indexOf(name);
    for (const name of remove) {
      const index = indexOf(name);
      if (index !== -1) text = withoutItem(text, configTree(text, NAME), LIST, index);
    }
    for (const source of change) {
      const index = indexOf(source.name);
      if (index === -1) throw new WorkspaceError(message("no-source", { name: source.name, near: "" }));
      text = withItemInstead(text, configTree(text, NAME), LIST, index, source);
    }
    for (const source of add) text = withItem(text, configTree(text, NAME), LIST, source);
    return text;
  });

/**
 * Puts the text back that stood there before a change.
 * @returns false when the file has been changed since: then it stays as it is
 * @throws WorkspaceError when the former text is no good any more
 */
export function takeBack(folder: string, { before, after }: ConfigChange): boolean {
  return edit(folder, (text) => (text === after ? before : text)).after === before;
}

/**
 * The text of a new `tagma.json`.
 * @throws WorkspaceError when there is something wrong with it
 */
export function newConfig(config: WorkspaceConfig): string {
  const text = `${JSON.stringify(config, null, 2)}\n`;
  parseConfig(text, NAME);
  return text;
}

/** Changes the file as it is at the moment, and only to what can be read again. */
function edit(folder: string, change: (text: string) => string): ConfigChange {
  const path = realpathSync(join(folder, NAME));
  for (let tries = 1; ; tries++) {
    const before = read(folder);
    const after = change(before);
    parseConfig(after, NAME);
    if (after === before) return { before, after };
    const aside = join(dirname(path), `.${NAME}.${randomBytes(6).toString("hex")}`);
    writeFileSync(aside, after, { flag: "wx" });
    // Somebody else may have written meanwhile: then their text is the one to change.
    if (read(folder) === before) {
      renameSync(aside, path);
      return { before, after };
    }
    rmSync(aside, { force: true });
    if (tries === TRIES) throw new WorkspaceError(message("config-restless", { path: NAME }));
  }
}

/** Changes what stands behind a byte order mark, where there is one. */
const behindMark =
  (change: (text: string) => string) =>
  (text: string): string =>
    text.startsWith("\ufeff") ? `\ufeff${change(text.slice(1))}` : change(text);

const read = (folder: string): string => readFileSync(join(folder, NAME), "utf8");
