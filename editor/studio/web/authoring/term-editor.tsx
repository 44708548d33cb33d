import { ArrowLeftRight, Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { timeParts } from "../../../../grammar/tree/expression.ts";
import { withPart } from "../../../views/edit/spec-path.ts";
import { emptyLiteral } from "../../../views/form/choices.ts";
import type { OperandSpec, TermSpec } from "../../../views/spec.ts";
import { isTerm, termType, type Readable } from "../../../views/term-type.ts";
import type { TermType } from "../../../views/vocabulary.ts";
import { IconButton, Pick, Write } from "./controls.tsx";
import { EventPick } from "./event-pick.tsx";
import { Filter } from "./filter.tsx";
import { MeasureEditor } from "./measure-editor.tsx";
import { SequenceEditor } from "./sequence-editor.tsx";
import { SubjectPick } from "./subject-pick.tsx";
import { subjectOf, termFor } from "./subject.ts";
import { useAuthoring } from "./use-authoring.tsx";
import { DurationInput, exactUnits, UnitPick, ValueInput } from "./value-input.tsx";
import { WindowInput } from "./window-input.tsx";

interface TermProps {
  readonly term: TermSpec;
  readonly event: string | undefined;
  readonly onChange: (term: TermSpec) => void;
  /** Fields and tags only. */
  readonly only?: (readable: Readable) => boolean;
  readonly label?: string;
}

/** A value: what it is about, and the controls of what is worked out. */
export function TermEditor({ term, event, onChange, only, label }: TermProps): ReactNode {
  return (
    <span className="inline-controls">
      <SubjectPick
        subject={subjectOf(term)}
        event={event}
        only={only}
        {...(label === undefined ? {} : { label })}
        onPick={(subject) => onChange(termFor(subject, term))}
      />
      <TermDetails term={term} event={event} onChange={onChange} />
    </span>
  );
}

/** The controls behind the subject. */
export function TermDetails({ term, event, onChange }: Omit<TermProps, "only" | "label">): ReactNode {
  const { t } = useTranslation();
  const { vocabulary } = useAuthoring();
  switch (term.kind) {
    case "reference":
    case "now":
    case "today":
      return null;
    case "text":
      return (
        <Write
          label={t("edit.source")}
          value={term.source}
          size={Math.min(60, Math.max(12, term.source.length))}
          onWrite={(source) => onChange({ kind: "text", source })}
        />
      );
    case "measure":
      return <MeasureEditor term={term} onChange={onChange} />;
    case "share":
      return (
        <>
          <EventPick
            value={term.event}
            onPick={(name) =>
              onChange({ kind: "share", event: name, where: { kind: "group", join: "all", items: [] } })
            }
          />
          <Filter
            label={t("edit.shareWhere")}
            where={term.where}
            event={term.event}
            removable={false}
            onChange={(where) => onChange({ ...term, where: where ?? { kind: "group", join: "all", items: [] } })}
          />
          {term.among !== undefined && (
            <Filter
              label={t("edit.among")}
              where={term.among.where}
              event={term.among.event}
              onChange={(where) =>
                onChange(
                  withPart(term, "among", () => (where === undefined ? undefined : { event: term.event, where })),
                )
              }
            />
          )}
          <WindowInput window={term.window} onChange={(window) => onChange(withPart(term, "window", () => window))} />
        </>
      );
    case "sequence":
      return (
        <SequenceEditor sequence={term.sequence} onChange={(sequence) => onChange({ kind: "sequence", sequence })} />
      );
    case "elapsed":
      return (
        <>
          <UnitPick
            unit={term.unit}
            {...(term.direction === "until" ? { units: exactUnits } : {})}
            onPick={(unit) => onChange({ ...term, unit })}
          />
          <Pick
            label={t("edit.sinceUntil")}
            value={term.direction}
            options={[
              { value: "since", text: t("edit.since") },
              { value: "until", text: t("edit.until") },
            ]}
            onPick={(direction) => onChange({ ...term, direction: direction === "until" ? "until" : "since" })}
          />
          <TermEditor term={term.of} event={event} onChange={(of) => onChange({ ...term, of })} />
        </>
      );
    case "anniversary":
      return (
        <TermEditor
          term={term.of}
          event={event}
          only={({ type }) => type?.value.kind === "date"}
          onChange={(of) => onChange({ ...term, of })}
        />
      );
    case "time-part":
      return subjectOf(term) !== "time-part" ? null : (
        <>
          <Pick
            label={t("edit.part")}
            value={term.part}
            options={timeParts.map((part) => ({ value: part, text: t(`edit.part.${part}`) }))}
            onPick={(picked) => onChange({ ...term, part: timeParts.find((part) => part === picked) ?? term.part })}
          />
          <TermEditor
            term={term.of}
            event={event}
            only={({ type }) => type?.value.kind === "date" || type?.value.kind === "time"}
            onChange={(of) => onChange({ ...term, of })}
          />
        </>
      );
    case "as-of":
      return (
        <>
          <TermEditor
            term={term.of}
            event={event}
            only={({ source }) => source === "tag" || source === "lifecycle" || source === "segment"}
            onChange={(of) => onChange({ ...term, of })}
          />
          <DurationInput
            amount={term.amount}
            unit={term.unit}
            onChange={(amount, unit) => onChange({ ...term, amount, unit })}
          />
          <span>{t("edit.ago")}</span>
        </>
      );
    case "if-unknown": {
      const type = termType(term.of, vocabulary, event);
      return (
        <>
          <TermEditor
            term={term.of}
            event={event}
            onChange={(of) =>
              onChange({
                ...term,
                of,
                fallback: isTerm(term.fallback) ? term.fallback : emptyLiteral(termType(of, vocabulary, event)),
              })
            }
          />
          <span>{t("edit.ifUnknown")}</span>
          <OperandEditor
            operand={term.fallback}
            type={type}
            event={event}
            onChange={(fallback) => onChange({ ...term, fallback })}
          />
        </>
      );
    }
    case "arithmetic":
      return <Arithmetic term={term} event={event} onChange={onChange} />;
  }
}

function Arithmetic({
  term,
  event,
  onChange,
}: {
  readonly term: Extract<TermSpec, { kind: "arithmetic" }>;
  readonly event: string | undefined;
  readonly onChange: (term: TermSpec) => void;
}): ReactNode {
  const { t } = useTranslation();
  const sums = term.rest.every(({ operator }) => operator === "+" || operator === "-");
  const operators =
    term.rest.length === 1 ? (["+", "-", "*", "/"] as const) : sums ? (["+", "-"] as const) : (["*", "/"] as const);
  const set = (index: number, change: Partial<(typeof term.rest)[number]>): void =>
    onChange({ ...term, rest: term.rest.map((step, at) => (at === index ? { ...step, ...change } : step)) });
  return (
    <span className="inline-controls calculation">
      <OperandEditor
        operand={term.first}
        type={undefined}
        event={event}
        onChange={(first) => onChange({ ...term, first })}
      />
      {term.rest.map((step, index) => (
        <span key={index} className="inline-controls">
          <Pick
            label={t("edit.operator")}
            value={step.operator}
            options={operators.map((operator) => ({ value: operator, text: t(`op.${operator}`) }))}
            onPick={(operator) => set(index, { operator: operators.find((one) => one === operator) ?? step.operator })}
          />
          <OperandEditor
            operand={step.operand}
            type={undefined}
            event={event}
            onChange={(operand) => set(index, { operand })}
          />
          {term.rest.length > 1 && (
            <IconButton
              icon={X}
              label={t("edit.remove")}
              onPress={() => onChange({ ...term, rest: term.rest.toSpliced(index, 1) })}
            />
          )}
        </span>
      ))}
      <IconButton
        icon={Plus}
        label={t("edit.addTerm")}
        onPress={() =>
          onChange({
            ...term,
            rest: [...term.rest, { operator: sums ? "+" : "*", operand: { kind: "number", text: "" } }],
          })
        }
      />
    </span>
  );
}

/** The other side of a comparison: a fixed value, or a field or tag. */
export function OperandEditor({
  operand,
  type,
  event,
  label,
  short = false,
  onChange,
}: {
  readonly operand: OperandSpec;
  readonly type: TermType | undefined;
  readonly event: string | undefined;
  readonly label?: string;
  readonly short?: boolean;
  readonly onChange: (operand: OperandSpec) => void;
}): ReactNode {
  const { t } = useTranslation();
  const named = label === undefined ? {} : { label };
  return (
    <span className="inline-controls">
      {isTerm(operand) ? (
        <TermEditor term={operand} event={event} onChange={onChange} {...named} />
      ) : (
        <ValueInput value={operand} type={type} onChange={onChange} {...named} />
      )}
      {isTerm(operand) ? (
        <IconButton icon={ArrowLeftRight} label={t("edit.compareValue")} onPress={() => onChange(emptyLiteral(type))} />
      ) : (
        !short &&
        operand.kind !== "choice" &&
        operand.kind !== "boolean" && (
          <IconButton
            icon={ArrowLeftRight}
            label={t("edit.compareTerm")}
            onPress={() => onChange({ kind: "reference", name: "" })}
          />
        )
      )}
    </span>
  );
}
