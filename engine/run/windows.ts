import { zone as zoneOf, type Instant } from "../calendar/zone.ts";
import type { InstantNode, PlanSettings, WindowNode } from "../plan/plan.ts";
import { resolveInstant, windowRange, type Range } from "./window-range.ts";

export type { Range };

/** The instants of a plan for one `as of`. */
export function resolveInstants(
  instants: readonly InstantNode[],
  asOf: Instant,
  settings: PlanSettings,
): ReadonlyMap<string, Instant> {
  const zone = zoneOf(settings.timeZone);
  return new Map(instants.map((node) => [node.id, resolveInstant(node, asOf, zone)]));
}

/** The instants between which a window lies at `now`; nothing after `now` is ever in it. */
export function resolveWindow(window: WindowNode, now: Instant, settings: PlanSettings): Range {
  return windowRange(window, now, settings.weekStart, zoneOf(settings.timeZone));
}
