import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { People, Reports } from "../import/trial-view.tsx";
import { cancelBringing, takeOutOfReview, useBringing } from "../state/bringing.ts";
import { TextDiff } from "./text-diff.tsx";

/** What saving brings beside the rules: files, their rows, and the sources in `tagma.json`. */
export function DataChanges(): ReactNode {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { reviewed, files: brought, remove, fresh } = useBringing();
  if (reviewed === undefined) return null;
  const { trial } = reviewed;
  const { files, config } = trial.written;
  return (
    <>
      <section className="card stack" aria-label={t("bring.data")}>
        <div className="row">
          <h2 className="grow">{t("bring.data")}</h2>
          <button
            type="button"
            className="button small"
            onClick={() => {
              takeOutOfReview();
              navigate("/data");
            }}
          >
            {t("bring.change")}
          </button>
          <button type="button" className="button small danger" onClick={() => void cancelBringing()}>
            {t("review.discard")}
          </button>
        </div>
        <Reports reports={trial.reports} tried />
        {brought.length > 0 && <People people={trial.people} />}
        {remove.length > 0 && <p>{t("bring.removes", { names: remove.join(t("list.comma")) })}</p>}
        {fresh && <p>{t("bring.freshText")}</p>}
        {files.length > 0 && (
          <ul className="plain" aria-label={t("bring.files")}>
            {files.map(({ kind, path, from }) => (
              <li key={`${kind} ${path}`}>
                {kind === "new"
                  ? t("bring.file.new", { path, from })
                  : kind === "moved"
                    ? t("bring.file.moved", { path, from })
                    : t("bring.file.gone", { path })}
              </li>
            ))}
          </ul>
        )}
      </section>
      {config.before !== config.after && (
        <section className="card stack" aria-label="tagma.json">
          <h2 className="code" style={{ fontSize: "var(--text-m)" }}>
            tagma.json
          </h2>
          <TextDiff before={config.before} after={config.after} />
        </section>
      )}
    </>
  );
}
