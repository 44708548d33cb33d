import type { ErrorObject } from "ajv";
import { nearestName } from "../../grammar/diagnostics/near-names.ts";
import { configSchema } from "./config-schema.ts";
import { didYouMean, message, type Message } from "../../grammar/texts/message.ts";

/** What is wrong with a configuration that does not have the shape of one, and where. */
export const configProblem = (errors: readonly ErrorObject[]): Message => describeProblem(tellingError(errors));

/** Of the errors of several alternatives the one that says most: about a name or value rather than the kind of JSON. */
function tellingError(errors: readonly ErrorObject[]): ErrorObject | undefined {
  return errors.find(({ keyword }) => keyword !== "type" && keyword !== "anyOf") ?? errors.at(-1);
}

/** The names of all settings, wherever they stand. */
const SETTINGS: readonly string[] = [...new Set(namesIn(configSchema))].filter((name) => !name.startsWith("$"));

function namesIn(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, part]: [string, unknown]) => [
    ...(key === "properties" && typeof part === "object" && part !== null ? Object.keys(part) : []),
    ...namesIn(part),
  ]);
}

function describeProblem(error: ErrorObject | undefined): Message {
  if (error === undefined) return message("config-wrong");
  const problem = settingProblem(error);
  const setting = error.instancePath.slice(1).replaceAll("/", ".");
  return setting === "" ? problem : message("about-setting", { setting, problem });
}

const namesOf = (data: unknown): string[] => (typeof data === "object" && data !== null ? Object.keys(data) : []);

function allowedValues({ params }: ErrorObject): string[] {
  const values: unknown = params["allowedValues"];
  return Array.isArray(values) ? values.map(String) : [];
}

function settingProblem(error: ErrorObject): Message {
  if (error.keyword === "additionalProperties") {
    const name = String(error.params["additionalProperty"]);
    const near = nearestName(name, SETTINGS);
    return message("no-setting", { name, near: didYouMean(near) });
  }
  const limit = String(error.params["limit"]);
  switch (error.keyword) {
    case "required": {
      const name = String(error.params["missingProperty"]);
      // What stands in its place is more likely misspelt than left out.
      const meant = namesOf(error.data).find((given) => !SETTINGS.includes(given) && nearestName(given, [name]));
      return meant === undefined
        ? message("setting-missing", { name })
        : message("no-setting", { name: meant, near: didYouMean(name) });
    }
    case "const":
      return message("setting-must-be", { value: JSON.stringify(error.params["allowedValue"]) });
    case "enum":
      return message("setting-one-of", {
        values: JSON.stringify(error.params["allowedValues"]),
        near: didYouMean(nearestName(String(error.data).toLowerCase(), allowedValues(error))),
      });
    case "anyOf":
      return message("setting-text-or-object");
    case "type":
      return message("setting-type", { type: String(error.params["type"]) });
    case "minimum":
      return message("setting-least", { limit });
    case "maximum":
      return message("setting-most", { limit });
    case "minLength":
      return message("setting-shorter", { limit });
    case "maxLength":
      return message("setting-longer", { limit });
    case "maxItems":
      return message("setting-many", { limit });
    default:
      return message("setting-wrong");
  }
}
