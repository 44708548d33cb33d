import type { FieldRead, Plan } from "../plan/plan.ts";
import type { Customer } from "../run/customer.ts";
import { withoutEvents } from "../run/whole-events.ts";

/** Most events that are left out one at a time. */
const EVENT_LIMIT = 60;

/** Leaves out what a claim about a customer does not need: events, earlier versions and optional fields, one after another. */
export function shrink(customer: Customer, plan: Plan, holds: (candidate: Customer) => boolean): Customer {
  let best = customer;
  const attempt = (candidate: Customer): void => {
    if (holds(candidate)) best = candidate;
  };
  for (const event of customer.events.slice(0, EVENT_LIMIT))
    attempt({ ...best, events: withoutEvents(best.events, new Set([event]), plan) });
  if (best.versions.length > 1)
    attempt({ ...best, versions: best.versions.slice(-1).map(({ fields }) => ({ validFrom: null, fields })) });
  for (const field of plan.reads.fields.filter(({ required }) => !required)) {
    // Without the text that names a row nothing of it is there.
    const gone = new Set([field, ...plan.reads.fields.filter(({ via }) => via?.key === field.name)].map(nameOf));
    attempt({
      ...best,
      versions: best.versions.map((version) => ({
        ...version,
        fields: new Map([...version.fields].filter(([name]) => !gone.has(name))),
      })),
    });
  }
  return best;
}

const nameOf = ({ name }: FieldRead): string => name;
