import type { Declaration, ModelBody, TagBody } from "./declaration.ts";
import type { Expression, IsTest, Name, Window } from "./expression.ts";

/** An expression inside of something, and the event whose fields it may name (inside a `where`). */
export interface Child {
  readonly expression: Expression;
  readonly event: Name | undefined;
}

/** The expressions that stand directly inside an expression, in the order of the text. */
export function childrenOf(node: Expression): readonly Child[] {
  switch (node.kind) {
    case "missing":
    case "number":
    case "text":
    case "boolean":
    case "date":
    case "datetime":
    case "duration":
    case "reference":
    case "now":
    case "today":
      return [];
    case "group":
      return [outside(node.inner)];
    case "logic":
      return node.operands.map(outside);
    case "not":
    case "negate":
      return [outside(node.operand)];
    case "arithmetic":
      return [outside(node.first), ...node.rest.map(({ operand }) => outside(operand))];
    case "set-test":
      return [outside(node.left), ...node.values.map(outside)];
    case "comparison":
    case "text-test":
      return [outside(node.left), outside(node.right)];
    case "between":
      return [outside(node.value), outside(node.from), outside(node.to)];
    case "is":
      return [outside(node.left), ...valuesOf(node.test).map(outside)];
    case "if-unknown":
      return [outside(node.value), outside(node.fallback)];
    case "as-of":
      return [outside(node.value)];
    case "elapsed":
    case "anniversary":
    case "time-part":
    case "set-size":
      return [outside(node.of)];
    case "aggregate":
      return [
        ...inside(node.where, node.event),
        ...(node.among === undefined ? [] : inside(node.among.where, node.among.event)),
        ...inWindow(node.window),
      ];
    case "sequence":
      return [...node.steps.flatMap(({ where, event }) => inside(where, event)), ...inWindow(node.window)];
  }
}

/** What a window is worked out of. It sees no event. */
function inWindow(window: Window | undefined): readonly Child[] {
  const value = windowValue(window);
  return value === undefined ? [] : [outside(value)];
}

/** The value behind `since` or `in last`, where it is no literal. */
export function windowValue(window: Window | undefined): Expression | undefined {
  switch (window?.kind) {
    case "since-value":
      return window.from;
    case "last-value":
      return window.length;
    case undefined:
    case "last":
    case "today":
    case "yesterday":
    case "calendar":
    case "during":
    case "since":
      return undefined;
  }
}

/** The values that an `is` compares with, as far as they are written in the rule. */
export function valuesOf(test: IsTest): readonly Expression[] {
  switch (test.kind) {
    case "known":
    case "unknown":
    case "in-list":
      return [];
    case "one-of":
      return test.values;
    case "value":
    case "at-least":
    case "at-most":
      return [test.value];
  }
}

/** The expressions that stand directly inside a declaration, in the order of the text. */
export function expressionsOf(node: Declaration): readonly Child[] {
  switch (node.kind) {
    case "profile":
    case "event":
      // A computed field names the other fields of its record.
      return node.fields.flatMap(({ computed }) => inside(computed, node.name));
    case "table":
    case "list":
      return [];
    case "tag":
      return inBody(node.body);
    case "lifecycle":
      return node.stages.map(({ condition }) => outside(condition));
    case "segment":
    case "never":
      return [outside(node.condition)];
    case "exclusive":
      return node.conditions.map(outside);
    case "model":
      return inModel(node.body);
    case "test":
      return node.items.flatMap((item) => (item.kind === "expect" ? [outside(item.condition)] : []));
  }
}

function inBody(body: TagBody): readonly Child[] {
  switch (body.kind) {
    case "when":
      return [outside(body.condition)];
    case "value":
      return [outside(body.value)];
    case "one of":
    case "first of":
    case "all of":
      return body.branches.flatMap(({ when }) => (when.kind === "condition" ? [outside(when.condition)] : []));
    case "bands":
      return [outside(body.of)];
    case "score":
      return body.items.flatMap(({ basis }) =>
        basis.kind === "when"
          ? [outside(basis.condition)]
          : [...inside(basis.where, basis.event), ...inWindow(basis.window)],
      );
    case "missing":
      return [];
  }
}

function inModel(body: ModelBody): readonly Child[] {
  if (body.kind === "cluster" || body.kind === "onnx") return body.features.map(outside);
  if (body.kind !== "predict") return [];
  return [
    ...(body.target.kind === "condition" ? [outside(body.target.condition)] : []),
    ...(body.among === undefined ? [] : [outside(body.among)]),
    ...body.features.map(outside),
  ];
}

/** The names that stand in a model where no expression may, and that it learns from. */
export function featuresOf(body: ModelBody): readonly Name[] {
  switch (body.kind) {
    case "quantiles":
      return [body.of];
    case "elasticity":
      return body.groups === undefined ? [] : [body.groups];
    case "predict":
    case "cluster":
    case "onnx":
    case "lifetime":
    case "recommend":
    case "missing":
      return [];
  }
}

function outside(expression: Expression): Child {
  return { expression, event: undefined };
}

function inside(where: Expression | undefined, event: Name): readonly Child[] {
  return where === undefined ? [] : [{ expression: where, event }];
}
