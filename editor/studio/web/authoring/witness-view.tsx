import { FlaskConical } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CardValue, WitnessCard } from "../../../views/table/witness-card.ts";
import type { FieldWords } from "../../../views/vocabulary.ts";
import { testFile } from "../components/problems-panel.tsx";
import { say } from "../components/toast.tsx";
import { appendText } from "../state/rules.ts";
import { useAuthoring } from "./use-authoring.tsx";

/** A customer who shows something, as a card; it can be kept as a test. */
export function WitnessView({ card }: { readonly card: WitnessCard }): ReactNode {
  const { t } = useTranslation();
  const { vocabulary, words } = useAuthoring();
  const fields = (name: string): readonly FieldWords[] => vocabulary.events.find((event) => event.name === name)?.fields ?? [];
  const values = (given: readonly CardValue[], record: string, known: readonly FieldWords[]): ReactNode => (
    <dl className="facts small">{given.map(({ field, value }) => (
      <div key={field} style={{ display: "contents" }}><dt>{words.field(record, field)}</dt><dd>{words.value(known.find(({ name }) => name === field)?.type, value)}</dd></div>
    ))}</dl>
  );
  const known = card.profile.filter((version) => version.values.length > 0);
  return (
    <figure className="witness-card stack">
      <figcaption className="label">{t("problems.witness")}, {t("witness.asOf", { asOf: card.asOf.replace("T", " ") })}</figcaption>
      {known.length === 0 ? <p className="muted small">{t("witness.noProfile")}</p>
        : known.map((version, index) => <div key={index}>{version.from !== undefined && <p className="small muted">{version.from.replace("T", " ")}</p>}{values(version.values, vocabulary.profile?.name ?? "", vocabulary.profile?.fields ?? [])}</div>)}
      {card.events.length === 0 ? <p className="muted small">{t("witness.noEvents")}</p>
        : <ul className="timeline">{card.events.map((event, index) => <li key={index}><strong>{words.record(event.name)}</strong> <span className="muted small">{event.at.replace("T", " ")}</span>{event.values.length > 0 && values(event.values, event.name, fields(event.name))}</li>)}</ul>}
      <div className="row"><button type="button" className="button small" onClick={() => { appendText(testFile(), card.text); say(t("tests.added")); }}><FlaskConical size={14} aria-hidden />{t("problems.asTest")}</button></div>
    </figure>
  );
}
