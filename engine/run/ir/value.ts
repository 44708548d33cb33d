import type { FieldRead } from "../../plan/plan.ts";
import type { ValueType } from "../../plan/types.ts";
import type { Graph } from "./graph.ts";
import { ANY_TEXT, type Leaf, type NodeId } from "./node.ts";
import { typeRange } from "./type-range.ts";
import { certain, truth, truthElse, truthKnown, type Truth } from "./truth.ts";

/** What an expression is: how it reads in the graph. */
export type IrValue =
  | Truth
  | { readonly kind: "number"; readonly node: NodeId }
  /**
   * With `options` it is one of a few texts, each with the bit under which it is taken; none of them is unknown.
   * `known` is the bit for any of them, where there is a shorter way to say it.
   */
  | {
      readonly kind: "text";
      readonly node: NodeId;
      readonly options?: ReadonlyMap<string, NodeId>;
      readonly known?: NodeId;
    }
  | { readonly kind: "set"; readonly members: ReadonlyMap<string, NodeId> }
  /** The set of a field: one text, as `textOfSet` writes it. */
  | { readonly kind: "held-set"; readonly node: NodeId };

/** Thrown for an operation that the compiled executors have no form for. */
export class NotCompiledError extends Error {}

/** An argument of a fit: yes is 1, no is 0, and unknown stays unknown. */
export function argumentNode(graph: Graph, value: IrValue): NodeId {
  if (value.kind === "number") return value.node;
  const { yes, no } = truthOf(value, "fitted");
  return graph.chooseNumber(yes, graph.number(1), graph.chooseNumber(no, graph.number(0), graph.number(null)));
}

/** The text at a place of a list. */
export function pickText(graph: Graph, place: NodeId, first: number, values: readonly string[]): IrValue {
  const domain = graph.domain(values);
  const node = values.reduceRight(
    (others, value, index) =>
      graph.chooseText(graph.compare("equal", place, graph.number(first + index)), graph.text(value, domain), others),
    graph.text(null, domain),
  );
  const range = graph.range(place);
  const last = first + values.length - 1;
  return {
    kind: "text",
    node,
    options: new Map(values.map((value, index) => [value, graph.compare("equal", place, graph.number(first + index))])),
    ...(range.low >= first && range.high <= last ? { known: graph.known(place) } : {}),
  };
}

/** The truth value of a condition. */
export function truthOf(value: IrValue | undefined, what: string): Truth {
  if (value?.kind !== "truth") throw new NotCompiledError(`\`${what}\` needs a condition`);
  return value;
}

export function literal(graph: Graph, value: boolean | number | string | readonly string[]): IrValue {
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
      return { kind: "held-set", node: graph.readText(leaf, nullable, ANY_TEXT) };
    case "integer":
    case "number":
    case "date":
    case "time":
    case "duration":
    case "decimal":
      return { kind: "number", node: graph.readNumber(leaf, nullable, boundedRange(type, read.low, read.high)) };
  }
}

/** How many values a set holds. */
export function sizeOf(graph: Graph, set: IrValue | undefined): NodeId {
  if (set?.kind === "held-set") return graph.setSize(set.node);
  if (set?.kind !== "set") throw new NotCompiledError("`size of` something that is no set");
  return [...set.members.values()].reduce(
    (sum, bit) => graph.arithmetic({ fn: "add" }, sum, graph.chooseNumber(bit, graph.number(1), graph.number(0))),
    graph.number(0),
  );
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
      return value.options === undefined
        ? graph.known(value.node)
        : (value.known ?? graph.or([...value.options.values()]));
    case "number":
    case "held-set":
      return graph.known(value.node);
    case "set":
    case undefined:
      return graph.bit(1);
  }
}

export function elseValue(graph: Graph, first: IrValue | undefined, second: IrValue | undefined): IrValue {
  if (first?.kind === "truth" && second?.kind === "truth") return truthElse(graph, first, second);
  if (first?.kind === "number" && second?.kind === "number")
    return { kind: "number", node: graph.numberElse(first.node, second.node) };
  if (first?.kind === "text" && second?.kind === "text")
    return { kind: "text", node: graph.textElse(first.node, second.node) };
  // A set is always known.
  if (first?.kind === "set") return first;
  throw new NotCompiledError("`if unknown` between values of different kinds");
}
