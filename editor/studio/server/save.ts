import { inWords } from "../../../grammar/texts/in-words.ts";
import type { Language } from "../../../grammar/texts/languages.ts";
import type { Message } from "../../../grammar/texts/message.ts";
import type { AuditEntry, Deed } from "../../../store/access/audit.ts";
import { WorkspaceError } from "../../../store/errors.ts";
import { openWorkspace } from "../../../store/workspace/workspace.ts";
import type { SaveAnswer, SaveRequest } from "../api/workspace.ts";
import { ruleFiles } from "../data/revisions.ts";
import { saveFiles, type Conflict } from "./files.ts";
import { commitFiles, goTo } from "./git.ts";
import type { OneAtATime } from "./one-at-a-time.ts";

/** The sources of the workspace's data stand in it. */
const CONFIG = "tagma.json";

/**
 * Saves rule files and commits them when asked to, one request after another: between the branch that is gone to, the
 * files and the commit that is named in the answer, nobody else's come.
 * @param language of the reason why git does not commit what is saved
 * @param record writes down what was done
 * @throws WorkspaceError when nothing can be saved
 */
export async function save(
  folder: string,
  { files, commit: wanted }: SaveRequest,
  saves: OneAtATime,
  language: Language,
  record: (what: Deed, about: AuditEntry["about"]) => void,
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
    record("save", { files: paths.length, paths: paths.join(", ") });
    const { commit, notCommitted } = await committed(
      folder,
      wanted?.sources === true ? [...paths, CONFIG] : paths,
      wanted,
    );
    if (commit !== null) record("commit", commit);
    const kept = new Set(files.filter(({ text }) => text !== null).map(({ path }) => path));
    return {
      saved: true,
      files: ruleFiles(openWorkspace(folder)).filter(({ path }) => kept.has(path)),
      removed: files.filter(({ text }) => text === null).map(({ path }) => path),
      commit,
      notCommitted: notCommitted === null ? null : inWords(notCommitted, language),
    };
  });
}

/** The commit, or why git made none: the files are saved all the same. */
async function committed(
  folder: string,
  paths: readonly string[],
  wanted: SaveRequest["commit"],
): Promise<{
  readonly commit: { readonly branch: string; readonly id: string } | null;
  readonly notCommitted: Message | null;
}> {
  try {
    const commit = wanted === undefined ? null : await commitFiles(folder, paths, wanted.message);
    return { commit, notCommitted: null };
  } catch (error) {
    if (error instanceof WorkspaceError) return { commit: null, notCommitted: error.told };
    throw error;
  }
}
