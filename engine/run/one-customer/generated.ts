import type { EvaluationError } from "../result.ts";
import type { IrProgram } from "../ir/program.ts";
import type { Compiled } from "./compiled.ts";
import { environment, type ErrorShape } from "./environment.ts";

export function errorShape({ code, details }: EvaluationError): ErrorShape {
  return { is: "error", code, details };
}

/** Turns an executor's source into functions. Only the plan's structure is code in it: names and texts are quoted. */
export function generate({ plan, errors }: IrProgram, body: string, constants: readonly unknown[]): Compiled {
  // oxlint-disable-next-line no-new-func
  const make = new Function("operations", "K", body) as (operations: object, K: readonly unknown[]) => Compiled;
  return make(environment(plan.reads.fields, errors.map(errorShape)), constants);
}
