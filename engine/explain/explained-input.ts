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
}
