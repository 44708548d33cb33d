import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnChoice, FieldKind, FileLook, FileProposal, Meaning } from "../../api/bringing.ts";
import { chooseable, isDated, isField, isNumber } from "./choices.ts";
import { SelectField, TextField } from "./labelled.tsx";

/** Formats that are often met, beside those in which all cells can be read. */
const FORMATS = [
  "dd/MM/yyyy HH:mm",
  "MM/dd/yyyy HH:mm",
  "dd/MM/yyyy",
  "MM/dd/yyyy",
  "dd.MM.yyyy",
  "yyyy/MM/dd",
  "yyyyMMdd",
  "epoch seconds",
  "epoch milliseconds",
  "excel",
];
const SIGNS = ["1234.5", "1234,5", "1,234.5", "1.234,5", "1 234,5", "1 234.5", "1'234.5"] as const;
type Sign = (typeof SIGNS)[number];

const signOf = ({ decimal, thousands }: ColumnChoice): Sign =>
  SIGNS.find((sign) => sign === `1${thousands ?? ""}234${decimal}5`) ?? "1234.5";

function signsIn(sign: Sign): Pick<ColumnChoice, "decimal" | "thousands"> {
  const thousands = [".", ",", " ", "'"].find((one) => sign[1] === one);
  return {
    decimal: sign.at(-2) === "," ? "," : ".",
    thousands: thousands === "." || thousands === "," || thousands === " " || thousands === "'" ? thousands : null,
  };
}

/** One column of a file: what it is for, how it is read, and what that gives. */
export function ColumnRow({
  choice,
  proposal,
  meanings,
  tables,
  isPart,
  fields,
  cells,
  look,
  onChange,
}: {
  readonly choice: ColumnChoice;
  readonly proposal: FileProposal["columns"][number] | undefined;
  readonly meanings: readonly Meaning[];
  /** Tables whose rows a column may name. */
  readonly tables: readonly string[];
  /** Whether the rows are parts: what names their event is no field of theirs. */
  readonly isPart: boolean;
  /** Fields that the rules have already: their types are as the rules say. */
  readonly fields: ReadonlySet<string>;
  /** Its first cells, as they are read. */
  readonly cells: readonly { readonly text: string; readonly ok: boolean }[];
  readonly look: FileLook["columns"][number] | undefined;
  readonly onChange: (change: Partial<ColumnChoice>) => void;
}): ReactNode {
  const { t } = useTranslation();
  const { column } = choice;
  const hasField = isField(choice.meaning, isPart ? "part" : undefined);
  const named = (what: string): string => `${column}: ${what}`;
  const sign = signOf(choice);
  const kinds = [
    ...chooseable,
    ...(choice.kind === "other" ? (["other"] as const) : []),
    ...tables.map((table) => `row ${table}` as const),
  ];
  const kind = choice.kind === "row" ? (`row ${choice.table ?? ""}` as const) : choice.kind;
  return (
    <tr className={choice.meaning === "out" ? "muted" : ""}>
      <th scope="row">
        {column}
        <ul className="cells muted" aria-label={named(t("bring.cells"))}>
          {cells.slice(0, 3).map(({ text, ok }, index) => (
            <li key={index} className={ok ? "" : "wrong"}>
              {text === "" ? "–" : text}
            </li>
          ))}
        </ul>
      </th>
      <td>
        <SelectField
          label={named(t("bring.meaning"))}
          hidden
          value={choice.meaning}
          options={meanings}
          words={(meaning) => t(`bring.is.${meaning}`)}
          onChange={(meaning) => onChange({ meaning })}
        />
      </td>
      <td>
        {hasField && (
          <TextField
            label={named(t("bring.field"))}
            hidden
            value={choice.field}
            options={[...fields]}
            onChange={(field) => onChange({ field })}
          />
        )}
        {choice.meaning === "key" && (
          <TextField
            label={named(t("bring.field"))}
            hidden
            value={choice.field}
            onChange={(field) => onChange({ field })}
          />
        )}
      </td>
      <td>
        <div className="stack">
          {hasField && (
            <SelectField
              label={named(t("bring.type"))}
              hidden
              value={kind}
              options={kinds}
              disabled={fields.has(choice.field)}
              words={(one) =>
                one.startsWith("row ")
                  ? t("bring.type.row", { table: one.slice(4) })
                  : t(`bring.type.${one as Exclude<FieldKind, "row">}`)
              }
              onChange={(one) =>
                onChange(
                  one.startsWith("row ")
                    ? { kind: "row", table: one.slice(4) }
                    : { kind: chooseable.find((plain) => plain === one) ?? choice.kind, table: null },
                )
              }
            />
          )}
          {isDated(choice) &&
            (proposal?.open === true ? (
              <SelectField
                label={t("bring.dates")}
                value={proposal.formats.find((format) => format === choice.format) ?? ""}
                options={proposal.formats}
                words={(format) => t(format.startsWith("d") ? "import.dayFirst" : "import.monthFirst")}
                onChange={(format) => onChange({ format })}
              />
            ) : (
              <TextField
                label={t("bring.format")}
                value={choice.format ?? ""}
                options={[...new Set([...(proposal?.formats ?? []), ...FORMATS])]}
                onChange={(format) => onChange({ format: format.trim() === "" ? null : format })}
              />
            ))}
          {hasField &&
            isNumber(choice) &&
            (choice.kind !== "integer" || sign !== "1234.5" || (look?.bad.length ?? 0) > 0) && (
              <SelectField
                label={t("bring.number")}
                value={sign}
                options={SIGNS}
                words={(sign) => sign}
                onChange={(sign) => onChange(signsIn(sign))}
              />
            )}
        </div>
      </td>
      <td>
        {hasField && (
          <input
            type="checkbox"
            aria-label={named(t("bring.personal"))}
            checked={choice.personal}
            onChange={(event) => onChange({ personal: event.target.checked })}
          />
        )}
      </td>
      <td>
        <ul className="plain">
          {(look?.bad ?? []).map(({ reason, count, examples }) => (
            <li key={reason} className="wrong">
              {t("bring.bad", {
                count,
                reason,
                examples: examples
                  .map(({ line, cell }) => t("bring.example", { line, cell: cell === "" ? "–" : cell }))
                  .join(t("list.comma")),
              })}
            </li>
          ))}
          {(proposal?.why ?? []).map((why) => (
            <li key={why} className="muted">
              {why}
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}
