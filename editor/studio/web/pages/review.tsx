import { CircleCheckBig } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { WorkspaceView } from "../../api/workspace.ts";
import { Empty, Failure } from "../components/feedback.tsx";
import { DataChanges } from "../review/data-changes.tsx";
import { MeaningList } from "../review/meaning-list.tsx";
import { SavePanel } from "../review/save-panel.tsx";
import { TextDiff } from "../review/text-diff.tsx";
import { UncommittedNotice, useUncommitted } from "../review/uncommitted.tsx";
import { useSave } from "../review/use-save.ts";
import { useBringing } from "../state/bringing.ts";
import { discard, useRules } from "../state/rules.ts";

/** The change set: what changes in the text, what it means, who moves; then it is saved. */
export function ReviewPage({ workspace }: { readonly workspace: WorkspaceView }): ReactNode {
  const { t } = useTranslation();
  const { drafts, saved } = useRules();
  const paths = Object.keys(drafts).sort();
  const again = useSave();
  const uncommitted = <UncommittedNotice onAgain={(request) => void again.save(request)} />;
  const isUncommitted = useUncommitted((state) => state.uncommitted !== undefined);
  const bringing = useBringing(({ reviewed }) => reviewed !== undefined);
  if (paths.length === 0 && !bringing)
    return (
      <>
        <div className="page-head">
          <h1>{t("review.title")}</h1>
        </div>
        {uncommitted}
        {again.saving.error !== undefined && <Failure error={again.saving.error} />}
        <Empty icon={<CircleCheckBig size={28} aria-hidden />} title={t("review.none")}>
          {t(isUncommitted ? "review.notCommittedNone" : "review.noneText")}
        </Empty>
      </>
    );
  return (
    <>
      <div className="page-head">
        <div className="grow">
          <h1>{t("review.title")}</h1>
          <p className="lead">{t("review.lead")}</p>
        </div>
      </div>
      <div className="split">
        <div className="stack-l">
          {uncommitted}
          <DataChanges />
          {paths.length > 0 && <MeaningList />}
          {paths.map((path) => (
            <section key={path} className="card stack" aria-label={path}>
              <div className="row">
                <h2 className="grow code" style={{ fontSize: "var(--text-m)" }}>
                  {path}
                </h2>
                <button type="button" className="button small danger" onClick={() => discard(path)}>
                  {t("review.discard")}
                </button>
              </div>
              <TextDiff before={saved[path]?.text ?? ""} after={drafts[path]?.text ?? ""} />
            </section>
          ))}
        </div>
        <aside>
          <SavePanel workspace={workspace} />
        </aside>
      </div>
    </>
  );
}
