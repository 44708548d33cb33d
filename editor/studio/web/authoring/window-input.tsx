import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { WindowSpec } from "../../../views/spec.ts";
import { isCompleteWindow } from "../../../views/form/complete.ts";
import { Pick, Write } from "./controls.tsx";
import { DurationInput } from "./value-input.tsx";

const calendars = [
  "this week",
  "this month",
  "this quarter",
  "this year",
  "last week",
  "last month",
  "last quarter",
  "last year",
] as const;
const shapes = ["none", "last", "lastEnding", "today", "yesterday", ...calendars, "during", "since", "value"] as const;
type Shape = (typeof shapes)[number];

function shapeOf(window: WindowSpec | undefined): Shape {
  switch (window?.kind) {
    case undefined:
      return "none";
    case "last":
      return window.ending === undefined ? "last" : "lastEnding";
    case "today":
    case "yesterday":
    case "during":
    case "since":
    case "value":
      return window.kind;
    case "calendar":
      return calendars.find((one) => one === `${window.which} ${window.unit}`) ?? "this month";
  }
}

const isoDay = (daysBack: number): string => new Date(Date.now() - daysBack * 86_400_000).toISOString().slice(0, 10);

function inShape(shape: Shape, old: WindowSpec | undefined): WindowSpec | undefined {
  const length = old?.kind === "last" ? { amount: old.amount, unit: old.unit } : { amount: "30", unit: "day" as const };
  switch (shape) {
    case "none":
      return undefined;
    case "last":
      return { kind: "last", ...length };
    case "lastEnding":
      return { kind: "last", ...length, ending: length };
    case "today":
    case "yesterday":
      return { kind: shape };
    case "during":
      return { kind: "during", from: isoDay(30), to: isoDay(0) };
    case "since":
      return { kind: "since", from: isoDay(30) };
    case "value":
      return { kind: "value", source: "since today" };
    case "this week":
      return { kind: "calendar", which: "this", unit: "week" };
    case "this month":
      return { kind: "calendar", which: "this", unit: "month" };
    case "this quarter":
      return { kind: "calendar", which: "this", unit: "quarter" };
    case "this year":
      return { kind: "calendar", which: "this", unit: "year" };
    case "last week":
      return { kind: "calendar", which: "last", unit: "week" };
    case "last month":
      return { kind: "calendar", which: "last", unit: "month" };
    case "last quarter":
      return { kind: "calendar", which: "last", unit: "quarter" };
    case "last year":
      return { kind: "calendar", which: "last", unit: "year" };
  }
}

/** The period in which something happened. */
export function WindowInput({
  window,
  onChange,
}: {
  readonly window: WindowSpec | undefined;
  readonly onChange: (window: WindowSpec | undefined) => void;
}): ReactNode {
  const { t } = useTranslation();
  const day = (value: string): boolean => isCompleteWindow({ kind: "since", from: value });
  return (
    <span className="inline-controls">
      <Pick
        label={t("edit.window")}
        value={shapeOf(window)}
        options={shapes.map((shape) => ({ value: shape, text: t(`win.${shape}`) }))}
        onPick={(picked) => onChange(inShape(shapes.find((shape) => shape === picked) ?? "none", window))}
      />
      {window?.kind === "last" && (
        <DurationInput
          amount={window.amount}
          unit={window.unit}
          onChange={(amount, unit) =>
            onChange({
              ...window,
              amount,
              unit,
              ...(window.ending === undefined ? {} : { ending: { amount: window.ending.amount, unit } }),
            })
          }
        />
      )}
      {window?.kind === "last" && window.ending !== undefined && (
        <>
          <span>{t("edit.ending")}</span>
          <DurationInput
            amount={window.ending.amount}
            unit={window.ending.unit}
            onChange={(amount, unit) => onChange({ ...window, unit, ending: { amount, unit } })}
          />
          <span>{t("edit.ago")}</span>
        </>
      )}
      {window?.kind === "during" && (
        <>
          <Write
            kind="date"
            label={t("edit.fromDate")}
            value={window.from}
            accepts={(from) => isCompleteWindow({ ...window, from })}
            onWrite={(from) => onChange({ ...window, from })}
          />
          <span>–</span>
          <Write
            kind="date"
            label={t("edit.toDate")}
            value={window.to}
            accepts={(to) => isCompleteWindow({ ...window, to })}
            onWrite={(to) => onChange({ ...window, to })}
          />
        </>
      )}
      {window?.kind === "value" && (
        <Write
          label={t("win.value")}
          value={window.source}
          accepts={(source) => isCompleteWindow({ kind: "value", source })}
          onWrite={(source) => onChange({ kind: "value", source })}
        />
      )}
      {window?.kind === "since" && (
        <Write
          kind={window.from.includes("T") ? "text" : "date"}
          label={t("edit.fromDate")}
          value={window.from}
          accepts={day}
          onWrite={(from) => onChange({ kind: "since", from })}
        />
      )}
    </span>
  );
}
