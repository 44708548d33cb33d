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
 * Commits rule files, and them alone, on the branch that is checked out or on a new one made from it.
 * @returns the branch and the commit's id
 * @throws WorkspaceError when git refuses
 */
export async function commitFiles(
  folder: string,
  paths: readonly string[],
  { branch, message: about }: { readonly branch: string | null; readonly message: string },
): Promise<{ readonly branch: string; readonly id: string }> {
  try {
    if (branch !== null) {
      await git(folder, ["check-ref-format", "--branch", branch]);
      const now = (await git(folder, ["branch", "--show-current"])).trim();
      if (branch !== now)
        await git(folder, ["switch", (await branchExists(folder, branch)) ? "--no-guess" : "--create", branch]);
    }
    await git(folder, ["add", "--", ...paths]);
    await git(folder, ["commit", "--quiet", "--message", about, "--only", "--", ...paths]);
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
