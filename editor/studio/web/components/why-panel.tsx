import { Clock3, FlaskConical, Shuffle, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Flip, Why, WhyCondition } from "../../api/customers.ts";
import { useAsked, useLanguage } from "../state/ask.ts";
import { useReaderLanguage } from "../state/reader-language.ts";
import { useDictionary } from "../state/catalogue.tsx";
import { useFormats } from "../state/format.ts";
import { appendText, draftTexts, useRules } from "../state/rules.ts";
import { server } from "../state/server.ts";
import { useAsOf } from "../state/address.ts";
import { Failure, Loading } from "./feedback.tsx";
import { TagName } from "./names.tsx";
import { testFile } from "../state/test-file.ts";
import { say } from "./toast.tsx";

const marks = { yes: "✓", no: "✕", unknown: "?", value: "=" } as const;

/** Why a customer has a tag, or not; what would change it; and the button that makes a test of it. */
export function WhyPanel({
  id,
  name,
  onClose,
}: {
  readonly id: string;
  readonly name: string;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const formats = useFormats();
  const version = useRules((state) => state.version);
  const [asOf] = useAsOf();
  const { value, error } = useAsked(`${version} ${id} ${name} ${asOf ?? ""}`, (signal) =>
    server.why(
      { drafts: draftTexts(useRules.getState().drafts), id, name, ...(asOf === undefined ? {} : { asOf }) },
      signal,
    ),
  );
  const addTest = (): void => {
    server
      .testText({
        drafts: draftTexts(useRules.getState().drafts),
        id,
        names: [name],
        title: t("tests.titleOf", {
          tag: words.nameOf(name),
          value:
            value === undefined ? "?" : formats.result(name, value.result, words.byName.get(name)?.type ?? undefined),
        }),
        ...(asOf === undefined ? {} : { asOf }),
      })
      .then(
        (text) => {
          appendText(testFile(), text);
          say(t("tests.added"));
        },
        (failure: unknown) => say(failure instanceof Error ? failure.message : String(failure)),
      );
  };
  return (
    <section className="card stack fade" aria-label={t("why.of", { tag: words.nameOf(name) })}>
      <div className="row">
        <h2 className="grow" style={{ fontSize: "var(--text-l)" }}>
          {t("why.title")} · <TagName name={name} />
        </h2>
        <button type="button" className="button icon quiet" onClick={onClose} aria-label={t("close")}>
          <X size={18} aria-hidden />
        </button>
      </div>
      {error !== undefined ? <Failure error={error} /> : value === undefined ? <Loading /> : <Found why={value} />}
      <div className="row">
        <button type="button" className="button small" onClick={addTest} disabled={value === undefined}>
          <FlaskConical size={14} aria-hidden />
          {t("why.asTest")}
        </button>
      </div>
    </section>
  );
}

function Found({ why }: { readonly why: Why }): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const formats = useFormats();
  const type = words.byName.get(why.name)?.type ?? undefined;
  return (
    <>
      <p style={{ fontSize: "var(--text-xl)" }}>
        <strong>{formats.result(why.name, why.result, type)}</strong>
      </p>
      <ul className="why">
        {why.parts.map((part, index) => (
          <li key={index} className="stack">
            {part.name !== null && (
              <div className="why-line">
                <Mark verdict={part.verdict} />
                <strong>{words.valueOf(why.name, part.name)}</strong>
              </div>
            )}
            {part.points !== null && (
              <div className="why-line">
                <Mark verdict={part.points === 0 ? "no" : "yes"} />
                <strong className="number">
                  {part.points > 0 ? `+${formats.decimal(part.points)}` : formats.decimal(part.points)}
                </strong>
              </div>
            )}
            <ul className="why" style={part.name === null && part.points === null ? { marginInlineStart: 0 } : {}}>
              {part.conditions.map((condition, place) => (
                <Condition key={place} condition={condition} />
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {(why.flips.length > 0 || why.next !== null) && (
        <div className="stack">
          <h3 className="label">{t("why.change")}</h3>
          <ul className="stack">
            {why.flips.map((flip, index) => (
              <li key={index} className="row" style={{ flexWrap: "nowrap", alignItems: "flex-start" }}>
                <Shuffle size={16} aria-hidden style={{ flex: "none", marginTop: 3 }} />
                <span>
                  {flipText(flip)} → <strong>{formats.result(why.name, flip.result, type)}</strong>
                </span>
              </li>
            ))}
            {why.next !== null && (
              <li className="row">
                <Clock3 size={16} aria-hidden />
                <span>
                  {t("why.next", { at: why.next.at.slice(0, 16) })} →{" "}
                  <strong>{formats.result(why.name, why.next.result, type)}</strong>
                </span>
              </li>
            )}
          </ul>
        </div>
      )}
    </>
  );

  function flipText(flip: Flip): string {
    const record = flip.kind === "field" ? (words.profile ?? "") : flip.name;
    const fields = flip.fields
      .map(
        ({ name, value, masked }) =>
          `${words.fieldOf(record, name)} ${masked ? "•••" : formats.value(`${record}.${name}`, value, words.field(record, name)?.type)}`,
      )
      .join(t("list.comma"));
    switch (flip.kind) {
      case "field":
        return t("why.field", {
          field: words.fieldOf(record, flip.name),
          value: fields.slice(words.fieldOf(record, flip.name).length + 1),
        });
      case "more":
        return `${t("why.more", { count: flip.times, event: words.nameOf(flip.name) })}${fields === "" ? "" : ` (${fields})`}`;
      case "fewer":
        return `${t("why.fewer", { count: flip.times, event: words.nameOf(flip.name) })}${fields === "" ? "" : ` (${fields})`}`;
    }
  }
}

function Mark({ verdict }: { readonly verdict: WhyCondition["verdict"] }): ReactNode {
  const { t } = useTranslation();
  return (
    <span className={`mark ${verdict}`}>
      <span aria-hidden>{marks[verdict]}</span>
      <span className="visually-hidden">{t(`verdict.${verdict}`)}</span>
    </span>
  );
}

function Condition({ condition }: { readonly condition: WhyCondition }): ReactNode {
  const { t } = useTranslation();
  const language = useReaderLanguage();
  const words = useDictionary();
  const formats = useFormats();
  const { place } = condition;
  const { value: said } = useLanguage(
    `say ${place?.file ?? ""} ${place?.start ?? 0} ${place?.end ?? 0} ${language}`,
    (service) =>
      place === null ? Promise.resolve(null) : service.sentenceAt(place.file, place.start, place.end, language),
  );
  if (condition.children.length > 0) {
    const children = (
      <ul className="why">
        {condition.children.map((child, index) => (
          <Condition key={index} condition={child} />
        ))}
      </ul>
    );
    return (
      <li className="stack" style={{ gap: "var(--space-1)" }}>
        <div className="why-line">
          <Mark verdict={condition.verdict} />
          <span>{condition.operator === null ? "" : t(`why.${condition.operator}`)}</span>
        </div>
        {children}
      </li>
    );
  }
  return (
    <li className="stack" style={{ gap: 0 }}>
      <div className="why-line">
        <Mark verdict={condition.verdict} />
        <span>{said ?? <code>{condition.text}</code>}</span>
      </div>
      {condition.inputs.length > 0 && (
        <div className="small muted" style={{ marginInlineStart: "1.75rem" }}>
          {condition.inputs
            .map(({ name, value, masked, events }) => {
              const label = words.byName.has(name)
                ? words.nameOf(name)
                : words.field(words.profile ?? "", name) === undefined
                  ? undefined
                  : words.fieldOf(words.profile ?? "", name);
              const owner = words.byName.has(name) ? name : `${words.profile ?? ""}.${name}`;
              const type = words.byName.get(name)?.type ?? words.field(words.profile ?? "", name)?.type;
              const shown = masked ? "•••" : formats.value(owner, value, type);
              return `${label ?? t("why.measured")}: ${shown}${
                events === null || events.length === 0
                  ? ""
                  : ` (${events
                      .slice(-3)
                      .map((time) => time.slice(0, 10))
                      .join(t("list.comma"))}${events.length > 3 ? " …" : ""})`
              }`;
            })
            .join(" · ")}
        </div>
      )}
    </li>
  );
}
