import { zone as zoneOf } from "../../calendar/zone.ts";
import { checkPlan } from "../../plan/check-plan.ts";
import type { Plan } from "../../plan/plan.ts";
import { lowerPlan } from "../ir/program.ts";
import { closures } from "./closures.ts";
import { generate } from "./generated.ts";
import { mayGenerate } from "./may-generate.ts";
import { CompiledExecutor, type ProfileExecutor } from "./run-compiled.ts";
import { tablesFromJson, type TablesInput } from "../tables.ts";
import { executorSource } from "./source.ts";

export type { Profile, ProfileExecutor, ProfileResult, Tags } from "./run-compiled.ts";

export interface LoadOptions {
  /** False runs the plan as closures even where code may be generated. */
  readonly generate?: boolean;
  /** The rows of the tables that the rules read. */
  readonly tables?: TablesInput;
}

/**
 * Makes a plan ready to evaluate one customer after another: as generated JavaScript, or as closures where the host
 * forbids that. It takes some milliseconds, so do it once for each plan. The answers are those of `evaluate`.
 * @param plan as `compile` or `tagma build` made it; its shape is validated, since a value in a wrong place would be
 * code. Whether it was changed after it was built, `loadPlan` says
 * @throws PlanError for what is no plan
 * @throws NotCompiledError for an operation that has no compiled form
 * @throws MissingTableError for rules that read a table which is not given
 */
export function load(plan: Plan, options: LoadOptions = {}): ProfileExecutor {
  const program = lowerPlan(checkPlan(plan));
  const zone = zoneOf(plan.settings.timeZone);
  const tables = tablesFromJson(plan, options.tables, zone);
  if (options.generate === false || !mayGenerate()) {
    const { compiled, layout } = closures(program);
    return new CompiledExecutor(plan, zone, layout, compiled, false, tables);
  }
  const source = executorSource(program);
  const compiled = generate(program, source.body, source.constants.values);
  return new CompiledExecutor(plan, zone, source.layout, compiled, true, tables);
}
