import type { Branch, Band } from "../../grammar/tree/declaration.ts";
import type { Expression, Is, Logic, Not } from "../../grammar/tree/expression.ts";
import type { Span } from "../../grammar/source.ts";
import type { CheckContext } from "./context.ts";
import { required } from "../invariant/required.ts";
import { operandsOf } from "../plan/expression.ts";
import type { TypedExpression, TypedLeaf, TypedRecord } from "./program.ts";
import type { Scope } from "./scope.ts";
import type { Typed } from "./typed.ts";

/** `a or b and c` without brackets. */
export function lintLogic(logic: Logic, context: CheckContext): void {
  if (logic.operator !== "or") return;
  const mixed = logic.operands.find((operand) => operand.kind === "logic" && operand.operator === "and");
  if (mixed !== undefined) context.report("mixed-and-or", mixed, {});
}

/** `not (age > 30)`, `age is not 30`, `is not one of` and `is not in` leave out those whose age is unknown. */
export function lintNot(not: Not | Is, operand: Typed, scope: Scope, context: CheckContext): void {
  if (!operand.mayBeUnknown) return;
  const what = firstUnknown(operand.node) ?? operand.called;
  if (what !== undefined && scope.unknownAsked?.has(what) !== true)
    context.report("not-leaves-unknown", not, { name: what });
}

/** The scope of the operands of `and` or `or`, with the names of which one of them asks whether they are known. */
export function withUnknownAsked(logic: Logic, scope: Scope): Scope {
  const asked = logic.operands.flatMap((operand): string[] => {
    const bare = withoutBrackets(operand);
    return bare.kind === "is" &&
      (bare.test.kind === "unknown" || bare.test.kind === "known") &&
      bare.left.kind === "reference"
      ? [bare.left.member?.text ?? bare.left.name.text]
      : [];
  });
  return asked.length === 0 ? scope : { ...scope, unknownAsked: new Set([...(scope.unknownAsked ?? []), ...asked]) };
}

function withoutBrackets(expression: Expression): Expression {
  return expression.kind === "group" ? withoutBrackets(expression.inner) : expression;
}

export function firstUnknown(node: TypedExpression): string | undefined {
  switch (node.op) {
    case "field":
    case "event-field":
      return node.field;
    case "tag":
      return node.name;
    // Always known, or unknown for reasons that no name stands for.
    case "literal":
    case "id":
    case "now":
    case "today":
    case "event-time":
    case "measure":
    case "model":
    case "known":
    case "has":
    case "if-unknown":
    case "fitted":
      return undefined;
    case "and":
    case "or":
    case "not":
    case "compare":
    case "compare-scaled":
    case "one-of":
    case "text-test":
    case "fold":
    case "add":
    case "subtract":
    case "multiply":
    case "add-number":
    case "subtract-number":
    case "multiply-number":
    case "divide":
    case "negate":
    case "multiply-round":
    case "divide-round":
    case "rescale":
    case "to-number":
    case "whole":
    case "add-days":
    case "add-months":
    case "elapsed":
    case "anniversary":
    case "date-of":
    case "calendar-part":
    case "pick":
      return operandsOf<TypedLeaf>(node)
        .map(([, operand]) => firstUnknown(operand))
        .find((name) => name !== undefined);
  }
}

/** `did E where channel is app and sms_opt_in`: the last part is about the customer and may not be meant to be inside. */
export function lintWhere(where: Expression, event: TypedRecord, context: CheckContext): void {
  if (where.kind !== "logic") return;
  const last = where.operands[where.operands.length - 1];
  if (last === undefined || where.operands.length < 2) return;
  const names = new Set<string>();
  collectNames(last, names);
  if (names.size === 0) return;
  const profile = context.profile;
  const aboutCustomer = [...names].every(
    (name) => !event.fields.has(name) && name !== "time" && profile?.fields.has(name) === true,
  );
  const [name] = names;
  if (aboutCustomer && name !== undefined) context.report("where-runs-on", last, { name });
}

function collectNames(expression: Expression, names: Set<string>): void {
  switch (expression.kind) {
    // `customer.city` names the profile on purpose.
    case "reference":
      names.add(expression.member === undefined ? expression.name.text : "time");
      return;
    case "logic":
      for (const operand of expression.operands) collectNames(operand, names);
      return;
    case "not":
    case "negate":
      collectNames(expression.operand, names);
      return;
    case "comparison":
      collectNames(expression.left, names);
      collectNames(expression.right, names);
      return;
    case "between":
      collectNames(expression.value, names);
      return;
    case "is":
    case "text-test":
      collectNames(expression.left, names);
      return;
    case "arithmetic":
      collectNames(expression.first, names);
      for (const { operand } of expression.rest) collectNames(operand, names);
      return;
    case "if-unknown":
      collectNames(expression.value, names);
      return;
    case "elapsed":
    case "anniversary":
    case "time-part":
      collectNames(expression.of, names);
      return;
    // A group was bracketed on purpose.
    case "group":
      names.clear();
      names.add("time");
      return;
    case "missing":
    case "number":
    case "text":
    case "boolean":
    case "date":
    case "datetime":
    case "duration":
    case "now":
    case "today":
    case "as-of":
    case "aggregate":
    case "sequence":
      return;
  }
}

/** A floating-point field against a threshold: engines agree only to 1e-9. */
export function lintThreshold(left: Typed, right: Typed, span: Span, context: CheckContext): void {
  for (const operand of [left, right]) {
    const name = floatingName(operand);
    if (name !== undefined) context.report("number-threshold", span, { name });
  }
}

function floatingName(operand: Typed): string | undefined {
  if (operand.type.kind !== "number") return undefined;
  const { node } = operand;
  if (node.op === "field" || node.op === "event-field") return node.field;
  if (node.op === "measure" && node.measure.kind === "events" && node.measure.fieldType?.kind === "number")
    return `${node.measure.event}.${required(node.measure.field ?? undefined, "the field of a measure of numbers")}`;
  return undefined;
}

/** `otherwise` without `when unknown` also takes those for whom a condition is unknown. */
export function lintOtherwise(branches: readonly (Branch | Band)[], someUnknown: boolean, context: CheckContext): void {
  const kindOf = (branch: Branch | Band): string => ("when" in branch ? branch.when.kind : branch.from.kind);
  const otherwise = branches.find((branch) => kindOf(branch) === "otherwise");
  if (otherwise !== undefined && someUnknown && !branches.some((branch) => kindOf(branch) === "unknown")) {
    context.report("otherwise-takes-unknown", otherwise, { value: otherwise.value.value });
  }
}
