import { existsSync, lstatSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { message } from "../../grammar/texts/message.ts";
import { WorkspaceError } from "../errors.ts";

/** Whether a path, from the workspace's folder, may be one of a rule file: neither hidden nor written strangely. */
export function isRulePath(path: string): boolean {
  return (
    path.endsWith(".tagma") &&
    !path.split("/").some((part) => part === "" || part.startsWith(".") || part === "node_modules") &&
    !/[\\\0]/.test(path)
  );
}

/**
 * A path inside the workspace, followed through links; of what is not there yet the nearest folder that is. @throws
 * WorkspaceError when it leads out, or through a link that leads nowhere
 */
export function insidePath(folder: string, path: string): string {
  const root = realpathSync(folder);
  const real = isAbsolute(path) ? undefined : followed(resolve(root, path));
  const fromRoot = real === undefined ? ".." : relative(root, real);
  if (real === undefined || fromRoot === ".." || fromRoot.startsWith(`..${sep}`) || isAbsolute(fromRoot))
    throw new WorkspaceError(message("path-outside", { path }));
  return real;
}

/** Where a path really is: what of it there is, followed through links, and behind it the rest; undefined for a link to nothing. */
function followed(path: string): string | undefined {
  const parent = dirname(path);
  if (existsSync(path)) return realpathSync(path);
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined || parent === path) return undefined;
  const above = followed(parent);
  return above === undefined ? undefined : join(above, basename(path));
}
