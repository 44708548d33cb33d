import type { Comparator, PlanExpression, PlanLeaf } from "../../plan/expression.ts";
import { operandsOf } from "../../plan/expression.ts";
import { weekdays } from "../../calendar/civil.ts";
import type { FieldRead } from "../../plan/plan.ts";
import type { ValueType } from "../../plan/types.ts";
import type { Graph } from "./graph.ts";
import type { DataHints } from "./hints.ts";
import { ANY_TEXT, type Arithmetic, type Leaf, type NodeId } from "./node.ts";
import { typeRange } from "./type-range.ts";
import { certain, compareTruths, conjunction, disjunction, truth, truthElse, truthKnown, type Truth } from "./truth.ts";

/** What an expression is: how it reads in the graph. */
export type IrValue =
  | Truth
  | { readonly kind: "number"; readonly node: NodeId }
  /** With `options` it is one of a few texts, each with the bit under which it is taken; none of them is unknown. */
  | { readonly kind: "text"; readonly node: NodeId; readonly options?: ReadonlyMap<string, NodeId> }
  | { readonly kind: "set"; readonly members: ReadonlyMap<string, NodeId> };

/** Thrown for an operation that the compiled executors have no form for. */
export class NotCompiledError extends Error {}

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
    case "event-part":
      if (node.part === "weekday") return { kind: "text", node: graph.weekday(scope.event, graph.domain(weekdays)) };
      return { kind: "number", node: graph.eventPart(node.part === "date" ? "event-date" : "event-hour", scope.event) };
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
      if (a?.kind !== "set") throw new NotCompiledError("`contains` of something that is no set");
      return certain(graph, a.members.get(node.value) ?? graph.bit(0));
    }
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
  }
}

/** An argument of a fit: yes is 1, no is 0, and unknown stays unknown. */
function argumentNode(graph: Graph, value: IrValue): NodeId {
  if (value.kind === "number") return value.node;
  const { yes, no } = truthOf(value, "fitted");
  return graph.chooseNumber(yes, graph.number(1), graph.chooseNumber(no, graph.number(0), graph.number(null)));
}

/** The text at a place of a list. */
function pickText(graph: Graph, place: NodeId, first: number, values: readonly string[]): IrValue {
  const domain = graph.domain(values);
  const node = values.reduceRight(
    (others, value, index) =>
      graph.chooseText(graph.compare("equal", place, graph.number(first + index)), graph.text(value, domain), others),
    graph.text(null, domain),
  );
  return { kind: "text", node };
}

/** The truth value of a condition. */
export function truthOf(value: IrValue | undefined, what: string): Truth {
  if (value?.kind !== "truth") throw new NotCompiledError(`\`${what}\` needs a condition`);
  return value;
}

function literal(graph: Graph, value: boolean | number | string | readonly string[]): IrValue {
  if (typeof value === "boolean") return certain(graph, graph.bit(value ? 1 : 0));
  if (typeof value === "number") return { kind: "number", node: graph.number(value) };
  if (typeof value === "string") return { kind: "text", node: graph.text(value) };
  return { kind: "set", members: new Map(value.map((member) => [member, graph.bit(1)])) };
}

/** What is read at a leaf. */
export function leafValue(
  graph: Graph,
  leaf: Leaf,
  read: Pick<FieldRead, "type" | "low" | "high">,
  nullable: boolean,
): IrValue {
  const { type } = read;
  switch (type.kind) {
    case "boolean":
      return nullable
        ? truth(graph.flag(leaf, "true"), graph.flag(leaf, "false"))
        : certain(graph, graph.flag(leaf, "true"));
    case "text":
      return { kind: "text", node: graph.readText(leaf, nullable, ANY_TEXT) };
    case "enum":
      return { kind: "text", node: graph.readText(leaf, nullable, graph.domain(type.values)) };
    case "set":
      throw new NotCompiledError("a field cannot be a set");
    case "integer":
    case "number":
    case "date":
    case "time":
    case "duration":
    case "decimal":
      return { kind: "number", node: graph.readNumber(leaf, nullable, boundedRange(type, read.low, read.high)) };
  }
}

function boundedRange(type: ValueType, low: number | null, high: number | null): { low: number; high: number } {
  const range = typeRange(type);
  return { low: Math.max(range.low, low ?? -Infinity), high: Math.min(range.high, high ?? Infinity) };
}

export function knownBit(graph: Graph, value: IrValue | undefined): NodeId {
  switch (value?.kind) {
    case "truth":
      return truthKnown(graph, value);
    case "text":
      return value.options === undefined ? graph.known(value.node) : graph.or([...value.options.values()]);
    case "number":
      return graph.known(value.node);
    case "set":
    case undefined:
      return graph.bit(1);
  }
}

function elseValue(graph: Graph, first: IrValue | undefined, second: IrValue | undefined): IrValue {
  if (first?.kind === "truth" && second?.kind === "truth") return truthElse(graph, first, second);
  if (first?.kind === "number" && second?.kind === "number")
    return { kind: "number", node: graph.numberElse(first.node, second.node) };
  if (first?.kind === "text" && second?.kind === "text")
    return { kind: "text", node: graph.textElse(first.node, second.node) };
  // A set is always known.
  if (first?.kind === "set") return first;
  throw new NotCompiledError("`if unknown` between values of different kinds");
}

