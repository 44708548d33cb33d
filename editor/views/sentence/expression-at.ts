import type { Span } from "../../../grammar/source.ts";
import type { Declaration } from "../../../grammar/tree/declaration.ts";
import type { Expression } from "../../../grammar/tree/expression.ts";

const expressionKinds: ReadonlySet<string> = new Set([
  "number", "text", "boolean", "date", "datetime", "duration", "reference", "now", "today", "group", "logic", "not", "arithmetic", "negate", "comparison", "between", "is",
  "text-test", "if-unknown", "as-of", "elapsed", "anniversary", "time-part", "aggregate", "sequence",
] satisfies readonly Expression["kind"][]);

/** The outermost expression of a declaration that stands at a span; undefined where none does. */
export function expressionAt(declaration: Declaration, { start, end }: Span): Expression | undefined {
  const pending: object[] = [declaration];
  for (let node = pending.shift(); node !== undefined; node = pending.shift()) {
    if (isExpression(node) && node.start === start && node.end === end) return node;
    for (const part of Object.values(node)) if (typeof part === "object" && part !== null) pending.push(part);
  }
  return undefined;
}

function isExpression(node: object): node is Expression {
  return "kind" in node && typeof node.kind === "string" && expressionKinds.has(node.kind) && "start" in node && "end" in node;
}
