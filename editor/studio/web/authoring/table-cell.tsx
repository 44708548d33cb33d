import type { TFunction } from "i18next";
import { Plus, Settings2, Trash2 } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { isCondition, partAt } from "../../../views/edit/spec-path.ts";
import { questionsFor, withQuestion } from "../../../views/form/choices.ts";
import { isFilled } from "../../../views/form/complete.ts";
import type { FormModel, Path } from "../../../views/form/model.ts";
import { isTerm, termType } from "../../../views/term-type.ts";
import type { TermType } from "../../../views/vocabulary.ts";
import type { LiteralSpec, RowSpec, TestSpec } from "../../../views/spec.ts";
import type { TableColumn, TableRow } from "../../../views/table/model.ts";
import { Dialog } from "../components/dialog.tsx";
import { ActionMenu } from "./action-menu.tsx";
import { Row } from "./condition-editor.tsx";
import { Incomplete } from "./controls.tsx";
import { TestEditor } from "./row-editor.tsx";
import { useTermWords } from "./term-words.tsx";
import { useAuthoring, type AuthoringWords } from "./use-authoring.tsx";
import { ValueInput } from "./value-input.tsx";

interface CellProps {
  readonly form: FormModel;
  readonly row: TableRow;
  readonly rowName: string;
  readonly column: TableColumn;
  readonly paths: readonly Path[];
}

/** What a row asks of a column's value; all of it must hold. */
export function TableCell({ form, row, rowName, column, paths }: CellProps): ReactNode {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const head = useTermWords()(column.term);
  return (
    <div className="cell">
      {paths.map((path) => (
        <CellTest key={path} form={form} path={path} head={head} rowName={rowName} />
      ))}
      {adding && row.at !== undefined ? (
        <NewTest at={row.at} column={column} onDone={() => setAdding(false)} />
      ) : (
        paths.length === 0 &&
        (row.at === undefined ? (
          <span className="any">–</span>
        ) : (
          <button type="button" className="button small quiet any" onClick={() => setAdding(true)}>
            <Plus size={14} aria-hidden />
            {t("table.any")}
            <span className="visually-hidden">
              {" "}
              {rowName}: {t("table.add", { column: head })}
            </span>
          </button>
        ))
      )}
    </div>
  );
}

function CellTest({
  form,
  path,
  head,
  rowName,
}: {
  readonly form: FormModel;
  readonly path: Path;
  readonly head: string;
  readonly rowName: string;
}): ReactNode {
  const { t } = useTranslation();
  const { act, vocabulary, words } = useAuthoring();
  const [open, setOpen] = useState(false);
  const part = partAt(form.spec, path);
  const slot = form.slots[path];
  if (slot?.kind === "literal")
    return (
      <ValueInput
        value={slot.value}
        type={slot.type}
        label={`${rowName}: ${head}`}
        onChange={(to: LiteralSpec) => void act({ do: "set-operand", at: path, to })}
      />
    );
  if (!isCondition(part) || part.kind === "group" || part.kind === "not") return null;
  const set = (to: RowSpec): void => void act({ do: "set-condition", at: path, to, from: part });
  const simple = part.kind === "holds" || (part.kind === "test" && isSimple(part.test));
  const label = t("table.edit", { row: rowName, column: head });
  return (
    <span className="inline-controls" role="group" aria-label={`${rowName}: ${head}`}>
      {simple ? (
        <InlineTest row={part} onChange={set} />
      ) : (
        <button type="button" className="button small" onClick={() => setOpen(true)}>
          {shortWords(part, t, words, termType(part.kind === "test" ? part.left : { kind: "now" }, vocabulary))}
          <span className="visually-hidden"> {label}</span>
        </button>
      )}
      <ActionMenu
        label={t("edit.more", { what: `${rowName}, ${head}` })}
        actions={[
          { icon: Settings2, text: t("edit.change"), onPress: () => setOpen(true) },
          { icon: Trash2, text: t("edit.remove"), onPress: () => void act({ do: "remove", at: path }) },
        ]}
      />
      {open && (
        <Dialog wide title={label} onClose={() => setOpen(false)}>
          <div className="authoring">
            <Row row={part} event={undefined} onChange={set} />
          </div>
        </Dialog>
      )}
    </span>
  );
}

/** Tests of one fixed value stand in the cell; others open. */
function isSimple(test: TestSpec): boolean {
  switch (test.kind) {
    case "compare":
    case "is":
    case "rank":
    case "text-test":
      return !isTerm(test.right);
    case "known":
    case "unknown":
      return true;
    case "between":
      return !isTerm(test.from) && !isTerm(test.to);
    case "one-of":
    case "in-list":
      return false;
  }
}

function shortWords(row: RowSpec, t: TFunction, words: AuthoringWords, type: TermType | undefined): string {
  switch (row.kind) {
    case "did":
      return row.negated
        ? t("edit.didNot")
        : row.atLeast?.kind === "number"
          ? `${t("edit.atLeastTimes")} ${row.atLeast.text} ${t("edit.times")}`
          : t("edit.once");
    case "did-sequence":
      return row.negated ? t("edit.didNot") : t("edit.did");
    case "test": {
      const { test } = row;
      const not = row.negated ? `${t("edit.notRow")} ` : "";
      if (test.kind === "one-of")
        return `${not}${t(test.negated ? "q.none of" : "q.one of")} ${test.values.map((value) => (value.kind === "choice" ? words.value(type, value.value) : value.kind === "string" ? value.value : "text" in value ? value.text : "…")).join(t("list.comma"))}`;
      if (test.kind === "in-list")
        return `${not}${t(test.negated ? "q.not in list" : "q.in list")} ${words.list(test.list)}`;
      return `${not}…`;
    }
    case "holds":
    case "text":
      return "…";
  }
}

type Tested = Extract<RowSpec, { kind: "test" | "holds" }>;

/** A test in its cell. While a change is incomplete the rule keeps it as it was. */
function InlineTest({ row, onChange }: { readonly row: Tested; readonly onChange: (row: RowSpec) => void }): ReactNode {
  const [draft, setDraft] = useState<Tested>();
  const given = JSON.stringify(row);
  useEffect(() => setDraft(undefined), [given]);
  const shown = draft ?? row;
  const change = (next: RowSpec): void => {
    if (next.kind !== "test" && next.kind !== "holds") return;
    setDraft(next);
    if (isFilled(next)) onChange(next);
  };
  return (
    <span>
      <TestEditor short row={shown} event={undefined} onChange={change} />
      {!isFilled(shown) && <Incomplete />}
    </span>
  );
}

function NewTest({
  at,
  column,
  onDone,
}: {
  readonly at: Path;
  readonly column: TableColumn;
  readonly onDone: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const { act } = useAuthoring();
  const begun = withQuestion(column.term, questionsFor(column.type)[0] ?? "known", column.type);
  const [draft, setDraft] = useState<RowSpec>(begun);
  const ready = isFilled(draft);
  const add = async (): Promise<void> => {
    if (await act({ do: "add-condition", at, join: "all", condition: draft })) onDone();
  };
  return (
    <div className="begun">
      {(draft.kind === "test" || draft.kind === "holds") && (
        <TestEditor short row={draft} event={undefined} onChange={setDraft} />
      )}
      <div className="row">
        <button type="button" className="button small primary" disabled={!ready} onClick={() => void add()}>
          {t("edit.add")}
        </button>
        <button type="button" className="button small" onClick={onDone}>
          {t("cancel")}
        </button>
      </div>
    </div>
  );
}
