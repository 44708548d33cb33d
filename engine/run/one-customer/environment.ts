import { at } from "../../invariant/required.ts";
import { addMonths, formatDate, monthsSince, nextAnniversary } from "../../calendar/civil.ts";
import { formatInstant } from "../../calendar/instant.ts";
import type { FieldRead } from "../../plan/plan.ts";
import { compareText } from "../../text/text.ts";
import { CustomerDataError } from "../data-error.ts";
import * as operations from "../generate/operations.ts";
import { collectors } from "../generate/collectors.ts";
import type { JsonResult } from "../present.ts";
import { Missing, NONE, UNKNOWN, type Profile } from "./compiled.ts";
import * as readers from "./read.ts";

/** An error as results show it. */
export type ErrorShape = Extract<JsonResult, { is: "error" }>;

/** Everything that generated code calls, by the names that it knows. */
export function environment(
  fields: readonly Pick<FieldRead, "name">[],
  errors: readonly ErrorShape[],
): Readonly<Record<string, unknown>> {
  const results = errors.map((error) => Object.freeze(error));
  return {
    ...operations,
    ...readers,
    compareText,
    addMonths,
    monthsSince,
    nextAnniversary,
    formatDate,
    formatInstant,
    UNKNOWN,
    NONE,
    ...collectors,
    errorResult: (error: number): JsonResult | undefined => results[error - 1],
    missing: (field: number): Missing => new Missing(at(fields, field).name),
    lacks: (field: string): never => {
      throw new CustomerDataError(`${field} is missing`);
    },
    gather,
    own: (object: Profile, name: string): unknown => (Object.hasOwn(object, name) ? object[name] : undefined),
  };
}

/** Puts an object's values into their places. What the places do not name is passed over. */
function gather(
  object: Readonly<Record<string, unknown>>,
  places: ReadonlyMap<string, number>,
  into: unknown[],
): unknown[] {
  into.fill(undefined);
  for (const key in object) {
    const place = places.get(key);
    if (place !== undefined) into[place] = object[key];
  }
  return into;
}
