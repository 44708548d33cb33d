import { openWorkspace } from "../../../store/workspace/workspace.ts";
import type { SaveAnswer, SaveRequest } from "../api/workspace.ts";
import { ruleFiles } from "../data/revisions.ts";
import { saveFiles, type Conflict } from "./files.ts";
import { commitFiles, goTo } from "./git.ts";
import type { OneAtATime } from "./one-at-a-time.ts";

/**
 * Saves rule files and commits them when asked to, one request after another: between the branch that is gone to, the
 * files and the commit that is named in the answer, nobody else's come.
 * @throws WorkspaceError when nothing can be saved, or when it is saved and git does not commit it
 */
export async function save(
  folder: string,
  { files, commit: wanted }: SaveRequest,
  saves: OneAtATime,
): Promise<SaveAnswer> {
  return await saves.run(async () => {
    const goBack = wanted === undefined || wanted.branch === null ? undefined : await goTo(folder, wanted.branch);
    let conflicts: readonly Conflict[];
    try {
      conflicts = saveFiles(folder, files);
    } catch (error) {
      await goBack?.();
      throw error;
    }
    if (conflicts.length > 0) {
      await goBack?.();
      return { saved: false, conflicts: [...conflicts] };
    }
    const paths = files.map(({ path }) => path);
    const commit = wanted === undefined ? null : await commitFiles(folder, paths, wanted.message);
    const kept = new Set(files.filter(({ text }) => text !== null).map(({ path }) => path));
    return {
      saved: true,
      files: ruleFiles(openWorkspace(folder)).filter(({ path }) => kept.has(path)),
      removed: files.filter(({ text }) => text === null).map(({ path }) => path),
      commit,
    };
  });
}
