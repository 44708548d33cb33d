import type { Instant } from "../calendar/zone.ts";
import type { Customer } from "../run/customer.ts";
import type { Results } from "../run/interpreter.ts";

/** A customer at an instant who shows what was claimed; checked by the interpreter before anybody sees it. */
export interface Witness {
  readonly asOf: Instant;
  readonly customer: Customer;
}

/** Whether the interpreter agrees with what a witness should show. */
export type Claim = (results: Results) => boolean;
