import { Save } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { WorkspaceView } from "../../api/workspace.ts";
import { Failure, Notice } from "../components/feedback.tsx";
import { JobProgress } from "../components/job.tsx";
import { useBringing } from "../state/bringing.ts";
import { useDictionary } from "../state/catalogue.tsx";
import { useReaderLanguage } from "../state/reader-language.ts";
import { useLanguage } from "../state/ask.ts";
import { useRules } from "../state/rules.ts";
import { MergeDialog } from "./merge-dialog.tsx";
import { useSave } from "./use-save.ts";

/** Saves the change set to the files, and commits it where the workspace is in git. */
export function SavePanel({ workspace }: { readonly workspace: WorkspaceView }): ReactNode {
  const { t } = useTranslation();
  const language = useReaderLanguage();
  const { git } = workspace;
  const { complete } = useDictionary();
  const drafts = useRules((state) => state.drafts);
  const { value: problems } = useLanguage(`problems ${language}`, (service) => service.problems(language));
  const { value: tests } = useLanguage("tests", (service) => service.tests());
  const [commits, setCommits] = useState(git !== null);
  const [branch, setBranch] = useState("");
  const [message, setMessage] = useState("");
  const bringing = useBringing(({ reviewed }) => reviewed !== undefined);
  const { saving, job, save, settle } = useSave();
  const errors = problems?.filter(({ severity }) => severity === "error").length ?? 0;
  const failing = tests?.ready === true ? tests.tests.filter(({ passed }) => !passed).length : 0;
  const saveDrafts = (): Promise<void> =>
    save({
      files: Object.entries(drafts).map(([path, { text, base }]) => ({ path, text, revision: base?.revision ?? null })),
      ...(git !== null && commits
        ? {
            commit: {
              branch: branch.trim() === "" ? null : branch.trim(),
              message: message.trim(),
              ...(bringing ? { sources: true } : {}),
            },
          }
        : {}),
    });
  return (
    <form
      className="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        void saveDrafts();
      }}
      aria-label={t("review.save")}
    >
      <h2>{t("review.save")}</h2>
      {!workspace.mayWrite && <Notice title={t("review.readOnly")}>{t("review.readOnlyText")}</Notice>}
      {errors > 0 && (
        <Notice tone="warn" title={t("problems.errors", { count: errors })}>
          {complete ? t("review.proofsText") : t("review.errorsText")}
        </Notice>
      )}
      {failing > 0 && (
        <Notice tone="warn" title={t("tests.someFail", { count: failing, total: tests?.tests.length ?? 0 })} />
      )}
      {git !== null && (
        <>
          <label className="check">
            <input type="checkbox" checked={commits} onChange={(event) => setCommits(event.target.checked)} />
            {t("review.commit")}
          </label>
          {commits && (
            <>
              <div className="field">
                <label htmlFor="branch">{t("review.branch")}</label>
                <input
                  id="branch"
                  className="input"
                  value={branch}
                  placeholder={git.branch ?? ""}
                  onChange={(event) => setBranch(event.target.value)}
                  aria-describedby="branch-hint"
                />
                <span id="branch-hint" className="hint">
                  {t("review.branchHint", { branch: git.branch ?? "–" })}
                </span>
              </div>
              <div className="field">
                <label htmlFor="message">{t("review.message")}</label>
                <textarea
                  id="message"
                  className="textarea"
                  value={message}
                  required
                  onChange={(event) => setMessage(event.target.value)}
                />
              </div>
            </>
          )}
        </>
      )}
      {saving.error !== undefined && <Failure error={saving.error} />}
      {job?.state === "working" && <JobProgress job={job} label={t("import.working")} />}
      <button
        type="submit"
        className="button primary"
        disabled={
          !workspace.mayWrite ||
          saving.working ||
          (bringing && errors > 0) ||
          (git !== null && commits && message.trim() === "")
        }
      >
        <Save size={18} aria-hidden />
        {git !== null && commits ? t("review.saveCommit") : bringing ? t("bring.save") : t("review.saveFiles")}
      </button>
      {saving.conflicts !== undefined && <MergeDialog conflicts={saving.conflicts} onClose={settle} />}
    </form>
  );
}
