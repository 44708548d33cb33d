import type { Span } from "../source.ts";
import { windowValue } from "../tree/children.ts";
import type { Expression, IsTest } from "../tree/expression.ts";
import type { Gaps } from "./gaps.ts";

type Marker<Node> = (node: Node, gaps: Gaps) => void;
type Kind = Expression["kind"];
const nothing = (): void => undefined;

/** Every kind of expression: what it says about the gaps inside it. */
const markers: { readonly [K in Kind]: Marker<Extract<Expression, { readonly kind: K }>> } = {
  missing: nothing,
  number: nothing,
  text: nothing,
  boolean: nothing,
  date: nothing,
  datetime: nothing,
  duration: nothing,
  reference: nothing,
  now: nothing,
  today: nothing,
  group: ({ inner }, gaps) => markExpression(inner, gaps),
  logic: (node, gaps) => {
    gaps.chain(
      node,
      node.operands.slice(1).map((operand) => gaps.first(operand) - 1),
    );
    for (const operand of node.operands) markExpression(operand, gaps);
  },
  not: ({ operand }, gaps) => markExpression(operand, gaps),
  arithmetic: ({ first, rest }, gaps) => {
    markExpression(first, gaps);
    for (const { operand } of rest) markExpression(operand, gaps);
  },
  negate: (node, gaps) => {
    gaps.tight(gaps.first(node) + 1);
    markExpression(node.operand, gaps);
  },
  comparison: ({ left, right }, gaps) => markAll([left, right], gaps),
  between: ({ value, from, to }, gaps) => markAll([value, from, to], gaps),
  is: ({ left, test }, gaps) => {
    markExpression(left, gaps);
    markTest(test, gaps);
  },
  "text-test": ({ left, right }, gaps) => markAll([left, right], gaps),
  "set-test": (node, gaps) => {
    markExpression(node.left, gaps);
    gaps.list(gaps.last(node), node.values);
    markAll(node.values, gaps);
  },
  "set-size": ({ of }, gaps) => markExpression(of, gaps),
  "if-unknown": ({ value, fallback }, gaps) => markAll([value, fallback], gaps),
  "as-of": ({ value }, gaps) => markExpression(value, gaps),
  elapsed: ({ of }, gaps) => markExpression(of, gaps),
  anniversary: ({ of }, gaps) => markExpression(of, gaps),
  "time-part": ({ of }, gaps) => markExpression(of, gaps),
  aggregate: (node, gaps) => {
    const { where, among, window } = node;
    const wordBefore = (part: Span | undefined): number[] => (part === undefined ? [] : [gaps.first(part) - 1]);
    gaps.chain(node, [
      ...wordBefore(where),
      ...wordBefore(among?.event),
      ...(window === undefined ? [] : [gaps.first(window)]),
    ]);
    markAll([where, among?.where, windowValue(window)], gaps);
  },
  sequence: (node, gaps) => {
    gaps.chain(
      node,
      [...node.steps.slice(1), ...(node.window === undefined ? [] : [node.window])].map((part) => gaps.first(part)),
    );
    markAll([...node.steps.map(({ where }) => where), windowValue(node.window)], gaps);
  },
};

export function markExpression(node: Expression, gaps: Gaps): void {
  const marker: Marker<never> = markers[node.kind];
  // The table is total, and each kind's entry takes that kind.
  (marker as Marker<Expression>)(node, gaps);
}

function markAll(nodes: readonly (Expression | undefined)[], gaps: Gaps): void {
  for (const node of nodes) if (node !== undefined) markExpression(node, gaps);
}

function markTest(test: IsTest, gaps: Gaps): void {
  switch (test.kind) {
    case "unknown":
    case "known":
    case "in-list":
      return;
    case "at-least":
    case "at-most":
    case "value":
      return markExpression(test.value, gaps);
    case "one-of": {
      const last = test.values[test.values.length - 1];
      if (last !== undefined) gaps.list(gaps.last(last) + 1, test.values);
      return markAll(test.values, gaps);
    }
  }
}
