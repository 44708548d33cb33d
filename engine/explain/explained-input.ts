import type { MaybeValue, ValueType } from "../plan/types.ts";
import type { CustomerEvent } from "../run/customer.ts";

/** Something that a condition or a model looked at, with its value. */
export interface ExplainedInput {
  readonly name: string;
  readonly value: MaybeValue;
  readonly type: ValueType | undefined;
  readonly personal: boolean;
  /** The events that an aggregate counted, in order. */
  readonly events: readonly CustomerEvent[] | undefined;
  /** Of a field that is read through a table: the table of whose row it is. */
  readonly table?: string | undefined;
  /** What an aggregate reads of the rows that its events name. */
  readonly ofRows?: readonly ReadOfRow[];
}

/** A field of the row of a table, as an event reads it. */
export interface ReadOfRow {
  readonly name: string;
  readonly type: ValueType;
  readonly personal: boolean;
  readonly table: string;
}
