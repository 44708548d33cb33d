import { diagnostic, type Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import { check } from "../check/check.ts";
import type { CompileInput, Program } from "../check/program.ts";
import { applyModels, type ModelReader } from "./apply-models.ts";
import { limits } from "../../grammar/limits.ts";
import { lower, PlanLimitError } from "./lower.ts";
import type { Plan } from "../plan/plan.ts";

/** What compiling gives. */
export interface Compiled {
  /** The rules as they were understood, whole or not. */
  readonly program: Program;
  /** Plain JSON; undefined when a diagnostic is an error. */
  readonly plan: Plan | undefined;
  /** Errors, warnings and hints, with where each stands. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface CompileOptions {
  /** Expectations of tests become outputs. */
  readonly tests?: boolean;
  /** Finds trained models; without it no model is trained, and nothing is said of that. */
  readonly models?: ModelReader | undefined;
}

/**
 * Compiles a workspace's rule files to a plan. Pure, but for what the readers that it is given do.
 * @param input rule files (path and text), settings of `planSettings`, and a reader for list files
 * @returns the plan, or why there is none; never throws for what a file holds
 */
export function compile(input: CompileInput, options: CompileOptions = {}): Compiled {
  return compileProgram(check(input), options);
}

const planCodes = { instants: "too-many-instants", graph: "plan-too-large" } as const;

/** Lowers a checked program, when it has no error. */
export function compileProgram(checked: Program, options: CompileOptions = {}): Compiled {
  if (checked.diagnostics.some(({ severity }) => severity === "error"))
    return { program: checked, plan: undefined, diagnostics: checked.diagnostics };
  const { program: applied, diagnostics } =
    options.models === undefined ? { program: checked, diagnostics: [] } : applyModels(checked, options.models);
  const program =
    diagnostics.length === 0 ? applied : { ...applied, diagnostics: [...applied.diagnostics, ...diagnostics] };
  try {
    return { program, plan: lower(program, options), diagnostics: program.diagnostics };
  } catch (error) {
    if (!(error instanceof PlanLimitError)) throw error;
    const found = diagnostic(planCodes[error.limit], error.output.location, {
      limit: String(limits[error.limit]),
    });
    return { program, plan: undefined, diagnostics: [...program.diagnostics, found] };
  }
}
