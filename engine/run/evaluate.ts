import { parseInstant } from "../calendar/instant.ts";
import { zone, type Instant } from "../calendar/zone.ts";
import type { OutputNode, Plan } from "../plan/plan.ts";
import { CustomerDataError, customerFromJson, firstEventTime, type Customer, type CustomerInput } from "./customer.ts";
import { interpret, prepare, standing, type Evaluation, type Standing } from "./interpreter.ts";
import { tablesFromJson, type TablesInput } from "./tables.ts";
import { jsonResult, type JsonResult } from "./present.ts";

export interface EvaluateOptions {
  /** ISO 8601, or epoch milliseconds; a bare date is its local midnight. Default: the clock, read once. */
  readonly asOf?: string | Instant;
  /** The rows of the tables that the rules read. */
  readonly tables?: TablesInput;
}

/** One customer's outputs by name, or why there are none. */
export type Evaluated =
  | { readonly kind: "present"; readonly tags: ReadonlyMap<string, JsonResult> }
  | { readonly kind: "absent" }
  | { readonly kind: "left out"; readonly missing: string };

/** A customer decoded and placed in the population at an instant: what evaluating and explaining begin with. */
export interface Asked {
  readonly evaluation: Evaluation;
  readonly customer: Customer;
  readonly standing: Standing;
}

/**
 * Decodes what a caller asks about.
 * @throws CustomerDataError when a value does not fit the schema, or `asOf` is no time
 * @throws MissingTableError for rules that read a table which is not given
 */
export function asked(
  plan: Plan,
  customer: CustomerInput,
  { asOf: given = Date.now(), tables }: EvaluateOptions,
): Asked {
  const inZone = zone(plan.settings.timeZone);
  const asOf = typeof given === "number" ? given : parseInstant(given, inZone);
  if (asOf === undefined) throw new CustomerDataError(`"${given}" is not a date or time`);
  const evaluation = prepare(plan, asOf);
  const decoded = customerFromJson(customer, plan, inZone, tablesFromJson(plan, tables, inZone));
  const anyEvent = firstEventTime(customer.events ?? [], inZone) <= asOf;
  return { evaluation, customer: decoded, standing: standing(evaluation, decoded, anyEvent) };
}

/**
 * Evaluates one customer with the reference interpreter. Pure: the same answer for the same arguments.
 * @param customer profile and events as JSON: money and decimals in major units, dates and times as ISO 8601 text
 * @returns every tag, lifecycle, segment and law by name; or that the customer is not known yet at that instant
 *   (`absent`), or lacks a required field (`left out`)
 * @throws CustomerDataError when a value does not fit the schema, or `asOf` is no time
 * @throws MissingTableError for rules that read a table which is not given
 */
export function evaluate(plan: Plan, customer: CustomerInput, options: EvaluateOptions = {}): Evaluated {
  const { evaluation, customer: decoded, standing } = asked(plan, customer, options);
  if (standing.kind !== "present") return standing;
  const results = interpret(evaluation, decoded);
  const tags = new Map<string, JsonResult>();
  for (const output of namedOutputs(plan)) {
    const result = results.get(output.id);
    if (result !== undefined) tags.set(output.name, jsonResult(result, output.type));
  }
  return { kind: "present", tags };
}

/** The outputs that a caller knows by name: not what is evaluated as of other instants, nor what tests expect. */
export function namedOutputs(plan: Plan): OutputNode[] {
  return plan.outputs.filter(({ at, kind }) => at === "now" && kind !== "expect");
}
