import { isExactUnit, unitMilliseconds, unitMonths, type Unit } from "../../calendar/instant.ts";
import { BEYOND } from "../arithmetic.ts";
import type { Graph } from "../ir/graph.ts";
import { representation, type Arithmetic, type Leaf, type Node, type NodeId, type NumberFunction } from "../ir/node.ts";
import { literalSource } from "./literal-source.ts";
import { numeral } from "./numeral.ts";
import { bothNullable, quoted, type Constants, type TextCode } from "./text-code.ts";

/** How a leaf is read: a number, a text, or one side of a truth value. */
export type ReadAs = "number" | "text" | "true" | "false";

/** What generated code reads its leaves from. */
export interface Leaves {
  leaf(leaf: Leaf, as: ReadAs): string;
  moment(op: "instant" | "today", at: number): string;
  eventPart(op: "event-time" | "event-date" | "event-hour", event: number): string;
}

/** The source of a node over the sources of its operands. Bits are 0 or 1, unknown numbers NaN. */
export function nodeSource(
  graph: Graph,
  node: Node,
  ref: (id: NodeId) => string,
  leaves: Leaves,
  texts: TextCode,
  constants: Constants,
): string {
  switch (node.op) {
    case "bit":
      return String(node.value);
    case "flag":
      return leaves.leaf(node.leaf, node.want);
    case "and":
      return `(${node.args.map(ref).join(" & ")})`;
    case "or":
      return `(${node.args.map(ref).join(" | ")})`;
    case "not":
      return `(${ref(node.arg)} ^ 1)`;
    case "less":
      return `((${ref(node.left)} < ${ref(node.right)}) | 0)`;
    case "less-or-equal":
      return `((${ref(node.left)} <= ${ref(node.right)}) | 0)`;
    case "equal":
      return `((${ref(node.left)} === ${ref(node.right)}) | 0)`;
    case "number-in":
      return numberIn(ref(node.arg), node.values, constants);
    case "text-equal":
      return texts.equal(ref(node.left), ref(node.right), bothNullable(graph, node.left, node.right));
    case "text-less":
      return texts.less(ref(node.left), ref(node.right), false);
    case "text-less-or-equal":
      return texts.less(ref(node.left), ref(node.right), true);
    case "text-in":
      return texts.isIn(ref(node.arg), node.values, graph.domainOf(node.arg));
    case "text-test":
      return texts.test(node.test, ref(node.left), ref(node.right), [
        fixedText(graph, node.left),
        fixedText(graph, node.right),
      ]);
    case "known-number":
      return `((${ref(node.arg)} === ${ref(node.arg)}) | 0)`;
    case "set-size":
      return texts.setSize(ref(node.arg));
    case "known-text":
      return texts.known(ref(node.arg));
    case "number":
      return numeral(node.value);
    case "read-number":
      return leaves.leaf(node.leaf, "number");
    case "instant":
    case "today":
      return leaves.moment(node.op, node.at);
    case "event-time":
    case "event-date":
    case "event-hour":
      return leaves.eventPart(node.op, node.event);
    case "arithmetic":
      return arithmetic(node.how, ref(node.left), ref(node.right), node.checked);
    case "function":
      return numberFunction(node.how, node.args.map(ref));
    case "fitted":
      return `fitValue(${constants.add(graph.fits[node.fit], literalSource(graph.fits[node.fit]))}, [${node.args.map(ref).join(", ")}])`;
    case "choose-number":
    case "choose-text":
      return `(${ref(node.bit)} ? ${ref(node.yes)} : ${ref(node.no)})`;
    case "text":
      return texts.literal(node.value, node.domain);
    case "read-text":
      return leaves.leaf(node.leaf, "text");
    case "plain-text":
      return texts.plain(ref(node.arg), graph.domainOf(node.arg));
    case "fold":
      return texts.fold(ref(node.arg));
  }
}

