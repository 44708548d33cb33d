import { parseInstant } from "../../engine/calendar/instant.ts";
import { zone } from "../../engine/calendar/zone.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import type { MaybeValue, ValueType } from "../../engine/plan/types.ts";
import {
  customerFromJson,
  firstEventTime,
  type Customer,
  type CustomerEvent,
  type CustomerInput,
} from "../../engine/run/customer.ts";
import { wholeEvents } from "../../engine/run/whole-events.ts";
import { interpret, prepare, standing, type Evaluation } from "../../engine/run/interpreter.ts";
import { ownReads } from "../../engine/plan/joined-reads.ts";
import { tablesFromJson, type TablesInput } from "../../engine/run/tables.ts";
import { jsonResult, jsonValue, type JsonResult } from "../../engine/run/present.ts";

/** What an executor says of one customer: tags by name, or that there are none. */
export type Answer = "absent" | "left out" | Readonly<Record<string, JsonResult>>;

/** The reference interpreter's answer for a customer given as JSON. */
export function interpreted(plan: Plan, input: CustomerInput, asOf: string | number, tables?: TablesInput): Answer {
  const inZone = zone(plan.settings.timeZone);
  const instant = typeof asOf === "number" ? asOf : parseInstant(asOf, inZone);
  if (instant === undefined) throw new Error(`"${asOf}" is no time`);
  const customer = customerFromJson(input, plan, inZone, tablesFromJson(plan, tables, inZone));
  return interpretedCustomer(prepare(plan, instant), customer, firstEventTime(input.events ?? [], inZone) <= instant);
}

/** The reference interpreter's answer for a decoded customer. */
export function interpretedCustomer(evaluation: Evaluation, customer: Customer, anyEvent: boolean): Answer {
  const place = standing(evaluation, customer, anyEvent);
  if (place.kind !== "present") return place.kind;
  const results = interpret(evaluation, customer);
  return Object.fromEntries(
    evaluation.plan.outputs
      .filter(({ at, kind }) => at === "now" && kind !== "expect")
      .map((output) => {
        const found = results.get(output.id);
        return [output.name, found === undefined ? null : jsonResult(found, output.type)] as const;
      }),
  );
}

/** A decoded customer as the JSON from which it would be decoded. */
export function customerJson(customer: Customer, plan: Plan): CustomerInput {
  const types = new Map(
    plan.reads.events.map(({ name, fields }) => [
      name,
      new Map(ownReads(fields).map((field) => [field.name, field.type])),
    ]),
  );
  const profileTypes = new Map(ownReads(plan.reads.fields).map((field) => [field.name, field.type]));
  const record = (
    fields: ReadonlyMap<string, MaybeValue>,
    of: ReadonlyMap<string, ValueType> | undefined,
  ): Record<string, unknown> =>
    Object.fromEntries(
      [...fields]
        .filter(([name]) => of?.has(name) === true)
        .map(([name, value]) => [name, plain(value, of?.get(name))]),
    );
  return {
    id: customer.id,
    versions: customer.versions.map(({ validFrom, fields }) => ({
      validFrom: validFrom === null ? null : (jsonValue(validFrom, { kind: "time" }) as string),
      fields: record(fields, profileTypes),
    })),
    events: wholeEvents(customer.events, plan).map(({ event: { id, type, time, fields }, parts }) => ({
      id,
      type,
      time,
      fields: record(fields, eventTypes(plan, type, parts)),
      ...(parts.length === 0
        ? {}
        : {
            parts: Object.fromEntries(
              [...new Set(parts.map((part) => part.type))].map((name) => [
                name,
                parts
                  .filter((part) => part.type === name)
                  .map((part) => record(ownFields(part.fields, type), types.get(name))),
              ]),
            ),
          }),
    })),
  };
}

/** The types of an event's fields, of those too that only its parts are asked for. */
function eventTypes(plan: Plan, event: string, parts: readonly CustomerEvent[]): ReadonlyMap<string, ValueType> {
  const found = new Map<string, ValueType>();
  for (const { name, fields } of plan.reads.events) {
    const prefix = `${event}.`;
    if (parts.some(({ type }) => type === name))
      for (const field of fields)
        if (field.name.startsWith(prefix)) found.set(field.name.slice(prefix.length), field.type);
    if (name === event) for (const field of fields) found.set(field.name, field.type);
  }
  return found;
}

const ownFields = (fields: ReadonlyMap<string, MaybeValue>, parent: string): ReadonlyMap<string, MaybeValue> =>
  new Map([...fields].filter(([name]) => !name.startsWith(`${parent}.`)));

function plain(value: MaybeValue, type: ValueType | undefined): unknown {
  return type === undefined || value === null
    ? null
    : type.kind === "time" && typeof value === "number"
      ? value
      : asTold(jsonValue(value, type));
}

/** A set as data may tell it: in another order, a value twice, and nothing among them. */
function asTold(value: JsonResult): unknown {
  return Array.isArray(value) ? [...value.toReversed(), null, ...value.slice(0, 1)] : value;
}
