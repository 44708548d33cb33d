import type { Instant } from "../calendar/zone.ts";
import type { Plan } from "../plan/plan.ts";
import type { Customer } from "../run/customer.ts";
import { Courses } from "./courses.ts";
import { nextDateChange } from "./date-change.ts";
import { Subject } from "./subject.ts";

/** An instant at which something may change for a customer by the passing of time alone. */
export interface ChangeInstant {
  readonly at: Instant;
  /** A `date` is where the local date changes, mostly midnight, and the same for all customers; others are of one customer. */
  readonly kind: "date" | "exact";
  /**
   * Ids of outputs that go with the clock and may change at any millisecond between the instant before and this one,
   * such as a tag that is `now - 3 hours`, or what a lifetime model says.
   */
  readonly moving: readonly string[];
}

/**
 * Every instant after `after`, up to and with `until`, at which an output of the plan, or whether the customer belongs to
 * the population, may change although nothing happens, in order, each once, worked out one by one as they are asked for.
 * Between two of them nothing changes but what the later one calls `moving`; at one of them something need not change.
 *
 * @param customer with the events and versions that are known, those ahead too
 * @param only ids of the outputs that are asked of, all by default: what they read may change at other instants, too
 */
export function* changeInstants(
  plan: Plan,
  customer: Customer,
  after: Instant,
  until: Instant,
  only?: ReadonlySet<string>,
): Generator<ChangeInstant, void, undefined> {
  const subject = new Subject(plan, customer);
  const courses = new Courses(subject);
  const outputs = only === undefined ? plan.outputs : plan.outputs.filter(({ id }) => only.has(id));
  let now = after;
  for (;;) {
    courses.advance(now);
    let at = nextStanding(customer, now);
    const moving: string[] = [];
    for (const output of outputs) {
      const course = courses.output(output);
      at = Math.min(at, course.until);
      if (course.sampled) moving.push(output.id);
    }
    if (at > until) return;
    yield { at, kind: at === nextDateChange(subject.zone, now) ? "date" : "exact", moving };
    now = at;
  }
}

/** When next a customer may come to belong to the population, or lack a required field no longer. */
function nextStanding({ versions, events }: Customer, now: Instant): Instant {
  const [first] = events;
  const version = versions.find(({ validFrom }) => validFrom !== null && validFrom > now)?.validFrom ?? Infinity;
  return Math.min(version, first !== undefined && first.time > now ? first.time : Infinity);
}