/** True when a node's source names an operand more than once, so that the operand must be a variable. */
export function repeatsOperand(node: Node): boolean {
  return (
    node.op === "known-number" ||
    node.op === "number-in" ||
    node.op === "text-equal" ||
    node.op === "text-in" ||
    node.op === "set-size"
  );
}

function numberIn(arg: string, values: readonly number[], constants: Constants): string {
  if (values.length <= 4) return `(${values.map((value) => `(${arg} === ${numeral(value)})`).join(" | ")})`;
  return `(${constants.add(new Set(values), `new Set([${values.map(numeral).join(", ")}])`)}.has(${arg}) | 0)`;
}

function arithmetic(how: Arithmetic, left: string, right: string, checked: boolean): string {
  const exact = (source: string): string => (checked ? `exact(${source})` : `(${source})`);
  switch (how.fn) {
    case "add":
      return exact(`${left} + ${right}`);
    case "subtract":
      return exact(`${left} - ${right}`);
    // A product with 0 may be -0.
    case "multiply":
      return exact(`${left} * ${right} + 0`);
    case "add-number":
      return `finite(${left} + ${right})`;
    case "subtract-number":
      return `finite(${left} - ${right})`;
    case "multiply-number":
      return `finite(${left} * ${right} + 0)`;
    case "divide":
      return `divide(${left}, ${right})`;
    case "multiply-round":
      return `multiplyRound(${left}, ${right}, ${numeral(how.over)})`;
    case "divide-round":
      return `divideRound(${left}, ${right}, ${numeral(how.over)})`;
  }
}

function numberFunction(how: NumberFunction, args: readonly string[]): string {
  const [first = "NaN", second = "NaN"] = args;
  switch (how.fn) {
    case "negate":
      return `(0 - ${first})`;
    case "to-number":
      return `(${first} / ${numeral(how.factor)})`;
    case "whole":
      return how.size >= 1
        ? `(Math.trunc(${first} / ${numeral(how.size)}) + 0)`
        : `Math.max(${numeral(-BEYOND)}, Math.min(${numeral(BEYOND)}, Math.trunc(${first} / ${numeral(how.size)}) + 0))`;
    case "add-days":
      return `(${first} + ${numeral(how.amount)})`;
    case "add-months":
      return `addMonths(${first}, ${numeral(how.amount)})`;
    case "elapsed":
      return elapsed(how.unit, how.of, first, second);
    case "anniversary":
      return `nextAnniversary(${first}, ${second})`;
    case "date-of":
      return `dateOf(zone, ${first})`;
    case "calendar-part":
      if (how.part === "hour") return `hourOf(zone, ${first})`;
      return how.part === "weekday" ? `(((${first} + 3) % 7 + 7) % 7)` : `datePart(${quoted(how.part)}, ${first})`;
    case "clamp": {
      const above = how.low === -Infinity ? first : `Math.max(${numeral(how.low)}, ${first})`;
      return how.high === Infinity ? above : `Math.min(${numeral(how.high)}, ${above})`;
    }
  }
}

function elapsed(unit: Unit, of: "time" | "date", from: string, to: string): string {
  if (isExactUnit(unit)) {
    const length = of === "time" ? unitMilliseconds[unit] : unitMilliseconds[unit] / unitMilliseconds.day;
    return length === 1 ? `(${to} - ${from})` : `Math.floor((${to} - ${from}) / ${length})`;
  }
  const day = (source: string): string => (of === "time" ? `dateOf(zone, ${source})` : source);
  return `monthsSince(${day(from)}, ${day(to)}, ${unitMonths[unit]})`;
}

/** Whether a node is cheap enough, and its source short enough, to stand inside what reads it. */
export function inlines(node: Node, source: string): boolean {
  return (
    source.length < 240 &&
    (representation(node) === "bit" || node.op === "number" || node.op === "text" || source.length < 80)
  );
}

/** The text of a node that is the same for every customer. */
function fixedText(graph: Graph, id: NodeId): string | undefined {
  const node = graph.node(id);
  return node.op === "text" && node.value !== null ? node.value : undefined;
}
