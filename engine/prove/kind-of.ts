import type { PlanExpression } from "../plan/expression.ts";
import type { AggregateNode, Plan } from "../plan/plan.ts";
import type { ValueType } from "../plan/types.ts";

/** The four shapes of values that are translated differently. */
export type Shape = "boolean" | "text" | "number" | "set";

interface Typed {
  readonly plan: Plan;
  aggregateNode(id: string): AggregateNode;
}

/** Which of the four kinds of translation an expression needs. */
export function kindOf(node: PlanExpression, translation: Typed, event: string | undefined): Shape {
  const ofType = (type: ValueType["kind"] | undefined): Shape =>
    type === "boolean" ? "boolean" : type === "text" || type === "enum" ? "text" : type === "set" ? "set" : "number";
  const { plan } = translation;
  switch (node.op) {
    case "literal":
      return ofType(node.type);
    case "field":
      return ofType(plan.reads.fields.find(({ name }) => name === node.field)?.type.kind);
    case "event-field":
      return ofType(
        plan.reads.events.find(({ name }) => name === event)?.fields.find(({ name }) => name === node.field)?.type.kind,
      );
    case "id":
    case "fold":
    case "pick":
      return "text";
    case "aggregate":
      return ofType(translation.aggregateNode(node.id).type.kind);
    case "output":
      return ofType(plan.outputs.find(({ id }) => id === node.id)?.type.kind);
    case "model":
      return node.output === "name" || node.output === "items" || node.output === "first" ? "text" : "number";
    case "if-unknown":
      return kindOf(node.arg, translation, event);
    case "and":
    case "or":
    case "not":
    case "known":
    case "compare":
    case "compare-scaled":
    case "one-of":
    case "has":
    case "text-test":
      return "boolean";
    case "event-time":
    case "now":
    case "today":
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
    case "fitted":
    case "size":
      return "number";
  }
}
