import type { Expression, Window } from "../../../grammar/tree/expression.ts";
import type { Path } from "../form/model.ts";
import { nameSlot, readLiteral, unitsFor, windowSlot } from "./leaf-slots.ts";
import type { Parts } from "./parts.ts";

/** The values inside an expression that is shown as text, as slots `path~0`, `path~1`, … in their order. */
export function textSlots(root: Expression, path: Path, parts: Parts, event: string | undefined): void {
  let next = 0;
  const at = (): Path => `${path}~${next++}`;
  const window = (node: Window | undefined): void => {
    if (node !== undefined)
      parts.slot(
        at(),
        windowSlot(node, (span) => parts.source(span)),
      );
  };
  const visit = (node: Expression | undefined, event: string | undefined): void => {
    if (node === undefined) return;
    switch (node.kind) {
      case "number":
      case "text":
      case "boolean":
      case "date":
      case "datetime":
      case "duration": {
        const value = readLiteral(node, undefined);
        if (value !== undefined)
          parts.slot(at(), {
            kind: "literal",
            value,
            type: undefined,
            rule: "unsigned",
            start: node.start,
            end: node.end,
          });
        return;
      }
      case "reference":
        if (node.member === undefined)
          parts.slot(at(), {
            kind: "reference",
            value: node.name.text,
            event,
            type: undefined,
            start: node.start,
            end: node.end,
          });
        return;
      case "missing":
      case "now":
      case "today":
        return;
      case "group":
        return visit(node.inner, event);
      case "logic":
        return node.operands.forEach((operand) => visit(operand, event));
      case "not":
      case "negate":
        return visit(node.operand, event);
      case "arithmetic":
        visit(node.first, event);
        return node.rest.forEach(({ operand }) => visit(operand, event));
      case "comparison":
      case "text-test":
        visit(node.left, event);
        return visit(node.right, event);
      case "between":
        visit(node.value, event);
        visit(node.from, event);
        return visit(node.to, event);
      case "is":
        visit(node.left, event);
        if (node.test.kind === "one-of") return node.test.values.forEach((value) => visit(value, event));
        return "value" in node.test ? visit(node.test.value, event) : undefined;
      case "if-unknown":
        visit(node.value, event);
        return visit(node.fallback, event);
      case "as-of":
        return visit(node.value, event);
      case "elapsed":
      case "anniversary":
      case "time-part":
        return visit(node.of, event);
      case "aggregate":
        parts.slot(at(), nameSlot("event", node.event));
        visit(node.where, node.event.text);
        if (node.percent !== undefined)
          parts.slot(at(), {
            kind: "literal",
            value: { kind: "number", text: `${node.percent.digits}%` },
            type: undefined,
            rule: "percent",
            start: node.percent.start,
            end: node.percent.end,
          });
        if (node.atLeast !== undefined)
          parts.slot(at(), {
            kind: "literal",
            value: { kind: "number", text: node.atLeast.digits },
            type: undefined,
            rule: "count",
            start: node.atLeast.start,
            end: node.atLeast.end,
          });
        visit(node.among?.where, node.among?.event.text);
        return window(node.window);
      case "sequence":
        for (const step of node.steps) {
          parts.slot(at(), nameSlot("event", step.event));
          visit(step.where, step.event.text);
        }
        parts.slot(at(), {
          kind: "duration",
          value: { amount: node.within.amount, unit: node.within.unit },
          units: unitsFor("exact"),
          start: node.within.start,
          end: node.within.end,
        });
        return window(node.window);
    }
  };
  visit(root, event);
}
