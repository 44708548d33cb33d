import { Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { withPart } from "../../../views/edit/spec-path.ts";
import type { SequenceSpec } from "../../../views/spec.ts";
import { IconButton, Pick } from "./controls.tsx";
import { EventPick } from "./event-pick.tsx";
import { Filter } from "./filter.tsx";
import { DurationInput, exactUnits } from "./value-input.tsx";
import { WindowInput } from "./window-input.tsx";

const keeps = ["all", "first", "latest"] as const;

/** One thing that follows another: its steps, how long they may take, and when the first may have been. */
export function SequenceEditor({
  sequence,
  onChange,
}: {
  readonly sequence: SequenceSpec;
  readonly onChange: (sequence: SequenceSpec) => void;
}): ReactNode {
  const { t } = useTranslation();
  const { steps, keep, each, within } = sequence;
  const set = (index: number, step: SequenceSpec["steps"][number]): void =>
    onChange({ ...sequence, steps: steps.with(index, step) });
  const word = (index: number): ReactNode => {
    if (index === 0)
      return (
        <Pick
          label={t("seq.keep")}
          value={keep}
          options={keeps.map((one) => ({ value: one, text: t(`seq.${one}`) }))}
          onPick={(picked) => onChange({ ...sequence, keep: keeps.find((one) => one === picked) ?? "all" })}
        />
      );
    if (index < steps.length - 1) return <span>{t("edit.stepThen")}</span>;
    const step = steps[index];
    return (
      <Pick
        label={t("edit.didOrNot")}
        value={step?.negated === true ? "not" : "then"}
        options={[
          { value: "then", text: t("edit.stepThen") },
          { value: "not", text: t("edit.stepNot") },
        ]}
        onPick={(picked) => {
          if (step !== undefined) set(index, { ...step, negated: picked === "not" });
        }}
      />
    );
  };
  return (
    <span className="sequence">
      {steps.map((step, index) => (
        <span key={index} className="inline-controls" role="group" aria-label={t("edit.step", { number: index + 1 })}>
          {word(index)}
          <StepEvent step={step} onChange={(next) => set(index, next)} />
          {steps.length > 2 && (
            <IconButton
              icon={X}
              label={`${t("edit.remove")}: ${t("edit.step", { number: index + 1 })}`}
              onPress={() => onChange({ ...sequence, steps: steps.toSpliced(index, 1) })}
            />
          )}
        </span>
      ))}
      <span>
        <button
          type="button"
          className="button small quiet"
          onClick={() =>
            onChange({
              ...sequence,
              steps: [...steps.map((step) => ({ ...step, negated: false })), { event: "", negated: false }],
            })
          }
        >
          <Plus size={14} aria-hidden />
          {t("edit.addStep")}
        </button>
      </span>
      <span className="inline-controls">
        <Pick
          label={t("edit.within")}
          value={each ? "each" : "all"}
          options={[
            { value: "all", text: t("edit.within") },
            { value: "each", text: t("edit.withinEach") },
          ]}
          onPick={(picked) => onChange({ ...sequence, each: picked === "each" })}
        />
        <DurationInput
          amount={within.amount}
          unit={within.unit}
          units={exactUnits}
          onChange={(amount, unit) => onChange({ ...sequence, within: { amount, unit } })}
        />
        <WindowInput
          window={sequence.window}
          onChange={(window) => onChange(withPart(sequence, "window", () => window))}
        />
      </span>
    </span>
  );
}

type Step = SequenceSpec["steps"][number];

function StepEvent({ step, onChange }: { readonly step: Step; readonly onChange: (step: Step) => void }): ReactNode {
  return (
    <>
      <EventPick value={step.event} onPick={(event) => onChange({ event, negated: step.negated })} />
      <Filter
        where={step.where}
        event={step.event}
        onChange={(where) => onChange(withPart(step, "where", () => where))}
      />
    </>
  );
}