function compare(graph: Graph, operator: Comparator, left: IrValue | undefined, right: IrValue | undefined): Truth {
  if (left?.kind === "truth" && right?.kind === "truth") return compareTruths(graph, operator, left, right);
  if (left?.kind === "number" && right?.kind === "number")
    return compareNumbers(graph, operator, left.node, right.node);
  if (left?.kind === "text" && right?.kind === "text") return compareTexts(graph, operator, left, right);
  throw new NotCompiledError("a comparison between values of different kinds");
}

function compareNumbers(graph: Graph, operator: Comparator, left: NodeId, right: NodeId): Truth {
  const known = graph.and([graph.known(left), graph.known(right)]);
  const sides = (yes: NodeId, no: NodeId): Truth => (graph.isBit(known, 1) ? certain(graph, yes) : truth(yes, no));
  switch (operator) {
    case "=": {
      const equal = graph.compare("equal", left, right);
      return truth(equal, graph.and([known, graph.not(equal)]));
    }
    case "!=": {
      const equal = graph.compare("equal", left, right);
      return truth(graph.and([known, graph.not(equal)]), equal);
    }
    case "<":
      return sides(graph.compare("less", left, right), graph.compare("less-or-equal", right, left));
    case "<=":
      return sides(graph.compare("less-or-equal", left, right), graph.compare("less", right, left));
    case ">":
      return sides(graph.compare("less", right, left), graph.compare("less-or-equal", left, right));
    case ">=":
      return sides(graph.compare("less-or-equal", right, left), graph.compare("less", left, right));
  }
}

/**
 * Left × factor against right, without the product, which may be too large for a double: right holds whole factors,
 * toward zero, and what is left of it has its own sign.
 */
function compareScaled(graph: Graph, operator: Comparator, left: NodeId, right: NodeId, factor: number): Truth {
  const factors = graph.apply({ fn: "whole", size: factor }, right);
  const held = graph.arithmetic({ fn: "multiply" }, factors, graph.number(factor));
  const alike = graph.compare("equal", left, factors);
  const known = graph.and([graph.known(left), graph.known(right)]);
  const less = graph.or([graph.compare("less", left, factors), graph.and([alike, graph.compare("less", held, right)])]);
  const equal = graph.and([alike, graph.compare("equal", held, right)]);
  const of = (yes: NodeId): Truth => truth(yes, graph.and([known, graph.not(yes)]));
  const not = (no: NodeId): Truth => truth(graph.and([known, graph.not(no)]), no);
  switch (operator) {
    case "=":
      return of(equal);
    case "!=":
      return not(equal);
    case "<":
      return of(less);
    case "<=":
      return of(graph.or([less, equal]));
    case ">":
      return not(graph.or([less, equal]));
    case ">=":
      return not(less);
  }
}

type TextValue = Extract<IrValue, { kind: "text" }>;

function compareTexts(graph: Graph, operator: Comparator, left: TextValue, right: TextValue): Truth {
  const known = graph.and([knownBit(graph, left), knownBit(graph, right)]);
  const of = (yes: NodeId): Truth => truth(yes, graph.and([known, graph.not(yes)]));
  const refused = (yes: NodeId): Truth => truth(graph.and([known, graph.not(yes)]), yes);
  switch (operator) {
    case "=":
      return of(equalTexts(graph, left, right));
    case "!=":
      return refused(equalTexts(graph, left, right));
    case "<":
      return of(graph.textLess("text-less", left.node, right.node));
    case "<=":
      return of(graph.textLess("text-less-or-equal", left.node, right.node));
    case ">":
      return of(graph.textLess("text-less", right.node, left.node));
    case ">=":
      return of(graph.textLess("text-less-or-equal", right.node, left.node));
  }
}

function equalTexts(graph: Graph, left: TextValue, right: TextValue): NodeId {
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const node = graph.node(other.node);
    if (one.options !== undefined && node.op === "text")
      return node.value === null ? graph.bit(0) : (one.options.get(node.value) ?? graph.bit(0));
  }
  return graph.textEqual(left.node, right.node);
}

function oneOf(graph: Graph, value: IrValue | undefined, values: readonly (string | number | boolean)[]): Truth {
  const known = knownBit(graph, value);
  const of = (yes: NodeId): Truth => truth(yes, graph.and([known, graph.not(yes)]));
  switch (value?.kind) {
    case "truth":
      return of(
        graph.or([...(values.includes(true) ? [value.yes] : []), ...(values.includes(false) ? [value.no] : [])]),
      );
    case "number":
      return of(
        graph.numberIn(
          value.node,
          values.filter((item) => typeof item === "number"),
        ),
      );
    case "text": {
      const { options } = value;
      const texts = values.filter((item) => typeof item === "string");
      return of(
        options === undefined
          ? graph.textIn(value.node, texts)
          : graph.or(texts.flatMap((item) => options.get(item) ?? [])),
      );
    }
    case "set":
    case undefined:
      throw new NotCompiledError("`is one of` of a set");
  }
}
