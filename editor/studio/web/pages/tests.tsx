import { CircleCheck, CircleX, FlaskConical } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Empty, Failure, Loading, Notice } from "../components/feedback.tsx";
import { useLanguage } from "../state/ask.ts";

/** The tests that live with the rules, run anew after every edit. */
export function TestsPage(): ReactNode {
  const { t } = useTranslation();
  const { value, error, waiting } = useLanguage("tests", (service) => service.tests());
  const passed = value?.tests.filter((test) => test.passed).length ?? 0;
  const failed = (value?.tests.length ?? 0) - passed;
  return (
    <div className="stack-l">
      <div className="page-head" style={{ marginBottom: 0 }}>
        <div className="grow">
          <h1>{t("tests.title")}</h1>
          <p className="lead">{t("tests.lead")}</p>
        </div>
      </div>
      {error !== undefined ? (
        <Failure error={error} />
      ) : value === undefined ? (
        <Loading lines={6} />
      ) : !value.ready ? (
        <Notice
          tone="warn"
          title={t("problem.has-errors")}
          actions={
            <Link href="/files" className="button">
              {t("nav.files")}
            </Link>
          }
        />
      ) : value.tests.length === 0 ? (
        <Empty icon={<FlaskConical size={28} aria-hidden />} title={t("tests.none")}>
          {t("tests.noneText")}
        </Empty>
      ) : (
        <>
          <Notice
            tone={failed === 0 ? "good" : "bad"}
            title={
              failed === 0
                ? t("tests.allPass", { count: passed })
                : t("tests.someFail", { count: failed, total: value.tests.length })
            }
          />
          <ul className="card stack" aria-busy={waiting}>
            {value.tests
              .toSorted((left, right) => Number(left.passed) - Number(right.passed))
              .map((test) => (
                <li key={`${test.file} ${test.start}`} className="stack" style={{ gap: 0 }}>
                  <div className="row" style={{ flexWrap: "nowrap", alignItems: "flex-start" }}>
                    {test.passed ? (
                      <CircleCheck
                        size={18}
                        color="var(--good)"
                        aria-label={t("tests.passes")}
                        style={{ flex: "none" }}
                      />
                    ) : (
                      <CircleX size={18} color="var(--bad)" aria-label={t("tests.fails")} style={{ flex: "none" }} />
                    )}
                    <span className="grow">{test.title}</span>
                    <Link href={`/files/${encodeURIComponent(test.file)}`} className="small muted">
                      {test.file}
                    </Link>
                  </div>
                  {test.failures.map((failure) => (
                    <p key={failure.start} className="small" style={{ marginInlineStart: "1.75rem" }}>
                      {t("tests.expected")} <code>{failure.expectation}</code>
                      {t("tests.got")} <strong>{failure.got}</strong> · {t("tests.line", { line: failure.line })}
                    </p>
                  ))}
                </li>
              ))}
          </ul>
        </>
      )}
    </div>
  );
}
