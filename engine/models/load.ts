import { canonicalJson } from "../plan/canonical-json.ts";
import type { ModelArtefact } from "./artefact.ts";
import { isArtefact } from "./artefact-validator.ts";

/** Thrown for a model that is none, is damaged, or belongs to another version; the message is where. */
export class ModelError extends Error {}

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
  if (!isArtefact(json)) {
    const [problem] = isArtefact.errors ?? [];
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
