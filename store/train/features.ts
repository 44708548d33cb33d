import type { Instant } from "../../engine/calendar/zone.ts";
import type { ModelFeature, Program, TypedModel } from "../../engine/check/program.ts";
import type { LeftOutReason, ModelInput } from "../../engine/models/artefact.ts";
import { inputExpression } from "../../engine/compile/model-inputs.ts";
import { hasHistory } from "../customers/profile-versions.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";
import { valuesOf } from "./customer-groups.ts";
import type { Measurer, Wanted } from "./measure.ts";

/** A possible argument of a fit, with how it is measured. */
export interface Input extends ModelInput {
  readonly wanted: Wanted;
}

export interface LeftOut {
  readonly feature: string;
  readonly reason: LeftOutReason;
}

/** Most values of a text that are asked for one by one, and the least share of customers who have one. */
const MOST_VALUES = 20;
const LEAST_SHARE = 0.01;
/** Most values of an enum or a set. */
const MOST_LISTED = 50;

/**
 * The arguments that a model's features give. With `past`, a feature that reads profile fields is left out when the
 * profile has no history: at every past date it would tell of today.
 */
export async function inputsOf(
  model: TypedModel,
  program: Program,
  database: SqliteDatabase,
  measurer: Measurer,
  at: Instant,
  past: boolean,
): Promise<{ readonly inputs: readonly Input[]; readonly leftOut: readonly LeftOut[] }> {
  const inputs: Input[] = [];
  const leftOut: LeftOut[] = [];
  const current = past && !hasHistory(database);
  for (const feature of model.features) {
    const { name, type, node } = feature;
    if (current && measurer.readsProfile({ expression: node, type })) {
      leftOut.push({ feature: name, reason: "no history" });
      continue;
    }
    if (feature.personal && type.kind === "text") {
      leftOut.push({ feature: name, reason: "personal" });
      continue;
    }
    const values =
      type.kind === "enum" || type.kind === "set"
        ? type.values
        : type.kind === "text"
          ? await commonTexts(feature, program, database, at)
          : [null];
    if (values.length === 0 || values.length > MOST_LISTED) {
      leftOut.push({ feature: name, reason: "too many values" });
      continue;
    }
    for (const value of values) {
      const expression = inputExpression(feature, value);
      inputs.push({ feature: name, value, wanted: { expression, type: expressionKind(feature) } });
    }
  }
  return { inputs, leftOut };
}

function expressionKind({ type }: ModelFeature): Wanted["type"] {
  return type.kind === "boolean" || type.kind === "text" || type.kind === "enum" || type.kind === "set"
    ? { kind: "boolean" }
    : { kind: "number" };
}

/** The texts that at least one in a hundred customers has, the most frequent first. */
async function commonTexts(
  feature: ModelFeature,
  program: Program,
  database: SqliteDatabase,
  asOf: Instant,
): Promise<string[]> {
  const counts = new Map<string, number>();
  let known = 0;
  for await (const { value } of valuesOf(feature, { program, database, asOf })) {
    if (typeof value !== "string") continue;
    known++;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count >= LEAST_SHARE * known)
    .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
    .slice(0, MOST_VALUES)
    .map(([text]) => text);
}
