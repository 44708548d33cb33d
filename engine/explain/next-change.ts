import { required } from "../invariant/required.ts";
import { zone as zoneOf, type Instant, type Zone } from "../calendar/zone.ts";
import { changeInstants } from "../instants/change-instants.ts";
import { firstWith, nextDateChange } from "../instants/date-change.ts";
import { canonicalJson } from "../plan/canonical.ts";
import type { OutputNode, Plan } from "../plan/plan.ts";
import type { Customer } from "../run/customer.ts";
import { interpret, prepare } from "../run/interpreter.ts";
import type { Result } from "../run/result.ts";
import { narrow } from "./narrow.ts";

/** How many days ahead a change is sought. */
export const HORIZON_DAYS = 400;
/** After this many instants without a change, as where seconds are counted, it is sought by dates. */
const INSTANT_LIMIT = 5000;

/** The first instant at which an output is something else although nothing happens, and what it is then. */
export interface NextChange {
  readonly at: Instant;
  readonly result: Result;
}

/**
 * Finds when an output changes by the passing of time alone, up to `HORIZON_DAYS` ahead: the interpreter is asked at
 * every instant at which something can change. What goes with the clock, such as the answer of a lifetime model, and
 * what counts so finely that `INSTANT_LIMIT` instants lead nowhere, is compared from date to date, and the instant
 * narrowed down between them: a change that is undone before the date changes is passed over.
 */
export function nextChange(plan: Plan, output: OutputNode, customer: Customer, asOf: Instant): NextChange | undefined {
  const small = narrow(plan, output);
  const at = (instant: Instant): Result =>
    required(interpret(prepare(small, instant), customer).get(output.id), "the result of an output");
  const now = canonicalJson(at(asOf));
  const differs = (instant: Instant): boolean => canonicalJson(at(instant)) !== now;
  const zone = zoneOf(plan.settings.timeZone);
  const horizon = zone.startOf(zone.dateOf(asOf) + HORIZON_DAYS);
  let before = asOf;
  let left = INSTANT_LIMIT;
  for (const { at: instant, moving } of changeInstants(small, customer, asOf, horizon, new Set([output.id]))) {
    if (differs(instant)) {
      const first = moving.length === 0 ? instant : firstWith(differs, before, instant);
      return { at: first, result: at(first) };
    }
    before = instant;
    if (--left > 0) continue;
    const first = byDates(differs, zone, before, horizon);
    return first === undefined ? undefined : { at: first, result: at(first) };
  }
  return undefined;
}

function byDates(
  differs: (instant: Instant) => boolean,
  zone: Zone,
  from: Instant,
  horizon: Instant,
): Instant | undefined {
  let before = from;
  for (let date = nextDateChange(zone, from); date <= horizon; date = nextDateChange(zone, date)) {
    if (differs(date)) return firstWith(differs, before, date);
    before = date;
  }
  return undefined;
}
