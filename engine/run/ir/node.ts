import type { CalendarPart } from "../../calendar/civil.ts";
import type { Unit } from "../../calendar/instant.ts";

/** A node of a graph, by its place: operands always stand before what reads them. */
export type NodeId = number;

/** Where a value comes in. Numbers index the plan's lists. */
export type Leaf =
  | { readonly kind: "field"; readonly field: number; readonly at: number }
  | { readonly kind: "id" }
  | { readonly kind: "aggregate"; readonly aggregate: number }
  | { readonly kind: "event-field"; readonly event: number; readonly field: number };

/** Arithmetic that may overflow: the result is then unknown although its operands are known. */
export type Arithmetic =
  | { readonly fn: "add" | "subtract" | "multiply" | "add-number" | "subtract-number" | "multiply-number" | "divide" }
  | { readonly fn: "multiply-round" | "divide-round"; readonly over: number };

/** Functions of one or two numbers that never overflow. */
export type NumberFunction =
  | { readonly fn: "negate" }
  | { readonly fn: "to-number"; readonly factor: number }
  | { readonly fn: "whole"; readonly size: number }
  | { readonly fn: "add-days" | "add-months"; readonly amount: number }
  | { readonly fn: "elapsed"; readonly unit: Unit; readonly of: "time" | "date" }
  | { readonly fn: "anniversary" }
  | { readonly fn: "date-of" }
  | { readonly fn: "calendar-part"; readonly part: CalendarPart }
  | { readonly fn: "clamp"; readonly low: number; readonly high: number };

/**
 * Three kinds of values: a *bit* is 0 or 1; a *number* is NaN when unknown; a *text* is null when unknown.
 * A truth value with unknown is two bits, one for "true" and one for "false". Text may have a domain: the list of
 * values out of which it comes, by which an executor may code it.
 */
export type Node =
  | { readonly op: "bit"; readonly value: 0 | 1 }
  | { readonly op: "flag"; readonly leaf: Leaf; readonly want: "true" | "false" }
  | { readonly op: "and" | "or"; readonly args: readonly NodeId[] }
  | { readonly op: "not"; readonly arg: NodeId }
  /** 0 when an operand is unknown. */
  | { readonly op: "less" | "less-or-equal" | "equal"; readonly left: NodeId; readonly right: NodeId }
  | { readonly op: "number-in"; readonly arg: NodeId; readonly values: readonly number[] }
  | { readonly op: "text-equal" | "text-less" | "text-less-or-equal"; readonly left: NodeId; readonly right: NodeId }
  | { readonly op: "text-in"; readonly arg: NodeId; readonly values: readonly string[] }
  | {
      readonly op: "text-test";
      readonly test: "contains" | "starts with" | "ends with";
      readonly left: NodeId;
      readonly right: NodeId;
    }
  /** How many values a set holds that is held as a text. */
  | { readonly op: "set-size"; readonly arg: NodeId }
  | { readonly op: "known-number" | "known-text"; readonly arg: NodeId }
  | { readonly op: "number"; readonly value: number | null }
  | { readonly op: "read-number"; readonly leaf: Leaf }
  | { readonly op: "instant" | "today"; readonly at: number }
  | { readonly op: "event-time" | "event-date" | "event-hour"; readonly event: number }
  | {
      readonly op: "arithmetic";
      readonly how: Arithmetic;
      readonly left: NodeId;
      readonly right: NodeId;
      readonly checked: boolean;
    }
  | { readonly op: "function"; readonly how: NumberFunction; readonly args: readonly NodeId[] }
  /** A fit by its place in the graph's list. */
  | { readonly op: "fitted"; readonly fit: number; readonly args: readonly NodeId[] }
  | { readonly op: "choose-number"; readonly bit: NodeId; readonly yes: NodeId; readonly no: NodeId }
  | { readonly op: "text"; readonly value: string | null; readonly domain: number }
  | { readonly op: "read-text"; readonly leaf: Leaf; readonly domain: number }
  | {
      readonly op: "choose-text";
      readonly bit: NodeId;
      readonly yes: NodeId;
      readonly no: NodeId;
      readonly domain: number;
    }
  /** The same text, which executors may code by the place in its domain, as one that is not coded so. */
  | { readonly op: "plain-text"; readonly arg: NodeId }
  | { readonly op: "fold"; readonly arg: NodeId };

/** The nodes that a node reads. */
export function operands(node: Node): readonly NodeId[] {
  switch (node.op) {
    case "bit":
    case "flag":
    case "number":
    case "read-number":
    case "instant":
    case "today":
    case "event-time":
    case "event-date":
    case "event-hour":
    case "text":
    case "read-text":
      return [];
    case "and":
    case "or":
    case "function":
    case "fitted":
      return node.args;
    case "not":
    case "number-in":
    case "text-in":
    case "known-number":
    case "known-text":
    case "plain-text":
    case "fold":
    case "set-size":
      return [node.arg];
    case "less":
    case "less-or-equal":
    case "equal":
    case "text-equal":
    case "text-less":
    case "text-less-or-equal":
    case "text-test":
    case "arithmetic":
      return [node.left, node.right];
    case "choose-number":
    case "choose-text":
      return [node.bit, node.yes, node.no];
  }
}

export type Representation = "bit" | "number" | "text";

/** How a node's value is held. */
export function representation(node: Node): Representation {
  switch (node.op) {
    case "bit":
    case "flag":
    case "and":
    case "or":
    case "not":
    case "less":
    case "less-or-equal":
    case "equal":
    case "number-in":
    case "text-equal":
    case "text-less":
    case "text-less-or-equal":
    case "text-in":
    case "text-test":
    case "known-number":
    case "known-text":
      return "bit";
    case "number":
    case "read-number":
    case "instant":
    case "today":
    case "event-time":
    case "event-date":
    case "event-hour":
    case "arithmetic":
    case "function":
    case "fitted":
    case "choose-number":
    case "set-size":
      return "number";
    case "text":
    case "read-text":
    case "choose-text":
    case "plain-text":
    case "fold":
      return "text";
  }
}

/** No domain: any text. */
export const ANY_TEXT = 0;
