import { canonicalJson } from "../plan/canonical-json.ts";
import { canonicalEvent, eventKey } from "./canonical-event.ts";
import type { FieldRead, Plan } from "../plan/plan.ts";
import { partReads, partsOf, requireParent } from "./parts.ts";
import type { MaybeValue } from "../plan/types.ts";
import type { Instant, Zone } from "../calendar/zone.ts";
import { decodeValue, reasonInEnglish } from "../plan/decode.ts";
import { compareText } from "../text/text.ts";
import type { CustomerInput, EventInput } from "./customer-input.ts";
import { CustomerDataError } from "./data-error.ts";
import { tablesFromJson, withJoined, type Tables } from "./tables.ts";

/** One customer as the executors see it: decoded, events deduplicated and in order. */
export interface Customer {
  readonly id: string;
  /** In order of `validFrom`; null is from the beginning. */
  readonly versions: readonly ProfileVersion[];
  /** Ordered by (time, id). */
  readonly events: readonly CustomerEvent[];
}
export interface ProfileVersion {
  readonly validFrom: Instant | null;
  readonly fields: ReadonlyMap<string, MaybeValue>;
}
export interface CustomerEvent {
  readonly id: string;
  readonly type: string;
  readonly time: Instant;
  readonly fields: ReadonlyMap<string, MaybeValue>;
}

export type { CustomerInput, EventInput };
export { canonicalEvent, CustomerDataError };

/**
 * Decodes a customer given as JSON: checks the values that the plan reads, keeps one event per type and id
 * (of different contents the least canonical JSON), puts them in order.
 * @param tables the rows of the tables that the plan reads
 * @throws CustomerDataError naming the field
 * @throws MissingTableError where the plan reads a table that is not given
 */
export function customerFromJson(input: CustomerInput, plan: Plan, zone: Zone, tables?: Tables): Customer {
  const given = input.versions ?? (input.profile === undefined ? [] : [{ validFrom: null, fields: input.profile }]);
  const versions = new Map<Instant | null, { readonly json: string; readonly version: ProfileVersion }>();
  for (const { validFrom = null, fields } of given) {
    const from = validFrom === null ? null : decodeInstant(validFrom, "validFrom", zone);
    const json = canonicalJson(fields);
    const other = versions.get(from);
    if (other === undefined || compareText(json, other.json) < 0)
      versions.set(from, {
        json,
        version: { validFrom: from, fields: decodeFields(fields, plan.reads.fields, plan.reads.profile, zone) },
      });
  }
  const customer: Customer = {
    id: (input.id ?? "").normalize("NFC"),
    events: decodeEvents(input.events ?? [], plan, zone),
    versions: [...versions.values()]
      .map(({ version }) => version)
      .sort((left, right) => (left.validFrom ?? -Infinity) - (right.validFrom ?? -Infinity)),
  };
  return withTables(customer, plan, tables ?? tablesFromJson(plan, undefined, zone));
}

/** A customer with what its records read through tables beside what they hold themselves. */
export function withTables(customer: Customer, { reads }: Pick<Plan, "reads">, tables: Tables): Customer {
  if (reads.tables === undefined) return customer;
  const events = new Map(reads.events.map(({ name, fields }) => [name, fields]));
  return {
    ...customer,
    versions: customer.versions.map((version) => ({
      ...version,
      fields: withJoined(version.fields, reads.fields, tables),
    })),
    events: customer.events.map((event) => ({
      ...event,
      fields: withJoined(event.fields, events.get(event.type) ?? [], tables),
    })),
  };
}

/**
 * When the first event happened, read by a plan or not: of those told twice under one id the one that counts. Without
 * events Infinity.
 * @throws CustomerDataError when a time is none
 */
export function firstEventTime(events: readonly EventInput[], zone: Zone): Instant {
  return keptEvents(events, zone).reduce((first, { time }) => Math.min(first, time), Infinity);
}

/** Of the events of one type with one id that whose canonical JSON is least. */
function keptEvents(
  events: readonly EventInput[],
  zone: Zone,
): { readonly id: string; readonly time: Instant; readonly input: EventInput }[] {
  const kept = new Map<
    string,
    { readonly id: string; readonly time: Instant; readonly json: string; readonly input: EventInput }
  >();
  for (const input of events) {
    const id = input.id.normalize("NFC");
    const key = eventKey(input.type, id);
    const time = decodeInstant(input.time, `the time of ${input.type}`, zone);
    const json = canonicalEvent({ type: input.type, time, fields: input.fields ?? {}, parts: input.parts });
    const other = kept.get(key);
    if (other === undefined || compareText(json, other.json) < 0) kept.set(key, { id, time, json, input });
  }
  return [...kept.values()];
}

function decodeEvents(events: readonly EventInput[], plan: Plan, zone: Zone): CustomerEvent[] {
  const reads = new Map(plan.reads.events.map((event) => [event.name, event.fields]));
  const parts = partReads(plan);
  const decoded: CustomerEvent[] = [];
  const decode = ({ type, fields: given = {} }: EventInput, id: string, time: Instant): void => {
    const fields = reads.get(type);
    if (fields !== undefined) decoded.push({ id, type, time, fields: decodeFields(given, fields, type, zone) });
  };
  for (const { id, time, input } of keptEvents(events, zone)) {
    requireParent(input, plan.reads.events);
    decode(input, id, time);
    if (parts !== undefined) for (const part of partsOf(input, id, time, parts)) decode(part, part.id, time);
  }
  return decoded.sort(byTimeAndId);
}

/** The total order of events: by time, then id by code point. */
export function byTimeAndId(left: CustomerEvent, right: CustomerEvent): number {
  return left.time - right.time || compareText(left.id, right.id);
}

function decodeFields(
  raw: Readonly<Record<string, unknown>>,
  reads: readonly FieldRead[],
  owner: string,
  zone: Zone,
): Map<string, MaybeValue> {
  const fields = new Map<string, MaybeValue>();
  for (const { name, type, via } of reads) {
    if (via !== undefined) continue;
    const decoded = decodeValue(Object.hasOwn(raw, name) ? raw[name] : null, type, zone);
    if (!decoded.ok) throw new CustomerDataError(`${owner}.${name} ${reasonInEnglish(decoded.reason)}`);
    fields.set(name, decoded.value);
  }
  return fields;
}

function decodeInstant(raw: string | number, what: string, zone: Zone): Instant {
  const decoded = decodeValue(raw, { kind: "time" }, zone);
  if (!decoded.ok || typeof decoded.value !== "number")
    throw new CustomerDataError(`${what} ${decoded.ok ? "is missing" : reasonInEnglish(decoded.reason)}`);
  return decoded.value;
}
