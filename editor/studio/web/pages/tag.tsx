import { lazy, Suspense, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { AudiencePanel } from "../components/audience-panel.tsx";
import { Empty, Loading, Notice } from "../components/feedback.tsx";
import { KindChip, TagName } from "../components/names.tsx";
import { RemoveDeclaration } from "../components/remove-declaration.tsx";
import { ProblemList } from "../components/problems-panel.tsx";
import { Tabs, type TabItem } from "../components/tabs.tsx";
import { TrendPanel } from "../components/trend-panel.tsx";
import { FormTab } from "../authoring/form-tab.tsx";
import { SentenceTab } from "../authoring/sentence-tab.tsx";
import { TableTab } from "../authoring/table-tab.tsx";
import type { DeclarationView } from "../language/catalogue.ts";
import { useAddress } from "../state/address.ts";
import { useReaderLanguage } from "../state/reader-language.ts";
import { useLanguage } from "../state/ask.ts";
import { useDictionary } from "../state/catalogue.tsx";

// Monaco is loaded only when the text is opened.
const TextEditor = lazy(async () => ({ default: (await import("../text/text-editor.tsx")).TextEditor }));
const views = ["form", "table", "sentence", "text"] as const;
type View = (typeof views)[number];

/** One tag or segment: the same declaration as form, table, sentence and text, with who has it beside. */
export function TagPage({ name }: { readonly name: string }): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const tag = words.byName.get(name);
  const [asked, setView] = useAddress("view");
  const view: View = views.find((known) => known === asked) ?? "form";
  if (tag === undefined)
    return words.ready ? (
      <Empty
        title={t("tag.missing", { name })}
        actions={
          <Link href="/" className="button">
            {t("nav.catalogue")}
          </Link>
        }
      >
        {t("tag.missingText")}
      </Empty>
    ) : (
      <Loading lines={6} />
    );
  const tables =
    tag.form === "one of" ||
    tag.form === "first of" ||
    tag.form === "all of" ||
    tag.form === "bands" ||
    tag.form === "score" ||
    tag.kind === "lifecycle";
  const items: TabItem[] = [
    { id: "form", label: t("view.form"), content: <FormTab tag={tag} /> },
    ...(tables ? [{ id: "table", label: t("view.table"), content: <TableTab tag={tag} /> }] : []),
    { id: "sentence", label: t("view.sentence"), content: <SentenceTab tag={tag} /> },
    {
      id: "text",
      label: t("view.text"),
      content: (
        <Suspense fallback={<Loading lines={8} />}>
          <TextEditor path={tag.file} reveal={tag.start} />
        </Suspense>
      ),
    },
  ];
  const evaluated =
    tag.kind !== "model" &&
    tag.kind !== "list" &&
    tag.kind !== "profile" &&
    tag.kind !== "event" &&
    tag.kind !== "test" &&
    tag.kind !== "never" &&
    tag.kind !== "exclusive";
  return (
    <>
      <div className="page-head">
        <div className="grow">
          <p className="small muted crumbs">
            <Link href="/">{t("nav.catalogue")}</Link>
            {tag.group !== null && ` / ${tag.group.replaceAll("/", " / ")}`}
          </p>
          <div className="row">
            <h1>{words.nameOf(name)}</h1>
            <KindChip kind={tag.kind} />
            {tag.owner !== null && <span className="chip">{t("tag.owner", { owner: tag.owner })}</span>}
          </div>
          {tag.description !== "" && <p className="lead">{tag.description}</p>}
        </div>
        <RemoveDeclaration name={name} />
      </div>
      <div className="split">
        <Tabs
          items={items}
          chosen={items.some(({ id }) => id === view) ? view : "form"}
          onChoose={(id) => setView(id === "form" ? undefined : id)}
          label={t("view.label")}
          kept={["form", "table"]}
        />
        <aside>
          {evaluated && <AudiencePanel tag={tag} />}
          <Problems tag={tag} />
          {evaluated && (tag.type?.kind === "boolean" || tag.type?.kind === "enum") && <TrendPanel tag={tag} />}
          <Neighbours tag={tag} />
        </aside>
      </div>
    </>
  );
}

function Problems({ tag }: { readonly tag: DeclarationView }): ReactNode {
  const { t } = useTranslation();
  const language = useReaderLanguage();
  const { value } = useLanguage(`problems ${language}`, (service) => service.problems(language));
  const { complete } = useDictionary();
  const own = (value ?? []).filter(({ file, declaration }) => file === tag.file && declaration === tag.name);
  // Nothing is proved while there is an error anywhere.
  const blocking = complete
    ? undefined
    : value?.find(
        ({ severity, file, declaration }) => severity === "error" && (file !== tag.file || declaration !== tag.name),
      );
  return (
    <section className="card stack" aria-label={t("problems.title")}>
      <h2>{t("problems.title")}</h2>
      {blocking !== undefined && (
        <Notice tone="warn" title={t("problems.blocked")}>
          <Link href={`/files/${encodeURIComponent(blocking.file)}`}>
            {t("problems.place", { file: blocking.file, line: blocking.line })}
          </Link>
          : {blocking.message}
        </Notice>
      )}
      {(blocking === undefined || own.length > 0) && (
        <ProblemList problems={own} empty={value === undefined ? "…" : t("problems.none")} />
      )}
    </section>
  );
}

/** What a tag reads, and what reads it. */
function Neighbours({ tag }: { readonly tag: DeclarationView }): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const reads = tag.reads.filter((name) => words.byName.has(name) && name !== tag.name);
  const fields = tag.reads.filter((name) => name.includes("."));
  const readers = words.declarations
    .filter(({ kind, reads: read }) => kind !== "test" && read.includes(tag.name))
    .map(({ name }) => name);
  const list = (names: readonly string[]): ReactNode =>
    names.length === 0 ? (
      <span className="muted">–</span>
    ) : (
      <ul className="row">
        {names.map((name) => (
          <li key={name} className="chip">
            <TagName name={name} />
          </li>
        ))}
      </ul>
    );
  return (
    <section className="card stack" aria-label={t("tag.neighbours")}>
      <h2>{t("tag.neighbours")}</h2>
      <div>
        <h3 className="label">{t("tag.reads")}</h3>
        {list(reads)}
        {fields.length > 0 && (
          <p className="small muted">
            {fields
              .map((field) => words.fieldOf(field.slice(0, field.indexOf(".")), field.slice(field.indexOf(".") + 1)))
              .join(t("list.comma"))}
          </p>
        )}
      </div>
      <div>
        <h3 className="label">{t("tag.readBy")}</h3>
        {list(readers)}
      </div>
      <Link href={`/lineage?of=${encodeURIComponent(tag.name)}`} className="small">
        {t("tag.lineage")}
      </Link>
    </section>
  );
}
