import { inside } from "../../invariant/required.ts";
import { addMonths, datePart, monthsSince, nextAnniversary } from "../../calendar/civil.ts";
import { isExactUnit, unitMilliseconds, unitMonths } from "../../calendar/instant.ts";
import type { Zone } from "../../calendar/zone.ts";
import {
  dateOf,
  divide,
  divideRound,
  exact,
  finite,
  foldText,
  hourOf,
  multiplyRound,
  setSize,
  textLess,
  textTest,
} from "../generate/operations.ts";
import type { Resolved } from "../generate/resolve.ts";
import { wholeSizes } from "../arithmetic.ts";
import { fitValue } from "../../models/fit-value.ts";
import type { Graph } from "../ir/graph.ts";
import { representation, type Arithmetic, type Leaf, type Node, type NodeId, type NumberFunction } from "../ir/node.ts";
import type { EventColumns } from "./events.ts";

interface Values {
  readonly numbers: Float64Array;
  readonly texts: (string | null)[];
}

/** What closures work on: a cell for each node, and what leaves read. Bits are numbers. */
export interface Cells extends Values {
  id: string;
  /** The index of the event that conditions look at. */
  at: number;
  /** The profile's fields at each instant, in the one shape. */
  readonly profiles: readonly Values[];
  readonly aggregates: Values;
  readonly aggregateErrors: Int32Array;
  readonly outputErrors: Int32Array;
  events: readonly EventColumns[];
  resolved: Resolved;
  zone: Zone | undefined;
}

export type Step = (cells: Cells) => void;
type NumberOf = (cells: Cells) => number;
type TextOf = (cells: Cells) => string | null;

/** The step that fills a node's cell from those of its operands. */
export function nodeStep(graph: Graph, id: NodeId): Step {
  const node = graph.node(id);
  if (representation(node) === "text") {
    const text = textOf(graph, node);
    return (cells) => {
      cells.texts[id] = text(cells);
    };
  }
  const number = numberOf(graph, node);
  return (cells) => {
    cells.numbers[id] = number(cells);
  };
}

function zoneOf({ zone }: Cells): Zone {
  if (zone === undefined) throw new Error("no zone");
  return zone;
}

function leafNumber(leaf: Leaf): NumberOf {
  switch (leaf.kind) {
    case "field":
      return ({ profiles }) => inside(inside(profiles[leaf.at]).numbers[leaf.field]);
    case "aggregate":
      return ({ aggregates }) => inside(aggregates.numbers[leaf.aggregate]);
    case "event-field":
      return ({ events, at }) => {
        const column = inside(inside(events[leaf.event]).columns[leaf.field]);
        return Array.isArray(column) ? Number.NaN : inside(column[at]);
      };
    case "id":
      return () => Number.NaN;
  }
}

function leafText(leaf: Leaf): TextOf {
  switch (leaf.kind) {
    case "field":
      return ({ profiles }) => inside(inside(profiles[leaf.at]).texts[leaf.field]);
    case "aggregate":
      return ({ aggregates }) => inside(aggregates.texts[leaf.aggregate]);
    case "event-field":
      return ({ events, at }) => {
        const column = inside(inside(events[leaf.event]).columns[leaf.field]);
        return Array.isArray(column) ? inside(column[at]) : null;
      };
    case "id":
      return ({ id }) => id;
  }
}

