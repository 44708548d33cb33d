import { addMonths, formatDate, monthsSince, nextAnniversary } from "../../calendar/civil.ts";
import { formatInstant } from "../../calendar/instant.ts";
import { compareText } from "../../text/text.ts";
import { CustomerDataError } from "../data-error.ts";
import * as operations from "../generate/operations.ts";
import type { Program } from "../ir/program.ts";
import type { JsonResult } from "../present.ts";
import { Missing, NONE, UNKNOWN, type Compiled, type Profile } from "./compiled.ts";
import * as readers from "./read.ts";

/** Turns an executor's source into functions. Only the plan's structure is code in it: names and texts are quoted. */
export function generate(program: Program, body: string, constants: readonly unknown[]): Compiled {
  const { plan, errors } = program;
  const results = errors.map(({ code, details }): JsonResult => Object.freeze({ is: "error", code, details }));
  const environment = {
    ...operations, ...readers, compareText, addMonths, monthsSince, nextAnniversary, formatDate, formatInstant, UNKNOWN, NONE,
    errorResult: (error: number): JsonResult | undefined => results[error - 1],
    missing: (field: number): Missing => new Missing(plan.reads.fields[field]?.name ?? ""),
    lacks: (field: string): never => {
      throw new CustomerDataError(`${field} is missing`);
    },
    own: (object: Profile, name: string): unknown => (Object.hasOwn(object, name) ? object[name] : undefined),
  };
  // oxlint-disable-next-line no-new-func
  const make = new Function("operations", "K", body) as (operations: object, K: readonly unknown[]) => Compiled;
  return make(environment, constants);
}
