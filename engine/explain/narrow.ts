import type { PlanExpression, PlanLeaf } from "../plan/expression.ts";
import { expressionsOf, walk, withReads } from "../plan/forms.ts";
import type { AggregateNode, OutputNode, Plan } from "../plan/plan.ts";

/** A plan with only one output and what it reads, so that it can be evaluated many times. */
export function narrow(plan: Plan, output: OutputNode): Plan {
  const outputs = withReads(plan.outputs, new Set([output.id]));
  const aggregates = new Set<string>();
  for (const [path, expression] of outputs.flatMap(({ form }) => expressionsOf(form))) {
    walk<PlanLeaf>(expression, path, (node) => {
      if (node.op === "aggregate") aggregates.add(node.id);
    });
  }
  return { ...plan, outputs, aggregates: plan.aggregates.filter(({ id }) => aggregates.has(id)) };
}

/** The filters of an aggregate by the event that each looks at. */
export function filtersOf(node: AggregateNode): { readonly event: string; readonly where: PlanExpression | null }[] {
  return node.kind === "events"
    ? [
        { event: node.event, where: node.where },
        ...(node.among === null ? [] : [{ event: node.event, where: node.among }]),
      ]
    : node.steps.filter(({ negated }) => !negated).map(({ event, where }) => ({ event, where }));
}
