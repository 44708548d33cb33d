import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ImportReport } from "../../api/imports.ts";
import { Notice } from "../components/feedback.tsx";
import { ConfigChange } from "./config-change.tsx";
import { useFormats } from "../state/format.ts";

/** What an import brought, or would bring, and which rows it can't use. */
export function ReportView({ report, tried }: { readonly report: ImportReport; readonly tried: boolean }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <div className="stack">
      <Notice
        tone={report.rejected === 0 ? "good" : report.rejected === report.rows ? "bad" : "warn"}
        title={
          tried
            ? t("import.wouldBring", { rows: formats.count(report.rows - report.rejected) })
            : t("import.brought", { rows: formats.count(report.rows - report.rejected) })
        }
      >
        {report.rejected > 0
          ? t("import.rejected", { count: report.rejected, rows: formats.count(report.rejected) })
          : undefined}
      </Notice>
      {report.told.map((sentence) => (
        <Notice key={sentence} tone="warn" title={sentence} />
      ))}
      {report.rejects.length > 0 && (
        <div className="table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="number">
                  {t("import.line")}
                </th>
                <th scope="col">{t("import.column")}</th>
                <th scope="col">{t("import.reason")}</th>
              </tr>
            </thead>
            <tbody>
              {report.rejects.slice(0, 20).map((reject, index) => (
                <tr key={index}>
                  <td className="number">{reject.line}</td>
                  <td>
                    <code>{reject.column}</code>
                  </td>
                  <td>{reject.reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {report.config !== null && <ConfigChange change={report.config} />}
    </div>
  );
}
