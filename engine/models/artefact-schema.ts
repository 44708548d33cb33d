import { fitSchema, limits } from "../plan/fit-schema.ts";
import { MODEL_FORMAT, MODEL_VERSION } from "./artefact.ts";

const text = { type: "string", maxLength: 10_000 } as const;
const whole = { type: "integer", minimum: 0, maximum: 1e12 } as const;
const object = (properties: Record<string, object>): object => ({
  type: "object",
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});
const list = (items: object, maxItems: number): object => ({ type: "array", items, maxItems });

/** JSON Schema (draft-07) of a model artefact. Its report is read by people; the figures in it decide nothing. */
export const artefactSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Tagma model",
  ...object({
    format: { const: MODEL_FORMAT },
    modelVersion: { const: MODEL_VERSION },
    language: { const: 1 },
    name: text,
    kind: { enum: ["predict", "cluster", "lifetime", "quantiles", "recommend", "elasticity", "onnx"] },
    rules: { type: "string", pattern: "^[0-9a-f]{64}$" },
    seed: whole,
    asOf: list(text, 1000),
    rows: whole,
    inputs: list(object({ feature: text, value: { anyOf: [{ type: "null" }, text] } }), limits.args),
    fits: { type: "object", maxProperties: 50, additionalProperties: fitSchema },
    names: list(text, limits.items),
    leftOut: list(
      object({
        feature: text,
        reason: {
          enum: ["no history", "learned later", "never known", "always the same", "too many values", "personal"],
        },
      }),
      10_000,
    ),
    report: {
      type: "object",
      required: ["kind"],
      properties: {
        kind: { enum: ["propensity", "amount", "cluster", "lifetime", "quantiles", "recommend", "elasticity", "onnx"] },
      },
    },
  }),
} as const;
