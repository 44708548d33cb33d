import { FlaskConical } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { sourceName } from "../../../../engine/source/print.ts";
import type { CardValue, WitnessCard } from "../../../views/table/witness-card.ts";
import { useDictionary } from "../state/catalogue.tsx";
import { appendText } from "../state/rules.ts";
import { testFile } from "../state/test-file.ts";
import { say } from "./toast.tsx";

type CardEvent = WitnessCard["events"][number];

/** Events in a row that differ in their times only. */
function alike(
  events: readonly CardEvent[],
): { readonly first: CardEvent; readonly last: CardEvent; readonly count: number }[] {
  const groups: { first: CardEvent; last: CardEvent; count: number }[] = [];
  for (const event of events) {
    const group = groups.at(-1);
    if (
      group !== undefined &&
      group.first.name === event.name &&
      JSON.stringify(group.first.values) === JSON.stringify(event.values)
    ) {
      group.last = event;
      group.count++;
    } else groups.push({ first: event, last: event, count: 1 });
  }
  return groups;
}

/** The customer of a conflict as a test that fails while there is one: the tag must have a value. */
function withoutConflict(test: string, tag: string): string {
  return [
    ...test.split("\n").filter((line) => !/^\s*expect\b/.test(line) && line !== "}"),
    `  expect ${sourceName(tag)} is known`,
    "}",
  ].join("\n");
}

const readable = (time: string): string => time.replace("T", " ");

/** A customer who shows something, as the card of a person; it can be kept as a test. */
export function WitnessView({
  card,
  conflictOf,
}: {
  readonly card: WitnessCard;
  readonly conflictOf?: string | undefined;
}): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const shown = (record: string, field: string, value: string): string =>
    words.field(record, field)?.type.kind === "boolean"
      ? t(value === "yes" ? "value.yes" : "value.no")
      : words.valueOf(`${record}.${field}`, value.replaceAll(/^["`]|["`]$/g, ""));
  const values = (record: string, given: readonly CardValue[]): ReactNode => (
    <dl className="facts small">
      {given.map(({ field, value }) => (
        <div key={field} style={{ display: "contents" }}>
          <dt>{words.fieldOf(record, field)}</dt>
          <dd>{shown(record, field, value)}</dd>
        </div>
      ))}
    </dl>
  );
  const known = card.profile.filter((version) => version.values.length > 0);
  return (
    <figure className="witness stack">
      <figcaption className="label">
        {t("problems.witness")}, {t("witness.asOf", { asOf: readable(card.asOf) })}
      </figcaption>
      {known.length === 0 ? (
        <p className="muted small">{t("witness.noProfile")}</p>
      ) : (
        known.map((version, index) => (
          <div key={index}>
            {version.from !== undefined && <p className="small muted">{readable(version.from)}</p>}
            {values(words.profile ?? "", version.values)}
          </div>
        ))
      )}
      {card.events.length === 0 ? (
        <p className="muted small">{t("witness.noEvents")}</p>
      ) : (
        <ul className="timeline">
          {alike(card.events).map(({ first, last, count }, index) => (
            <li key={index}>
              <strong>{words.nameOf(first.name)}</strong>
              {count > 1 && (
                <>
                  {" "}
                  <span className="chip">× {count}</span>
                </>
              )}{" "}
              <span className="muted small number">
                {readable(first.at)}
                {count > 1 && last.at !== first.at && ` – ${readable(last.at)}`}
              </span>
              {first.values.length > 0 && values(first.name, first.values)}
            </li>
          ))}
        </ul>
      )}
      <div className="row">
        <button
          type="button"
          className="button small"
          onClick={() => {
            appendText(testFile(), conflictOf === undefined ? card.text : withoutConflict(card.text, conflictOf));
            say(t("tests.added"));
          }}
        >
          <FlaskConical size={14} aria-hidden />
          {t("problems.asTest")}
        </button>
      </div>
    </figure>
  );
}
