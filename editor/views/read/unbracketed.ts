import type { Expression } from "../../../grammar/tree/expression.ts";

/** What stands within brackets, however many there are. */
export function unbracketed(node: Expression): Expression {
  let inner = node;
  while (inner.kind === "group") inner = inner.inner;
  return inner;
}
