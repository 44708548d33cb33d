import { phrase } from "../../grammar/diagnostics/prose.ts";
import type { Window } from "../../grammar/tree/expression.ts";
import { parseDate } from "../calendar/civil.ts";
import {
  isExactUnit,
  parseInstant,
  unitMilliseconds,
  unitMonths,
  type ExactUnit,
  type Unit,
} from "../calendar/instant.ts";
import type { WindowNode } from "../plan/plan.ts";
import type { CheckContext } from "./context.ts";
import { lengthProse, unitProse } from "./type-prose.ts";

const everything: WindowNode = { kind: "all" };
/** No window or step is longer than this many years. */
const MAX_YEARS = 1000;

/** Types a window; reports one that makes no sense and then sees everything, so that checking can go on. */
export function checkWindow(window: Window | undefined, context: CheckContext): WindowNode {
  if (window === undefined) return everything;
  switch (window.kind) {
    case "today":
      return { kind: "calendar", unit: "day", offset: 0 };
    case "yesterday":
      return { kind: "calendar", unit: "day", offset: -1 };
    case "calendar": {
      if (window.unit === "second" || window.unit === "minute" || window.unit === "hour" || window.unit === "day") {
        context.report("window-empty", window, {
          reason: phrase("no-calendar-window", { code: `${window.which} ${window.unit}` }),
          advice: phrase("calendar-windows"),
        });
        return everything;
      }
      return { kind: "calendar", unit: window.unit, offset: window.which === "this" ? 0 : -1 };
    }
    case "last":
      return lastWindow(window, context);
    case "during": {
      const from = parseDate(window.from.text);
      const to = parseDate(window.to.text);
      if (from === undefined || to === undefined) return everything;
      if (from > to) context.report("window-reversed", window, { start: window.from.text, end: window.to.text });
      return { kind: "fixed", from: context.zone.startOf(from), to: context.zone.startOf(to + 1) };
    }
    // What is asked of each event instead: see window-values.ts.
    case "since-value":
    case "last-value":
      return everything;
    case "since": {
      const from = parseInstant(window.from.text, context.zone);
      return from === undefined ? everything : { kind: "fixed", from, to: null };
    }
  }
}

function lastWindow(window: Extract<Window, { kind: "last" }>, context: CheckContext): WindowNode {
  const length = wholeAmount(window.amount, window.unit, window, context);
  if (length === undefined) return everything;
  const { ending } = window;
  if (ending !== undefined && ending.unit !== window.unit) {
    context.report("window-units", window, {
      word: `${window.unit}s`,
      otherWord: `${ending.unit}s`,
      unit: unitProse(window.unit),
      otherUnit: unitProse(ending.unit),
    });
    return everything;
  }
  const offset = ending === undefined ? 0 : Number(ending.amount);
  if (ending !== undefined && (!Number.isInteger(offset) || offset * yearsPer(window.unit) > MAX_YEARS)) {
    context.report("window-empty", window, {
      reason: phrase("ends-ago", { length: lengthProse(ending.amount, window.unit) }),
      advice: phrase("whole-years"),
    });
    return everything;
  }
  if (isExactUnit(window.unit))
    return {
      kind: "exact",
      length: length * unitMilliseconds[window.unit],
      ending: offset * unitMilliseconds[window.unit],
    };
  return { kind: "months", length: length * unitMonths[window.unit], ending: offset * unitMonths[window.unit] };
}

const yearsPer = (unit: Unit): number =>
  isExactUnit(unit) ? unitMilliseconds[unit] / (365 * unitMilliseconds.day) : unitMonths[unit] / 12;

/** A positive whole amount of a unit within reason, or undefined after reporting. */
export function wholeAmount(
  amount: string,
  unit: Unit,
  span: { start: number; end: number },
  context: CheckContext,
  least = 1,
): number | undefined {
  const value = Number(amount);
  if (Number.isInteger(value) && value >= least && value * yearsPer(unit) <= MAX_YEARS) return value;
  const units = unitProse(unit);
  const reason =
    value === 0
      ? phrase("no-time", { length: lengthProse(amount, unit) })
      : Number.isInteger(value)
        ? phrase("too-long", { length: lengthProse(amount, unit) })
        : phrase("not-whole", { amount, unit: units });
  context.report("window-empty", span, { reason, advice: phrase("whole-units", { unit: units, word: `${unit}s` }) });
  return undefined;
}

/** Milliseconds of a `within` length, or undefined after reporting. */
export function exactLength(
  amount: string,
  unit: Unit,
  span: { start: number; end: number },
  context: CheckContext,
): number | undefined {
  if (!isExactUnit(unit)) {
    context.report("within-units", span, { unit: unitProse(unit) });
    return undefined;
  }
  const whole = wholeAmount(amount, unit, span, context);
  return whole === undefined ? undefined : whole * unitMilliseconds[unit satisfies ExactUnit];
}
