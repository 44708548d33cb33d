import { inside } from "../../invariant/required.ts";
import type { Zone } from "../../calendar/zone.ts";
import type { FieldRead, Plan } from "../../plan/plan.ts";
import type { MaybeValue } from "../../plan/types.ts";
import type { Customer } from "../customer.ts";
import { ownReads } from "../../plan/joined-reads.ts";
import { type Tables } from "../tables.ts";
import { ColumnBuilder, Dictionary, shared } from "./columns.ts";
import type { EventTable, Population, ProfileTable } from "./population.ts";

/** What a customer and a value take while they are collected and put into columns. */
const BYTES_OF_CUSTOMER = 120;
const BYTES_OF_VALUE = 16;

/** Collects numbers of which it is not known how many there will be. */
class Numbers {
  private values = new Float64Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const wider = new Float64Array(this.length * 2);
      wider.set(this.values);
      this.values = wider;
    }
    this.values[this.length++] = value;
  }
  at(place: number): number {
    return inside(this.values[place]);
  }
  into<Values extends Float64Array | Int32Array | Int8Array>(target: Values): Values {
    target.set(this.values.subarray(0, this.length));
    return target;
  }
}

class TableBuilder {
  readonly start = new Numbers();
  readonly columns: readonly { readonly name: string; readonly builder: ColumnBuilder }[];
  constructor(fields: readonly FieldRead[], dictionary: Dictionary) {
    this.columns = fields.map(({ name, type }) => ({ name, builder: new ColumnBuilder(type, dictionary) }));
  }

  add(values: readonly MaybeValue[], first: number): void {
    for (let index = 0; index < this.columns.length; index++)
      inside(this.columns[index]).builder.add(inside(values[first + index]));
  }
}

/** The events of one type as they are collected. */
class EventBuilder {
  readonly table: TableBuilder;
  readonly time = new Numbers();
  readonly date = new Numbers();
  readonly hour = new Numbers();

  constructor(fields: readonly FieldRead[], dictionary: Dictionary) {
    this.table = new TableBuilder(fields, dictionary);
  }
}

/**
 * Puts customers into columns one after another. They must come in order of id, each customer's versions by
 * `valid from`, and its events of each type by time and id.
 */
export class PopulationBuilder {
  private readonly zone: Zone;
  private readonly dictionary = new Dictionary();
  private readonly ids: string[] = [];
  private readonly firstEvents = new Numbers();
  private readonly profile: TableBuilder;
  private readonly validFrom = new Numbers();
  private single = true;
  private versions = 0;
  private firstEvent = Infinity;
  private readonly events: ReadonlyMap<string, EventBuilder>;
  /** About how many bytes the columns take that were collected so far. */
  bytes = 0;

  private readonly tables: Tables | undefined;

  /** @param tables the rows of the tables that plans read of this population */
  constructor(plan: Plan, zone: Zone, tables?: Tables) {
    this.zone = zone;
    this.tables = tables;
    this.profile = new TableBuilder(ownReads(plan.reads.fields), this.dictionary);
    this.events = new Map(
      plan.reads.events.map(({ name, fields }) => [name, new EventBuilder(ownReads(fields), this.dictionary)]),
    );
  }

  get count(): number {
    return this.ids.length;
  }

  /** Begins a customer. */
  begin(id: string): void {
    this.ids.push(id);
    this.bytes += BYTES_OF_CUSTOMER + 2 * id.length;
    this.versions = 0;
    this.firstEvent = Infinity;
    this.profile.start.push(this.validFrom.length);
    for (const { table, time } of this.events.values()) table.start.push(time.length);
  }

  /** Adds a version of the profile: its values stand from `first` on, in the order of the plan's reads. */
  version(validFrom: number | null, values: readonly MaybeValue[], first: number): void {
    this.versions++;
    if (this.versions > 1 || validFrom !== null) this.single = false;
    this.validFrom.push(validFrom ?? -Infinity);
    this.profile.add(values, first);
    this.bytes += BYTES_OF_VALUE * (values.length + 1);
  }

  /** Notes an event that the plan does not read. */
  seen(time: number): void {
    if (time < this.firstEvent) this.firstEvent = time;
  }

  /** Adds an event with its local date and hour; its values stand from `first` on, in the order of the plan's reads. */
  event(
    type: string,
    time: number,
    _id: string,
    date: number,
    hour: number,
    values: readonly MaybeValue[],
    first: number,
  ): void {
    const into = this.events.get(type);
    this.seen(time);
    if (into === undefined) return;
    into.time.push(time);
    into.date.push(date);
    into.hour.push(hour);
    into.table.add(values, first);
    this.bytes += BYTES_OF_VALUE * (values.length + 2);
  }

  /** Ends the customer. */
  end(): void {
    if (this.versions === 0) this.single = false;
    this.firstEvents.push(this.firstEvent);
  }

  /** Adds a customer that is decoded already. @param firstEvent the instant of its first event of any type */
  add(customer: Customer, firstEvent: number | undefined): void {
    this.begin(customer.id);
    for (const { validFrom, fields } of customer.versions)
      this.version(
        validFrom,
        this.profile.columns.map(({ name }) => fields.get(name) ?? null),
        0,
      );
    for (const { type, time, id, fields } of customer.events) {
      this.event(
        type,
        time,
        id,
        this.zone.dateOf(time),
        this.zone.hourOf(time),
        this.events.get(type)?.table.columns.map(({ name }) => fields.get(name) ?? null) ?? [],
        0,
      );
    }
    if (firstEvent !== undefined) this.seen(firstEvent);
    this.end();
  }

  build(): Population {
    const columns = (table: TableBuilder): ReadonlyMap<string, ReturnType<ColumnBuilder["build"]>> =>
      new Map(table.columns.map(({ name, builder }) => [name, builder.build()]));
    const { ids } = this;
    this.profile.start.push(this.validFrom.length);
    const profile: ProfileTable = {
      single: this.single,
      start: this.profile.start.into(shared.int32(ids.length + 1)),
      validFrom: this.validFrom.into(shared.float64(this.validFrom.length)),
      columns: columns(this.profile),
    };
    const events = new Map(
      [...this.events].map(([name, { table, time, date, hour }]): [string, EventTable] => {
        table.start.push(time.length);
        const [start, dates] = [table.start.into(shared.int32(ids.length + 1)), date.into(shared.int32(time.length))];
        return [
          name,
          {
            start,
            datesAscend: datesAscend(start, dates),
            date: dates,
            time: time.into(shared.float64(time.length)),
            hour: hour.into(shared.int8(time.length)),
            columns: columns(table),
          },
        ];
      }),
    );
    return {
      count: ids.length,
      id: (customer) => inside(ids[customer]),
      firstEvent: this.firstEvents.into(shared.float64(ids.length)),
      profile,
      events,
      texts: this.dictionary.texts,
      ...(this.tables === undefined ? {} : { tables: this.tables }),
    };
  }
}

/** Whether no customer's local dates go back as time goes on. */
export function datesAscend(start: Int32Array, dates: Int32Array): boolean {
  for (let customer = 0; customer + 1 < start.length; customer++) {
    const end = inside(start[customer + 1]);
    for (let row = inside(start[customer]) + 1; row < end; row++)
      if (inside(dates[row]) < inside(dates[row - 1])) return false;
  }
  return true;
}
