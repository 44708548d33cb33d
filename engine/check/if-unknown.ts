import { phrase } from "../../grammar/diagnostics/prose.ts";
import type { Expression } from "../../grammar/tree/expression.ts";
import { sameType, type ValueType } from "../plan/types.ts";
import type { CheckContext } from "./context.ts";
import { asDecimal, asNumber } from "./numeric.ts";
import type { TypedExpression } from "./program.ts";
import type { Scope } from "./scope.ts";
import { isSet, reportWholeSet } from "./sets.ts";
import { typeProse } from "./type-prose.ts";
import type { Typed } from "./typed.ts";

export function checkIfUnknown(
  expression: Extract<Expression, { kind: "if-unknown" }>,
  scope: Scope,
  context: CheckContext,
): Typed | undefined {
  const value = context.expression(expression.value, scope);
  const fallback =
    value?.type.kind === "enum"
      ? enumFallback(expression.fallback, value, scope, context)
      : context.expression(expression.fallback, scope);
  if (value === undefined || fallback === undefined) return undefined;
  const whole = [value, fallback].find((one) => isSet(one) && one.node.op !== "tag");
  if (whole !== undefined) return reportWholeSet(whole.span, context);
  const result = (node: TypedExpression, other: TypedExpression, type: ValueType): Typed => ({
    node: { op: "if-unknown", arg: node, fallback: other },
    type,
    mayBeUnknown: value.mayBeUnknown && fallback.mayBeUnknown,
    span: expression,
  });
  if (value.type.kind === "decimal" && (fallback.literal !== undefined || sameType(fallback.type, value.type))) {
    const units = asDecimal(fallback, value.type, context);
    return units === undefined ? undefined : result(value.node, units, value.type);
  }
  if (sameType(value.type, fallback.type)) return result(value.node, fallback.node, value.type);
  const numeric = (type: ValueType): boolean => type.kind === "integer" || type.kind === "number";
  if (numeric(value.type) && numeric(fallback.type))
    return result(asNumber(value), asNumber(fallback), { kind: "number" });
  context.report(
    "type-mismatch",
    expression,
    {
      problem: phrase("not-replaced", { left: typeProse(value.type), right: typeProse(fallback.type) }),
      advice: phrase("same-type-fallback"),
    },
    fallbackOfDate(expression, value, fallback, context),
  );
  return undefined;
}

/** Behind `days since birth_date` a date can only be meant for `birth_date`, which brackets say. */
function fallbackOfDate(
  { value, fallback }: Extract<Expression, { kind: "if-unknown" }>,
  { node }: Typed,
  { type }: Typed,
  context: CheckContext,
): string | undefined {
  if (value.kind !== "elapsed" || node.op !== "elapsed" || node.of !== type.kind) return undefined;
  const before = context.written({ start: value.start, end: value.of.start });
  return `${before}(${context.written(value.of)} if unknown ${context.written(fallback)})`;
}

/** A word or text behind `if unknown` of an enum is one of its values. */
function enumFallback(fallback: Expression, value: Typed, scope: Scope, context: CheckContext): Typed | undefined {
  const word =
    fallback.kind === "text"
      ? fallback.value
      : fallback.kind === "reference" && fallback.member === undefined
        ? fallback.name.text
        : undefined;
  if (word !== undefined && value.type.kind === "enum" && value.type.values.includes(word)) {
    return {
      node: { op: "literal", type: "enum", value: word },
      type: value.type,
      mayBeUnknown: false,
      span: fallback,
    };
  }
  return context.expression(fallback, scope);
}
