import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { PeopleCount, SourceReport } from "../../api/bringing.ts";
import { Notice } from "../components/feedback.tsx";
import { useFormats } from "../state/format.ts";

/** What came in of each source, or would, and which rows can't be used. */
export function Reports({
  reports,
  tried,
}: {
  readonly reports: readonly SourceReport[];
  readonly tried: boolean;
}): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <div className="stack">
      {reports.map((report) => {
        const rows = formats.count(report.rows - report.rejected - report.skipped);
        return (
          <Notice
            key={report.source}
            tone={report.rejected === 0 ? "good" : report.rejected === report.rows ? "bad" : "warn"}
            title={t(tried ? "bring.wouldCome" : "bring.came", {
              source: report.source,
              rows,
              added: formats.count(report.added),
            })}
          >
            {report.rejected + report.told.length === 0 ? undefined : <Rejected report={report} />}
          </Notice>
        );
      })}
    </div>
  );
}

/** Rows that can't be used, what is the same wrong with them in one line, and what else there is to know. */
function Rejected({ report }: { readonly report: SourceReport }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <>
      {report.rejected > 0 && (
        <p>{t("import.rejected", { count: report.rejected, rows: formats.count(report.rejected) })}</p>
      )}
      {report.kinds.length > 0 && (
        <ul className="plain" aria-label={t("import.reason")}>
          {report.kinds.map(({ column, count, examples }) => (
            <li key={`${column} ${examples[0]?.reason ?? ""}`}>
              {t("bring.kind", {
                count,
                times: formats.count(count),
                column: column === "" ? t("bring.row") : column,
                reason: examples[0]?.reason ?? "",
                lines: examples.map(({ line }) => formats.count(line)).join(t("list.comma")),
              })}
            </li>
          ))}
        </ul>
      )}
      {report.told.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </>
  );
}

/** Whose rows would come in. */
export function People({ people }: { readonly people: PeopleCount }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const { customers, fresh, known, nameless } = people;
  return (
    <p>
      {t("bring.people", {
        customers: formats.count(customers),
        fresh: formats.count(fresh),
        known: formats.count(known),
      })}
      {nameless > 0 && ` ${t("bring.nameless", { count: nameless, customers: formats.count(nameless) })}`}
    </p>
  );
}
