import { FilePlus2, FileUp, Replace, Trash2 } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { WorkspaceView } from "../../api/workspace.ts";
import { Empty, Failure, Notice } from "../components/feedback.tsx";
import { say } from "../components/toast.tsx";
import { BringingWizard } from "../import/bringing-wizard.tsx";
import { bringFor, cancelBringing, changeBringing, useBringing } from "../state/bringing.ts";
import { useDictionary } from "../state/catalogue.tsx";
import { useFormats } from "../state/format.ts";
import { server } from "../state/server.ts";

/** The workspace's data: where it comes from, and what brings more, replaces it and takes it away. */
export function DataPage({ workspace }: { readonly workspace: WorkspaceView }): ReactNode {
  const { t } = useTranslation();
  const { files, remove, reviewed } = useBringing();
  const [opened, setOpened] = useState(false);
  const bringing = files.length > 0 || remove.length > 0;
  const bring = (
    <button type="button" className="button primary" onClick={() => setOpened(true)} disabled={!workspace.mayWrite}>
      <FileUp size={18} aria-hidden />
      {t("data.import")}
    </button>
  );
  return (
    <div className="stack-l">
      <div className="page-head" style={{ marginBottom: 0 }}>
        <div className="grow">
          <h1>{t("data.title")}</h1>
          <p className="lead">{t("data.lead")}</p>
        </div>
        {!bringing && !opened && bring}
      </div>
      {workspace.outdated && reviewed === undefined && <Outdated mayWrite={workspace.mayWrite} />}
      {reviewed !== undefined ? (
        <InReview />
      ) : (
        (bringing || opened) && (
          <BringingWizard
            sources={workspace.sources.map(({ name }) => name)}
            onEnd={() => {
              setOpened(false);
              void cancelBringing();
            }}
          />
        )
      )}
      {(workspace.sources.length > 0 || (!bringing && !opened)) && <Sources workspace={workspace} bring={bring} />}
    </div>
  );
}

/** What is brought waits in the review. */
function InReview(): ReactNode {
  const { t } = useTranslation();
  return (
    <Notice
      title={t("bring.inReview")}
      actions={
        <>
          <Link href="/review" className="button primary">
            {t("nav.review")}
          </Link>
          <button type="button" className="button" onClick={() => void cancelBringing()}>
            {t("cancel")}
          </button>
        </>
      }
    />
  );
}

function Sources({ workspace, bring }: { readonly workspace: WorkspaceView; readonly bring: ReactNode }): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const formats = useFormats();
  const { remove, reviewed } = useBringing();
  const [error, setError] = useState<Error>();
  const mayChange = workspace.mayWrite && reviewed === undefined;
  const take = (file: File | undefined, name: string, how: "add" | "replace"): void => {
    if (file === undefined) return;
    setError(undefined);
    bringFor(file, name, how).catch((failure: unknown) =>
      setError(failure instanceof Error ? failure : new Error(String(failure))),
    );
  };
  return (
    <section className="card stack">
      <h2>{t("data.sources")}</h2>
      <p className="muted">
        {t("data.size", { customers: formats.count(workspace.customers), events: formats.count(workspace.events) })}
      </p>
      {error !== undefined && <Failure error={error} />}
      {workspace.sources.length === 0 ? (
        <Empty icon={<FileUp size={28} aria-hidden />} title={t("data.none")} actions={bring}>
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
                <th scope="col">
                  <span className="visually-hidden">{t("data.change")}</span>
                </th>
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
                  <td>
                    {mayChange && (
                      <div className="row end">
                        {(["add", "replace"] as const).map((how) => (
                          <label key={how} className="button small">
                            {how === "add" ? <FilePlus2 size={14} aria-hidden /> : <Replace size={14} aria-hidden />}
                            {t(`data.${how}`)}
                            <input
                              className="visually-hidden"
                              type="file"
                              aria-label={`${name}: ${t(`data.${how}`)}`}
                              onChange={(event) => {
                                take(event.target.files?.[0], name, how);
                                event.target.value = "";
                              }}
                            />
                          </label>
                        ))}
                        <button
                          type="button"
                          className="button small danger"
                          aria-label={`${name}: ${t("data.remove")}`}
                          disabled={remove.includes(name)}
                          onClick={() => changeBringing({ remove: [...remove, name] })}
                        >
                          <Trash2 size={14} aria-hidden />
                          {t("data.remove")}
                        </button>
                      </div>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
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
