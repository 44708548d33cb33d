import { inside } from "../../invariant/required.ts";
import type { Zone } from "../../calendar/zone.ts";
import type { Plan } from "../../plan/plan.ts";
import { compareText } from "../../text/text.ts";
import { canonicalEvent, eventKey } from "../canonical-event.ts";
import type { EventInput } from "../customer.ts";
import { heldAs } from "../generate/event-store.ts";
import { partReads, partsOf, requireParent, type PartReads } from "../parts.ts";
import { readTime } from "./read.ts";

/** One customer's events of one type in columns, in order. Used again for every customer. */
export interface EventColumns {
  length: number;
  time: Float64Array;
  columns: (Float64Array | Uint8Array | (string | null)[])[];
}

/** Puts the value of each field of an event at a place of the columns of its type. */
export type ReadEvent = (
  event: number,
  fields: Readonly<Record<string, unknown>>,
  into: readonly EventColumns[],
  at: number,
  zone: Zone,
) => void;

const FIRST_CAPACITY = 64;
const NO_FIELDS = {};
const TIME_OF_EVENT = { type: { kind: "time" as const }, name: "the time of an event" };

/** Lays a customer's raw events out by type, in order, one for each id of a type. */
export class EventTables {
  readonly tables: EventColumns[];
  /** True when any event, read by the plan or not, has happened by the instant that `fill` was given. */
  anyEvent = false;
  private readonly types: ReadonlyMap<string, number>;
  private readonly readEvent: ReadEvent;
  private readonly zone: Zone;
  private readonly reads: Plan["reads"];
  /** The parts that the plan reads, if any. */
  private readonly parts: PartReads | undefined;
  private times = new Float64Array(FIRST_CAPACITY);
  private places: number[] = [];
  private readonly seen = new Set<string>();

  constructor(plan: Pick<Plan, "reads">, readEvent: ReadEvent, zone: Zone) {
    this.reads = plan.reads;
    this.readEvent = readEvent;
    this.zone = zone;
    this.parts = partReads(plan);
    this.types = new Map(plan.reads.events.map(({ name }, index) => [name, index]));
    this.tables = plan.reads.events.map(({ fields }) => ({
      length: 0,
      time: new Float64Array(FIRST_CAPACITY),
      columns: fields.map(({ type }) =>
        heldAs(type) === "number"
          ? new Float64Array(FIRST_CAPACITY)
          : heldAs(type) === "truth"
            ? new Uint8Array(FIRST_CAPACITY)
            : [],
      ),
    }));
  }

  /** @throws CustomerDataError for an event that does not fit the schema */
  fill(events: readonly EventInput[], now: number): void {
    for (const table of this.tables) table.length = 0;
    const { parts } = this;
    if (parts === undefined) this.lay(events, this.sorted(events, now));
    else {
      const kept = this.sorted(events, now);
      const { anyEvent } = this;
      const all = kept.flatMap((place) => this.withParts(inside(events[place]), inside(this.times[place]), parts));
      this.lay(all, this.sorted(all, now));
      this.anyEvent = anyEvent;
    }
  }

  /** An event that is kept and its parts, which are events beside it. */
  private withParts(event: EventInput, time: number, reads: PartReads): EventInput[] {
    requireParent(event, this.reads.events);
    return [event, ...partsOf(event, event.id.normalize("NFC"), time, reads)];
  }

  /** Puts events into the columns of their types, in order. */
  private lay(events: readonly EventInput[], places: readonly number[]): void {
    for (let position = 0; position < places.length; position++) {
      const place = inside(places[position]);
      const event = inside(events[place]);
      const type = this.types.get(event.type);
      // The plan does not read this type.
      if (type === undefined) continue;
      const table = inside(this.tables[type]);
      if (table.length === table.time.length) grow(table);
      const at = table.length;
      table.time[at] = inside(this.times[place]);
      this.readEvent(type, event.fields ?? NO_FIELDS, this.tables, at, this.zone);
      table.length = at + 1;
    }
  }

  /** The places of the events that count, in order of time and id. */
  private sorted(events: readonly EventInput[], now: number): readonly number[] {
    const { places, seen } = this;
    if (events.length > this.times.length) this.times = new Float64Array(events.length * 2);
    const times = this.times;
    places.length = events.length;
    seen.clear();
    let ordered = true;
    let before = -Infinity;
    let twice = false;
    for (let place = 0; place < events.length; place++) {
      const event = inside(events[place]);
      const time = readTime(event.time, TIME_OF_EVENT, this.zone);
      times[place] = time;
      places[place] = place;
      if (time <= before) ordered = false;
      before = time;
      seen.add(event.id);
      // Ids that differ only in normalisation are found where there are other characters than these.
      if (!isAscii(event.id)) twice = true;
    }
    if (seen.size < events.length) twice = true;
    const kept = twice ? this.withoutRepeats(events) : places;
    this.anyEvent = kept.some((place) => inside(times[place]) <= now);
    if (!ordered || twice)
      kept.sort(
        (left, right) =>
          inside(times[left]) - inside(times[right]) ||
          compareText(inside(events[left]).id.normalize("NFC"), inside(events[right]).id.normalize("NFC")),
      );
    return kept;
  }

  /** Of events of one type with one id the one whose canonical JSON is least. */
  private withoutRepeats(events: readonly EventInput[]): number[] {
    const kept = new Map<string, { readonly place: number; readonly json: string }>();
    for (const [place, event] of events.entries()) {
      const json = canonicalEvent({
        type: event.type,
        time: inside(this.times[place]),
        fields: event.fields ?? NO_FIELDS,
        parts: event.parts,
      });
      const key = eventKey(event.type, event.id.normalize("NFC"));
      const other = kept.get(key);
      if (other === undefined || compareText(json, other.json) < 0) kept.set(key, { place, json });
    }
    return [...kept.values()].map(({ place }) => place);
  }
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

function grow(table: EventColumns): void {
  const capacity = table.time.length * 2;
  const time = new Float64Array(capacity);
  time.set(table.time);
  table.time = time;
  table.columns = table.columns.map((column) => {
    if (Array.isArray(column)) return column;
    const wider = column instanceof Float64Array ? new Float64Array(capacity) : new Uint8Array(capacity);
    wider.set(column);
    return wider;
  });
}
