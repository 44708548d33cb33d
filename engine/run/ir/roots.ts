import type { NodeId } from "./node.ts";
import type { Decision } from "./output.ts";
import { valueNodes, type EventCondition, type IrProgram } from "./program.ts";

/** The nodes of a decision. */
export function decisionNodes(decision: Decision): NodeId[] {
  switch (decision.kind) {
    case "truth":
      return [decision.yes, decision.no];
    case "number":
    case "text":
      return [decision.node];
    case "choice":
      return [...decision.options.map(({ taken }) => taken), decision.unknown];
    case "set":
      return decision.members.map(({ taken }) => taken);
  }
}

const conditionNodes = (condition: EventCondition | undefined): NodeId[] =>
  condition === undefined ? [] : [condition.passes, ...condition.overflows];

/** Every node that is read from outside the graph, as often as it is read. */
export function rootsOf(program: IrProgram, withConditions: boolean): NodeId[] {
  const roots: NodeId[] = [];
  for (const { decision, errors, output } of program.outputs) {
    if (output.at === "now" && output.kind !== "expect") roots.push(...decisionNodes(decision));
    for (const source of errors) {
      if (source.kind === "bit") roots.push(source.bit);
      else if (source.kind === "conflict")
        roots.push(source.conflict.bit, ...source.conflict.branches.map(({ taken }) => taken));
    }
  }
  if (!withConditions) return roots;
  for (const aggregate of program.aggregates) {
    if (aggregate.kind === "events") {
      roots.push(...conditionNodes(aggregate.where), ...conditionNodes(aggregate.among));
      if (aggregate.computed !== undefined)
        // Read where it is taken and where it is asked whether it is known.
        roots.push(
          ...valueNodes(aggregate.computed),
          ...valueNodes(aggregate.computed),
          ...aggregate.computed.overflows,
        );
    } else for (const { where } of aggregate.steps) roots.push(...conditionNodes(where));
  }
  return roots;
}
