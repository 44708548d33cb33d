import { limits } from "../../grammar/limits.ts";
import type { Span } from "../../grammar/source.ts";
import { mapOperands } from "../plan/expression.ts";
import type { CheckContext } from "./context.ts";
import type { ComputedField, TypedExpression, TypedLeaf } from "./program.ts";

/**
 * The expression that a computed field stands for, of its own wherever it is read.
 * @param span where it is read
 * @returns undefined where the rules read too much of computed fields, which is reported
 */
export function standsFor(field: ComputedField, span: Span, context: CheckContext): TypedExpression | undefined {
  if (!context.mayCopy(field.size)) {
    context.report("too-much-computed", span, { limit: String(limits.computing) });
    return undefined;
  }
  return copied(field.value);
}

const copied = (node: TypedExpression): TypedExpression => mapOperands<TypedLeaf>(node, copied);
