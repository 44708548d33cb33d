import type { Customer, CustomerEvent, ProfileVersion } from "../run/customer.ts";
import type { FieldRead, Plan } from "../plan/plan.ts";
import { withoutEvents } from "../run/whole-events.ts";

/** Whether a customer is still what it was, as far as it matters. */
export type Holds = (candidate: Customer) => boolean;

/** Most events that are looked at in all attempts together; what is left then stays. */
const WORK = 3_000_000;

/**
 * Leaves out of a customer what does not matter: events, earlier versions of the profile, and values. What is required
 * stays.
 */
export function essential(customer: Customer, plan: Plan, holds: Holds): Customer {
  const { reads } = plan;
  let best = customer;
  let work = 0;
  const attempt = (candidate: Customer): boolean => {
    work += 1 + candidate.events.length;
    if (work > WORK || !holds(candidate)) return false;
    best = candidate;
    return true;
  };
  const without = (left: (event: CustomerEvent) => boolean): boolean =>
    attempt({ ...best, events: withoutEvents(best.events, new Set(best.events.filter(left)), plan) });
  for (const type of new Set(customer.events.map((event) => event.type))) without((event) => event.type === type);
  for (let size = Math.ceil(best.events.length / 2); size >= 1 && best.events.length > 0; size = Math.floor(size / 2)) {
    for (let from = 0; from < best.events.length;) {
      const part = new Set(best.events.slice(from, from + size));
      if (!without((event) => part.has(event))) from += size;
    }
  }
  const latest = best.versions.at(-1);
  if (latest !== undefined) attempt({ ...best, versions: [{ validFrom: null, fields: latest.fields }] });
  for (const version of best.versions.length > 1 ? best.versions : [])
    attempt({ ...best, versions: best.versions.filter((one) => one !== version) });
  for (const { name, required } of reads.fields)
    if (!required) attempt({ ...best, versions: best.versions.map((version) => lacking(version, name, reads.fields)) });
  for (const { name: type, fields } of reads.events)
    for (const { name, required } of fields)
      if (!required && best.events.some((event) => event.type === type && event.fields.has(name)))
        attempt({
          ...best,
          events: best.events.map((event) => (event.type === type ? lacking(event, name, fields) : event)),
        });
  return best;
}

/** A record without a field, and without what it reads of the row that the field names. */
function lacking<Row extends ProfileVersion | CustomerEvent>(row: Row, name: string, reads: readonly FieldRead[]): Row {
  const gone = new Set([name, ...reads.flatMap((read) => (read.via?.key === name ? [read.name] : []))]);
  return { ...row, fields: new Map([...row.fields].filter(([own]) => !gone.has(own))) };
}
