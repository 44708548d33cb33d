import type { Tables } from "../tables.ts";
import type { Column } from "./columns.ts";

/** Many customers in columns over shared memory, in order of id. Rows of a table stand by customer. */
export interface Population {
  readonly count: number;
  id(customer: number): string;
  /** The instant of the first event of any type; Infinity for none. */
  readonly firstEvent: Float64Array;
  readonly profile: ProfileTable;
  readonly events: ReadonlyMap<string, EventTable>;
  /** The texts that text columns refer to. */
  readonly texts: readonly string[];
  /** The rows of tables that its texts name. */
  readonly tables?: Tables;
}

/** Profile versions by customer and `valid from`. */
export interface ProfileTable {
  /** True when every customer has one version, valid from the beginning: then the row is the customer. */
  readonly single: boolean;
  /** The first row of each customer, and at the end the number of rows. */
  readonly start: Int32Array;
  /** -Infinity is from the beginning. */
  readonly validFrom: Float64Array;
  readonly columns: ReadonlyMap<string, Column>;
}

/** The events of one type by customer, time and id. */
export interface EventTable {
  readonly start: Int32Array;
  readonly time: Float64Array;
  /** Local date and hour. */
  readonly date: Int32Array;
  readonly hour: Int8Array;
  /** True when local dates never go back from one event of a customer to the next: a clock set back across midnight can do that. */
  readonly datesAscend: boolean;
  readonly columns: ReadonlyMap<string, Column>;
}
