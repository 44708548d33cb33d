import { contentHash } from "./canonical.ts";
import { checkPlan, PlanError } from "./check-plan.ts";
import type { Plan } from "./plan.ts";

export { PlanError };

/**
 * Takes a plan from JSON: checks its version, its shape by the plan's JSON Schema, and its content hash.
 * @throws PlanError that says what is wrong
 */
export function loadPlan(json: unknown): Plan {
  const plan = checkPlan(json);
  const { hash, source: _source, ...content } = plan;
  if (contentHash(content) !== hash)
    throw new PlanError("the plan was changed after it was built: its content hash differs");
  return plan;
}
