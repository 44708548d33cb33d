import { at } from "../invariant/required.ts";
import { carriedName, PART_LIMIT, partId } from "../plan/parts.ts";
import type { EventRead, Plan } from "../plan/plan.ts";
import type { Instant } from "../calendar/zone.ts";
import type { EventInput } from "./customer-input.ts";
import { CustomerDataError } from "./data-error.ts";

/** The parts that a plan reads, by the event that they are parts of. */
export type PartReads = ReadonlyMap<string, readonly PartRead[]>;
interface PartRead {
  readonly name: string;
  /** Each field that is read, and where it stands: with the part, or with its parent. */
  readonly own: readonly string[];
  readonly carried: readonly { readonly name: string; readonly field: string }[];
}

/** @returns undefined for a plan that reads no parts */
export function partReads({ reads }: Pick<Plan, "reads">): PartReads | undefined {
  const parts = new Map<string, PartRead[]>();
  for (const { name, partOf, fields } of reads.events) {
    if (partOf === undefined) continue;
    const prefix = carriedName(partOf, "");
    const read: PartRead = {
      name,
      own: fields.flatMap((field) => (field.name.startsWith(prefix) ? [] : [field.name])),
      carried: fields.flatMap((field) =>
        field.name.startsWith(prefix) ? [{ name: field.name, field: field.name.slice(prefix.length) }] : [],
      ),
    };
    parts.set(partOf, [...(parts.get(partOf) ?? []), read]);
  }
  return parts.size === 0 ? undefined : parts;
}

/** @throws CustomerDataError for parts that come by themselves, without the event that they are parts of */
export function requireParent({ type }: EventInput, reads: readonly EventRead[]): void {
  const parent = reads.find(({ name }) => name === type)?.partOf;
  if (parent !== undefined)
    throw new CustomerDataError(`${type} is part of ${parent}, and comes in the \`parts\` of that event`);
}

/**
 * The parts of an event as events: with its time, ids made of its own, and its fields under its name.
 * @param id of the event, in NFC
 * @throws CustomerDataError for what is no list of objects, or too long
 */
export function partsOf(event: EventInput, id: string, time: Instant, reads: PartReads): EventInput[] {
  const events: EventInput[] = [];
  for (const { name, own, carried } of reads.get(event.type) ?? []) {
    const given = event.parts !== undefined && Object.hasOwn(event.parts, name) ? event.parts[name] : undefined;
    const parts: unknown = given ?? [];
    if (!Array.isArray(parts)) throw new CustomerDataError(`the parts ${name} of ${event.type} are no list`);
    if (parts.length > PART_LIMIT)
      throw new CustomerDataError(`${event.type} has more than ${PART_LIMIT} parts ${name}`);
    for (let number = 1; number <= parts.length; number++) {
      const part: unknown = at(parts, number - 1);
      if (!isRecord(part)) throw new CustomerDataError(`part ${number} of ${name} is no object`);
      const fields: [string, unknown][] = [
        ...own.map((field): [string, unknown] => [field, Object.hasOwn(part, field) ? part[field] : null]),
        ...carried.map((from): [string, unknown] => [
          from.name,
          event.fields !== undefined && Object.hasOwn(event.fields, from.field) ? event.fields[from.field] : null,
        ]),
      ];
      events.push({ type: name, id: partId(id, number), time, fields: Object.fromEntries(fields) });
    }
  }
  return events;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
