import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { withPart } from "../../../views/edit/spec-path.ts";
import { eventMeasures, fieldMeasures, takes } from "../../../views/measures.ts";
import { isPercent } from "../../../views/print/leaf.ts";
import type { TermSpec } from "../../../views/spec.ts";
import { eventFields } from "../../../views/term-type.ts";
import { Pick, Write } from "./controls.tsx";
import { EventPick } from "./event-pick.tsx";
import { Filter } from "./filter.tsx";
import { useAuthoring } from "./use-authoring.tsx";
import { WindowInput } from "./window-input.tsx";

/** What is counted or worked out over which events. */
export function MeasureEditor({
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
