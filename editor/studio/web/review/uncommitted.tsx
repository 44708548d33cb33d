import { GitCommitHorizontal } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { create } from "zustand";
import type { SaveAnswer, SaveRequest } from "../../api/workspace.ts";
import { Notice } from "../components/feedback.tsx";

/** What is saved and was to be committed, but git refused: the request that commits it, and git's reason. */
interface Uncommitted {
  readonly request: SaveRequest;
  readonly reason: string;
}

export const useUncommitted = create<{ readonly uncommitted: Uncommitted | undefined }>(() => ({
  uncommitted: undefined,
}));

/** Keeps what came of a commit: with the files as they are saved now it can be asked for again. */
export function noteCommit(request: SaveRequest, answer: Extract<SaveAnswer, { saved: true }>): void {
  const { commit, notCommitted, files } = answer;
  if (commit === null && notCommitted === null) return;
  const revisions = new Map(files.map(({ path, revision }) => [path, revision]));
  useUncommitted.setState({
    uncommitted:
      notCommitted === null
        ? undefined
        : {
            request: {
              ...request,
              files: request.files.map((file) => ({ ...file, revision: revisions.get(file.path) ?? null })),
            },
            reason: notCommitted,
          },
  });
}

/** Says that git did not take what is saved, and offers to try again. */
export function UncommittedNotice({ onAgain }: { readonly onAgain: (request: SaveRequest) => void }): ReactNode {
  const { t } = useTranslation();
  const { uncommitted } = useUncommitted();
  if (uncommitted === undefined) return null;
  return (
    <Notice
      tone="bad"
      title={t("review.notCommitted")}
      actions={
        <button type="button" className="button" onClick={() => onAgain(uncommitted.request)}>
          <GitCommitHorizontal size={18} aria-hidden />
          {t("review.commitAgain")}
        </button>
      }
    >
      {uncommitted.reason}
    </Notice>
  );
}
