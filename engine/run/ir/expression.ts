import type { PlanExpression, PlanLeaf } from "../../plan/expression.ts";
import { operandsOf } from "../../plan/expression.ts";
import type { FieldRead } from "../../plan/plan.ts";
import { boundText } from "../../plan/sets.ts";
import type { Graph } from "./graph.ts";
import type { DataHints } from "./hints.ts";
import { ANY_TEXT, type Arithmetic, type NodeId } from "./node.ts";
import { certain, conjunction, disjunction, truth, type Truth } from "./truth.ts";
import { compare, compareScaled, oneOf } from "./comparison.ts";
import {
  argumentNode,
  elseValue,
  type IrValue,
  knownBit,
  leafValue,
  literal,
  NotCompiledError,
  pickText,
  sizeOf,
  truthOf,
} from "./value.ts";

/** What an expression is lowered against. */
export interface LoweringScope {
  readonly graph: Graph;
  /** The event type whose events a `where` looks at; -1 outside. */
  readonly event: number;
  readonly hints: DataHints | undefined;
  instant(at: string): number;
  field(name: string): { readonly index: number; readonly read: FieldRead } | undefined;
  eventField(name: string): { readonly index: number; readonly read: FieldRead } | undefined;
  aggregate(id: string): IrValue;
  output(id: string): IrValue;
  model(model: string): void;
  /** Called with a bit that is 1 when a result is too large, in the order of evaluation. */
  overflow(bit: NodeId): void;
}

const unknownNumber = (graph: Graph): IrValue => ({ kind: "number", node: graph.number(null) });

/** Lowers an expression; its operands first, as the interpreter evaluates them. */
export function lowerExpression(node: PlanExpression, scope: LoweringScope): IrValue {
  const operands = operandsOf<PlanLeaf>(node).map(([, operand]) => lowerExpression(operand, scope));
  const { graph } = scope;
  const [a, b] = operands;
  const number = (value: IrValue | undefined): NodeId => {
    if (value?.kind !== "number") throw new NotCompiledError(`\`${node.op}\` needs a number`);
    return value.node;
  };
  const text = (value: IrValue | undefined): NodeId => {
    if (value?.kind !== "text") throw new NotCompiledError(`\`${node.op}\` needs a text`);
    return value.node;
  };
  const truths = (): Truth[] => operands.map((value) => truthOf(value, node.op));
  const arithmetic = (how: Arithmetic): IrValue => {
    const result = graph.arithmetic(how, number(a), number(b));
    scope.overflow(graph.overflowed(result));
    return { kind: "number", node: result };
  };
  switch (node.op) {
    case "literal":
      return literal(graph, node.value);
    case "event-field": {
      const found = scope.eventField(node.field);
      if (found === undefined) throw new NotCompiledError(`the plan has no event field \`${node.field}\``);
      const complete = found.read.required || scope.hints?.completeEventField(scope.event, found.index) === true;
      return leafValue(graph, { kind: "event-field", event: scope.event, field: found.index }, found.read, !complete);
    }
    case "event-time":
      return { kind: "number", node: graph.eventPart("event-time", scope.event) };
    case "id":
      return { kind: "text", node: graph.readText({ kind: "id" }, false, ANY_TEXT) };
    case "field": {
      const found = scope.field(node.field);
      const at = scope.instant(node.at);
      if (found === undefined) throw new NotCompiledError(`the plan has no field \`${node.field}\``);
      // At earlier instants the customer may not have been there yet.
      const complete = (found.read.required && at === 0) || scope.hints?.completeField(found.index) === true;
      return leafValue(graph, { kind: "field", field: found.index, at }, found.read, !complete);
    }
    case "now":
      return { kind: "number", node: graph.moment("instant", scope.instant(node.at)) };
    case "today":
      return { kind: "number", node: graph.moment("today", scope.instant(node.at)) };
    case "aggregate":
      return scope.aggregate(node.id);
    case "output":
      return scope.output(node.id);
    case "model":
      scope.model(node.model);
      return unknownNumber(graph);
    case "and":
      return conjunction(graph, truths());
    case "or":
      return disjunction(graph, truths());
    case "not": {
      const { yes, no } = truthOf(a, node.op);
      return truth(no, yes);
    }
    case "known":
      return certain(graph, knownBit(graph, a));
    case "if-unknown":
      return elseValue(graph, a, b);
    case "compare":
      return compare(graph, node.operator, a, b);
    case "compare-scaled":
      return compareScaled(graph, node.operator, number(a), number(b), node.factor);
    case "one-of":
      return oneOf(graph, a, node.values);
    case "has": {
      if (a?.kind === "set") return certain(graph, a.members.get(node.value) ?? graph.bit(0));
      if (a?.kind !== "held-set") throw new NotCompiledError("`contains` of something that is no set");
      const yes = graph.textTest("contains", a.node, graph.text(boundText(node.value)));
      return truth(yes, graph.and([graph.known(a.node), graph.not(yes)]));
    }
    case "size":
      return { kind: "number", node: sizeOf(graph, a) };
    case "text-test": {
      const yes = graph.textTest(node.test, text(a), text(b));
      return truth(yes, graph.and([graph.known(text(a)), graph.known(text(b)), graph.not(yes)]));
    }
    case "fold":
      return { kind: "text", node: graph.fold(text(a)) };
    case "add":
    case "subtract":
    case "multiply":
    case "add-number":
    case "subtract-number":
    case "multiply-number":
    case "divide":
      return arithmetic({ fn: node.op });
    case "multiply-round":
    case "divide-round":
      return arithmetic({ fn: node.op, over: node.over });
    case "rescale": {
      const result = graph.arithmetic({ fn: "multiply" }, number(a), graph.number(node.factor));
      scope.overflow(graph.overflowed(result));
      return { kind: "number", node: result };
    }
    case "negate":
      return { kind: "number", node: graph.apply({ fn: "negate" }, number(a)) };
    case "to-number":
      return { kind: "number", node: graph.apply({ fn: "to-number", factor: node.factor }, number(a)) };
    case "whole":
      return { kind: "number", node: graph.apply({ fn: "whole", size: node.size }, number(a)) };
    case "add-days":
    case "add-months":
      return { kind: "number", node: graph.apply({ fn: node.op, amount: node.amount }, number(a)) };
    case "elapsed":
      return {
        kind: "number",
        node: graph.apply({ fn: "elapsed", unit: node.unit, of: node.of }, number(a), number(b)),
      };
    case "anniversary":
      return { kind: "number", node: graph.apply({ fn: "anniversary" }, number(a), number(b)) };
    case "fitted":
      return {
        kind: "number",
        node: graph.fitted(
          node.fit,
          operands.map((operand) => argumentNode(graph, operand)),
        ),
      };
    case "pick":
      return pickText(graph, number(a), node.first, node.values);
    case "date-of":
      return {
        kind: "number",
        node:
          node.arg.op === "event-time"
            ? graph.eventPart("event-date", scope.event)
            : graph.apply({ fn: "date-of" }, number(a)),
      };
    case "calendar-part":
      return {
        kind: "number",
        node:
          node.part === "hour" && node.arg.op === "event-time"
            ? graph.eventPart("event-hour", scope.event)
            : graph.apply({ fn: "calendar-part", part: node.part }, number(a)),
      };
  }
}
