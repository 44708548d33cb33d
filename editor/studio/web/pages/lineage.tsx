import { lazy, Suspense, useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Empty, Loading } from "../components/feedback.tsx";
import { TagName } from "../components/names.tsx";
import { around, lineageOf } from "../state/lineage.ts";
import { useAddress } from "../state/address.ts";
import { useDictionary } from "../state/catalogue.tsx";

const LineageGraph = lazy(async () => ({ default: (await import("../charts/lineage-graph.tsx")).LineageGraph }));

/** From fields and events through tags to segments: what a thing is made of, and what an edit of it affects. */
export function LineagePage(): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const [asked, choose] = useAddress("of");
  const lineage = useMemo(() => lineageOf(words), [words]);
  const first =
    words.declarations.find(({ kind }) => kind === "segment")?.name ??
    words.declarations.find(({ kind }) => kind === "rule")?.name ??
    "";
  const chosen = asked ?? first;
  const part = useMemo(() => around(lineage, chosen), [lineage, chosen]);
  if (!words.ready) return <Loading lines={6} />;
  if (lineage.nodes.length === 0) return <Empty title={t("catalogue.none")}>{t("catalogue.noneText")}</Empty>;
  const affected = [...part.after].filter((name) => words.byName.has(name));
  return (
    <div className="stack-l">
      <div className="page-head" style={{ marginBottom: 0 }}>
        <div className="grow">
          <h1>{t("lineage.title")}</h1>
          <p className="lead">{t("lineage.lead")}</p>
        </div>
      </div>
      <label className="row">
        <span className="label">{t("lineage.of")}</span>
        <select className="select" value={chosen} onChange={(event) => choose(event.target.value)}>
          {[...lineage.nodes]
            .map((node) => ({
              ...node,
              label:
                node.kind === "field"
                  ? `${words.nameOf(node.record)} · ${words.fieldOf(node.record, node.field)}`
                  : words.nameOf(node.name),
            }))
            .sort((left, right) => left.label.localeCompare(right.label))
            .map((node) => (
              <option key={node.name} value={node.name}>
                {node.label}
              </option>
            ))}
        </select>
      </label>
      <Suspense fallback={<Loading lines={8} />}>
        <LineageGraph part={part} chosen={chosen} onChoose={choose} />
      </Suspense>
      <div className="grid-2">
        <section className="card stack">
          <h2>{t("lineage.affects", { count: affected.length })}</h2>
          {affected.length === 0 ? (
            <p className="muted">{t("lineage.nothing")}</p>
          ) : (
            <ul className="row">
              {affected.map((name) => (
                <li key={name} className="chip">
                  <TagName name={name} />
                </li>
              ))}
            </ul>
          )}
        </section>
        <section className="card stack">
          <h2>{t("lineage.madeOf", { count: part.before.size })}</h2>
          {part.before.size === 0 ? (
            <p className="muted">{t("lineage.nothingBefore")}</p>
          ) : (
            <ul className="row">
              {[...part.before].map((name) => (
                <li key={name} className="chip">
                  {name.includes(".") ? (
                    `${words.nameOf(name.slice(0, name.indexOf(".")))} · ${words.fieldOf(name.slice(0, name.indexOf(".")), name.slice(name.indexOf(".") + 1))}`
                  ) : (
                    <TagName name={name} />
                  )}
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
    </div>
  );
}
