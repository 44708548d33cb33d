import type { Value } from "../plan/types.ts";

/** Why an output has no answer for a customer. */
export interface EvaluationError {
  readonly code: "conflict" | "overflow" | "untrained";
  /** The output or aggregate in which it arose. */
  readonly origin: string;
  /** The two branches in conflict, or the model that is not trained. */
  readonly details: readonly string[];
}

/** What an output is for one customer. */
export type Result =
  | { readonly state: "value"; readonly value: Value }
  /** No branch is true and none unknown. */
  | { readonly state: "none" }
  | { readonly state: "unknown" }
  | { readonly state: "error"; readonly error: EvaluationError };

export const noneResult: Result = { state: "none" };
export const unknownResult: Result = { state: "unknown" };

/** An error as a sentence. */
export function describeError(error: EvaluationError): string {
  const [first = "", second = ""] = error.details;
  switch (error.code) {
    case "conflict":
      return `\`${error.origin}\`: the branches "${first}" and "${second}" are both true`;
    case "overflow":
      return `\`${error.origin}\`: a sum or product is too large to be exact`;
    case "untrained":
      return `the model \`${first}\` is not trained`;
  }
}
