import { eventFunctions } from "./aggregates.ts";
import { fitSchema, limits, variants } from "./fit-schema.ts";

/** JSON Schema (draft-07) of a plan. Expressions are checked by operation: each has exactly its own properties. */
const text = { type: "string" } as const;
const whole = { type: "integer" } as const;
const nullable = (schema: object): object => ({ anyOf: [{ type: "null" }, schema] });
const object = (properties: Record<string, object>, optional: readonly string[] = []): object => ({
  type: "object",
  additionalProperties: false,
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
const list = (items: object): object => ({ type: "array", items });
const ref = (name: string): object => ({ $ref: `#/definitions/${name}` });
const oneOf = (...values: readonly (string | number)[]): object => ({ enum: values });
const unit = oneOf("second", "minute", "hour", "day", "week", "month", "quarter", "year");
const expression = ref("expression");
const comparator = oneOf("=", "!=", "<", "<=", ">", ">=");

const kinds = ["boolean", "integer", "number", "text", "date", "time", "duration", "decimal", "enum", "set"];
const type = variants(
  "kind",
  object({ kind: oneOf("boolean", "integer", "number", "text", "date", "time", "duration") }),
  object({ kind: oneOf("decimal"), digits: { type: "integer", minimum: 0, maximum: 9 }, money: { type: "boolean" } }),
  object({ kind: oneOf("enum"), values: list(text), ordered: { type: "boolean" } }),
  object({ kind: oneOf("set"), values: nullable(list(text)) }),
);
const scalar = { type: ["string", "number", "boolean"] };
const operation = (ops: readonly string[], properties: Record<string, object>): object =>
  object({ op: { enum: ops }, ...properties });
const operations = [
  operation(["literal"], { type: oneOf(...kinds), value: scalar }),
  operation(["event-field"], { field: text }),
  operation(["event-time", "id"], {}),
  operation(["field"], { field: text, at: text }),
  operation(["now", "today"], { at: text }),
  operation(["aggregate", "output"], { id: text }),
  operation(["model"], { model: text, output: text }),
  operation(["and", "or"], { args: { type: "array", items: expression, minItems: 1 } }),
  operation(["not", "known", "size", "fold", "negate", "date-of"], { arg: expression }),
  operation(["if-unknown"], { arg: expression, fallback: expression }),
  operation(["compare"], { operator: comparator, left: expression, right: expression }),
  operation(["compare-scaled"], { operator: comparator, left: expression, right: expression, factor: whole }),
  operation(["one-of"], { arg: expression, values: list(scalar) }),
  operation(["has"], { set: expression, value: text }),
  operation(["text-test"], {
    test: oneOf("contains", "starts with", "ends with"),
    left: expression,
    right: expression,
  }),
  operation(["add", "subtract", "multiply", "add-number", "subtract-number", "multiply-number", "divide"], {
    left: expression,
    right: expression,
  }),
  operation(["multiply-round", "divide-round"], { arg: expression, by: expression, over: whole }),
  operation(["rescale", "to-number"], { arg: expression, factor: whole }),
  operation(["whole"], { arg: expression, size: { type: "number" } }),
  operation(["add-days", "add-months"], { arg: expression, amount: whole }),
  operation(["elapsed"], { unit, of: oneOf("time", "date"), from: expression, to: expression }),
  operation(["anniversary"], { arg: expression, today: expression }),
  operation(["calendar-part"], { part: oneOf("year", "month", "day", "weekday", "hour"), arg: expression }),
  operation(["fitted"], { fit: ref("fit"), args: { type: "array", items: expression, maxItems: limits.args } }),
  operation(["pick"], {
    arg: expression,
    first: whole,
    values: { type: "array", items: text, minItems: 1, maxItems: limits.items },
  }),
];
const window = variants(
  "kind",
  object({ kind: oneOf("all") }),
  object({ kind: oneOf("exact", "months"), length: whole, ending: whole }),
  object({ kind: oneOf("calendar"), unit: oneOf("day", "week", "month", "quarter", "year"), offset: oneOf(0, -1) }),
  object({ kind: oneOf("fixed"), from: nullable(whole), to: nullable(whole) }),
);
const measure = { id: text, at: text, window: ref("window"), type: ref("type") };
/** Only a quantile says which it is. */
const eventMeasure = {
  ...object(
    {
      ...measure,
      kind: oneOf("events"),
      event: text,
      field: nullable(text),
      fieldType: nullable(ref("type")),
      where: nullable(expression),
      among: nullable(expression),
      computed: expression,
      function: oneOf(...eventFunctions),
      parts: { type: "integer", minimum: 0, maximum: 100_000 },
    },
    ["parts", "computed"],
  ),
  anyOf: [
    { type: "object", properties: { function: { not: { const: "quantile" } }, parts: { not: {} } } },
    { type: "object", properties: { function: { const: "quantile" }, parts: {} }, required: ["parts"] },
  ],
};
const aggregate = variants(
  "kind",
  eventMeasure,
  object({
    ...measure,
    kind: oneOf("sequence"),
    keep: oneOf("all", "first", "latest"),
    steps: list(object({ event: text, where: nullable(expression), negated: { type: "boolean" } })),
    within: whole,
    each: { type: "boolean" },
  }),
);
const branches = list(object({ value: text, when: expression }));
const fallbacks = { whenUnknown: nullable(text), otherwise: nullable(text) };
const form = variants(
  "form",
  object({ form: oneOf("condition"), condition: expression }),
  object({ form: oneOf("value"), value: expression }),
  object({ form: oneOf("one of", "first of", "all of"), branches, ...fallbacks }),
  object({ form: oneOf("stages"), branches }),
  object({
    form: oneOf("bands"),
    of: expression,
    bands: list(object({ value: text, from: { type: ["number", "string"] } })),
    ...fallbacks,
  }),
  object({
    form: oneOf("score"),
    digits: whole,
    low: nullable(whole),
    high: nullable(whole),
    items: list(
      object({
        sign: oneOf(1, -1),
        points: whole,
        atMost: nullable(whole),
        basis: object({ kind: oneOf("when", "times"), expression }),
      }),
    ),
  }),
  object({ form: oneOf("exclusive"), conditions: list(expression) }),
);
const labels = { type: "object", additionalProperties: text };
const about = object({
  label: nullable(text),
  labels,
  description: text,
  group: nullable(text),
  owner: nullable(text),
  values: { type: "object", additionalProperties: labels },
});
const fields = list(
  object({
    name: text,
    type: ref("type"),
    required: { type: "boolean" },
    personal: { type: "boolean" },
    low: nullable({ type: "number" }),
    high: nullable({ type: "number" }),
  }),
);
const via = object({ key: text, table: text, field: text });
const readFields = list(
  object(
    {
      name: text,
      type: ref("type"),
      required: { type: "boolean" },
      personal: { type: "boolean" },
      low: nullable({ type: "number" }),
      high: nullable({ type: "number" }),
      via,
    },
    ["via"],
  ),
);

export const planSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Tagma plan",
  definitions: {
    type,
    expression: variants("op", ...operations),
    window,
    aggregate,
    form,
    fit: fitSchema,
  },
  ...object({
    format: oneOf("tagma-plan"),
    planVersion: whole,
    language: whole,
    hash: { type: "string", pattern: "^[0-9a-f]{64}$" },
    settings: object({ timeZone: text, weekStart: text, currency: text, currencyDigits: whole }),
    reads: object(
      {
        profile: text,
        fields: readFields,
        events: list(object({ name: text, partOf: text, fields: readFields }, ["partOf"])),
        tables: list(object({ name: text, key: text, fields })),
      },
      ["tables"],
    ),
    instants: list(object({ id: text, back: list(object({ amount: whole, unit })) })),
    aggregates: list(ref("aggregate")),
    outputs: list(
      object({
        id: text,
        name: text,
        kind: oneOf("tag", "lifecycle", "segment", "never", "exclusive", "expect"),
        tagKind: nullable(oneOf("attribute", "statistical", "rule", "mined")),
        at: text,
        type: ref("type"),
        form: ref("form"),
        personal: { type: "boolean" },
        about,
      }),
    ),
    source: object(
      {
        files: list(text),
        outputs: {
          type: "object",
          additionalProperties: {
            type: "object",
            additionalProperties: { type: "array", items: whole, minItems: 3, maxItems: 3 },
          },
        },
        unread: { type: "object", additionalProperties: fields },
      },
      ["unread"],
    ),
  }),
} as const;
