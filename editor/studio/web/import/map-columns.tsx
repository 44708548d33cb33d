import { own } from "../../../../engine/invariant/own.ts";
import { useId, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Preview } from "../../api/imports.ts";
import { useDictionary } from "../state/catalogue.tsx";
import { useFormats } from "../state/format.ts";
import { matching, openColumns, type Choice } from "./mapping.ts";

const NEW = "\u0000new";

/** What each column is: who, when, which fields. */
export function MapColumns({
  preview,
  busy,
  onMapped,
}: {
  readonly preview: Preview;
  readonly busy: boolean;
  readonly onMapped: (choice: Choice) => void;
}): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const formats = useFormats();
  const { guess } = preview;
  const columns = preview.columns.map(({ name }) => name);
  const events = words.declarations.filter(({ kind }) => kind === "event").map(({ name }) => name);
  const fieldsOf = (record: string | null): string[] =>
    words.fields.filter((field) => field.record === record).map(({ name }) => name);
  const stem = preview.file.slice(0, preview.file.indexOf("."));
  const likely = events
    .map((event) => ({ event, hits: Object.keys(matching(fieldsOf(event), columns)).length }))
    .sort((left, right) => right.hits - left.hits)[0];
  const [choice, setChoice] = useState<Choice>(() => {
    const event = guess.kind === "event" && likely !== undefined && likely.hits > 0 ? likely.event : null;
    return {
      source: stem,
      kind: guess.kind,
      customer: guess.customer,
      time: guess.time,
      id: guess.id,
      event,
      newEvent: guess.event ?? stem,
      fields: matching(fieldsOf(guess.kind === "profile" ? words.profile : event), columns),
      dates: null,
    };
  });
  const open = openColumns(preview);
  const change = (to: Partial<Choice>): void => setChoice((before) => ({ ...before, ...to }));
  const record = choice.kind === "profile" ? words.profile : choice.event;
  const select = (
    label: string,
    value: string | null,
    set: (value: string | null) => void,
    optional: boolean,
  ): ReactNode => (
    <Select
      label={label}
      value={value}
      options={columns}
      optional={optional ? t("import.noColumn") : undefined}
      onChange={set}
    />
  );
  const ready =
    choice.source.trim() !== "" &&
    choice.customer !== "" &&
    (open.length === 0 || choice.dates !== null) &&
    (choice.kind === "profile" || (choice.time !== null && (choice.event !== null || choice.newEvent.trim() !== "")));
  return (
    <form
      className="stack-l"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onMapped(choice);
      }}
    >
      <div className="stack">
        <h3>{t("import.preview", { file: preview.file, rows: formats.count(preview.rows) })}</h3>
        <div className="table-wrap" tabIndex={0} role="region" aria-label={t("import.previewLabel")}>
          <table className="table">
            <thead>
              <tr>
                {preview.columns.map((column) => (
                  <th key={column.name} scope="col">
                    {column.name}
                    <div className="muted" style={{ fontWeight: 400 }}>
                      {column.type.length > 40 ? `${column.type.slice(0, 40)}…` : column.type}
                    </div>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {preview.sample.slice(0, 5).map((row, index) => (
                <tr key={index}>
                  {row.map((cell, place) => (
                    <td key={place}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
      {preview.notes.length > 0 && (
        <ul className="stack muted" aria-label={t("import.notes")}>
          {preview.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {open.length > 0 && (
        <Select
          label={t("import.dates", { columns: open.join(", ") })}
          value={choice.dates}
          options={["day-first", "month-first"]}
          labels={(order) => t(order === "day-first" ? "import.dayFirst" : "import.monthFirst")}
          onChange={(order) => change({ dates: order === "day-first" || order === "month-first" ? order : null })}
        />
      )}
      <fieldset className="stack">
        <legend className="label">{t("import.what")}</legend>
        <div className="row">
          {(["profile", "event"] as const).map((kind) => (
            <label key={kind} className="check">
              <input
                type="radio"
                name="kind"
                checked={choice.kind === kind}
                onChange={() =>
                  change({
                    kind,
                    fields: matching(fieldsOf(kind === "profile" ? words.profile : choice.event), columns),
                  })
                }
              />
              {t(`import.is.${kind}`)}
            </label>
          ))}
        </div>
      </fieldset>
      <div className="grid-2">
        <Text label={t("import.source")} value={choice.source} onChange={(source) => change({ source })} />
        {select(t("import.customer"), choice.customer, (customer) => change({ customer: customer ?? "" }), false)}
        {choice.kind === "event" && (
          <>
            <Select
              label={t("import.event")}
              value={choice.event ?? NEW}
              options={[...events, NEW]}
              labels={(name) => (name === NEW ? t("import.newEvent") : words.nameOf(name))}
              onChange={(name) => {
                const event = name === NEW ? null : name;
                change({ event, fields: matching(fieldsOf(event), columns) });
              }}
            />
            {choice.event === null && (
              <Text
                label={t("import.newEventName")}
                value={choice.newEvent}
                onChange={(newEvent) => change({ newEvent })}
              />
            )}
          </>
        )}
        {select(
          choice.kind === "event" ? t("import.time") : t("import.since"),
          choice.time,
          (time) => change({ time }),
          choice.kind === "profile",
        )}
        {choice.kind === "event" && select(t("import.id"), choice.id, (id) => change({ id }), true)}
      </div>
      {record !== null && (
        <div className="stack">
          <h3>{t("import.fields")}</h3>
          <div className="grid-2">
            {fieldsOf(record).map((field) => (
              <Select
                key={field}
                label={`${words.fieldOf(record, field)}${words.field(record, field)?.required === true ? " *" : ""}`}
                value={own(choice.fields, field) ?? null}
                options={columns}
                optional={t("import.noColumn")}
                onChange={(column) => {
                  const { [field]: _, ...others } = choice.fields;
                  change({ fields: column === null ? others : { ...others, [field]: column } });
                }}
              />
            ))}
          </div>
        </div>
      )}
      <div className="row">
        <button type="submit" className="button primary" disabled={!ready || busy}>
          {busy ? t("import.reading") : t("import.check")}
        </button>
      </div>
    </form>
  );
}

function Text({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} className="input" value={value} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}

function Select({
  label,
  value,
  options,
  labels = (name) => name,
  optional,
  onChange,
}: {
  readonly label: string;
  readonly value: string | null;
  readonly options: readonly string[];
  readonly labels?: (name: string) => string;
  readonly optional?: string | undefined;
  readonly onChange: (value: string | null) => void;
}): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="select"
        value={value ?? ""}
        onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
      >
        {(optional !== undefined || value === null) && <option value="">{optional ?? "–"}</option>}
        {options.map((name) => (
          <option key={name} value={name}>
            {labels(name)}
          </option>
        ))}
      </select>
    </div>
  );
}
