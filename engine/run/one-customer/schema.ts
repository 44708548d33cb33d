import { ownReads } from "../../plan/joined-reads.ts";
import { byOwner, PART_LIMIT } from "../../plan/parts.ts";
import type { EventRead, FieldRead, Plan } from "../../plan/plan.ts";

/** JSON Schemas (draft-07) of what an executor of a plan takes: a profile, and a list of events. */
export function inputSchemas(plan: Plan): { readonly profile: object; readonly events: object } {
  const { fields, events } = plan.reads;
  return {
    profile: record(fields, true),
    events: {
      type: "array",
      items: {
        type: "object",
        required: ["type", "id", "time"],
        properties: {
          type: { type: "string" },
          id: { type: "string" },
          time: time(true),
          fields: { type: "object" },
          parts: { type: "object", additionalProperties: { type: "array", maxItems: PART_LIMIT } },
        },
        ...(events.length === 0 ? {} : { allOf: events.map(eventSchema) }),
      },
    },
  };
}

/** What an event of a type must be; of parts, what their parent must bring for them. */
function eventSchema({ name, partOf, fields }: EventRead): object {
  const condition = (type: string): object => ({ properties: { type: { const: type } } });
  if (partOf === undefined)
    return {
      if: condition(name),
      // Where no field is required, an event without fields is one too.
      // oxlint-disable-next-line unicorn/no-thenable
      then: {
        ...(fields.some(({ required }) => required) ? { required: ["fields"] } : {}),
        properties: { fields: record(fields, true) },
      },
    };
  const { own, carried } = byOwner(partOf, ownReads(fields));
  return {
    if: condition(partOf),
    // A part comes with its parent only.
    // oxlint-disable-next-line unicorn/no-thenable
    then: {
      properties: {
        fields: { ...record(carried, true), required: [] },
        parts: { type: "object", properties: { [name]: { type: "array", items: record(own, true) } } },
      },
    },
    else: { not: condition(name) },
  };
}

function record(fields: readonly FieldRead[], open: boolean): object {
  return {
    type: "object",
    additionalProperties: open,
    required: fields.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(ownReads(fields).map((field) => [field.name, valueSchema(field)])),
  };
}

function valueSchema({ type, required, low, high }: FieldRead): object {
  const kinds = (kind: string): string | string[] => (required ? kind : [kind, "null"]);
  const bounds = (scale: number): object => ({
    ...(low === null ? {} : { minimum: low / scale }),
    ...(high === null ? {} : { maximum: high / scale }),
  });
  switch (type.kind) {
    case "boolean":
      return { type: kinds("boolean") };
    case "integer":
    case "duration":
      return {
        type: kinds("integer"),
        minimum: low ?? Number.MIN_SAFE_INTEGER,
        maximum: high ?? Number.MAX_SAFE_INTEGER,
      };
    case "number":
      return { type: kinds("number"), ...bounds(1) };
    case "decimal":
      return { type: kinds("number"), ...bounds(10 ** type.digits) };
    case "text":
      return { type: kinds("string") };
    case "enum":
      return { enum: required ? [...type.values] : [...type.values, null] };
    case "date":
      return { type: kinds("string"), pattern: "^\\d{4}-\\d{2}-\\d{2}$" };
    case "time":
      return time(required);
    case "set": {
      const item = type.values === null ? { type: ["string", "null"] } : { enum: [...type.values, null] };
      return { type: kinds("array"), items: item };
    }
  }
}

function time(required: boolean): object {
  return { type: ["string", "integer", ...(required ? [] : ["null"])], pattern: "^\\d{4}-\\d{2}-\\d{2}" };
}
