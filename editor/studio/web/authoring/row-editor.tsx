import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { withPart } from "../../../views/edit/spec-path.ts";
import { questionOf, questionsFor, withQuestion, type Question } from "../../../views/form/choices.ts";
import type { RowSpec, TermSpec, TestSpec } from "../../../views/spec.ts";
import { isTerm, termType } from "../../../views/term-type.ts";
import { Pick, Write } from "./controls.tsx";
import { SequenceEditor } from "./sequence-editor.tsx";
import { emptySequence, offered, subjectOf, termFor } from "./subject.ts";
import { EventPick } from "./event-pick.tsx";
import { Filter } from "./filter.tsx";
import { SubjectPick } from "./subject-pick.tsx";
import { OperandEditor, TermDetails } from "./term-editor.tsx";
import { useAuthoring } from "./use-authoring.tsx";
import { ValuesInput } from "./value-input.tsx";
import { WindowInput } from "./window-input.tsx";

interface RowProps {
  readonly row: RowSpec;
  readonly event: string | undefined;
  readonly onChange: (row: RowSpec) => void;
}

/** A row that asks nothing yet: mostly it is about what the customer did. */
export function emptyRow(owner: Parameters<typeof offered>[0], event: string | undefined): RowSpec {
  return offered(owner, event).includes("measure")
    ? { kind: "did", negated: false, event: "" }
    : { kind: "holds", negated: false, left: { kind: "reference", name: "" } };
}

/** One line of a condition. What it says may be incomplete in between. */
export function RowEditor({ row, event, onChange }: RowProps): ReactNode {
  const { t } = useTranslation();
  const { vocabulary, owner } = useAuthoring();
  const counts = offered(owner, event).includes("measure");
  const more = counts
    ? [
        { value: "did", text: t("edit.subject.did") },
        { value: "did-sequence", text: t("edit.subject.did-sequence") },
      ]
    : [];
  const pick = (subject: string): void => {
    if (subject === "did") return onChange({ kind: "did", negated: false, event: "" });
    if (subject === "did-sequence") return onChange({ kind: "did-sequence", negated: false, sequence: emptySequence });
    return onChange(about(termFor(subject, "left" in row ? row.left : undefined)));
  };
  const about = (left: TermSpec): RowSpec => {
    const type = termType(left, vocabulary, event);
    const questions = questionsFor(type);
    const asked = questionOf(row);
    return withQuestion(
      left,
      asked !== undefined && questions.includes(asked) ? asked : (questions[0] ?? "known"),
      type,
      row,
    );
  };
  const subject =
    row.kind === "did" || row.kind === "did-sequence" || row.kind === "text" ? row.kind : subjectOf(row.left);
  return (
    <div className="inline-controls rule-row">
      <SubjectPick subject={subject} event={event} more={more} onPick={pick} />
      <RowDetails row={row} event={event} onChange={onChange} onTerm={(left) => onChange(about(left))} />
    </div>
  );
}

function RowDetails({
  row,
  event,
  onChange,
  onTerm,
}: RowProps & { readonly onTerm: (left: TermSpec) => void }): ReactNode {
  const { t } = useTranslation();
  switch (row.kind) {
    case "text":
      return (
        <Write
          label={t("edit.source")}
          value={row.source}
          size={Math.min(60, Math.max(20, row.source.length))}
          onWrite={(source) => onChange({ kind: "text", source })}
        />
      );
    case "did":
      return <Did row={row} onChange={onChange} />;
    case "did-sequence":
      return (
        <>
          <DidPick negated={row.negated} onPick={(negated) => onChange({ ...row, negated })} />
          <SequenceEditor sequence={row.sequence} onChange={(sequence) => onChange({ ...row, sequence })} />
        </>
      );
    case "test":
    case "holds":
      return (
        <>
          <TermDetails term={row.left} event={event} onChange={onTerm} />
          {subjectOf(row.left) !== "" && <TestEditor row={row} event={event} onChange={onChange} />}
        </>
      );
  }
}

function DidPick({
  negated,
  onPick,
}: {
  readonly negated: boolean;
  readonly onPick: (negated: boolean) => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <Pick
      label={t("edit.didOrNot")}
      value={negated ? "not" : "did"}
      options={[
        { value: "did", text: t("edit.did") },
        { value: "not", text: t("edit.didNot") },
      ]}
      onPick={(value) => onPick(value === "not")}
    />
  );
}

function Did({
  row,
  onChange,
}: {
  readonly row: Extract<RowSpec, { kind: "did" }>;
  readonly onChange: (row: RowSpec) => void;
}): ReactNode {
  const { t } = useTranslation();
  const times = row.atLeast?.kind === "number" ? row.atLeast.text : undefined;
  return (
    <>
      <DidPick negated={row.negated} onPick={(negated) => onChange({ ...row, negated })} />
      <EventPick
        value={row.event}
        onPick={(event) => onChange(withPart({ ...row, event }, "where", () => undefined))}
      />
      <Pick
        label={t("edit.times")}
        value={times === undefined ? "once" : "times"}
        options={[
          { value: "once", text: t("edit.once") },
          { value: "times", text: t("edit.atLeastTimes") },
        ]}
        onPick={(value) =>
          onChange(withPart(row, "atLeast", () => (value === "once" ? undefined : { kind: "number", text: "2" })))
        }
      />
      {times !== undefined && (
        <>
          <Write
            kind="number"
            label={t("edit.timesLabel")}
            value={times}
            accepts={(text) => /^[1-9]\d{0,8}$/.test(text.trim())}
            onWrite={(text) => onChange({ ...row, atLeast: { kind: "number", text: text.trim() } })}
          />
          <span>{t("edit.times")}</span>
        </>
      )}
      <WindowInput window={row.window} onChange={(window) => onChange(withPart(row, "window", () => window))} />
      <Filter where={row.where} event={row.event} onChange={(where) => onChange(withPart(row, "where", () => where))} />
    </>
  );
}

