import type { TypedExpression, TypedLeaf } from "./program.ts";

const leaves: Readonly<Record<TypedLeaf["op"], true>> = {
  "event-field": true,
  "event-time": true,
  id: true,
  field: true,
  now: true,
  today: true,
  tag: true,
  measure: true,
  model: true,
};

/** Whether a node is a leaf of a checked expression, which reads something, and not an operation on others. */
export function isTypedLeaf(node: TypedExpression): node is TypedLeaf {
  return Object.hasOwn(leaves, node.op);
}
