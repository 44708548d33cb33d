import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { FileLook, Trial } from "../../api/bringing.ts";
import { Failure } from "../components/feedback.tsx";
import { bringFiles, bringingNow, changeBringing, changeFile, review, useBringing } from "../state/bringing.ts";
import { server, ServerError } from "../state/server.ts";
import { ChooseFile } from "./choose-file.tsx";
import { FileCard } from "./file-card.tsx";
import { People, Reports } from "./trial-view.tsx";

const LOOK_AFTER_MS = 300;

/**
 * Brings files of customers, of what they did, and of tables: says what each column is, tries them, and lays what would
 * be written into the review. Nothing is written here.
 */
export function BringingWizard({
  sources,
  onEnd,
}: {
  readonly sources: readonly string[];
  readonly onEnd: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { files, remove, fresh, keepRest } = useBringing();
  const [trial, setTrial] = useState<Trial>();
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const choices = files.map(({ choice }) => choice);
  const looks = useLooks(JSON.stringify(choices));
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
  const bringMore = (more: readonly File[]): Promise<void> =>
    during(async () => {
      setTrial(undefined);
      await bringFiles(more);
    });
  const without = (upload: string): void => {
    setTrial(undefined);
    changeBringing({ files: files.filter(({ choice }) => choice.upload !== upload) });
    void server.dropUpload(upload).catch(() => undefined);
  };
  const check = (): Promise<void> => during(async () => setTrial(await server.tryBringing(bringingNow())));
  const tooMany = trial?.reports.find(({ beyondPercent }) => beyondPercent !== null);
  const allRejected = trial?.reports.some(({ rows, rejected }) => rows > 0 && rows === rejected) === true;
  return (
    <section className="stack-l" aria-label={t("data.import")} aria-busy={busy}>
      <ChooseFile busy={busy} several onFiles={(chosen) => void bringMore(chosen)} />
      {files.map((file, index) => (
        <FileCard
          key={file.choice.upload}
          file={file}
          all={choices}
          sources={sources}
          look={looks.looks[index]}
          onChange={(choice) => {
            setTrial(undefined);
            changeFile(choice.upload, choice);
          }}
          onRemove={() => without(file.choice.upload)}
        />
      ))}
      {remove.length > 0 && (
        <section className="card stack" aria-label={t("bring.removed")}>
          <h3>{t("bring.removed")}</h3>
          {remove.map((name) => (
            <div key={name} className="row">
              <span className="grow">{name}</span>
              <button
                type="button"
                className="button small"
                onClick={() => {
                  setTrial(undefined);
                  changeBringing({ remove: remove.filter((other) => other !== name) });
                }}
              >
                {t("bring.keep")}
              </button>
            </div>
          ))}
          <p className="muted">{t("bring.removedText")}</p>
        </section>
      )}
      {(remove.length > 0 || choices.some(({ how }) => how === "replace")) && (
        <label className="check">
          <input
            type="checkbox"
            checked={fresh}
            onChange={(event) => changeBringing({ fresh: event.target.checked })}
          />
          {t("bring.fresh")}
        </label>
      )}
      {looks.error !== undefined && <Failure error={looks.error} />}
      {error !== undefined && <Failure error={error} />}
      {trial !== undefined && (
        <section className="card stack" aria-label={t("bring.tried")}>
          <h3>{t("bring.tried")}</h3>
          <Reports reports={trial.reports} tried />
          {files.length > 0 && <People people={trial.people} />}
          {tooMany !== undefined && (
            <label className="check">
              <input
                type="checkbox"
                checked={keepRest}
                onChange={(event) => changeBringing({ keepRest: event.target.checked })}
              />
              {t("import.keepRest", { percent: tooMany.beyondPercent ?? 0 })}
            </label>
          )}
          <p className="muted">{t("bring.nothingYet")}</p>
        </section>
      )}
      <div className="row">
        {trial === undefined ? (
          <button
            type="button"
            className="button primary"
            disabled={busy || (files.length === 0 && remove.length === 0)}
            onClick={() => void check()}
          >
            {t(busy ? "import.reading" : "import.check")}
          </button>
        ) : (
          <button
            type="button"
            className="button primary"
            disabled={busy || allRejected || (tooMany !== undefined && !keepRest)}
            onClick={() => {
              review(trial);
              navigate("/review");
            }}
          >
            {t("bring.review")}
          </button>
        )}
        <button type="button" className="button quiet" onClick={onEnd}>
          {t("cancel")}
        </button>
      </div>
    </section>
  );
}

/** What becomes of the first rows by what is said of the files, asked again when that changes. */
function useLooks(choices: string): { readonly looks: readonly FileLook[]; readonly error: Error | undefined } {
  const [found, setFound] = useState<{ readonly looks: readonly FileLook[]; readonly error: Error | undefined }>({
    looks: [],
    error: undefined,
  });
  useEffect(() => {
    if (choices === "[]") {
      setFound({ looks: [], error: undefined });
      return undefined;
    }
    const controller = new AbortController();
    const timer = setTimeout(() => {
      server.look(bringingNow(), controller.signal).then(
        (looks) => setFound({ looks, error: undefined }),
        (failure: unknown) => {
          if (controller.signal.aborted || (failure instanceof ServerError && failure.code === "superseded")) return;
          setFound((before) => ({ ...before, error: failure instanceof Error ? failure : new Error(String(failure)) }));
        },
      );
    }, LOOK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [choices]);
  return found;
}
