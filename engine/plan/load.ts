import { fitProblem } from "./fit.ts";
import { contentHash } from "./canonical.ts";
import type { PlanLeaf } from "./expression.ts";
import { expressionsOf, walk } from "./forms.ts";
import { LANGUAGE_VERSION, PLAN_VERSION, type Plan } from "./plan.ts";
import { isPlan } from "./plan-validator.ts";

/** Thrown for a plan that is none, is damaged, or belongs to another version. */
export class PlanError extends Error {}

/**
 * Takes a plan from JSON: checks its version, its shape by the plan's JSON Schema, and its content hash.
 * @throws PlanError that says what is wrong
 */
export function loadPlan(json: unknown): Plan {
  const head: { readonly format?: unknown; readonly planVersion?: unknown; readonly language?: unknown } =
    typeof json === "object" && json !== null ? json : {};
  if (head.format !== "tagma-plan") throw new PlanError("this is not a Tagma plan; `tagma build` writes one");
  if (head.planVersion !== PLAN_VERSION || head.language !== LANGUAGE_VERSION)
    throw new PlanError(
      `the plan has version ${String(head.planVersion)} of language ${String(head.language)}; this program reads version ${PLAN_VERSION} of language ${LANGUAGE_VERSION}`,
    );
  if (!isPlan(json)) {
    const [problem] = isPlan.errors ?? [];
    throw new PlanError(`the plan is damaged: ${problem?.instancePath ?? ""} ${problem?.message ?? ""}`);
  }
  const { hash, source: _source, ...content } = json;
  if (contentHash(content) !== hash)
    throw new PlanError("the plan was changed after it was built: its content hash differs");
  checkFits(json);
  return json;
}

/** The tables of a model must fit together, whatever the hash says. */
function checkFits({ outputs }: Plan): void {
  for (const { form, name } of outputs) {
    for (const [path, expression] of expressionsOf(form)) {
      walk<PlanLeaf>(expression, path, (node) => {
        const problem = node.op === "fitted" ? fitProblem(node.fit, node.args.length) : undefined;
        if (problem !== undefined) throw new PlanError(`the plan is damaged: the model of \`${name}\`: ${problem}`);
      });
    }
  }
}