type Tested = Extract<RowSpec, { kind: "test" | "holds" }>;
const dateWords = {
  "at least": "qd.at least",
  "at most": "qd.at most",
  "more than": "qd.more than",
  "less than": "qd.less than",
} as const;

/** What is asked of a value, and what it is compared with. */
export function TestEditor({
  row,
  event,
  short = false,
  onChange,
}: {
  readonly row: Tested;
  readonly event: string | undefined;
  readonly short?: boolean;
  readonly onChange: (row: RowSpec) => void;
}): ReactNode {
  const { t } = useTranslation();
  const { vocabulary } = useAuthoring();
  const type = termType(row.left, vocabulary, event);
  const dated = type?.value.kind === "date" || type?.value.kind === "time";
  const questions = questionsFor(type);
  const asked = questionOf(row) ?? "known";
  const shown = questions.includes(asked) ? questions : [...questions, asked];
  const signed =
    short &&
    type !== undefined &&
    ["integer", "number", "decimal", "date", "time", "duration"].includes(type.value.kind);
  const text = (question: Question): string =>
    signed && isSigned(question)
      ? signs[question]
      : dated &&
          (question === "at least" || question === "at most" || question === "more than" || question === "less than")
        ? t(dateWords[question])
        : t(`q.${question}`);
  return (
    <span className={`inline-controls ${signed && isSigned(asked) ? "signed" : ""}`}>
      {row.kind === "test" && row.negated && <span className="chip warn">{t("edit.notRow")}</span>}
      <Pick
        label={t("edit.question")}
        value={asked}
        options={shown.map((question) => ({ value: question, text: text(question) }))}
        onPick={(picked) =>
          onChange(withQuestion(row.left, shown.find((question) => question === picked) ?? asked, type, row))
        }
      />
      {row.kind === "test" && (
        <TestOperands
          test={row.test}
          row={row}
          event={event}
          short={short}
          onChange={(test) => onChange({ ...row, test })}
        />
      )}
    </span>
  );
}

/** In a table, where there is little room. */
const signs = { "at least": "≥", "at most": "≤", "more than": ">", "less than": "<", is: "=", "is not": "≠" } as const;
const isSigned = (question: Question): question is keyof typeof signs => Object.hasOwn(signs, question);

interface OperandsProps {
  readonly test: TestSpec;
  readonly row: Tested;
  readonly event: string | undefined;
  /** Without the way to compare with another field or tag. */
  readonly short: boolean;
  readonly onChange: (test: TestSpec) => void;
}

function TestOperands({ test, row, event, short, onChange }: OperandsProps): ReactNode {
  const { t } = useTranslation();
  const { vocabulary, words } = useAuthoring();
  const type = termType(row.left, vocabulary, event);
  const caseless =
    !short && "ignoringCase" in test && type?.value.kind === "text" ? (
      <label className="check small">
        <input
          type="checkbox"
          checked={test.ignoringCase}
          onChange={(change) => onChange({ ...test, ignoringCase: change.target.checked })}
        />
        {t("edit.ignoreCase")}
      </label>
    ) : null;
  switch (test.kind) {
    case "known":
    case "unknown":
      return null;
    case "compare":
      return (
        <OperandEditor
          operand={test.right}
          type={type}
          event={event}
          short={short}
          onChange={(right) => onChange({ ...test, right })}
        />
      );
    case "is":
    case "text-test":
      return (
        <>
          <OperandEditor
            operand={test.right}
            type={type}
            event={event}
            short={short}
            onChange={(right) => onChange({ ...test, right })}
          />
          {caseless}
        </>
      );
    case "rank":
      return (
        <OperandEditor
          operand={test.right}
          type={type}
          event={event}
          short={short}
          onChange={(right) => onChange({ ...test, right })}
        />
      );
    case "between":
      return (
        <>
          <OperandEditor
            operand={test.from}
            type={type}
            event={event}
            short={short}
            label={`${t("edit.value")} 1`}
            onChange={(from) => onChange({ ...test, from })}
          />
          <span>{t("edit.and")}</span>
          <OperandEditor
            operand={test.to}
            type={type}
            event={event}
            short={short}
            label={`${t("edit.value")} 2`}
            onChange={(to) => onChange({ ...test, to })}
          />
        </>
      );
    case "one-of":
      return (
        <>
          <ValuesInput
            values={test.values.filter((value) => !isTerm(value))}
            type={type}
            onChange={(values) => onChange({ ...test, values })}
          />
          {caseless}
        </>
      );
    case "in-list":
      return (
        <>
          <Pick
            label={t("edit.list")}
            value={test.list}
            empty={t("edit.chooseList")}
            options={vocabulary.lists.map(({ name }) => ({ value: name, text: words.list(name) }))}
            onPick={(list) => onChange({ ...test, list })}
          />
          {caseless}
        </>
      );
  }
}
