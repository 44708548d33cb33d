import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FileChoice, FileLook } from "../../api/bringing.ts";
import { Notice } from "../components/feedback.tsx";
import { useDictionary } from "../state/catalogue.tsx";
import type { BroughtFile } from "../state/bringing.ts";
import { useFormats } from "../state/format.ts";
import { meaningsOf, parentsOf, withColumn, withKind } from "./choices.ts";
import { ColumnRow } from "./column-row.tsx";
import { SelectField, TextField } from "./labelled.tsx";

/** A file that is brought: what it holds, what its columns are, and what becomes of its first rows. */
export function FileCard({
  file: { choice, proposal },
  all,
  sources,
  look,
  onChange,
  onRemove,
}: {
  readonly file: BroughtFile;
  readonly all: readonly FileChoice[];
  /** The sources that there are. */
  readonly sources: readonly string[];
  readonly look: FileLook | undefined;
  readonly onChange: (choice: FileChoice) => void;
  readonly onRemove: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const formats = useFormats();
  const id = useId();
  const isNew = choice.how === "new";
  const record = choice.kind === "profile" ? (words.profile ?? "") : choice.record;
  const known = new Set(words.fields.filter((field) => field.record === record).map(({ name }) => name));
  const tables = [
    ...words.declarations.filter(({ kind }) => kind === "table").map(({ name }) => name),
    ...all.filter(({ kind, how }) => kind === "table" && how === "new").map((other) => other.record),
  ].filter((name, index, names) => names.indexOf(name) === index && name !== choice.record);
  const parents = parentsOf(all, choice.upload);
  const kinds: readonly FileChoice["kind"][] = [
    "profile",
    "event",
    ...(choice.types.length > 0 ? (["events"] as const) : []),
    ...(parents.length > 0 || choice.kind === "part" ? (["part"] as const) : []),
    "table",
  ];
  const places = ["new", ...proposal.fits.flatMap((name) => [`add ${name}`, `replace ${name}`])];
  const isLine = choice.columns.some(({ meaning }) => meaning === "line");
  return (
    <section className="card stack" aria-labelledby={id}>
      <div className="row">
        <h3 id={id} className="grow">
          {t("import.preview", { file: proposal.file, rows: formats.count(proposal.rows) })}
        </h3>
        <button type="button" className="button small quiet" onClick={onRemove}>
          {t("bring.without")}
        </button>
      </div>
      {proposal.notes.length > 0 && (
        <ul className="plain muted" aria-label={t("import.notes")}>
          {proposal.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <div className="grid-3">
        {places.length > 1 && (
          <SelectField
            label={t("bring.how")}
            value={isNew ? "new" : `${choice.how} ${choice.source}`}
            options={places}
            words={(place) =>
              place === "new"
                ? t("bring.how.new")
                : place.startsWith("add ")
                  ? t("bring.how.add", { source: place.slice(4) })
                  : t("bring.how.replace", { source: place.slice(8) })
            }
            onChange={(place) =>
              onChange(
                place === "new"
                  ? { ...choice, how: "new", source: freeName(proposal.choice.source, sources) }
                  : place.startsWith("add ")
                    ? { ...choice, how: "add", source: place.slice(4) }
                    : { ...choice, how: "replace", source: place.slice(8) },
              )
            }
          />
        )}
        {isNew && (
          <>
            <SelectField
              label={t("import.what")}
              value={choice.kind}
              options={kinds}
              words={(kind) => t(`import.is.${kind}`)}
              onChange={(kind) => onChange(withKind(choice, kind, proposal))}
            />
            <TextField
              label={t("import.source")}
              value={choice.source}
              onChange={(source) => onChange({ ...choice, source })}
            />
            {(choice.kind === "event" || choice.kind === "part" || choice.kind === "table") && (
              <TextField
                label={t(`bring.${choice.kind}`)}
                value={choice.record}
                options={words.declarations
                  .filter(({ kind }) => kind === (choice.kind === "part" ? "event" : choice.kind))
                  .map(({ name }) => name)}
                onChange={(name) => onChange({ ...choice, record: name })}
              />
            )}
            {isLine && (
              <SelectField
                label={t("bring.lineOf")}
                value={choice.join?.source ?? ""}
                options={[
                  ...new Set([
                    ...parents.map(({ source }) => source),
                    ...(choice.join === null ? [] : [choice.join.source]),
                  ]),
                ]}
                words={(source) => source}
                onChange={(source) =>
                  onChange({ ...choice, join: parents.find((parent) => parent.source === source) ?? choice.join })
                }
              />
            )}
          </>
        )}
      </div>
      {look?.problem !== undefined && look.problem !== null && <Notice title={look.problem} />}
      {isNew ? (
        <div
          className="table-wrap"
          tabIndex={0}
          role="region"
          aria-label={t("bring.columnsOf", { file: proposal.file })}
        >
          <table className="table columns">
            <thead>
              <tr>
                <th scope="col">{t("import.column")}</th>
                <th scope="col">{t("bring.meaning")}</th>
                <th scope="col">{t("bring.field")}</th>
                <th scope="col">{t("bring.type")}</th>
                <th scope="col">{t("bring.personal")}</th>
                <th scope="col">{t("bring.why")}</th>
              </tr>
            </thead>
            <tbody>
              {choice.columns.map((column, index) => (
                <ColumnRow
                  key={column.column}
                  choice={column}
                  proposal={proposal.columns[index]}
                  meanings={meaningsOf(choice.kind)}
                  tables={tables}
                  isPart={choice.kind === "part"}
                  fields={known}
                  cells={(look?.sample ?? []).flatMap((row) => row[index] ?? [])}
                  look={look?.columns.find((one) => one.column === column.column)}
                  onChange={(change) => {
                    const changed = withColumn(choice, column.column, change);
                    const [parent] = parents;
                    onChange(
                      change.meaning === "line" && changed.join === null && parent !== undefined
                        ? { ...changed, join: parent }
                        : changed,
                    );
                  }}
                />
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <p className="muted">{t("bring.asThere", { source: choice.source })}</p>
      )}
      {isNew && proposal.choice.worked !== null && (choice.kind === "event" || choice.kind === "part") && (
        <div className="row">
          <label className="check">
            <input
              type="checkbox"
              checked={choice.worked !== null}
              onChange={(event) =>
                onChange({ ...choice, worked: event.target.checked ? proposal.choice.worked : null })
              }
            />
            {t("bring.worked", { price: proposal.choice.worked.price, quantity: proposal.choice.worked.quantity })}
          </label>
          {choice.worked !== null && (
            <TextField
              label={t("bring.workedName")}
              hidden
              value={choice.worked.field}
              onChange={(field) => {
                if (choice.worked !== null) onChange({ ...choice, worked: { ...choice.worked, field } });
              }}
            />
          )}
        </div>
      )}
      {look !== undefined && look.problem === null && look.rows > 0 && (
        <p role="status" className={look.rejected === 0 ? "muted" : "wrong"}>
          {t(look.partly ? "bring.looksPartly" : "bring.looks", {
            rejected: formats.count(look.rejected),
            rows: formats.count(look.rows),
          })}
        </p>
      )}
    </section>
  );
}

function freeName(name: string, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}_${number}`;
    if (!taken.includes(candidate)) return candidate;
  }
}
