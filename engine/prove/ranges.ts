import { required } from "../invariant/required.ts";
import { isExactUnit, unitMilliseconds } from "../calendar/instant.ts";
import type { InstantNode, WindowNode } from "../plan/plan.ts";

/**
 * A window with `as of … ago` of exact length folded in, so that windows at different instants compare.
 * Relative ranges are (now − from, now − to], null being unbounded, in milliseconds.
 */
export type Range =
  | { readonly kind: "relative"; readonly from: number | null; readonly to: number }
  | { readonly kind: "window"; readonly window: Exclude<WindowNode, { kind: "all" | "exact" }>; readonly at: string };

const DAY = unitMilliseconds.day;

export function rangeOf(window: WindowNode, at: string, instants: readonly InstantNode[]): Range {
  if (window.kind === "fixed") return { kind: "window", window, at };
  const { back } = required(
    instants.find(({ id }) => id === at),
    "an instant of the plan",
  );
  const exact = back.every(({ unit }) => isExactUnit(unit));
  const shift = back.reduce(
    (sum, { amount, unit }) => sum + (isExactUnit(unit) ? amount * unitMilliseconds[unit] : 0),
    0,
  );
  if (window.kind === "all" && exact) return { kind: "relative", from: null, to: shift };
  if (window.kind === "exact" && exact)
    return { kind: "relative", from: window.length + window.ending + shift, to: window.ending + shift };
  if (window.kind === "all") return { kind: "window", window: { kind: "fixed", from: null, to: null }, at };
  if (window.kind === "exact")
    return {
      kind: "window",
      window: { kind: "months", length: 0, ending: 0 },
      at: `${at} ${window.length} ${window.ending}`,
    };
  return { kind: "window", window, at };
}

/** The greatest length of a calendar span, in milliseconds: zones that crossed the date line lived one date twice. */
const longest: Readonly<Record<"day" | "week" | "month" | "quarter" | "year", number>> = {
  day: 2 * DAY,
  week: 8 * DAY,
  month: 32 * DAY,
  quarter: 93 * DAY,
  year: 367 * DAY,
};
const units = ["day", "week", "month", "quarter", "year"] as const;

/** True when every instant of the first range lies in the second, whatever now is. */
export function within(inner: Range, outer: Range): boolean {
  if (outer.kind === "relative" && outer.from === null && outer.to === 0) return true;
  if (inner.kind === "relative" && outer.kind === "relative") {
    return inner.to >= outer.to && (outer.from === null || (inner.from !== null && inner.from <= outer.from));
  }
  if (inner.kind === "window" && outer.kind === "window")
    return inner.at === outer.at && windowWithin(inner.window, outer.window);
  if (inner.kind === "window" && outer.kind === "relative") {
    if (inner.at !== "now" || outer.to !== 0 || outer.from === null) return false;
    const { window } = inner;
    if (window.kind === "calendar" && window.offset === 0) return longest[window.unit] <= outer.from;
    return (
      window.kind === "months" &&
      window.length > 0 &&
      window.ending === 0 &&
      (31 * window.length + 2) * DAY <= outer.from
    );
  }
  if (inner.kind === "relative" && outer.kind === "window") {
    const { window } = outer;
    return (
      outer.at === "now" &&
      window.kind === "months" &&
      window.length > 0 &&
      window.ending === 0 &&
      inner.from !== null &&
      inner.from <= (28 * window.length - 1) * DAY
    );
  }
  return false;
}

function windowWithin(
  inner: Exclude<WindowNode, { kind: "all" | "exact" }>,
  outer: Exclude<WindowNode, { kind: "all" | "exact" }>,
): boolean {
  if (inner.kind === "fixed" && outer.kind === "fixed") {
    const fromInside = outer.from === null || (inner.from !== null && inner.from >= outer.from);
    return fromInside && (outer.to === null || (inner.to !== null && inner.to <= outer.to));
  }
  if (inner.kind === "months" && outer.kind === "months") {
    if (inner.length === outer.length && inner.ending === outer.ending) return true;
    // Both begin at the midnight of today stepped back once, by all their months.
    return (
      inner.length > 0 &&
      outer.length > 0 &&
      inner.ending >= outer.ending &&
      inner.length + inner.ending <= outer.length + outer.ending
    );
  }
  if (inner.kind !== "calendar" || outer.kind !== "calendar" || inner.offset !== outer.offset) return false;
  if (inner.unit === outer.unit) return true;
  // A week may cross the end of a month; a last month is in no particular quarter.
  return inner.offset === 0 && inner.unit !== "week" && units.indexOf(inner.unit) <= units.indexOf(outer.unit);
}

/** True when no instant lies in both, whatever now is. */
export function apart(left: Range, right: Range): boolean {
  if (left.kind === "relative" && right.kind === "relative") {
    return (left.from !== null && left.from <= right.to) || (right.from !== null && right.from <= left.to);
  }
  if (left.kind !== "window" || right.kind !== "window") return false;
  const [a, b] = [left.window, right.window];
  if (a.kind === "calendar" && b.kind === "calendar")
    return left.at === right.at && a.unit === b.unit && a.offset !== b.offset;
  if (a.kind === "months" && b.kind === "months") {
    return (
      left.at === right.at &&
      a.length > 0 &&
      b.length > 0 &&
      (a.ending >= b.length + b.ending || b.ending >= a.length + a.ending)
    );
  }
  if (a.kind !== "fixed" || b.kind !== "fixed") return false;
  return (a.to !== null && b.from !== null && a.to <= b.from) || (b.to !== null && a.from !== null && b.to <= a.from);
}

/** True when two ranges side by side are exactly the third. */
export function meet(left: Range, right: Range, whole: Range): boolean {
  if (left.kind !== "relative" || right.kind !== "relative" || whole.kind !== "relative") return false;
  const [late, early] = left.to <= right.to ? [left, right] : [right, left];
  return late.to === whole.to && late.from === early.to && early.from === whole.from;
}

export const rangeKey = (range: Range): string => JSON.stringify(range);
