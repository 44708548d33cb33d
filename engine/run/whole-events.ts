import { zone, type Instant } from "../calendar/zone.ts";
import { canonicalJson } from "../plan/canonical-json.ts";
import { carriedName, partId } from "../plan/parts.ts";
import type { Plan } from "../plan/plan.ts";
import type { MaybeValue } from "../plan/types.ts";
import { usualValue } from "./usual-value.ts";
import { byTimeAndId, type Customer, type CustomerEvent } from "./customer.ts";

/** An event and what is part of it. */
export interface WholeEvent {
  /** The event, in the fields that the plan reads of it and those that its parts have of it. */
  readonly event: CustomerEvent;
  readonly parts: readonly CustomerEvent[];
}

/**
 * Events as data brings them, each with its parts. A part belongs to the event whose id its own begins with; one whose
 * event is not there, since the plan does not read it, is given one made of the fields that it has of it.
 * @param events of a customer as there can be one (`possible`), in order
 */
export function wholeEvents(events: readonly CustomerEvent[], { reads }: Pick<Plan, "reads">): WholeEvent[] {
  const parentOf = new Map(reads.events.map(({ name, partOf }) => [name, partOf]));
  const wholes = new Map<string, { event: CustomerEvent; readonly parts: CustomerEvent[] }>();
  const key = (type: string, id: string): string => JSON.stringify([type, id]);
  for (const event of events)
    if (parentOf.get(event.type) === undefined) wholes.set(key(event.type, event.id), { event, parts: [] });
  for (const part of events) {
    const type = parentOf.get(part.type);
    if (type === undefined) continue;
    const id = ownerId(part);
    const found = wholes.get(key(type, id)) ?? {
      event: { id, type, time: part.time, fields: new Map<string, MaybeValue>() },
      parts: [],
    };
    wholes.set(key(type, id), found);
    found.event = { ...found.event, fields: new Map([...carried(part, type), ...found.event.fields]) };
    found.parts.push(part);
  }
  return [...wholes.values()].sort((left, right) => byTimeAndId(left.event, right.event));
}

/** The id of the event that a part belongs to. */
const ownerId = ({ id }: CustomerEvent): string => id.slice(0, Math.max(0, id.lastIndexOf("#")));

/** What a part has of its parent, under the names that it has there. */
function carried({ fields }: CustomerEvent, parent: string): [string, MaybeValue][] {
  const prefix = carriedName(parent, "");
  return [...fields].flatMap(([name, value]): [string, MaybeValue][] =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
  );
}

/**
 * The customer that there can be nearest to one that was made up event by event: each part has its event, of its own time
 * and with the fields that it has of it, which is there where the plan reads it. A customer without parts stays.
 */
export function possible(customer: Customer, plan: Pick<Plan, "reads" | "settings">): Customer {
  const parentOf = new Map(plan.reads.events.map(({ name, partOf }) => [name, partOf]));
  if (!customer.events.some(({ type }) => parentOf.get(type) !== undefined)) return customer;
  const events = customer.events.filter(({ type }) => parentOf.get(type) === undefined);
  const taken = new Set(events.map(({ id }) => id));
  /** By the id that parts name. */
  const parents = new Map<string, CustomerEvent[]>();
  const key = (type: string, id: string): string => JSON.stringify([type, id]);
  for (const event of events) parents.set(key(event.type, event.id), [event]);
  const counts = new Map<CustomerEvent, Map<string, number>>();
  for (const part of customer.events) {
    const type = parentOf.get(part.type);
    if (type === undefined) continue;
    const own = carried(part, type);
    const named = key(type, ownerId(part));
    const known = parents.get(named) ?? [];
    let parent = known.find((event) => event.time === part.time && agrees(event, own));
    if (parent === undefined) {
      const id = freshId(ownerId(part) === "" ? part.id : ownerId(part), taken);
      parent = { id, type, time: part.time, fields: parentFields(plan, type, own, part.time) };
      taken.add(id);
      events.push(parent);
      parents.set(named, [...known, parent]);
    }
    const numbers = counts.get(parent) ?? new Map<string, number>();
    counts.set(parent, numbers);
    const number = (numbers.get(part.type) ?? 0) + 1;
    numbers.set(part.type, number);
    const ofParent = [...parent.fields].flatMap(([name, value]): [string, MaybeValue][] =>
      part.fields.has(carriedName(type, name)) ? [[carriedName(type, name), value]] : [],
    );
    events.push({ ...part, id: partId(parent.id, number), fields: new Map([...part.fields, ...ofParent]) });
  }
  const read = new Set(plan.reads.events.map(({ name }) => name));
  return { ...customer, events: events.filter(({ type }) => read.has(type)).sort(byTimeAndId) };
}

/** Whether an event has the fields that a part says it has, as far as it is known. */
const agrees = ({ fields }: CustomerEvent, own: readonly [string, MaybeValue][]): boolean =>
  own.every(([name, value]) => !fields.has(name) || canonicalJson(fields.get(name)) === canonicalJson(value));

function freshId(wanted: string, taken: ReadonlySet<string>): string {
  let id = wanted;
  for (let number = 2; taken.has(id); number++) id = `${wanted}-${number}`;
  return id;
}

/** The fields of a parent: what a part has of it, and of what is read otherwise no more than what is required. */
function parentFields(
  { reads, settings }: Pick<Plan, "reads" | "settings">,
  type: string,
  own: readonly [string, MaybeValue][],
  time: Instant,
): ReadonlyMap<string, MaybeValue> {
  const known = new Map(own);
  for (const field of reads.events.find((event) => event.name === type)?.fields ?? [])
    if ((known.get(field.name) ?? null) === null)
      known.set(field.name, field.required ? usualValue(field, time, zone(settings.timeZone)) : null);
  return known;
}

/** What is left of events without some of them, and without what is part of those. */
export function withoutEvents(
  events: readonly CustomerEvent[],
  gone: ReadonlySet<CustomerEvent>,
  { reads }: Pick<Plan, "reads">,
): CustomerEvent[] {
  const parentOf = new Map(reads.events.map(({ name, partOf }) => [name, partOf]));
  const key = (type: string, id: string): string => JSON.stringify([type, id]);
  const ids = new Set([...gone].map(({ type, id }) => key(type, id)));
  return events.filter((event) => {
    const parent = parentOf.get(event.type);
    return !gone.has(event) && (parent === undefined || !ids.has(key(parent, ownerId(event))));
  });
}
