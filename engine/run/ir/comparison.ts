import type { Comparator } from "../../plan/expression.ts";
import type { Graph } from "./graph.ts";
import { type NodeId } from "./node.ts";
import { certain, compareTruths, truth, type Truth } from "./truth.ts";
import { type IrValue, knownBit, NotCompiledError } from "./value.ts";

export function compare(
  graph: Graph,
  operator: Comparator,
  left: IrValue | undefined,
  right: IrValue | undefined,
): Truth {
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
export function compareScaled(graph: Graph, operator: Comparator, left: NodeId, right: NodeId, factor: number): Truth {
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

export function oneOf(graph: Graph, value: IrValue | undefined, values: readonly (string | number | boolean)[]): Truth {
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
    case "held-set":
    case undefined:
      throw new NotCompiledError("`is one of` of a set");
  }
}
