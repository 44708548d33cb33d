import { sample } from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../engine/compile.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { load, type ProfileExecutor } from "../../engine/run/profile/executor.ts";
import { planSettings } from "../../engine/settings.ts";
import { asExpected, evaluatedCases } from "../support/executor-cases.ts";
import { customerJson, interpreted, type Answer } from "../support/executors.ts";
import { RandomCustomers } from "../support/random-customer.ts";
import { randomProgram } from "../support/random-program.ts";

const answerOf = (executor: ProfileExecutor, ...[customer, now]: Parameters<ProfileExecutor["evaluateCustomer"]>): Answer => {
  const found = executor.evaluateCustomer(customer, now);
  return found.kind === "present" ? { ...found.tags } : found.kind;
};

const paths = [["generated code", true], ["closures", false]] as const;

describe.for(paths)("one profile, %s: conformance", ([, generate]) => {
  it.for(evaluatedCases())("%s", ([, { item, plan, customer, asOf }]) => {
    const executor = load(plan, { generate });
    expect(executor.generated).toBe(generate);
    expect(asExpected(item, answerOf(executor, customer, asOf))).toEqual(item.expect);
  });
});

/** Plans of random programs: the same seed, the same plans. */
function* randomPlans(count: number, seed: number, timeZone: string): Generator<Plan> {
  const settings = planSettings({ timeZone });
  if (typeof settings === "string") throw new Error(settings);
  for (const { schema, source } of sample(randomProgram({ models: true }), { numRuns: count, seed })) {
    const { plan } = compile({ files: [{ path: "random.tagma", text: `${schema}\n${source}` }], settings });
    if (plan !== undefined) yield plan;
  }
}

describe("one profile: the interpreter's answer for random programs and customers", () => {
  it.for(["Asia/Taipei", "America/St_Johns", "UTC"])("in %s", (timeZone) => {
    let seed = 0;
    for (const plan of randomPlans(700, 11, timeZone)) {
      const executors = paths.map(([, generate]) => load(plan, { generate }));
      const customers = new RandomCustomers(plan, seed++);
      for (let index = 0; index < 4; index++) {
        const { evaluation, customer } = customers.next();
        const json = customerJson(customer, plan);
        const expected = interpreted(plan, json, evaluation.asOf);
        for (const executor of executors) expect(answerOf(executor, json, evaluation.asOf)).toEqual(expected);
      }
    }
    expect(seed).toBeGreaterThan(650);
  });
});
