import type { Instant } from "../../engine/calendar/zone.ts";
import type { Program } from "../../engine/check/program.ts";
import type { FieldRead, Plan } from "../../engine/plan/plan.ts";
import type { MaybeValue } from "../../engine/plan/types.ts";
import { byTimeAndId, type Customer, type CustomerEvent, type ProfileVersion } from "../../engine/run/customer.ts";
import { ownReads } from "../../engine/plan/joined-reads.ts";
import { withTables } from "../../engine/run/customer.ts";
import { type Tables } from "../../engine/run/tables.ts";
import { storedTables } from "../tables/stored-tables.ts";
import { valueFromColumn, type StoredValue } from "../stored-value.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";
import { CustomerReader, type CustomerSink } from "./customer-reader.ts";

/** A customer with what the population needs to know of events that no rule reads. */
export interface StoredCustomer {
  readonly customer: Customer;
  /** The time of the first event of any type; undefined when there is none. */
  readonly firstEvent: Instant | undefined;
}

/**
 * All customers of a workspace in order of id, with the fields and events that the plan reads. Only one customer is in
 * memory at a time.
 */
export function* storedCustomers(
  database: SqliteDatabase,
  program: Program,
  { reads }: Plan,
): Generator<StoredCustomer> {
  const tables = storedTables(database, program, reads);
  const reader = new CustomerReader(database, program, reads);
  const decoder = new CustomerDecoder(reads, tables);
  try {
    while (reader.next(decoder)) yield decoder.customer();
  } finally {
    reader.close();
  }
}

/** One customer of a workspace, with the fields and events that the plan reads; undefined when there is none. */
export function storedCustomer(
  database: SqliteDatabase,
  program: Program,
  { reads }: Plan,
  id: string,
): StoredCustomer | undefined {
  const tables = storedTables(database, program, reads);
  const reader = new CustomerReader(database, program, reads, id);
  const decoder = new CustomerDecoder(reads, tables);
  try {
    return reader.next(decoder) ? decoder.customer() : undefined;
  } finally {
    reader.close();
  }
}

/** Makes the input of the interpreter from the rows of a customer. */
class CustomerDecoder implements CustomerSink {
  readonly reads: Plan["reads"];
  private readonly tables: Tables;
  private readonly profile: readonly FieldRead[];
  private readonly fields: ReadonlyMap<string, readonly FieldRead[]>;
  private id = "";
  private versions: ProfileVersion[] = [];
  private events: CustomerEvent[] = [];
  private firstEvent: Instant | undefined;

  constructor(reads: Plan["reads"], tables: Tables) {
    this.reads = reads;
    this.tables = tables;
    this.profile = ownReads(reads.fields);
    this.fields = new Map(reads.events.map((event) => [event.name, ownReads(event.fields)]));
  }

  begin(id: string): void {
    this.id = id;
    this.versions = [];
    this.events = [];
    this.firstEvent = undefined;
  }

  version(validFrom: Instant | null, row: readonly StoredValue[], first: number): void {
    this.versions.push({ validFrom, fields: decoded(this.profile, row, first) });
  }

  event(
    type: string,
    time: Instant,
    id: string,
    _date: number,
    _hour: number,
    row: readonly StoredValue[],
    first: number,
  ): void {
    this.seen(time);
    const fields = this.fields.get(type);
    if (fields === undefined) throw new Error(`the event \`${type}\` was not asked for`);
    this.events.push({ id, type, time, fields: decoded(fields, row, first) });
  }

  seen(time: Instant): void {
    if (this.firstEvent === undefined || time < this.firstEvent) this.firstEvent = time;
  }

  end(): void {
    this.events.sort(byTimeAndId);
  }

  /** The customer who came last. */
  customer(): StoredCustomer {
    return {
      customer: withTables({ id: this.id, versions: this.versions, events: this.events }, this, this.tables),
      firstEvent: this.firstEvent,
    };
  }
}

function decoded(fields: readonly FieldRead[], row: readonly StoredValue[], first: number): Map<string, MaybeValue> {
  return new Map(fields.map(({ name, type }, place) => [name, valueFromColumn(row[first + place], type)] as const));
}
