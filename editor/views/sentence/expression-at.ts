import type { Span } from "../../../grammar/source.ts";
import type { Declaration, ModelBody, TagBody } from "../../../grammar/tree/declaration.ts";
import { windowValue } from "../../../grammar/tree/children.ts";
import type { Aggregate, Expression, Sequence } from "../../../grammar/tree/expression.ts";

/** An expression, and the event whose `where` it stands in. */
export interface PlacedExpression {
  readonly expression: Expression;
  readonly event: string | undefined;
}

/** The outermost expression that takes up just this span of a declaration. */
export function expressionAt(declaration: Declaration, span: Span): PlacedExpression | undefined {
  // Only what surrounds the span is looked into.
  let candidates = rootsOf(declaration).map((expression): PlacedExpression => ({ expression, event: undefined }));
  for (;;) {
    const around = candidates.find(({ expression: { start, end } }) => start <= span.start && span.end <= end);
    if (around === undefined || (around.expression.start === span.start && around.expression.end === span.end))
      return around;
    candidates = childrenOf(around);
  }
}

function rootsOf(node: Declaration): readonly Expression[] {
  switch (node.kind) {
    case "profile":
    case "event":
    case "table":
    case "list":
      return [];
    case "segment":
    case "never":
      return [node.condition];
    case "exclusive":
      return node.conditions;
    case "lifecycle":
      return node.stages.map(({ condition }) => condition);
    case "test":
      return node.items.flatMap((item) => (item.kind === "expect" ? [item.condition] : []));
    case "model":
      return modelRoots(node.body);
    case "tag":
      return tagRoots(node.body);
  }
}

function modelRoots(body: ModelBody): readonly Expression[] {
  if (body.kind === "cluster" || body.kind === "onnx") return body.features;
  if (body.kind !== "predict") return [];
  return [
    ...(body.target.kind === "condition" ? [body.target.condition] : []),
    ...(body.among === undefined ? [] : [body.among]),
    ...body.features,
  ];
}

function tagRoots(body: TagBody): readonly Expression[] {
  switch (body.kind) {
    case "when":
      return [body.condition];
    case "value":
      return [body.value];
    case "bands":
      return [body.of];
    case "one of":
    case "first of":
    case "all of":
      return body.branches.flatMap(({ when }) => (when.kind === "condition" ? [when.condition] : []));
    case "score":
      return body.items.flatMap(({ basis }) => (basis.kind === "when" ? [basis.condition] : []));
    case "missing":
      return [];
  }
}

function childrenOf({ expression, event }: PlacedExpression): PlacedExpression[] {
  const here = (...children: readonly Expression[]): PlacedExpression[] =>
    children.map((child) => ({ expression: child, event }));
  const inWindowOf = ({ window }: Aggregate | Sequence): PlacedExpression[] => {
    const value = windowValue(window);
    return value === undefined ? [] : [{ expression: value, event: undefined }];
  };
  const inWhere = (where: Expression | undefined, of: string): PlacedExpression[] =>
    where === undefined ? [] : [{ expression: where, event: of }];
  switch (expression.kind) {
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
      return here(expression.inner);
    case "logic":
      return here(...expression.operands);
    case "not":
    case "negate":
      return here(expression.operand);
    case "arithmetic":
      return here(expression.first, ...expression.rest.map(({ operand }) => operand));
    case "set-test":
      return here(expression.left, ...expression.values);
    case "comparison":
    case "text-test":
      return here(expression.left, expression.right);
    case "between":
      return here(expression.value, expression.from, expression.to);
    case "is": {
      const { left, test } = expression;
      return here(
        left,
        ...(test.kind === "one-of"
          ? test.values
          : test.kind === "value" || test.kind === "at-least" || test.kind === "at-most"
            ? [test.value]
            : []),
      );
    }
    case "if-unknown":
      return here(expression.value, expression.fallback);
    case "as-of":
      return here(expression.value);
    case "elapsed":
    case "anniversary":
    case "time-part":
    case "set-size":
      return here(expression.of);
    case "aggregate":
      return [
        ...inWhere(expression.where, expression.event.text),
        ...inWhere(expression.among?.where, expression.among?.event.text ?? ""),
        ...inWindowOf(expression),
      ];
    case "sequence":
      return [
        ...expression.steps.flatMap(({ where, event: step }) => inWhere(where, step.text)),
        ...inWindowOf(expression),
      ];
  }
}
