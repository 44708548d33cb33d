import { FlaskConical } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ReviewAnswer } from "../../api/review.ts";
import { Failure, Loading } from "../components/feedback.tsx";
import { CustomerLink, TagName } from "../components/names.tsx";
import { testFile } from "../state/test-file.ts";
import { say } from "../components/toast.tsx";
import { useAsked } from "../state/ask.ts";
import { useDictionary } from "../state/catalogue.tsx";
import { useFormats } from "../state/format.ts";
import { appendText, draftTexts, useRules } from "../state/rules.ts";
import { server } from "../state/server.ts";

type ReviewedChange = Extract<ReviewAnswer, { ok: true }>["changes"][number];
const tones: Readonly<Record<ReviewedChange["kind"], string>> = {
  added: "good",
  removed: "bad",
  renamed: "accent",
  same: "",
  changed: "warn",
  retyped: "warn",
  "not proved": "warn",
};

/** What the drafts mean: each tag that is something else now, and the customers who move. */
export function MeaningList(): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const version = useRules((state) => state.version);
  const { value, error, waiting } = useAsked(
    String(version),
    (signal) => server.review({ drafts: draftTexts(useRules.getState().drafts) }, signal),
    200,
  );
  return (
    <section className="card stack" aria-label={t("review.meaning")} aria-busy={waiting}>
      <h2>{t("review.meaning")}</h2>
      {error !== undefined ? (
        <Failure error={error} />
      ) : value === undefined ? (
        <Loading />
      ) : value.changes.length === 0 ? (
        <p className="muted">{t("review.sameMeaning")}</p>
      ) : (
        <>
          {value.customers > 0 && (
            <p className="muted small">{t("review.customers", { customers: formats.count(value.customers) })}</p>
          )}
          {value.changes.map((change) => (
            <Change key={change.name} change={change} customers={value.customers} />
          ))}
        </>
      )}
    </section>
  );
}

function Change({ change, customers }: { readonly change: ReviewedChange; readonly customers: number }): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const formats = useFormats();
  const { witness } = change;
  const word = (value: string): string =>
    value.startsWith("error: ")
      ? t("value.error")
      : value === "yes"
        ? t("value.yes")
        : value === "no"
          ? t("value.no")
          : value === "unknown"
            ? t("value.unknown")
            : value === "none"
              ? t("value.none")
              : words.valueOf(change.name, value);
  return (
    <article className="problem">
      <div className="row">
        <TagName name={change.name} />
        <span className={`chip ${tones[change.kind]}`}>{t(`change.${change.kind}`)}</span>
        {change.from !== null && <span className="muted small">{t("review.from", { name: change.from })}</span>}
      </div>
      {change.because.length > 0 && (
        <p className="small muted">
          {t("review.because", { names: change.because.map((name) => words.nameOf(name)).join(t("list.comma")) })}
        </p>
      )}
      {change.moved > 0 && (
        <p>
          {t("review.moved", {
            count: change.moved,
            customers: formats.count(change.moved),
            percent: formats.percent(change.moved, customers),
          })}
        </p>
      )}
      {change.cells.length > 0 && (
        <div className="table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t("review.before")}</th>
                <th scope="col">{t("review.after")}</th>
                <th scope="col" className="number">
                  {t("run.customers")}
                </th>
                <th scope="col">{t("review.examples")}</th>
              </tr>
            </thead>
            <tbody>
              {change.cells.map((cell) => (
                <tr key={`${cell.from}\n${cell.to}`}>
                  <td>{word(cell.from)}</td>
                  <td>{word(cell.to)}</td>
                  <td className="number">{formats.count(cell.customers)}</td>
                  <td className="small">
                    {cell.examples.slice(0, 3).map((id, index) => (
                      <span key={id}>
                        {index > 0 && " "}
                        <CustomerLink id={id} />
                      </span>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {witness !== null && (
        <details>
          <summary>{t("review.witness")}</summary>
          <pre className="source-text">{witness}</pre>
          <button
            type="button"
            className="button small"
            onClick={() => {
              appendText(testFile(), witness);
              say(t("tests.added"));
            }}
          >
            <FlaskConical size={14} aria-hidden />
            {t("problems.asTest")}
          </button>
        </details>
      )}
    </article>
  );
}
