import { Ajv } from "ajv";
import { canonicalJson } from "../plan/canonical-json.ts";
import { MODEL_FORMAT, MODEL_VERSION, type ModelArtefact } from "./artefact.ts";
import { fitSchema, limits } from "../plan/fit-schema.ts";

/** Thrown for a model that is none, is damaged, or belongs to another version; the message is where. */
export class ModelError extends Error {}

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
        reason: { enum: ["no history", "never known", "always the same", "too many values", "personal"] },
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

const validate = new Ajv({ allErrors: false, strict: true, allowUnionTypes: true }).compile<ModelArtefact>(
  artefactSchema,
);

/** Most characters of a model file. */
export const MODEL_LIMIT = 20_000_000;

/**
 * Takes a trained model from the text of its file.
 * @throws ModelError that says where something is wrong
 */
export function loadModel(content: string): ModelArtefact {
  if (content.length > MODEL_LIMIT) throw new ModelError(`> ${MODEL_LIMIT}`);
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    throw new ModelError("JSON");
  }
  if (!validate(json)) {
    const [problem] = validate.errors ?? [];
    throw new ModelError(problem?.instancePath === "" ? "/" : (problem?.instancePath ?? "/"));
  }
  return json;
}

/** The text of a model's file: one line for each part, numbers as short as they are exact. */
export function modelText(artefact: ModelArtefact): string {
  const parts = Object.entries(artefact)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${canonicalJson(value)}`);
  return `{\n${parts.join(",\n")}\n}\n`;
}
