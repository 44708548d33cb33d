import { availableParallelism } from "node:os";
import type { Instant } from "../../engine/calendar/zone.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import type { Population } from "../../engine/run/population/population.ts";
import { preparePopulation } from "../../engine/run/population/prepare.ts";
import type { PartResult } from "../../engine/run/population/results.ts";
import { Threads } from "./threads.ts";

export interface PopulationOptions {
  /** Threads, this one included; as many as there are cores by default. */
  readonly threads?: number;
  /** Customers from which on more threads than this one are worth their start. */
  readonly leastForThreads?: number;
}

/** Below this starting threads costs more than they save. */
const LEAST_FOR_THREADS = 20_000;

/**
 * Evaluates a plan for every customer of a population at an instant. The result does not depend on the number of
 * threads.
 * @throws NotCompiledError for an operation that has no compiled form
 */
export async function evaluatePopulation(
  plan: Plan,
  population: Population,
  asOf: Instant,
  options: PopulationOptions = {},
): Promise<PartResult> {
  const { task, result } = preparePopulation(plan, population, asOf);
  const threads = new Threads(
    task,
    task.count < (options.leastForThreads ?? LEAST_FOR_THREADS) ? 1 : (options.threads ?? availableParallelism()),
  );
  try {
    await threads.evaluate();
  } finally {
    await threads.close();
  }
  return result;
}
