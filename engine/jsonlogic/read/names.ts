import type { ValueType } from "../../plan/types.ts";

/** What a name stands for: a value, and whether it is always known. */
export interface Named {
  readonly type: ValueType;
  readonly required: boolean;
  /** As a rule file writes it. */
  readonly text: string;
}

/** What names stand for where a condition is read: about the customer, or about one event out of a list. */
export interface Scope {
  /** Fields, and `FIELD.f` for fields of the rows that they name; of the customer also tags and segments. */
  readonly values: ReadonlyMap<string, Named>;
  /** Events and parts of events, which JSONLogic is handed as lists of objects. */
  readonly events: ReadonlyMap<string, Scope>;
  /** The name of the profile: `customer.city` is the field `city`. */
  readonly profile: string | undefined;
}
