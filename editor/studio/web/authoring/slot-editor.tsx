import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { takesField } from "../../../../engine/plan/aggregates.ts";
import { eventMeasures, fieldMeasures } from "../../../views/measures.ts";
import type { Slot, SlotValue } from "../../../views/slot.ts";
import { eventFields } from "../../../views/term-type.ts";
import type { TimeUnit } from "../../../../grammar/tokens/words.ts";
import { Pick, Write } from "./controls.tsx";
import { EventPick } from "./event-pick.tsx";
import { SubjectPick } from "./subject-pick.tsx";
import { useAuthoring } from "./use-authoring.tsx";
import { DurationInput, UnitPick, ValueInput } from "./value-input.tsx";
import { WindowInput } from "./window-input.tsx";

const operatorQuestions = {
  "<": "q.less than",
  "<=": "q.at most",
  ">": "q.more than",
  ">=": "q.at least",
  is: "q.is",
  "is not": "q.is not",
  contains: "q.contains",
  "starts with": "q.starts with",
  "ends with": "q.ends with",
  "is one of": "q.one of",
  "is not one of": "q.none of",
  "is in": "q.in list",
  "is not in": "q.not in list",
  "is known": "q.known",
  "is unknown": "q.unknown",
  "is at least": "q.stage at least",
  "is at most": "q.stage at most",
  "+": "op.+",
  "-": "op.-",
  "*": "op.*",
  "/": "op./",
} as const;

/** The control of one value, wherever it stands. */
export function SlotEditor({
  slot,
  onChange,
}: {
  readonly slot: Slot;
  readonly onChange: (value: SlotValue) => void;
}): ReactNode {
  const { t } = useTranslation();
  const { vocabulary, words } = useAuthoring();
  switch (slot.kind) {
    case "literal":
      return <ValueInput value={slot.value} type={slot.type} onChange={onChange} />;
    case "window":
      return (
        <WindowInput
          window={slot.value}
          onChange={(window) => {
            if (window !== undefined) onChange(window);
          }}
        />
      );
    case "duration":
      return (
        <DurationInput
          amount={slot.value.amount}
          unit={slot.value.unit}
          units={slot.units}
          onChange={(amount, unit: TimeUnit) => onChange({ amount, unit })}
        />
      );
    case "unit":
      return <UnitPick unit={slot.value} units={slot.units} onPick={onChange} />;
    case "event":
      return <EventPick value={slot.value} onPick={onChange} />;
    case "field": {
      const fields = eventFields(vocabulary, slot.event).filter(({ type }) => takesField(slot.fits, type.value.kind));
      return (
        <Pick
          label={t("edit.field")}
          value={slot.value}
          options={fields.map(({ name }) => ({ value: name, text: words.field(slot.event, name) }))}
          onPick={onChange}
        />
      );
    }
    case "reference":
      return (
        <SubjectPick
          subject={`=${slot.value}`}
          event={slot.event}
          only={({ of }) => of === undefined}
          onPick={(subject) => onChange(subject.slice(1))}
        />
      );
    case "list":
      return (
        <Pick
          label={t("edit.list")}
          value={slot.value}
          options={vocabulary.lists.map(({ name }) => ({ value: name, text: words.list(name) }))}
          onPick={onChange}
        />
      );
    case "operator":
      return (
        <Pick
          label={t("edit.question")}
          value={slot.value}
          options={slot.operators.flatMap((operator) =>
            isOperator(operator) ? [{ value: operator, text: t(operatorQuestions[operator]) }] : [],
          )}
          onPick={onChange}
        />
      );
    case "function":
      return (
        <Pick
          label={t("edit.function")}
          value={slot.value}
          options={[...eventMeasures, ...fieldMeasures]
            .filter((fn) => slot.functions.includes(fn))
            .map((fn) => ({ value: fn, text: t(`fn.${fn}`) }))}
          onPick={onChange}
        />
      );
    case "label":
      return (
        <Write
          label={t("edit.label")}
          value={slot.value}
          accepts={(text) => text.trim() !== "" && !slot.others.includes(text.trim())}
          onWrite={onChange}
        />
      );
    case "annotation":
      return <Write label={t("edit.value")} value={slot.value} onWrite={onChange} />;
  }
}

function isOperator(operator: string): operator is keyof typeof operatorQuestions {
  return Object.hasOwn(operatorQuestions, operator);
}
