import { Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { TimeUnit } from "../../../../grammar/tokens/words.ts";
import { isCompleteLiteral } from "../../../views/form/complete.ts";
import { emptyLiteral } from "../../../views/form/choices.ts";
import type { LiteralSpec } from "../../../views/spec.ts";
import type { TermType } from "../../../views/vocabulary.ts";
import { IconButton, Pick, Write } from "./controls.tsx";
import { useAuthoring } from "./use-authoring.tsx";

const allUnits: readonly TimeUnit[] = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"];
export const exactUnits: readonly TimeUnit[] = ["second", "minute", "hour", "day", "week"];

export function UnitPick({
  unit,
  units = allUnits,
  onPick,
}: {
  readonly unit: TimeUnit;
  readonly units?: readonly TimeUnit[];
  readonly onPick: (unit: TimeUnit) => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <Pick
      label={t("edit.unit")}
      value={unit}
      options={units.map((one) => ({ value: one, text: t(`unit.${one}`) }))}
      onPick={(value) => onPick(allUnits.find((one) => one === value) ?? unit)}
    />
  );
}

const whole = (text: string): boolean => /^\d{1,15}$/.test(text.trim());

/** A length of time: how many of which unit. */
export function DurationInput({
  amount,
  unit,
  units,
  onChange,
}: {
  readonly amount: string;
  readonly unit: TimeUnit;
  readonly units?: readonly TimeUnit[];
  readonly onChange: (amount: string, unit: TimeUnit) => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <span className="inline-controls">
      <Write
        label={t("edit.amount")}
        kind="number"
        value={amount}
        accepts={whole}
        onWrite={(text) => onChange(text.trim(), unit)}
      />
      <UnitPick unit={unit} {...(units === undefined ? {} : { units })} onPick={(one) => onChange(amount, one)} />
    </span>
  );
}

interface ValueProps {
  readonly value: LiteralSpec;
  readonly type: TermType | undefined;
  readonly label?: string;
  readonly onChange: (value: LiteralSpec) => void;
}

/** A fixed value, with the control that fits its type. */
export function ValueInput({ value, type, label, onChange }: ValueProps): ReactNode {
  const { t } = useTranslation();
  const { words, vocabulary } = useAuthoring();
  const name = label ?? t("edit.value");
  const complete =
    (make: (text: string) => LiteralSpec) =>
    (text: string): boolean =>
      isCompleteLiteral(make(text));
  switch (value.kind) {
    case "number": {
      const make = (text: string): LiteralSpec => ({ kind: "number", text: text.trim() });
      const money = type?.value.kind === "decimal" && type.value.money;
      return (
        <Write
          label={name}
          kind="number"
          value={value.text}
          accepts={complete(make)}
          onWrite={(text) => onChange(make(text))}
          {...(money ? { suffix: vocabulary.currency } : {})}
        />
      );
    }
    case "string":
      return <Write label={name} value={value.value} onWrite={(text) => onChange({ kind: "string", value: text })} />;
    case "boolean":
      return (
        <Pick
          label={name}
          value={value.value ? "yes" : "no"}
          options={[
            { value: "yes", text: t("value.yes") },
            { value: "no", text: t("value.no") },
          ]}
          onPick={(picked) => onChange({ kind: "boolean", value: picked === "yes" })}
        />
      );
    case "date":
      return (
        <Write
          label={name}
          kind="date"
          value={value.text}
          accepts={complete((text) => ({ kind: "date", text }))}
          onWrite={(text) => onChange({ kind: "date", text })}
        />
      );
    case "datetime": {
      const local = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(value.text);
      return (
        <Write
          label={name}
          kind={local ? "datetime-local" : "text"}
          value={value.text}
          accepts={complete((text) => ({ kind: "datetime", text }))}
          onWrite={(text) => onChange({ kind: "datetime", text })}
        />
      );
    }
    case "duration":
      return (
        <DurationInput
          amount={value.amount}
          unit={value.unit}
          onChange={(amount, unit) => onChange({ kind: "duration", amount, unit })}
        />
      );
    case "choice": {
      const values = type?.value.kind === "enum" || type?.value.kind === "set" ? (type.value.values ?? []) : [];
      return (
        <Pick
          label={name}
          value={value.value}
          empty={t("edit.chooseValue")}
          options={values.map((one) => ({ value: one, text: words.value(type, one) }))}
          onPick={(picked) => onChange({ ...value, value: picked })}
        />
      );
    }
  }
}

/** Several fixed values: of a choice by pressing them, of others one by one. */
export function ValuesInput({
  values,
  type,
  onChange,
}: {
  readonly values: readonly LiteralSpec[];
  readonly type: TermType | undefined;
  readonly onChange: (values: readonly LiteralSpec[]) => void;
}): ReactNode {
  const { t } = useTranslation();
  const { words } = useAuthoring();
  if (type?.value.kind === "enum") {
    const all = type.value.values;
    const chosen = (value: string): boolean => values.some((one) => one.kind === "choice" && one.value === value);
    const toggle = (value: string): void => {
      const kept = values.filter((one) => !(one.kind === "choice" && one.value === value));
      onChange(kept.length < values.length ? kept : [...values, { kind: "choice", value, quoted: type.quoted }]);
    };
    return (
      <span className="inline-controls" role="group" aria-label={t("edit.values")}>
        {all.map((value) => (
          <button key={value} type="button" className="chip" aria-pressed={chosen(value)} onClick={() => toggle(value)}>
            {words.value(type, value)}
          </button>
        ))}
      </span>
    );
  }
  return (
    <span className="inline-controls" role="group" aria-label={t("edit.values")}>
      {values.map((value, index) => (
        <span key={index} className="inline-controls">
          <ValueInput
            value={value}
            type={type}
            label={`${t("edit.value")} ${index + 1}`}
            onChange={(next) => onChange(values.with(index, next))}
          />
          <IconButton
            icon={X}
            label={`${t("edit.remove")} ${index + 1}`}
            onPress={() => onChange(values.toSpliced(index, 1))}
          />
        </span>
      ))}
      <IconButton icon={Plus} label={t("edit.addValue")} onPress={() => onChange([...values, emptyLiteral(type)])} />
    </span>
  );
}
