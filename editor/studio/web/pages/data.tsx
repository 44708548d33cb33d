import { FileUp } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { WorkspaceView } from "../../api/workspace.ts";
import { Empty, Failure, Notice } from "../components/feedback.tsx";
import { say } from "../components/toast.tsx";
import { ImportWizard } from "../import/import-wizard.tsx";
import { useDictionary } from "../state/catalogue.tsx";
import { useFormats } from "../state/format.ts";
import { server } from "../state/server.ts";

/** The workspace's data: where it comes from, and the wizard that brings more. */
export function DataPage({ workspace }: { readonly workspace: WorkspaceView }): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const formats = useFormats();
  const [importing, setImporting] = useState(false);
  return (
    <div className="stack-l">
      <div className="page-head" style={{ marginBottom: 0 }}>
        <div className="grow">
          <h1>{t("data.title")}</h1>
          <p className="lead">{t("data.lead")}</p>
        </div>
        <button
          type="button"
          className="button primary"
          onClick={() => setImporting(true)}
          disabled={!workspace.mayWrite}
        >
          <FileUp size={18} aria-hidden />
          {t("data.import")}
        </button>
      </div>
      {workspace.outdated && <Outdated mayWrite={workspace.mayWrite} />}
      {importing ? (
        <ImportWizard onClose={() => setImporting(false)} />
      ) : (
        <section className="card stack">
          <h2>{t("data.sources")}</h2>
          <p className="muted">
            {t("data.size", { customers: formats.count(workspace.customers), events: formats.count(workspace.events) })}
          </p>
          {workspace.sources.length === 0 ? (
            <Empty
              icon={<FileUp size={28} aria-hidden />}
              title={t("data.none")}
              actions={
                <button
                  type="button"
                  className="button primary"
                  onClick={() => setImporting(true)}
                  disabled={!workspace.mayWrite}
                >
                  {t("data.import")}
                </button>
              }
            >
              {t("data.noneText")}
            </Empty>
          ) : (
            <div className="table-wrap">
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{t("data.source")}</th>
                    <th scope="col">{t("data.file")}</th>
                    <th scope="col">{t("data.fills")}</th>
                  </tr>
                </thead>
                <tbody>
                  {workspace.sources.map(({ name, file, fills }) => (
                    <tr key={name}>
                      <td>{name}</td>
                      <td>
                        <code>{file}</code>
                      </td>
                      <td>
                        {fills
                          .map((fill) => (fill === "profile" ? t("kind.profile") : words.nameOf(fill)))
                          .join(t("list.comma"))}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </section>
      )}
    </div>
  );
}

function Outdated({ mayWrite }: { readonly mayWrite: boolean }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [error, setError] = useState<Error>();
  const mend = (): void => {
    server.migrate().then(
      () => {
        say(t("data.migrated"));
        void client.invalidateQueries();
      },
      (failure: unknown) => setError(failure instanceof Error ? failure : new Error(String(failure))),
    );
  };
  return error === undefined ? (
    <Notice
      tone="warn"
      title={t("data.outdated")}
      actions={
        <button type="button" className="button" onClick={mend} disabled={!mayWrite}>
          {t("data.migrate")}
        </button>
      }
    >
      {t("data.outdatedText")}
    </Notice>
  ) : (
    <Failure error={error} />
  );
}
