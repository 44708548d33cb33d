import type { IdentityRules } from "./types.ts";
import { compareDecisions, inOrder, type DecisionNode, type KeyNode, type Link } from "./graph.ts";
import { Union } from "./union.ts";

/**
 * Joins keys into customers: first what was decided, newest first, then what records say, in the order of `inOrder`.
 * What does not count is told at the link or decision.
 * @param keys all that links and decisions reach from one another
 */
export function unite(
  keys: readonly KeyNode[],
  links: readonly Link[],
  decisions: readonly DecisionNode[],
  rules: IdentityRules,
): void {
  const union = new Union(keys, rules.types.length);
  for (const node of decisions.toSorted(compareDecisions)) {
    const left = union.find(node.left.slot);
    const right = union.find(node.right.slot);
    const { same } = node.decision;
    node.overruled = same ? left !== right && union.keptApart(left, right) !== undefined : left === right;
    if (node.overruled) continue;
    if (same) union.join(left, right);
    else union.keepApart(left, right, node);
  }
  for (const link of inOrder(links)) link.refusal = taken(union, link, rules);
  union.settle();
}

/** Joins what a link names, or says why it does not count. */
function taken(union: Union, link: Link, rules: IdentityRules): Link["refusal"] {
  const left = union.find(link.stronger.slot);
  const right = union.find(link.weaker.slot);
  if (left === right) return null;
  const apart = union.keptApart(left, right);
  if (apart !== undefined) return { reason: "decision", decision: apart.decision.id };
  const rank = union.beyond(left, right, rules);
  if (rank !== undefined) return { reason: "limit", rank };
  union.join(left, right);
  return null;
}
