import type { PlanExpression, PlanLeaf } from "../plan/expression.ts";
import { expressionsOf, walk } from "../plan/forms.ts";
import type { AggregateNode, OutputNode, Plan } from "../plan/plan.ts";

/** A plan with only one output and what it reads, so that it can be evaluated many times. */
export function narrow(plan: Plan, output: OutputNode): Plan {
  const outputs = new Map(plan.outputs.map((node) => [node.id, node]));
  const wanted = new Set([output.id]);
  const aggregates = new Set<string>();
  for (const id of wanted) {
    const node = outputs.get(id);
    for (const [, expression] of node === undefined ? [] : expressionsOf(node.form)) {
      walk<PlanLeaf>(expression, "", (part: PlanExpression) => {
        if (part.op === "output") wanted.add(part.id);
        else if (part.op === "aggregate") aggregates.add(part.id);
      });
    }
  }
  return { ...plan, outputs: plan.outputs.filter(({ id }) => wanted.has(id)), aggregates: plan.aggregates.filter(({ id }) => aggregates.has(id)) };
}

/** The filters of an aggregate by the event that each looks at. */
export function filtersOf(node: AggregateNode): { readonly event: string; readonly where: PlanExpression | null }[] {
  return node.kind === "events" ? [{ event: node.event, where: node.where }, ...(node.among === null ? [] : [{ event: node.event, where: node.among }])] : node.steps.filter(({ negated }) => !negated).map(({ event, where }) => ({ event, where }));
}
