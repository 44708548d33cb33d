import type { Comparison, Expression, Logic } from "../../grammar/tree/expression.ts";
import type { CheckContext } from "./context.ts";
import type { TypedExpression } from "./program.ts";
import type { Scope } from "./scope.ts";
import type { Typed } from "./typed.ts";

/**
 * `months since joined_at < 3` is also true of whoever joins next month, for whom it is −1. Ages are let be: `years
 * since` a date is nearly always a birthday, and nobody's lies ahead.
 */
export function lintAhead(
  comparison: Comparison,
  left: Typed,
  right: Typed,
  scope: Scope,
  context: CheckContext,
): void {
  const isBelow = comparison.operator === "<" || comparison.operator === "<=";
  const isStrict = comparison.operator === "<" || comparison.operator === ">";
  const [since, limit] = isBelow ? [left, right] : [right, left];
  if (limit.literal === undefined || limit.literal.scale > 0 || limit.literal.numerator < 1) return;
  const name = mayLieAhead(since.node, context);
  const code = context.written(since.span);
  if (name === undefined || scope.notAhead?.has(name) === true || scope.notAhead?.has(bare(code)) === true) return;
  const last = limit.literal.numerator - (isStrict ? 1 : 0);
  const instead = last === 0 ? `${code} is 0` : `${code} from 0 to ${last}`;
  context.report("since-ahead", comparison, { name, code, instead }, { mend: instead });
}

/** The profile's field from which time is counted, where its value may still come. */
function mayLieAhead(node: TypedExpression, context: CheckContext): string | undefined {
  if (node.op === "tag") {
    const form = context.outputs.get(node.name)?.form;
    return form?.form === "value" ? mayLieAhead(form.value, context) : undefined;
  }
  if (node.op !== "elapsed" || node.from.op !== "field" || (node.unit === "year" && node.of === "date"))
    return undefined;
  const field = context.profile?.fields.get(node.from.field) ?? context.profile?.joined.get(node.from.field);
  return field?.high === null ? field.name : undefined;
}

/** The scope of what stands beside, or behind, conditions that keep out those who have something ahead of them. */
export function withAheadKeptOut(beside: Iterable<string>, scope: Scope): Scope {
  const notAhead = new Set([...(scope.notAhead ?? []), ...beside]);
  return notAhead.size === 0 ? scope : { ...scope, notAhead };
}

/** What the operands of an `and` do not let lie ahead: `months since joined_at >= 0`, `joined_at <= now`. */
export function aheadKeptOut(logic: Logic, context: CheckContext): readonly string[] {
  if (logic.operator !== "and") return [];
  return logic.operands.flatMap((operand) => {
    const sides = ordered(operand);
    if (sides === undefined) return operand.kind === "between" ? [bare(context.written(operand.value))] : [];
    const isDated = sides.greater.kind === "now" || sides.greater.kind === "today";
    return isDated ? [bare(context.written(sides.smaller))] : [bare(context.written(sides.greater))];
  });
}

/** What a branch that has been passed over took: `months since joined_at < 0`, `joined_at > now`. */
export function aheadTaken(condition: Expression, context: CheckContext): readonly string[] {
  const sides = ordered(condition);
  if (sides === undefined) return [];
  const isDated = sides.smaller.kind === "now" || sides.smaller.kind === "today";
  return [bare(context.written(isDated ? sides.greater : sides.smaller))];
}

/** The sides of a comparison, the one that is said to be smaller first. */
function ordered(expression: Expression): { readonly smaller: Expression; readonly greater: Expression } | undefined {
  if (expression.kind === "group") return ordered(expression.inner);
  if (expression.kind !== "comparison") return undefined;
  const { operator, left, right } = expression;
  return operator === "<" || operator === "<=" ? { smaller: left, greater: right } : { smaller: right, greater: left };
}

const bare = (written: string): string => written.replace(/\s+/g, " ").trim();
