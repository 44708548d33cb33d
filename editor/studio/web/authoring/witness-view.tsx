import { FlaskConical } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CardValue, WitnessCard } from "../../../views/table/witness-card.ts";
import type { FieldWords } from "../../../views/vocabulary.ts";
import { testFile } from "../components/problems-panel.tsx";
import { say } from "../components/toast.tsx";
import { appendText } from "../state/rules.ts";
import { useAuthoring } from "./use-authoring.tsx";

type CardEvent = WitnessCard["events"][number];

/** Events in a row that differ in their times only. */
function alike(events: readonly CardEvent[]): { readonly first: CardEvent; readonly last: CardEvent; readonly count: number }[] {
  const groups: { first: CardEvent; last: CardEvent; count: number }[] = [];
  for (const event of events) {
    const group = groups.at(-1);
    if (group !== undefined && group.first.name === event.name && JSON.stringify(group.first.values) === JSON.stringify(event.values)) {
      group.last = event;
      group.count++;
    } else groups.push({ first: event, last: event, count: 1 });
  }
  return groups;
}

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
        : <ul className="timeline">{alike(card.events).map(({ first, last, count }, index) => <li key={index}><strong>{words.record(first.name)}</strong>{count > 1 && <> <span className="chip">× {count}</span></>} <span className="muted small">{first.at.replace("T", " ")}{count > 1 && ` – ${last.at.replace("T", " ")}`}</span>{first.values.length > 0 && values(first.values, first.name, fields(first.name))}</li>)}</ul>}
      <div className="row"><button type="button" className="button small" onClick={() => { appendText(testFile(), card.text); say(t("tests.added")); }}><FlaskConical size={14} aria-hidden />{t("problems.asTest")}</button></div>
    </figure>
  );
}
