import type { Zone } from "../../calendar/zone.ts";
import type { FieldRead, Plan } from "../../plan/plan.ts";
import type { Customer } from "../customer.ts";
import { ColumnBuilder, Dictionary, shared } from "./columns.ts";
import type { EventTable, Population, ProfileTable } from "./population.ts";

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
}

/** Puts customers into columns one after another; they must come in order of id. */
export class PopulationBuilder {
  private readonly zone: Zone;
  private readonly dictionary = new Dictionary();
  private readonly ids: string[] = [];
  private readonly firstEvents = new Numbers();
  private readonly profile: TableBuilder;
  private readonly validFrom = new Numbers();
  private single = true;
  private readonly events: ReadonlyMap<string, { readonly table: TableBuilder; readonly time: Numbers; readonly order: Numbers; readonly date: Numbers; readonly hour: Numbers }>;

  constructor(plan: Plan, zone: Zone) {
    this.zone = zone;
    this.profile = new TableBuilder(plan.reads.fields, this.dictionary);
    this.events = new Map(plan.reads.events.map(({ name, fields }) => [name, { table: new TableBuilder(fields, this.dictionary), time: new Numbers(), order: new Numbers(), date: new Numbers(), hour: new Numbers() }]));
  }

  /** @param firstEvent the instant of the customer's first event of any type, read by the plan or not */
  add(customer: Customer, firstEvent: number | undefined): void {
    this.ids.push(customer.id);
    this.firstEvents.push(firstEvent ?? Infinity);
    this.profile.start.push(this.validFrom.length);
    if (customer.versions.length !== 1 || customer.versions[0]?.validFrom !== null) this.single = false;
    for (const { validFrom, fields } of customer.versions) {
      this.validFrom.push(validFrom ?? -Infinity);
      for (const { name, builder } of this.profile.columns) builder.add(fields.get(name) ?? null);
    }
    for (const { table, time } of this.events.values()) table.start.push(time.length);
    for (const [place, event] of customer.events.entries()) {
      const into = this.events.get(event.type);
      if (into === undefined) continue;
      into.time.push(event.time);
      into.order.push(place);
      into.date.push(this.zone.dateOf(event.time));
      into.hour.push(this.zone.hourOf(event.time));
      for (const { name, builder } of into.table.columns) builder.add(event.fields.get(name) ?? null);
    }
  }

  build(): Population {
    const columns = (table: TableBuilder): ReadonlyMap<string, ReturnType<ColumnBuilder["build"]>> => new Map(table.columns.map(({ name, builder }) => [name, builder.build()]));
    const { ids } = this;
    this.profile.start.push(this.validFrom.length);
    const profile: ProfileTable = {
      single: this.single, start: this.profile.start.into(shared.int32(ids.length + 1)),
      validFrom: this.validFrom.into(shared.float64(this.validFrom.length)), columns: columns(this.profile),
    };
    const events = new Map([...this.events].map(([name, { table, time, order, date, hour }]): [string, EventTable] => {
      table.start.push(time.length);
      const [start, dates] = [table.start.into(shared.int32(ids.length + 1)), date.into(shared.int32(time.length))];
      return [name, {
        start, datesFall: datesFall(start, dates), date: dates,
        time: time.into(shared.float64(time.length)), order: order.into(shared.int32(time.length)),
        hour: hour.into(shared.int8(time.length)), columns: columns(table),
      }];
    }));
    return { count: ids.length, id: (customer) => ids[customer] ?? "", firstEvent: this.firstEvents.into(shared.float64(ids.length)), profile, events, texts: this.dictionary.texts };
  }
}

/** Whether no customer's local dates go back as time goes on. */
export function datesFall(start: Int32Array, dates: Int32Array): boolean {
  for (let customer = 0; customer + 1 < start.length; customer++) {
    const end = start[customer + 1] ?? 0;
    for (let row = (start[customer] ?? 0) + 1; row < end; row++) if ((dates[row] ?? 0) < (dates[row - 1] ?? 0)) return false;
  }
  return true;
}
