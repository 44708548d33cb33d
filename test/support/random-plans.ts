import { sample } from "fast-check";
import { compile } from "../../engine/compile/compile.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { planSettings } from "../../engine/compile/settings.ts";
import { randomProgram } from "./random-program.ts";

/** Plans of random programs: the same seed, the same plans. Of those that do not check there is none. */
export function* randomPlans(count: number, seed: number, timeZone: string): Generator<Plan> {
  const settings = planSettings({ timeZone });
  for (const { schema, source } of sample(randomProgram({ models: true }), { numRuns: count, seed })) {
    const { plan } = compile({ files: [{ path: "random.tagma", text: `${schema}\n${source}` }], settings });
    if (plan !== undefined) yield plan;
  }
}
