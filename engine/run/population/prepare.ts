import { zone as zoneOf, type Instant } from "../../calendar/zone.ts";
import type { Plan } from "../../plan/plan.ts";
import { answeredOutputs } from "../answered-outputs.ts";
import { lowerPlan } from "../ir/program.ts";
import { shared } from "./columns.ts";
import { populationHints } from "./hints.ts";
import { runKernel, type KernelTask } from "./kernel.ts";
import { writeKernel } from "./kernel-source.ts";
import { withJoinedColumns } from "./joined-columns.ts";
import type { Population } from "./population.ts";
import { PartResult, resultColumn } from "./results.ts";

/**
 * What has to be run for a population, and where its results will stand.
 * @throws NotCompiledError for an operation that has no compiled form
 * @throws MissingTableError where the plan reads a table that the population does not have
 */
export function preparePopulation(
  plan: Plan,
  customers: Population,
  asOf: Instant,
): { readonly task: KernelTask; readonly result: PartResult } {
  const population = withJoinedColumns(plan, customers);
  const program = lowerPlan(plan, populationHints(plan, population));
  const kernel = writeKernel(program, population, asOf, zoneOf(plan.settings.timeZone));
  const answered = new Set(answeredOutputs(plan.outputs));
  const columns = program.outputs.flatMap(({ output }, index) =>
    answered.has(output) ? resultColumn(program, index, population.count, kernel.data, kernel.texts) : [],
  );
  const standing = kernel.data.arrays.get("$standing");
  const task: KernelTask = {
    body: kernel.body,
    data: Object.fromEntries(kernel.data.arrays),
    texts: kernel.data.needsTexts ? kernel.texts : undefined,
    timeZone: plan.settings.timeZone,
    count: population.count,
    next: shared.int32(1),
  };
  return {
    task,
    result: new PartResult(
      program,
      population.count,
      standing instanceof Int16Array ? standing : new Int16Array(population.count),
      columns,
    ),
  };
}

/** Evaluates a plan for every customer of a population at an instant, on this thread alone. */
export function evaluatePopulationHere(plan: Plan, population: Population, asOf: Instant): PartResult {
  const { task, result } = preparePopulation(plan, population, asOf);
  runKernel(task);
  return result;
}
