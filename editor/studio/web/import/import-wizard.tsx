import { useCallback, useState, type ReactNode } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ImportReport, Job, Mapping, Preview } from "../../api/imports.ts";
import { Failure, Notice } from "../components/feedback.tsx";
import { JobProgress, useJob } from "../components/job.tsx";
import { server, ServerError } from "../state/server.ts";
import { ChooseFile } from "./choose-file.tsx";
import { MapColumns } from "./map-columns.tsx";
import { newEvent, type Choice } from "./mapping.ts";
import { ReportView } from "./report-view.tsx";

type Step =
  | { readonly at: "file" }
  | { readonly at: "map"; readonly preview: Preview }
  | {
      readonly at: "try";
      readonly preview: Preview;
      readonly mapping: Mapping;
      readonly declares: string | null;
      readonly report: ImportReport;
    }
  | { readonly at: "done"; readonly report: ImportReport | null };

/** Brings a file of customers or events: choose it, say what its columns are, see what would be rejected, import. */
export function ImportWizard({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [step, setStep] = useState<Step>({ at: "file" });
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const { job, follow } = useJob(
    useCallback(
      (ended: Job) => {
        if (ended.state === "failed") setError(new ServerError(ended.problem ?? { code: "internal", message: "" }));
        else {
          setStep({ at: "done", report: ended.report });
          void client.invalidateQueries();
        }
      },
      [client],
    ),
  );
  const during = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (failure) {
      setError(failure instanceof Error ? failure : new Error(String(failure)));
    }
    setBusy(false);
  };
  const attempt = (preview: Preview, choice: Choice): Promise<void> =>
    during(async () => {
      const declares = choice.event === null && choice.kind === "event" ? newEvent(preview, choice) : null;
      const drafts: Mapping["drafts"] = declares === null ? {} : { [declaredIn(choice.source)]: declares.text };
      const mapping: Mapping = {
        upload: preview.upload,
        source: choice.source,
        kind: choice.kind,
        customer: choice.customer,
        time: choice.time,
        id: choice.id,
        event: declares?.name ?? choice.event,
        fields: declares?.fields ?? choice.fields,
        ...(choice.dates === null ? {} : { dates: choice.dates }),
        drafts,
      };
      setStep({
        at: "try",
        preview,
        mapping,
        declares: declares?.text ?? null,
        report: await server.tryImport(mapping),
      });
    });
  const start = (mapping: Mapping, declares: string | null): Promise<void> =>
    during(async () => {
      if (declares !== null) {
        // The event is declared in a file of its own: nothing else that is being edited is saved by the way.
        const saved = await server.save({
          files: [{ path: declaredIn(mapping.source), text: declares, revision: null }],
        });
        if (!saved.saved)
          throw new ServerError({
            code: "bad-file",
            message: t("import.exists", { file: declaredIn(mapping.source) }),
          });
      }
      follow(await server.importUpload({ ...mapping, drafts: {} }));
    });
  return (
    <section className="card stack-l" aria-label={t("data.import")} aria-busy={busy}>
      <ol className="row" aria-label={t("import.steps")}>
        {(["file", "map", "try", "done"] as const).map((at, index) => (
          <li
            key={at}
            className={`chip ${at === step.at ? "accent" : ""}`}
            aria-current={at === step.at ? "step" : undefined}
          >
            {index + 1}. {t(`import.${at}`)}
          </li>
        ))}
      </ol>
      {error !== undefined && <Failure error={error} />}
      {job?.state === "working" ? (
        <JobProgress job={job} label={t("import.working")} />
      ) : step.at === "file" ? (
        <ChooseFile
          busy={busy}
          onFile={(file) => void during(async () => setStep({ at: "map", preview: await server.upload(file) }))}
        />
      ) : step.at === "map" ? (
        <MapColumns preview={step.preview} busy={busy} onMapped={(choice) => void attempt(step.preview, choice)} />
      ) : step.at === "try" ? (
        <>
          <ReportView report={step.report} tried />
          {step.report.beyondPercent !== null && (
            <label className="row">
              <input
                type="checkbox"
                checked={step.mapping.keepRest === true}
                onChange={(event) => setStep({ ...step, mapping: { ...step.mapping, keepRest: event.target.checked } })}
              />
              {t("import.keepRest", { percent: step.report.beyondPercent })}
            </label>
          )}
          {step.declares !== null && (
            <div className="stack">
              <h3>{t("import.declares", { file: declaredIn(step.mapping.source) })}</h3>
              <pre className="source-text">{step.declares}</pre>
            </div>
          )}
          <div className="row">
            <button type="button" className="button" onClick={() => setStep({ at: "map", preview: step.preview })}>
              {t("back")}
            </button>
            <button
              type="button"
              className="button primary"
              disabled={
                busy ||
                step.report.rows === step.report.rejected ||
                (step.report.beyondPercent !== null && step.mapping.keepRest !== true)
              }
              onClick={() => void start(step.mapping, step.declares)}
            >
              {t("import.start")}
            </button>
          </div>
        </>
      ) : (
        <>
          {step.report === null ? (
            <Notice tone="good" title={t("import.done")} />
          ) : (
            <ReportView report={step.report} tried={false} />
          )}
        </>
      )}
      <div className="row">
        <button type="button" className="button quiet" onClick={onClose}>
          {step.at === "done" ? t("close") : t("cancel")}
        </button>
      </div>
    </section>
  );
}

const declaredIn = (source: string): string => `${source.replaceAll(" ", "_")}.tagma`;
