import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CardValue, WitnessCard } from "../../../views/table/witness-card.ts";
import { useDictionary } from "../state/catalogue.tsx";

/** A customer who shows something, as the card of a person. */
export function WitnessView({ card }: { readonly card: WitnessCard }): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const profile = words.profile ?? "";
  const values = (record: string, given: readonly CardValue[]): ReactNode => (
    <dl className="facts small">{given.map(({ field, value }) => <div key={field} style={{ display: "contents" }}><dt>{words.fieldOf(record, field)}</dt><dd>{shown(record, field, value)}</dd></div>)}</dl>
  );
  const shown = (record: string, field: string, value: string): string => (words.field(record, field)?.type.kind === "boolean" ? t(value === "yes" ? "value.yes" : "value.no") : words.valueOf(`${record}.${field}`, value.replaceAll(/^"|"$|`/g, "")));
  return (
    <figure className="witness stack">
      <figcaption className="label">{t("problems.witness")} · {t("audience.asOf", { asOf: card.asOf.replace("T", " ") })}</figcaption>
      {card.profile.map((version, index) => <div key={index}>{version.from !== undefined && <span className="small muted">{version.from.replace("T", " ")}</span>}{values(profile, version.values)}</div>)}
      {card.events.length > 0 && <ol className="timeline small">{card.events.map((event, index) => <li key={index}><strong>{words.nameOf(event.name)}</strong> <span className="muted number">{event.at.replace("T", " ")}</span>{values(event.name, event.values)}</li>)}</ol>}
    </figure>
  );
}
