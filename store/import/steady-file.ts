import { statSync, type Stats } from "node:fs";
import { message } from "../../grammar/texts/message.ts";
import { WorkspaceError } from "../errors.ts";
import { hashFile } from "./manifest.ts";
import type { InputFile } from "./source-files.ts";

/** A file as it is when its reading begins: it may have been written to since it was listed. */
export function asItIsNow(file: InputFile): InputFile {
  const { size, mtimeMs } = statusOf(file);
  return { ...file, size, modified: mtimeMs };
}

/**
 * To be called when a file has been read. One that only grew is what it was up to the end that was known; of any other
 * half might be from before and half from after.
 * @param digest of what was read, for formats that are read in order
 * @throws WorkspaceError when it changed meanwhile
 */
export async function requireSteady(file: InputFile, digest: string | undefined): Promise<void> {
  const { size, mtimeMs } = statusOf(file);
  if (size === file.size && mtimeMs === file.modified) return;
  if (size < file.size || digest === undefined) throw changed(file);
  if ((await hashFile(file.path, file.size)).digest("hex") !== digest) throw changed(file);
}

function statusOf(file: InputFile): Stats {
  try {
    return statSync(file.path);
  } catch {
    throw changed(file);
  }
}

const changed = ({ name }: InputFile): WorkspaceError => new WorkspaceError(message("file-changed", { file: name }));
