import { formatLocal } from "../../../engine/calendar/instant.ts";
import { zone, type Instant } from "../../../engine/calendar/zone.ts";
import type { FieldRead } from "../../../engine/plan/plan.ts";
import type { MaybeValue } from "../../../engine/plan/types.ts";
import { interpret, prepare, standing } from "../../../engine/run/interpreter.ts";
import type { Result } from "../../../engine/run/result.ts";
import { visibleOutputs } from "../../../store/runs/evaluate.ts";
import type { CustomerRequest, CustomerView, FieldValue } from "../api/customers.ts";
import { plainResult } from "./results.ts";
import { instantOf, type DraftRules } from "./rules.ts";
import { required } from "../../../engine/invariant/required.ts";
import { readCustomer, fieldsOf, shown } from "./stored-customer.ts";

const EVENTS_SHOWN = 300;

/** A customer as the rules see it at an instant: profile, events and every tag. */
export function customerOf(rules: DraftRules, request: CustomerRequest, showPersonal: boolean): CustomerView {
  const asOf = instantOf(rules, request.asOf);
  const { customer, firstEvent, plan } = readCustomer(rules, request.id);
  const inZone = zone(plan.settings.timeZone);
  // The customer stands by what the rules read, as in a run.
  const evaluation = prepare(rules.plan, asOf);
  const place = standing(evaluation, customer, firstEvent !== undefined && firstEvent <= asOf);
  const version = customer.versions.findLast(({ validFrom }) => validFrom === null || validFrom <= asOf);
  const fields = (reads: readonly FieldRead[], values: ReadonlyMap<string, MaybeValue>): FieldValue[] =>
    reads.map(({ name, type, personal }) =>
      shown(name, required(values.get(name), `the field \`${name}\``), type, personal, plan, showPersonal),
    );
  const results = place.kind === "present" ? interpret(evaluation, customer) : new Map<string, Result>();
  const events = customer.events.toReversed();
  const times = [
    ...customer.events.map(({ time }) => time),
    ...customer.versions.flatMap(({ validFrom }) => (validFrom === null ? [] : [validFrom])),
  ].sort((left, right) => left - right);
  const local = (instant: Instant | undefined): string | null =>
    instant === undefined ? null : formatLocal(instant, inZone);
  return {
    id: customer.id,
    asOf: formatLocal(asOf, inZone),
    standing: place.kind,
    missing: place.kind === "left out" ? place.missing : null,
    profile: version === undefined ? [] : fields(plan.reads.fields, version.fields),
    events: events.slice(0, EVENTS_SHOWN).map((event) => ({
      type: event.type,
      id: event.id,
      time: formatLocal(event.time, inZone),
      later: event.time > asOf,
      fields: fields(fieldsOf(plan, event), event.fields).filter(({ value, masked }) => masked || value !== null),
    })),
    moreEvents: Math.max(0, events.length - EVENTS_SHOWN),
    tags: visibleOutputs(rules.plan).flatMap((output) => {
      const result = results.get(output.id);
      return result === undefined
        ? []
        : [{ name: output.name, result: plainResult(result, output, plan, showPersonal) }];
    }),
    first: local(times[0]),
    last: local(times.at(-1)),
  };
}
