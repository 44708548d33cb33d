import type { Instant } from "../../engine/calendar/zone.ts";
import type { ModelFeature, Program, TypedModel } from "../../engine/check/program.ts";
import type { LeftOutReason, ModelInput } from "../../engine/models/artefact.ts";
import { inputExpression } from "../../engine/compile/model-inputs.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";
import { setsOf, valuesOf } from "./customer-groups.ts";
import type { Measurer, Wanted } from "./measure.ts";

/** A possible argument of a fit, with how it is measured. */
export interface Input extends ModelInput {
  readonly wanted: Wanted;
}

export interface LeftOut {
  readonly feature: string;
  readonly reason: LeftOutReason;
}

/** Most values of a text, or of a set of texts, that are asked for one by one, and the least share of customers who have one. */
const MOST_VALUES = 20;
const LEAST_SHARE = 0.01;
/** Most values of an enum or a set. */
const MOST_LISTED = 50;

/**
 * The arguments that a model's features give. With `past`, a feature is left out that reads profile fields without a
 * history or rows of tables, since at every past date it would tell of today, or a model, which has learned from times after that date.
 */
export async function inputsOf(
  model: TypedModel,
  program: Program,
  database: SqliteDatabase,
  measurer: Measurer,
  at: Instant,
  { past, currentFields }: { readonly past: boolean; readonly currentFields: boolean },
): Promise<{ readonly inputs: readonly Input[]; readonly leftOut: readonly LeftOut[] }> {
  const inputs: Input[] = [];
  const leftOut: LeftOut[] = [];
  for (const feature of model.features) {
    const { name, type, node } = feature;
    const expression = { expression: node, type };
    if (past && measurer.readsModel(expression)) {
      leftOut.push({ feature: name, reason: "learned later" });
      continue;
    }
    if (past && !currentFields && measurer.fieldsWithoutPast(expression).length > 0) {
      leftOut.push({ feature: name, reason: "no history" });
      continue;
    }
    if (feature.personal && (type.kind === "text" || (type.kind === "set" && type.values === null))) {
      leftOut.push({ feature: name, reason: "personal" });
      continue;
    }
    const values =
      type.kind === "enum" || type.kind === "set"
        ? (type.values ?? (await commonTexts(feature, program, database, at)))
        : type.kind === "text"
          ? await commonTexts(feature, program, database, at)
          : [null];
    if (values.length === 0 || values.length > MOST_LISTED) {
      leftOut.push({ feature: name, reason: "too many values" });
      continue;
    }
    for (const value of values) {
      inputs.push({
        feature: name,
        value,
        wanted: { expression: inputExpression(feature, value), type: expressionKind(feature) },
      });
    }
  }
  return { inputs, leftOut };
}

function expressionKind({ type }: ModelFeature): Wanted["type"] {
  return type.kind === "boolean" || type.kind === "text" || type.kind === "enum" || type.kind === "set"
    ? { kind: "boolean" }
    : { kind: "number" };
}

/** The texts that at least one in a hundred customers has, by themselves or in a set, the most frequent first. */
async function commonTexts(
  feature: ModelFeature,
  program: Program,
  database: SqliteDatabase,
  asOf: Instant,
): Promise<string[]> {
  const counts = new Map<string, number>();
  let known = 0;
  const count = (texts: readonly string[]): void => {
    known++;
    for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  };
  const of = { program, database, asOf };
  if (feature.type.kind === "set") for (const texts of setsOf(feature, of)) count(texts);
  else for await (const { value } of valuesOf(feature, of)) if (typeof value === "string") count([value]);
  return [...counts]
    .filter(([, count]) => count >= LEAST_SHARE * known)
    .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
    .slice(0, MOST_VALUES)
    .map(([text]) => text);
}
