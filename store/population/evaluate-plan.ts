import type { Instant } from "../../engine/calendar/zone.ts";
import { checkPlan } from "../../engine/plan/check-plan.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import type { Population } from "../../engine/run/population/population.ts";
import type { PartResult } from "../../engine/run/population/results.ts";
import { evaluatePopulation as evaluateColumns, type PopulationOptions } from "./executor.ts";

/**
 * Evaluates a plan for every customer of a population at an instant. The plan is validated first, since it may come from
 * anywhere. The result does not depend on the number of threads.
 * @throws PlanError for what is no plan
 * @throws NotCompiledError for an operation that has no compiled form
 */
export function evaluatePopulation(
  plan: Plan,
  population: Population,
  asOf: Instant,
  options: PopulationOptions = {},
): Promise<PartResult> {
  return evaluateColumns(checkPlan(plan), population, asOf, options);
}
