import { lazy, Suspense, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Empty, Loading } from "../components/feedback.tsx";
import { ProblemList } from "../components/problems-panel.tsx";
import { useReaderLanguage } from "../state/reader-language.ts";
import { useLanguage } from "../state/ask.ts";
import { pathsOf, textOf, useRules } from "../state/rules.ts";

const TextEditor = lazy(async () => ({ default: (await import("../text/text-editor.tsx")).TextEditor }));

/** The rule files as text. */
export function FilesPage({ path }: { readonly path: string }): ReactNode {
  const { t } = useTranslation();
  const language = useReaderLanguage();
  const rules = useRules();
  const paths = pathsOf(rules);
  const shown = path === "" ? paths[0] : path;
  const { value: problems } = useLanguage(`problems ${language}`, (service) => service.problems(language));
  return (
    <>
      <div className="page-head">
        <div className="grow">
          <h1>{t("files.title")}</h1>
          <p className="lead">{t("files.lead")}</p>
        </div>
      </div>
      <div className="split">
        <div className="stack">
          <nav className="row" aria-label={t("files.title")}>
            {paths.map((file) => (
              <Link
                key={file}
                href={`/files/${encodeURIComponent(file)}`}
                className="chip"
                aria-current={file === shown ? "page" : undefined}
              >
                {file}
                {rules.drafts[file] !== undefined && " ●"}
              </Link>
            ))}
          </nav>
          {shown === undefined || textOf(rules, shown) === null ? (
            <Empty title={t("files.missing")} />
          ) : (
            <Suspense fallback={<Loading lines={10} />}>
              <TextEditor key={shown} path={shown} />
            </Suspense>
          )}
        </div>
        <aside>
          <section className="card stack" aria-label={t("problems.title")}>
            <h2>{t("problems.title")}</h2>
            <ProblemList problems={(problems ?? []).filter(({ file }) => file === shown)} empty={t("problems.none")} />
          </section>
        </aside>
      </div>
    </>
  );
}
