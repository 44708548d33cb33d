import { ArrowLeftRight, Plus, X } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { withPart } from "../../../views/edit/spec-path.ts";
import { emptyLiteral } from "../../../views/form/choices.ts";
import { isPercent } from "../../../views/print/leaf.ts";
import { eventMeasures, fieldMeasures, takes } from "../../../views/measures.ts";
import type { ConditionSpec, OperandSpec, TermSpec } from "../../../views/spec.ts";
import { eventFields, isTerm, termType, type Readable } from "../../../views/term-type.ts";
import type { TermType } from "../../../views/vocabulary.ts";
import { useConditionEditor } from "./condition-context.ts";
import { IconButton, Pick, Write, type OptionGroup } from "./controls.tsx";
import { SequenceEditor } from "./sequence-editor.tsx";
import { offered, subjectOf, termFor, type Subject, type WorkedOut } from "./subject.ts";
import { useAuthoring, useReadable } from "./use-authoring.tsx";
import { DurationInput, exactUnits, UnitPick, ValueInput } from "./value-input.tsx";
import { WindowInput } from "./window-input.tsx";

interface SubjectProps {
  readonly subject: Subject;
  readonly event: string | undefined;
  /** What a row may be about besides values. */
  readonly more?: readonly { readonly value: string; readonly text: string }[];
  readonly only?: ((readable: Readable) => boolean) | undefined;
  readonly label?: string;
  readonly onPick: (subject: Subject) => void;
}

/** What a row or value is about: a field, a tag, or something that is worked out. */
export function SubjectPick({ subject, event, more = [], only, label, onPick }: SubjectProps): ReactNode {
  const { t } = useTranslation();
  const { words, owner } = useAuthoring();
  const all = useReadable(event).filter((one) => only === undefined || only(one));
  const of = (source: Readable["source"]): OptionGroup["options"] =>
    all
      .filter((one) => one.source === source)
      .map((one) => ({ value: `${one.of === undefined ? "=" : "."}${one.name}`, text: words.readable(one, event) }))
      .sort((left, right) => left.text.localeCompare(right.text));
  const kinds: readonly WorkedOut[] = only === undefined ? offered(owner, event) : [];
  const shown = subject === "text" || subject === "now" || subject === "today" ? ([...kinds, subject] as const) : kinds;
  return (
    <Pick
      label={label ?? t("edit.about")}
      value={subject}
      empty={t("edit.chooseField")}
      options={[]}
      onPick={onPick}
      groups={[
        {
          label: t("edit.subject.own"),
          options: [...more, ...shown.map((kind) => ({ value: kind, text: t(`edit.subject.${kind}`) }))],
        },
        { label: t("edit.from.event"), options: of("event") },
        { label: t("edit.from.profile"), options: of("profile") },
        { label: t("edit.from.tag"), options: of("tag") },
        { label: t("edit.from.lifecycle"), options: of("lifecycle") },
        { label: t("edit.from.segment"), options: of("segment") },
      ]}
    />
  );
}

export function EventPick({
  value,
  onPick,
}: {
  readonly value: string;
  readonly onPick: (name: string) => void;
}): ReactNode {
  const { t } = useTranslation();
  const { vocabulary, words } = useAuthoring();
  return (
    <Pick
      label={t("edit.event")}
      value={value}
      empty={t("edit.chooseEvent")}
      options={vocabulary.events.map(({ name }) => ({ value: name, text: words.record(name) }))}
      onPick={onPick}
    />
  );
}

/** Narrows down which events count. */
export function Filter({
  where,
  event,
  label,
  removable = true,
  onChange,
}: {
  readonly where: ConditionSpec | undefined;
  readonly event: string;
  readonly label?: string;
  readonly removable?: boolean;
  readonly onChange: (where: ConditionSpec | undefined) => void;
}): ReactNode {
  const { t } = useTranslation();
  const Condition = useConditionEditor();
  const [open, setOpen] = useState(false);
  if (event === "") return null;
  if (where === undefined && !open)
    return (
      <button type="button" className="button small quiet" onClick={() => setOpen(true)}>
        <Plus size={14} aria-hidden />
        {t("edit.addFilter")}
      </button>
    );
  return (
    <div className="filter">
      <div className="row">
        <span className="label grow">{label ?? t("edit.filter")}</span>
        {removable && (
          <IconButton
            icon={X}
            label={t("edit.removeFilter")}
            onPress={() => {
              setOpen(false);
              if (where !== undefined) onChange(undefined);
            }}
          />
        )}
      </div>
      <Condition condition={where} event={event} onChange={onChange} />
    </div>
  );
}

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
  const { vocabulary } = useAuthoring();
  return (
    <span className="inline-controls">
      <SubjectPick
        subject={subjectOf(term)}
        event={event}
        only={only}
        {...(label === undefined ? {} : { label })}
        onPick={(subject) => onChange(termFor(subject, term, vocabulary.profile?.name ?? ""))}
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
      return <Measure term={term} onChange={onChange} />;
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
      return term.of.kind === "reference" && term.of.name === "time" ? null : (
        <TermEditor term={term.of} event={event} onChange={(of) => onChange({ ...term, of })} />
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

function Measure({
  term,
  onChange,
}: {
  readonly term: Extract<TermSpec, { kind: "measure" }>;
  readonly onChange: (term: TermSpec) => void;
}): ReactNode {
  const { t } = useTranslation();
  const { vocabulary, words } = useAuthoring();
  const functions = [...eventMeasures, ...fieldMeasures];
  const fields = eventFields(vocabulary, term.event).filter(({ type }) => takes(term.function, type.value.kind));
  const overField =
    fieldMeasures.includes(term.function) &&
    !((term.function === "first" || term.function === "latest") && term.field === undefined);
  const pick = (name: string): void => {
    const fn = functions.find((one) => one === name) ?? "count";
    const kept = fieldMeasures.includes(fn)
      ? (eventFields(vocabulary, term.event).find(
          (field) => field.name === term.field && takes(fn, field.type.value.kind),
        )?.name ?? "")
      : undefined;
    const next = withPart({ ...term, function: fn }, "field", () => kept);
    onChange(withPart(next, "percent", () => (fn === "quantile" ? (term.percent ?? "90") : undefined)));
  };
  return (
    <>
      <Pick
        label={t("edit.function")}
        value={term.function}
        options={functions.map((fn) => ({ value: fn, text: t(`fn.${fn}`) }))}
        onPick={pick}
      />
      {term.percent !== undefined && (
        <Write
          label={t("edit.value")}
          kind="number"
          value={term.percent}
          accepts={(text) => isPercent(text.trim())}
          onWrite={(text) => onChange({ ...term, percent: text.trim() })}
          suffix="%"
        />
      )}
      <EventPick
        value={term.event}
        onPick={(event) =>
          onChange({
            kind: "measure",
            function: term.function,
            ...(term.percent === undefined ? {} : { percent: term.percent }),
            event,
            ...(term.field === undefined ? {} : { field: "" }),
            ...(term.window === undefined ? {} : { window: term.window }),
          })
        }
      />
      {overField && (
        <Pick
          label={t("edit.field")}
          value={term.field ?? ""}
          empty={t("edit.chooseField")}
          options={fields.map(({ name }) => ({ value: name, text: words.field(term.event, name) }))}
          onPick={(field) => onChange({ ...term, field })}
        />
      )}
      <WindowInput window={term.window} onChange={(window) => onChange(withPart(term, "window", () => window))} />
      <Filter
        where={term.where}
        event={term.event}
        onChange={(where) => onChange(withPart(term, "where", () => where))}
      />
    </>
  );
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
