import { phrase } from "../../grammar/diagnostics/prose.ts";
import { limits } from "../../grammar/limits.ts";
import { spelled } from "../../grammar/parser/mends/value-habits.ts";
import { windowValue } from "../../grammar/tree/children.ts";
import type { Expression, Window } from "../../grammar/tree/expression.ts";
import { isExactUnit, type ExactUnit } from "../calendar/instant.ts";
import { mapLeaves, operandsOf } from "../plan/expression.ts";
import { timeType } from "../plan/types.ts";
import { compareValues } from "./comparisons.ts";
import type { CheckContext } from "./context.ts";
import { firstUnknown } from "./lint.ts";
import { isNamed, reportUnknown } from "./references.ts";
import type { TypedExpression, TypedLeaf } from "./program.ts";
import type { Scope } from "./scope.ts";
import { typeProse, unitProse } from "./type-prose.ts";
import type { Typed } from "./typed.ts";
import { isTypedLeaf } from "./typed-leaves.ts";

/** What a window that is worked out of a value asks of an event, and what it leaves out where the value is unknown. */
export interface WindowCondition {
  readonly node: TypedExpression;
  readonly mayBeUnknown: boolean;
  /** What the hint calls the value. */
  readonly name: string;
  readonly window: Window;
}

/**
 * Types `since F` and `in last F days`: a condition on the event that stands before its `where`. Null where the window
 * is one of its own, "broken" after something has been reported.
 */
export function checkWindowValue(
  window: Window | undefined,
  scope: Scope,
  context: CheckContext,
): WindowCondition | null | "broken" {
  const written = windowValue(window);
  if (window === undefined || written === undefined) return null;
  const unit = window.kind === "last-value" ? window.unit : undefined;
  if (unit !== undefined && !isExactUnit(unit)) {
    context.report("last-units", window, { unit: unitProse(unit) });
    return "broken";
  }
  const typed = valueOf(written, { ...scope, event: undefined }, context);
  if (typed === undefined) return "broken";
  const node = unit === undefined ? notBefore(typed, window, context) : youngerThan(typed, unit, context);
  if (node === undefined) return "broken";
  context.positions.set(node, window);
  const name = firstUnknown(typed.node) ?? typed.called ?? context.written(written);
  return { node, mayBeUnknown: typed.mayBeUnknown, name, window };
}

/** Says of a measure that is known for everybody that it is over nothing for those whose window is unknown. */
export function lintWindowValue(condition: WindowCondition, scope: Scope, context: CheckContext): void {
  const { name, mayBeUnknown, window } = condition;
  if (mayBeUnknown && scope.unknownAsked?.has(name) !== true) context.report("since-unknown", window, { name });
}

/** The condition of a window, and the `where` behind it. */
export function windowAnd(condition: WindowCondition | null, where: TypedExpression | null): TypedExpression | null {
  if (condition === null) return where;
  return where === null ? condition.node : { op: "and", args: [condition.node, where] };
}

const eventTime: TypedExpression = { op: "event-time" };

function notBefore(value: Typed, window: Window, context: CheckContext): TypedExpression | undefined {
  if (value.type.kind !== "date" && value.type.kind !== "time") {
    context.report("value-expected", value.span, {
      needed: phrase("a-date-or-time"),
      actual: typeProse(value.type),
      advice: phrase("for-example", { code: "since 2026-01-01" }),
    });
    return undefined;
  }
  const time: Typed = { node: { ...eventTime }, type: timeType, mayBeUnknown: false, span: window };
  return compareValues(">=", time, value, window, context);
}

/** Whole units have passed since an event exactly when it is that old, so that fewer have while it is younger. */
function youngerThan(value: Typed, unit: ExactUnit, context: CheckContext): TypedExpression | undefined {
  if (value.type.kind !== "integer") {
    context.report("value-expected", value.span, {
      needed: phrase("type-integer"),
      actual: typeProse(value.type),
      advice: phrase("for-example", { code: `in last 30 ${unit}s` }),
    });
    return undefined;
  }
  const passed: TypedExpression = { op: "elapsed", unit, of: "time", from: { ...eventTime }, to: { op: "now" } };
  return { op: "compare", operator: "<", left: passed, right: value.node };
}

/** The value, with the attribute tags in it as what they are worked out of: over an event there is no tag. */
function valueOf(written: Expression, scope: Scope, context: CheckContext): Typed | undefined {
  if (written.kind === "reference" && written.member === undefined && !isNamed(written.name.text, scope, context)) {
    reportUnknown(written.name, scope, context, spelled(written.name.text));
    return undefined;
  }
  // `latest order_paid` is a moment behind `since` only, and is refused there with all that looks at events.
  const typed = written.kind === "aggregate" ? "foreign" : context.expression(written, scope);
  if (typed === undefined) return undefined;
  const budget = { left: limits.computed, foreign: false };
  const node = typed === "foreign" ? undefined : standingFor(typed.node, context, budget);
  if (typed === "foreign" || node === undefined || budget.foreign) {
    context.report("window-reads", written, { name: context.written(written) });
    return undefined;
  }
  if (budget.left < 0) {
    context.report("computed-too-large", written, { name: context.written(written), limit: String(limits.computed) });
    return undefined;
  }
  return context.mayCopy(limits.computed - budget.left) ? { ...typed, node } : tooMuch(written, context);
}

function tooMuch(written: Expression, context: CheckContext): undefined {
  context.report("too-much-computed", written, { limit: String(limits.computing) });
  return undefined;
}

interface Budget {
  left: number;
  /** Whether something was met that is not the profile's, nor now. */
  foreign: boolean;
}

function standingFor(node: TypedExpression, context: CheckContext, budget: Budget): TypedExpression {
  budget.left -= sizeOf(node);
  if (budget.left < 0) return node;
  return mapLeaves<TypedLeaf, TypedLeaf>(
    node,
    isTypedLeaf,
    (leaf) => {
      if (leaf.op === "id" || leaf.op === "field" || leaf.op === "now" || leaf.op === "today") return { ...leaf };
      const output = leaf.op === "tag" && leaf.back.length === 0 ? context.outputs.get(leaf.name) : undefined;
      if (output?.tagKind === "attribute" && output.form.form === "value")
        return standingFor(output.form.value, context, budget);
      budget.foreign = true;
      return leaf;
    },
    () => undefined,
  );
}

function sizeOf(value: TypedExpression): number {
  return operandsOf<TypedLeaf>(value).reduce((size, [, operand]) => size + sizeOf(operand), 1);
}
