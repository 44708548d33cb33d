import { existsSync } from "node:fs";
import { join } from "node:path";
import { WorkspaceError } from "../../../store/errors.ts";
import { git, GitError } from "../../../store/workspace/git.ts";
import type { GitState } from "../api/workspace.ts";
import { message } from "../../../grammar/texts/message.ts";

/** The branch of a workspace and what is changed in it; null outside of git. */
export async function gitState(folder: string): Promise<GitState | null> {
  try {
    const branch = (await git(folder, ["branch", "--show-current"])).trim();
    const status = await git(folder, [
      "status",
      "--porcelain",
      "-z",
      "--no-renames",
      "--untracked-files=all",
      "--",
      ".",
    ]);
    return {
      branch: branch === "" ? null : branch,
      changed: status
        .split("\0")
        .filter((line) => line.length > 3)
        .map((line) => line.slice(3))
        .slice(0, 1000),
    };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return null;
  }
}

/**
 * Goes to a branch, which is made from the one that is checked out when there is none of its name.
 * @returns goes back to where it was, as if nothing had been; undefined when it is there already
 * @throws WorkspaceError when git refuses
 */
export async function goTo(folder: string, branch: string): Promise<(() => Promise<void>) | undefined> {
  try {
    await git(folder, ["check-ref-format", "--branch", branch]);
    const now = (await git(folder, ["branch", "--show-current"])).trim();
    if (branch === now) return undefined;
    const there = await branchExists(folder, branch);
    const before = now === "" ? ["--detach", (await git(folder, ["rev-parse", "HEAD"])).trim()] : ["--no-guess", now];
    await git(folder, ["switch", there ? "--no-guess" : "--create", branch]);
    return async () => {
      try {
        await git(folder, ["switch", ...before]);
        if (!there) await git(folder, ["branch", "--delete", "--force", branch]);
      } catch (error) {
        throw refused(branch, error);
      }
    };
  } catch (error) {
    throw refused(branch, error);
  }
}

function refused(branch: string, error: unknown): unknown {
  return error instanceof GitError
    ? new WorkspaceError(message("branch-refused", { branch, reason: error.message }))
    : error;
}

/**
 * Commits rule files, and them alone, on the branch that is checked out. Nobody else may commit meanwhile: the answer
 * names the commit at the end of the branch.
 * @returns the branch and the commit's id; null when the files are as they were committed before
 * @throws WorkspaceError when git refuses
 */
export async function commitFiles(
  folder: string,
  paths: readonly string[],
  about: string,
): Promise<{ readonly branch: string; readonly id: string } | null> {
  try {
    const known = new Set((await git(folder, ["ls-files", "-z", "--", ...paths])).split("\0"));
    // git knows nothing of a file that was made and removed without a commit in between.
    const told = paths.filter((path) => known.has(path) || existsSync(join(folder, path)));
    if (told.length === 0 || (await git(folder, ["status", "--porcelain", "-z", "--", ...told])) === "") return null;
    await git(folder, ["add", "--", ...told]);
    await git(folder, ["commit", "--quiet", "--message", about, "--only", "--", ...told]);
    return {
      branch: (await git(folder, ["branch", "--show-current"])).trim(),
      id: (await git(folder, ["rev-parse", "HEAD"])).trim(),
    };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new WorkspaceError(message("not-committed", { reason: error.message }));
  }
}

async function branchExists(folder: string, branch: string): Promise<boolean> {
  try {
    await git(folder, ["rev-parse", "--verify", "--quiet", `refs/heads/${branch}`]);
    return true;
  } catch (error) {
    if (!(error instanceof GitError) || error.kind !== "refused") throw error;
    return false;
  }
}
