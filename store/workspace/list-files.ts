import { existsSync, realpathSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import { decodeText } from "./text-file.ts";
import type { ListReader } from "../../engine/check/program.ts";
import { phrase, type Prose } from "../../grammar/diagnostics/prose.ts";
import type { WorkspaceConfig } from "./config.ts";

/** Where list files stand when `tagma.json` does not say. */
const USUAL_FOLDERS: readonly string[] = ["lists"];

/** The folders of list files: all that a rule may read beside the rules. */
export function listFolders(config: Pick<WorkspaceConfig, "lists">): readonly string[] {
  return config.lists ?? USUAL_FOLDERS;
}

/**
 * Why a path is no list file by its name alone: rules are written by people who may not read everything in the
 * workspace (data, keys, the history of a repository), and what a list holds is shown to whoever reads the rules.
 * @returns undefined when it stands in one of the folders, and nothing in it is hidden
 */
export function listPathProblem(path: string, folders: readonly string[]): Prose | undefined {
  const plain = posix.normalize(path.replaceAll("\\", "/"));
  const outside =
    posix.isAbsolute(plain) || /^[a-z]:/i.test(plain) || plain.split("/").some((part) => part.startsWith("."));
  const inFolder = folders.some((folder) => plain.startsWith(`${posix.normalize(folder).replace(/\/$/, "")}/`));
  return !outside && inFolder
    ? undefined
    : phrase("list-outside", { folders: folders.map((folder) => `${folder}/`).join(", ") });
}

/**
 * A list file of a workspace as text, or why it can't be read. Links are followed, and must not lead out of the folders
 * of list files.
 */
export function readListFile(
  { folder, config }: { readonly folder: string; readonly config: Pick<WorkspaceConfig, "lists"> },
  path: string,
): ReturnType<ListReader> {
  const folders = listFolders(config);
  const problem = listPathProblem(path, folders);
  if (problem !== undefined) return { problem };
  const full = join(folder, path);
  if (!existsSync(full)) return { problem: phrase("list-no-file") };
  try {
    const root = realpathSync(folder);
    const real = relative(root, realpathSync(full)).split(sep).join("/");
    const led = listPathProblem(real, folders);
    return led === undefined ? decodeText(full) : { problem: led };
  } catch (error) {
    if (error instanceof TypeError) return { problem: phrase("list-not-text") };
    if (error instanceof Error && "code" in error && typeof error.code === "string")
      return { problem: phrase("list-refused", { code: error.code }) };
    throw error;
  }
}
