import type { Instant, Zone } from "../../calendar/zone.ts";
import { at } from "../../invariant/required.ts";
import { resolveInstant, windowRange, type Range } from "../window-range.ts";
import type { Layout } from "./layout.ts";

/** A layout for one `as of`. */
export interface Resolved {
  readonly instants: readonly Instant[];
  /** The local date of each instant. */
  readonly todays: readonly number[];
  readonly windows: readonly Range[];
  readonly crossings: readonly Crossings[];
}

/** The boundaries of an event from late to early: their instants, and which they are. */
export interface Crossings {
  readonly times: Float64Array;
  readonly order: Int32Array;
}

/** Before every instant that there is: where a window has no beginning. */
const BEFORE_ALL = -1e16;

/** Resolves a layout's instants, windows and boundaries. A window's start is never after its end. */
export function resolveLayout(layout: Layout, asOf: Instant, zone: Zone): Resolved {
  const instants = layout.instants.map((node) => resolveInstant(node, asOf, zone));
  const windows = layout.windows.map(({ window, at: place }) => {
    const { from, to } = windowRange(window, at(instants, place), layout.weekStart, zone);
    return { from: Math.max(BEFORE_ALL, Math.min(from, to)), to };
  });
  const crossings = layout.boundaries.map((boundaries) => {
    const timed = boundaries.map(({ side, window }, index) => ({
      index,
      side,
      time: at(windows, window)[side],
    }));
    // From late to early; at one instant an end comes first, so that an empty window is empty.
    timed.sort(
      (left, right) =>
        right.time - left.time || (left.side === right.side ? left.index - right.index : left.side === "to" ? -1 : 1),
    );
    return {
      times: Float64Array.from(timed.map(({ time }) => time)),
      order: Int32Array.from(timed.map(({ index }) => index)),
    };
  });
  return { instants, todays: instants.map((instant) => zone.dateOf(instant)), windows, crossings };
}
