import { at } from "../invariant/required.ts";
import { byOwner, carriedName, PART_LIMIT, partId } from "../plan/parts.ts";
import type { EventRead, FieldRead, Plan } from "../plan/plan.ts";
import type { Instant } from "../calendar/zone.ts";
import type { EventInput } from "./customer-input.ts";
import { CustomerDataError } from "./data-error.ts";

/** The parts that a plan reads, by the event that they are parts of. */
export type PartReads = ReadonlyMap<string, readonly PartRead[]>;
interface PartRead {
  readonly name: string;
  readonly partOf: string;
  /** The names of the fields that are read, of the part and of its parent. */
  readonly own: readonly string[];
  readonly carried: readonly string[];
}

/** @returns undefined for a plan that reads no parts */
export function partReads({ reads }: Pick<Plan, "reads">): PartReads | undefined {
  const parts = new Map<string, PartRead[]>();
  for (const { name, partOf, fields } of reads.events) {
    if (partOf === undefined) continue;
    const { own, carried } = byOwner(partOf, fields);
    const nameOf = (field: FieldRead): string => field.name;
    const read: PartRead = { name, partOf, own: own.map(nameOf), carried: carried.map(nameOf) };
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
  for (const { name, partOf, own, carried } of reads.get(event.type) ?? []) {
    const parts = valueOf(event.parts, name) ?? [];
    if (!Array.isArray(parts)) throw new CustomerDataError(`the parts ${name} of ${event.type} are no list`);
    if (parts.length > PART_LIMIT)
      throw new CustomerDataError(`${event.type} has more than ${PART_LIMIT} parts ${name}`);
    for (let number = 1; number <= parts.length; number++) {
      const part: unknown = at(parts, number - 1);
      if (!isRecord(part)) throw new CustomerDataError(`part ${number} of ${name} is no object`);
      const fields: [string, unknown][] = [
        ...own.map((field): [string, unknown] => [field, valueOf(part, field)]),
        ...carried.map((field): [string, unknown] => [carriedName(partOf, field), valueOf(event.fields, field)]),
      ];
      events.push({ type: name, id: partId(id, number), time, fields: Object.fromEntries(fields) });
    }
  }
  return events;
}

/** What data has under a name; null where it has nothing. */
const valueOf = (record: unknown, name: string): unknown =>
  isRecord(record) && Object.hasOwn(record, name) ? (record[name] ?? null) : null;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