/** Bits and numbers. */
function numberOf(graph: Graph, node: Node): NumberOf {
  const cell =
    (id: NodeId): NumberOf =>
    ({ numbers }) =>
      inside(numbers[id]);
  const bit =
    (test: (cells: Cells) => boolean): NumberOf =>
    (cells) =>
      test(cells) ? 1 : 0;
  switch (node.op) {
    case "bit":
      return () => node.value;
    case "flag": {
      const raw = leafNumber(node.leaf);
      const wanted = node.want === "true" ? 1 : 2;
      return bit((cells) => raw(cells) === wanted);
    }
    case "and":
      return bit(({ numbers }) => node.args.every((arg) => numbers[arg] === 1));
    case "or":
      return bit(({ numbers }) => node.args.some((arg) => numbers[arg] === 1));
    case "not":
      return bit(({ numbers }) => numbers[node.arg] === 0);
    case "less":
    case "less-or-equal":
    case "equal": {
      const [left, right] = [cell(node.left), cell(node.right)];
      if (node.op === "less") return bit((cells) => left(cells) < right(cells));
      return node.op === "equal"
        ? bit((cells) => left(cells) === right(cells))
        : bit((cells) => left(cells) <= right(cells));
    }
    case "number-in": {
      const values = new Set(node.values);
      return bit(({ numbers }) => values.has(inside(numbers[node.arg])));
    }
    case "text-equal":
      return bit(({ texts }) => texts[node.left] !== null && texts[node.left] === texts[node.right]);
    case "text-less":
    case "text-less-or-equal": {
      const orEqual = node.op === "text-less" ? 0 : 1;
      return ({ texts }) => textLess(inside(texts[node.left]), inside(texts[node.right]), orEqual);
    }
    case "text-in": {
      const values = new Set<string | null | undefined>(node.values);
      return bit(({ texts }) => values.has(texts[node.arg]));
    }
    case "text-test": {
      const test = node.test === "contains" ? 0 : node.test === "starts with" ? 1 : 2;
      return ({ texts }) => textTest(test, inside(texts[node.left]), inside(texts[node.right]));
    }
    case "known-number":
      return bit(({ numbers }) => !Number.isNaN(numbers[node.arg]));
    case "set-size":
      return ({ texts }) => setSize(inside(texts[node.arg]));
    case "known-text":
      return bit(({ texts }) => texts[node.arg] !== null);
    case "number":
      return () => node.value ?? Number.NaN;
    case "read-number":
      return leafNumber(node.leaf);
    case "instant":
      return ({ resolved }) => inside(resolved.instants[node.at]);
    case "today":
      return ({ resolved }) => inside(resolved.todays[node.at]);
    case "event-time":
      return ({ events, at }) => inside(inside(events[node.event]).time[at]);
    case "event-date":
      return (cells) => zoneOf(cells).dateOf(inside(inside(cells.events[node.event]).time[cells.at]));
    case "event-hour":
      return (cells) => zoneOf(cells).hourOf(inside(inside(cells.events[node.event]).time[cells.at]));
    case "arithmetic": {
      const [left, right, apply] = [cell(node.left), cell(node.right), arithmetic(node.how)];
      return (cells) => apply(left(cells), right(cells));
    }
    case "function":
      return numberFunction(node.how, node.args.map(cell));
    case "fitted": {
      const fit = graph.fits[node.fit];
      if (fit === undefined) throw new Error("there is no such fit");
      return ({ numbers }) =>
        fitValue(
          fit,
          node.args.map((arg) => inside(numbers[arg])),
        );
    }
    case "choose-number":
      return ({ numbers }) => inside(numbers[numbers[node.bit] === 1 ? node.yes : node.no]);
    case "text":
    case "read-text":
    case "choose-text":
    case "plain-text":
    case "fold":
      throw new Error("a text is no number");
  }
}

function textOf(graph: Graph, node: Node): TextOf {
  switch (node.op) {
    case "text":
      return () => node.value;
    case "read-text":
      return leafText(node.leaf);
    case "choose-text":
      return ({ numbers, texts }) => inside(texts[numbers[node.bit] === 1 ? node.yes : node.no]);
    case "plain-text":
      return ({ texts }) => inside(texts[node.arg]);
    case "fold":
      return ({ texts }) => foldText(inside(texts[node.arg]));
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
      throw new Error(`\`${node.op}\` is no text in ${graph.nodes.length} nodes`);
  }
}

function arithmetic(how: Arithmetic): (left: number, right: number) => number {
  switch (how.fn) {
    case "add":
      return (left, right) => exact(left + right);
    case "subtract":
      return (left, right) => exact(left - right);
    case "multiply":
      return (left, right) => exact(left * right + 0);
    case "add-number":
      return (left, right) => finite(left + right);
    case "subtract-number":
      return (left, right) => finite(left - right);
    case "multiply-number":
      return (left, right) => finite(left * right + 0);
    case "divide":
      return divide;
    case "multiply-round":
      return (left, right) => multiplyRound(left, right, how.over);
    case "divide-round":
      return (left, right) => divideRound(left, right, how.over);
  }
}

function numberFunction(how: NumberFunction, args: readonly NumberOf[]): NumberOf {
  const [first = () => Number.NaN, second = () => Number.NaN] = args;
  switch (how.fn) {
    case "negate":
      return (cells) => 0 - first(cells);
    case "to-number":
      return (cells) => first(cells) / how.factor;
    case "whole":
      return (cells) => wholeSizes(first(cells), how.size);
    case "add-days":
      return (cells) => first(cells) + how.amount;
    case "add-months":
      return (cells) => addMonths(first(cells), how.amount);
    case "elapsed": {
      const { unit, of } = how;
      if (isExactUnit(unit)) {
        const length = of === "time" ? unitMilliseconds[unit] : unitMilliseconds[unit] / unitMilliseconds.day;
        return (cells) => Math.floor((second(cells) - first(cells)) / length);
      }
      const months = unitMonths[unit];
      if (of === "date") return (cells) => monthsSince(first(cells), second(cells), months);
      return (cells) => monthsSince(dateOf(zoneOf(cells), first(cells)), dateOf(zoneOf(cells), second(cells)), months);
    }
    case "anniversary":
      return (cells) => nextAnniversary(first(cells), second(cells));
    case "date-of":
      return (cells) => dateOf(zoneOf(cells), first(cells));
    case "calendar-part": {
      const { part } = how;
      if (part === "hour") return (cells) => hourOf(zoneOf(cells), first(cells));
      return (cells) => datePart(part, first(cells));
    }
    case "clamp":
      return (cells) => Math.min(how.high, Math.max(how.low, first(cells)));
  }
}
