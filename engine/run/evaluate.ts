import { parseInstant } from "../calendar/instant.ts";
import { zone, type Instant } from "../calendar/zone.ts";
import type { Plan } from "../plan/plan.ts";
import { CustomerDataError, customerFromJson, type CustomerInput } from "./customer.ts";
import { interpret, prepare, standing } from "./interpreter.ts";
import { jsonResult, type JsonResult } from "./present.ts";

export interface EvaluateOptions {
  /** ISO 8601, or epoch milliseconds; a bare date is its local midnight. Default: the clock, read once. */
  readonly asOf?: string | Instant;
}

/** One customer's outputs by name, or why there are none. */
export type Evaluated =
  | { readonly kind: "present"; readonly tags: ReadonlyMap<string, JsonResult> }
  | { readonly kind: "absent" }
  | { readonly kind: "left out"; readonly missing: string };

/**
 * Evaluates one customer with the reference interpreter.
 * @param customer profile and events as JSON: money and decimals in major units, dates and times as ISO 8601 text
 * @throws CustomerDataError when a value does not fit the schema, or `asOf` is no time
 */
export function evaluate(plan: Plan, customer: CustomerInput, options: EvaluateOptions = {}): Evaluated {
  const inZone = zone(plan.settings.timeZone);
  const { asOf: given = Date.now() } = options;
  const asOf = typeof given === "number" ? given : parseInstant(given, inZone);
  if (asOf === undefined) throw new CustomerDataError(`"${given}" is not a date or time`);
  const evaluation = prepare(plan, asOf);
  const decoded = customerFromJson(customer, plan, inZone);
  const anyEvent = (customer.events ?? []).some(
    ({ time }) => (typeof time === "number" ? time : (parseInstant(time, inZone) ?? Infinity)) <= asOf,
  );
  const place = standing(evaluation, decoded, anyEvent);
  if (place.kind !== "present") return place;
  const results = interpret(evaluation, decoded);
  const tags = new Map<string, JsonResult>();
  for (const output of plan.outputs) {
    const result = results.get(output.id);
    if (output.at === "now" && output.kind !== "expect" && result !== undefined)
      tags.set(output.name, jsonResult(result, output.type));
  }
  return { kind: "present", tags };
}
