import { required } from "../../../../engine/invariant/required.ts";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { partAt, placeInList } from "../../../views/edit/spec-path.ts";
import { isCompleteTerm } from "../../../views/form/complete.ts";
import type { Path } from "../../../views/form/model.ts";
import type { BodySpec, Labels, TermSpec } from "../../../views/spec.ts";
import { termType } from "../../../views/term-type.ts";
import type { TableColumn, RowMark, TableModel, TableRow } from "../../../views/table/model.ts";
import { Notice } from "../components/feedback.tsx";
import type { DeclarationView } from "../language/catalogue.ts";
import { useLanguage } from "../state/ask.ts";
import { useReaderLanguage } from "../state/reader-language.ts";
import { Write } from "./controls.tsx";
import { Views } from "./form-tab.tsx";
import { Called, ItemActions, MarkChips } from "./items.tsx";
import { ScoreForm } from "./score-form.tsx";
import { TableCell } from "./table-cell.tsx";
import { TermEditor } from "./term-editor.tsx";
import { useTermWords } from "./term-words.tsx";
import { useAuthoring } from "./use-authoring.tsx";
import { WitnessView } from "../components/witness-view.tsx";

/** The declaration as a decision table. */
export function TableTab({ tag }: { readonly tag: DeclarationView }): ReactNode {
  return (
    <Views tag={tag}>
      {({ form, table }) =>
        table === null ? null : form.spec.body.kind === "score" ? (
          <ScoreForm body={form.spec.body} />
        ) : (
          <>
            <Findings table={table} />
            <Decision table={table} />
          </>
        )
      }
    </Views>
  );
}

/** What the proofs found, each once, with the customer who shows it. */
function Findings({ table }: { readonly table: TableModel }): ReactNode {
  const { t } = useTranslation();
  const { act } = useAuthoring();
  const seen = new Set<string>();
  const found = table.rows
    .flatMap((row) => row.marks.map((mark) => ({ mark, name: nameOf(table, row) })))
    .filter(({ mark, name }) => {
      const key =
        mark.kind === "overlap"
          ? [name, mark.with].sort().join("\n")
          : `${mark.kind}\n${name}\n${mark.kind === "implied" ? mark.at : ""}`;
      return !seen.has(key) && seen.add(key) !== undefined;
    });
  const title = (mark: RowMark, row: string): string => {
    switch (mark.kind) {
      case "overlap":
        return t(mark.certain ? "table.overlap" : "table.mayOverlap", { row, other: mark.with });
      case "never":
        return t("table.never", { row });
      case "implied":
        return t("table.implied", { row });
    }
  };
  return (
    <>
      {found.map(({ mark, name }, index) => (
        <Notice
          key={index}
          tone={mark.kind === "overlap" && mark.certain ? "bad" : mark.kind === "implied" ? "info" : "warn"}
          title={title(mark, name)}
          actions={
            mark.kind === "overlap" && table.kind === "one of" ? (
              <button type="button" className="button small" onClick={() => void act({ do: "form", form: "first of" })}>
                {t("edit.form.first of")}
              </button>
            ) : mark.kind === "implied" ? (
              <button type="button" className="button small" onClick={() => void act({ do: "remove", at: mark.at })}>
                {t("edit.remove")}
              </button>
            ) : undefined
          }
        >
          {mark.kind === "overlap" && mark.witness !== undefined && (
            <div className="stack">
              <p>{t("table.overlapText")}</p>
              <WitnessView card={mark.witness} conflictOf={table.form.spec.name} />
            </div>
          )}
        </Notice>
      ))}
      {table.gap !== undefined && (
        <Notice tone="info" title={t("table.gap")}>
          <div className="stack">
            <p>{t("table.gapText")}</p>
            <WitnessView card={table.gap} />
          </div>
        </Notice>
      )}
    </>
  );
}

function nameOf({ form }: TableModel, { item }: TableRow): string {
  const value = partAt(form.spec, `${item}.value`);
  return typeof value === "string" ? value : item;
}

