import { operandsOf } from "../plan/expression.ts";
import type { CheckContext } from "./context.ts";
import type { TypedExpression, TypedLeaf } from "./program.ts";

/** Operations that say one of two things of a value, and no longer what it is. */
const conditions: ReadonlySet<TypedExpression["op"]> = new Set<TypedExpression["op"]>([
  "and",
  "or",
  "not",
  "known",
  "compare",
  "one-of",
  "has",
  "text-test",
]);

/**
 * Whether a value is made of a personal field's value, through whatever is done with it: what was added to a salary, the
 * day after a birth date, how many days it is ago.
 */
export function carriesPersonal(node: TypedExpression, context: CheckContext): boolean {
  if (node.op === "field") return context.profile?.fields.get(node.field)?.personal === true;
  if (node.op === "tag") return context.outputs.get(node.name)?.personal === true;
  if (node.op === "measure") {
    const { measure } = node;
    if (measure.kind === "sequence" || measure.field === null) return false;
    return context.events.get(measure.event)?.fields.get(measure.field)?.personal === true;
  }
  return (
    !conditions.has(node.op) && operandsOf<TypedLeaf>(node).some(([, operand]) => carriesPersonal(operand, context))
  );
}
