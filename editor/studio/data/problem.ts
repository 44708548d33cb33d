import { WorkspaceError } from "../../../store/errors.ts";
import type { Problem } from "../api/common.ts";

export type ProblemCode =
  | "has-errors"
  | "bad-date"
  | "no-data"
  | "not-imported"
  | "no-customer"
  | "superseded"
  | "workspace"
  | "too-many"
  | "busy"
  | "bad-file"
  | "loses-data";

/** Why a question of the studio has no answer; its code is known to the studio in every language. */
export class StudioProblem extends Error {
  readonly code: ProblemCode;
  constructor(code: ProblemCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** An error that a reader can act on; undefined for one in the product itself. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof StudioProblem) return { code: error.code, message: error.message };
  if (error instanceof WorkspaceError) return { code: "workspace", message: error.message };
  return undefined;
}
