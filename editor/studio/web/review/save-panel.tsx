import { Save } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { SaveAnswer, WorkspaceView } from "../../api/workspace.ts";
import { Failure, Notice } from "../components/feedback.tsx";
import { say } from "../components/toast.tsx";
import { useDictionary } from "../state/catalogue.tsx";
import { useReaderLanguage } from "../state/reader-language.ts";
import { useLanguage } from "../state/ask.ts";
import { refreshFiles, useRules } from "../state/rules.ts";
import { server } from "../state/server.ts";
import { MergeDialog } from "./merge-dialog.tsx";

type Conflicts = Extract<SaveAnswer, { saved: false }>["conflicts"];

/** Saves the change set to the files, and commits it where the workspace is in git. */
export function SavePanel({ workspace }: { readonly workspace: WorkspaceView }): ReactNode {
  const { t } = useTranslation();
  const language = useReaderLanguage();
  const client = useQueryClient();
  const { git } = workspace;
  const { complete } = useDictionary();
  const drafts = useRules((state) => state.drafts);
  const { value: problems } = useLanguage(`problems ${language}`, (service) => service.problems(language));
  const { value: tests } = useLanguage("tests", (service) => service.tests());
  const [commits, setCommits] = useState(git !== null);
  const [branch, setBranch] = useState("");
  const [message, setMessage] = useState("");
  const [state, setState] = useState<{
    readonly working: boolean;
    readonly error?: Error;
    readonly conflicts?: Conflicts;
  }>({ working: false });
  const errors = problems?.filter(({ severity }) => severity === "error").length ?? 0;
  const failing = tests?.ready === true ? tests.tests.filter(({ passed }) => !passed).length : 0;
  const save = async (): Promise<void> => {
    setState({ working: true });
    try {
      const answer = await server.save({
        files: Object.entries(drafts).map(([path, { text, base }]) => ({
          path,
          text,
          revision: base?.revision ?? null,
        })),
        ...(git !== null && commits
          ? { commit: { branch: branch.trim() === "" ? null : branch.trim(), message: message.trim() } }
          : {}),
      });
      if (!answer.saved) {
        setState({ working: false, conflicts: answer.conflicts });
        return;
      }
      refreshFiles(answer.files, answer.removed, false);
      void client.invalidateQueries({ queryKey: ["workspace"] });
      void client.invalidateQueries({ queryKey: ["last-run"] });
      setState({ working: false });
      say(
        answer.commit === null
          ? t("review.saved")
          : t("review.committed", { branch: answer.commit.branch, id: answer.commit.id.slice(0, 8) }),
      );
    } catch (error) {
      setState({ working: false, error: error instanceof Error ? error : new Error(String(error)) });
      void client.invalidateQueries({ queryKey: ["workspace"] });
    }
  };
  return (
    <form
      className="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      aria-label={t("review.save")}
    >
      <h2>{t("review.save")}</h2>
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
      {state.error !== undefined && <Failure error={state.error} />}
      <button
        type="submit"
        className="button primary"
        disabled={state.working || (git !== null && commits && message.trim() === "")}
      >
        <Save size={18} aria-hidden />
        {git !== null && commits ? t("review.saveCommit") : t("review.saveFiles")}
      </button>
      {state.conflicts !== undefined && (
        <MergeDialog conflicts={state.conflicts} onClose={() => setState({ working: false })} />
      )}
    </form>
  );
}