function Decision({ table }: { readonly table: TableModel }): ReactNode {
  const { t } = useTranslation();
  const { vocabulary } = useAuthoring();
  const headOf = useTermWords();
  // A column that nothing looks at yet.
  const [added, setAdded] = useState<readonly TermSpec[]>([]);
  const [begun, setBegun] = useState<TermSpec>();
  const known = new Set(table.columns.map(({ term }) => JSON.stringify(term)));
  const more: TableColumn[] = added
    .filter((term) => !known.has(JSON.stringify(term)))
    .map((term) => ({ key: JSON.stringify(term), term, type: termType(term, vocabulary) }));
  const columns = [...table.columns, ...more];
  const others = table.rows.some((row) => row.others.length > 0);
  const canAdd = table.kind !== "bands";
  const take = (term: TermSpec): void => {
    if (isCompleteTerm(term)) setAdded([...added, term]);
    setBegun(isCompleteTerm(term) ? undefined : term);
  };
  const conditions =
    table.form.spec.body.kind === "branches"
      ? table.form.spec.body.items.filter(({ when }) => when.kind !== "unknown" && when.kind !== "otherwise").length
      : "items" in table.form.spec.body
        ? table.form.spec.body.items.length
        : 0;
  return (
    <>
      <div className="card table-wrap" tabIndex={0} role="region" aria-label={t("table.label")}>
        <table className="table decision">
          <thead>
            <tr>
              <th scope="col">{t("table.taken")}</th>
              {columns.map((column) => (
                <th key={column.key} scope="col">
                  {headOf(column.term)}
                </th>
              ))}
              {others && <th scope="col">{t("table.others")}</th>}
              <th scope="col">
                <span className="visually-hidden">{t("edit.remove")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row, index) => (
              <Line
                key={`${index} of ${table.rows.length}`}
                table={table}
                row={row}
                columns={columns}
                others={others}
                alternative={table.rows[index - 1]?.item === row.item}
                count={conditions}
              />
            ))}
          </tbody>
        </table>
      </div>
      {canAdd &&
        (begun === undefined ? (
          <div className="row">
            <button type="button" className="button" onClick={() => setBegun({ kind: "reference", name: "" })}>
              {t("table.addColumn")}
            </button>
          </div>
        ) : (
          <div className="begun">
            <span className="label">{t("table.column")}</span>
            <TermEditor term={begun} event={undefined} onChange={take} />
            <div className="row">
              <button type="button" className="button small" onClick={() => setBegun(undefined)}>
                {t("cancel")}
              </button>
            </div>
          </div>
        ))}
    </>
  );
}

interface LineProps {
  readonly table: TableModel;
  readonly row: TableRow;
  readonly columns: readonly TableColumn[];
  readonly others: boolean;
  /** A further row of the branch above. */
  readonly alternative: boolean;
  readonly count: number;
}

function Line({ table, row, columns, others, alternative, count }: LineProps): ReactNode {
  const { t } = useTranslation();
  const { act } = useAuthoring();
  const { form } = table;
  const name = nameOf(table, row);
  const index = required(placeInList(row.item), `the place of ${row.item}`).index;
  const slot = form.slots[`${row.item}.value`];
  const bad = row.marks.some((mark) => mark.kind === "overlap" && mark.certain);
  const accepts = (text: string): boolean =>
    text.trim() !== "" && !(slot?.kind === "label" && slot.others.includes(text.trim().normalize("NFC")));
  return (
    <tr className={bad ? "marked-bad" : row.marks.length > 0 ? "marked-warn" : ""}>
      <th scope="row">
        {alternative ? (
          <span className="muted">{t("table.or")}</span>
        ) : (
          <div className="cell">
            <Write
              label={t(table.kind === "stages" ? "edit.stage" : "edit.branchValue")}
              value={name}
              accepts={accepts}
              onWrite={(value) => void act({ do: "set-value", at: `${row.item}.value`, value: value.trim() })}
            />
            {slot !== undefined && <Called value={name} labels={labelsOf(form.spec.body, index)} />}
            <span className="row">
              <MarkChips marks={row.marks} />
            </span>
          </div>
        )}
      </th>
      {row.kind === "condition" ? (
        columns.map((column, at) => (
          <td key={column.key}>
            <TableCell form={form} row={row} rowName={name} column={column} paths={row.cells[at] ?? []} />
          </td>
        ))
      ) : (
        <td colSpan={Math.max(1, columns.length)} className="muted">
          {t(`edit.${row.kind}`)}
        </td>
      )}
      {others && (
        <td>
          {row.others.map((path) => (
            <Said key={path} table={table} path={path} />
          ))}
        </td>
      )}
      <td>
        {!alternative && (
          <ItemActions at={row.item} name={name} index={index} count={count} fixed={row.kind !== "condition"} />
        )}
      </td>
    </tr>
  );
}

function labelsOf(body: BodySpec, index: number): Labels {
  return body.kind === "branches" || body.kind === "bands" ? (body.items[index]?.labels ?? {}) : {};
}

/** A condition that fits no column, in the reader's words. */
function Said({ table: { form }, path }: { readonly table: TableModel; readonly path: Path }): ReactNode {
  const language = useReaderLanguage();
  const { start, end } = required(form.spans[path], `the span of ${path}`);
  const { value } = useLanguage(`said ${form.file} ${start} ${end} ${language}`, (service) =>
    service.sentenceAt(form.file, start, end, language),
  );
  return <p className="small">{value ?? "…"}</p>;
}
