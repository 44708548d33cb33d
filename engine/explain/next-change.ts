import { zone as zoneOf, type Instant } from "../calendar/zone.ts";
import { canonicalJson } from "../plan/canonical.ts";
import type { OutputNode, Plan } from "../plan/plan.ts";
import type { Customer } from "../run/customer.ts";
import { interpret, prepare } from "../run/interpreter.ts";
import type { Result } from "../run/result.ts";
import { narrow } from "./narrow.ts";

/** How many days ahead a change is sought. */
export const HORIZON_DAYS = 400;
/** Window ends beyond this many are not tried one by one. */
const EDGE_LIMIT = 2000;

/** The first instant at which an output is something else although nothing happens, and what it is then. */
export interface NextChange {
  readonly at: Instant;
  readonly result: Result;
}

/**
 * Finds when an output changes by the passing of time alone, up to `HORIZON_DAYS` ahead: at every local midnight and at
 * every instant at which an event enters or leaves a window, the interpreter is asked; the instant is then narrowed
 * down to the millisecond.
 */
export function nextChange(plan: Plan, output: OutputNode, customer: Customer, asOf: Instant): NextChange | undefined {
  const small = narrow(plan, output);
  const at = (instant: Instant): Result =>
    interpret(prepare(small, instant), customer).get(output.id) ?? { state: "unknown" };
  const now = canonicalJson(at(asOf));
  let before = asOf;
  for (const instant of candidates(small, customer, asOf)) {
    if (canonicalJson(at(instant)) !== now) {
      const first = bisect(before, instant, (middle) => canonicalJson(at(middle)) !== now);
      return { at: first, result: at(first) };
    }
    before = instant;
  }
  return undefined;
}

function candidates(plan: Plan, customer: Customer, asOf: Instant): Instant[] {
  const zone = zoneOf(plan.settings.timeZone);
  const today = zone.dateOf(asOf);
  const midnights = Array.from({ length: HORIZON_DAYS }, (_, index) => zone.startOf(today + 1 + index));
  const last = midnights.at(-1) ?? asOf;
  const edges = plan.aggregates
    .flatMap(({ window }) =>
      window.kind !== "exact"
        ? []
        : customer.events.flatMap(({ time }) => [time + window.ending, time + window.ending + window.length]),
    )
    .filter((instant) => instant > asOf && instant <= last)
    .slice(0, EDGE_LIMIT);
  return [...new Set([...midnights, ...edges])].sort((left, right) => left - right);
}

/** The least instant in (low, high] for which the test holds, given that it holds at high and not at low. */
function bisect(low: Instant, high: Instant, holds: (instant: Instant) => boolean): Instant {
  let [from, to] = [low, high];
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) to = middle;
    else from = middle;
  }
  return to;
}
