import { partRange } from "../../calendar/civil.ts";
import { at } from "../../invariant/required.ts";
import { alwaysKnown, fitRange, type Fit } from "../../plan/fit.ts";
import { SET_LIMIT } from "../../plan/sets.ts";
import { EXACT_LIMIT } from "../../plan/types.ts";
import { ANY_TEXT, operands, type Arithmetic, type Leaf, type Node, type NodeId, type NumberFunction } from "./node.ts";
import { arithmeticRange, functionRange, unionRange, UNBOUNDED, type Range } from "./range.ts";

/** What is known of a node whatever the customer. */
interface Facts {
  /** May be unknown (numbers and texts). */
  readonly nullable: boolean;
  readonly range: Range;
  /** The event type whose events it depends on; -1 for none. */
  readonly event: number;
}

const eventPartRange: Readonly<Record<"event-time" | "event-date" | "event-hour", Range>> = {
  "event-time": { low: -9e15, high: 9e15 },
  "event-date": { low: -1e8, high: 1e8 },
  "event-hour": partRange.hour,
};

/** Up to so many values of a list are compared one by one. */
const SHARED_VALUES = 8;

/**
 * Builds nodes so that equal ones are one node, and folds what is decided already. Every node's operands have smaller
 * ids, so the list is in an order of evaluation.
 */
export class Graph {
  readonly nodes: Node[] = [];
  private readonly facts: Facts[] = [];
  private readonly ids = new Map<string, NodeId>();
  private readonly domainIds = new Map<string, number>([["", ANY_TEXT]]);
  /** The values of every domain; the first has none. */
  readonly domains: (readonly string[])[] = [[]];
  /** What trained models have found. */
  readonly fits: Fit[] = [];

  node(id: NodeId): Node {
    const node = this.nodes[id];
    if (node === undefined) throw new Error(`there is no node ${id}`);
    return node;
  }

  nullable(id: NodeId): boolean {
    return at(this.facts, id).nullable;
  }
  range(id: NodeId): Range {
    return at(this.facts, id).range;
  }
  eventOf(id: NodeId): number {
    return at(this.facts, id).event;
  }

  domain(values: readonly string[]): number {
    const key = JSON.stringify(values);
    let id = this.domainIds.get(key);
    if (id === undefined) {
      id = this.domains.push(values) - 1;
      this.domainIds.set(key, id);
    }
    return id;
  }

  private add(node: Node, nullable: boolean, range: Range = UNBOUNDED, event = -1): NodeId {
    const key = JSON.stringify(node);
    let id = this.ids.get(key);
    if (id === undefined) {
      const inherited = operands(node).reduce((found, arg) => Math.max(found, this.eventOf(arg)), event);
      id = this.nodes.push(node) - 1;
      this.facts.push({ nullable, range, event: inherited });
      this.ids.set(key, id);
    }
    return id;
  }

  // ── bits ──

  bit(value: 0 | 1): NodeId {
    return this.add({ op: "bit", value }, false);
  }
  isBit(id: NodeId, value: 0 | 1): boolean {
    const node = this.node(id);
    return node.op === "bit" && node.value === value;
  }
  flag(leaf: Leaf, want: "true" | "false"): NodeId {
    return this.add({ op: "flag", leaf, want }, false, UNBOUNDED, leaf.kind === "event-field" ? leaf.event : -1);
  }
  and(args: readonly NodeId[]): NodeId {
    return this.connect("and", args, 0, 1);
  }
  or(args: readonly NodeId[]): NodeId {
    return this.connect("or", args, 1, 0);
  }
  private connect(op: "and" | "or", args: readonly NodeId[], decisive: 0 | 1, neutral: 0 | 1): NodeId {
    const kept = new Set<NodeId>();
    for (const arg of args) {
      if (this.isBit(arg, decisive)) return arg;
      if (!this.isBit(arg, neutral)) kept.add(arg);
    }
    for (const arg of kept) {
      const node = this.node(arg);
      if (node.op === "not" && kept.has(node.arg)) return this.bit(decisive);
    }
    const [first, ...others] = kept;
    if (first === undefined) return this.bit(neutral);
    return others.length === 0 ? first : this.add({ op, args: [...kept].sort((left, right) => left - right) }, false);
  }
  not(arg: NodeId): NodeId {
    const node = this.node(arg);
    if (node.op === "bit") return this.bit(node.value === 1 ? 0 : 1);
    return node.op === "not" ? node.arg : this.add({ op: "not", arg }, false);
  }
  /** left < right, left ≤ right or left = right; 0 when either is unknown. */
  compare(op: "less" | "less-or-equal" | "equal", left: NodeId, right: NodeId): NodeId {
    const [a, b] = [this.node(left), this.node(right)];
    if (a.op === "number" && b.op === "number") {
      if (a.value === null || b.value === null) return this.bit(0);
      return this.bit(
        (op === "less" ? a.value < b.value : op === "equal" ? a.value === b.value : a.value <= b.value) ? 1 : 0,
      );
    }
    return op === "equal" && left > right
      ? this.add({ op, left: right, right: left }, false)
      : this.add({ op, left, right }, false);
  }
  numberIn(arg: NodeId, values: readonly number[]): NodeId {
    const node = this.node(arg);
    if (node.op === "number") return this.bit(node.value !== null && values.includes(node.value) ? 1 : 0);
    // Each comparison may be shared with other conditions; long lists are looked up.
    if (values.length <= SHARED_VALUES)
      return this.or(values.map((value) => this.compare("equal", arg, this.number(value))));
    return this.add({ op: "number-in", arg, values }, false);
  }
  known(arg: NodeId): NodeId {
    const node = this.node(arg);
    if ((node.op === "number" || node.op === "text") && node.value === null) return this.bit(0);
    if (!this.nullable(arg)) return this.bit(1);
    return this.add(
      {
        op:
          node.op === "text" ||
          node.op === "read-text" ||
          node.op === "choose-text" ||
          node.op === "plain-text" ||
          node.op === "fold"
            ? "known-text"
            : "known-number",
        arg,
      },
      false,
    );
  }

  // ── numbers ──

  number(value: number | null): NodeId {
    return this.add({ op: "number", value }, value === null, value === null ? UNBOUNDED : { low: value, high: value });
  }
  readNumber(leaf: Leaf, nullable: boolean, range: Range): NodeId {
    return this.add({ op: "read-number", leaf }, nullable, range, leaf.kind === "event-field" ? leaf.event : -1);
  }
  moment(op: "instant" | "today", at: number): NodeId {
    return this.add({ op, at }, false, op === "instant" ? { low: -9e15, high: 9e15 } : { low: -1.1e8, high: 1.1e8 });
  }
  eventPart(op: "event-time" | "event-date" | "event-hour", event: number): NodeId {
    return this.add({ op, event }, false, eventPartRange[op], event);
  }
  arithmetic(how: Arithmetic, left: NodeId, right: NodeId): NodeId {
    const range = arithmeticRange(how, this.range(left), this.range(right));
    const checked = !(range.low >= -EXACT_LIMIT && range.high <= EXACT_LIMIT);
    const divides = how.fn === "divide" || how.fn === "divide-round";
    const zero = this.range(right).low <= 0 && this.range(right).high >= 0;
    const exact =
      how.fn === "add" ||
      how.fn === "subtract" ||
      how.fn === "multiply" ||
      how.fn === "multiply-round" ||
      how.fn === "divide-round";
    const kept = exact
      ? { low: Math.max(range.low, -EXACT_LIMIT), high: Math.min(range.high, EXACT_LIMIT) }
      : UNBOUNDED;
    return this.add(
      { op: "arithmetic", how, left, right, checked: exact ? checked : true },
      (exact ? checked : true) || (divides && zero) || this.nullable(left) || this.nullable(right),
      kept,
    );
  }
  /** 1 when an arithmetic node's operands are known and its result is too large. */
  overflowed(arg: NodeId): NodeId {
    const node = this.node(arg);
    if (node.op !== "arithmetic" || !node.checked) return this.bit(0);
    const divides = node.how.fn === "divide" || node.how.fn === "divide-round";
    const whole = divides ? [this.not(this.compare("equal", node.right, this.number(0)))] : [];
    return this.and([this.known(node.left), this.known(node.right), ...whole, this.not(this.known(arg))]);
  }
  apply(how: NumberFunction, ...args: readonly NodeId[]): NodeId {
    return this.add(
      { op: "function", how, args },
      args.some((arg) => this.nullable(arg)),
      functionRange(
        how,
        args.map((arg) => this.range(arg)),
      ),
    );
  }
  fitted(fit: Fit, args: readonly NodeId[]): NodeId {
    const known = this.fits.indexOf(fit);
    return this.add(
      { op: "fitted", fit: known === -1 ? this.fits.push(fit) - 1 : known, args },
      !alwaysKnown(fit),
      fitRange(fit),
    );
  }
  chooseNumber(bit: NodeId, yes: NodeId, no: NodeId): NodeId {
    if (this.isBit(bit, 1) || yes === no) return yes;
    if (this.isBit(bit, 0)) return no;
    return this.add(
      { op: "choose-number", bit, yes, no },
      this.nullable(yes) || this.nullable(no),
      unionRange(this.range(yes), this.range(no)),
    );
  }
  /** The first number, or where it is unknown the second. */
  numberElse(first: NodeId, second: NodeId): NodeId {
    if (!this.nullable(first)) return first;
    const known = this.known(first);
    const chosen = this.chooseNumber(known, first, second);
    const facts = this.facts[chosen];
    if (facts !== undefined && chosen !== second) this.facts[chosen] = { ...facts, nullable: this.nullable(second) };
    return chosen;
  }

  // ── texts ──

  domainOf(id: NodeId): number {
    const node = this.node(id);
    return "domain" in node ? node.domain : ANY_TEXT;
  }
  text(value: string | null, domain: number = ANY_TEXT): NodeId {
    const inside = value === null || domain === ANY_TEXT || this.domains[domain]?.includes(value) === true;
    return this.add({ op: "text", value, domain: inside ? domain : ANY_TEXT }, value === null);
  }
  readText(leaf: Leaf, nullable: boolean, domain: number): NodeId {
    return this.add(
      { op: "read-text", leaf, domain },
      nullable,
      UNBOUNDED,
      leaf.kind === "event-field" ? leaf.event : -1,
    );
  }
  plain(arg: NodeId): NodeId {
    if (this.domainOf(arg) === ANY_TEXT) return arg;
    const node = this.node(arg);
    return node.op === "text" ? this.text(node.value) : this.add({ op: "plain-text", arg }, this.nullable(arg));
  }
  /** Two texts in one domain. */
  private alike(left: NodeId, right: NodeId): [NodeId, NodeId] {
    const [a, b] = [this.node(left), this.node(right)];
    if (this.domainOf(left) === this.domainOf(right)) return [left, right];
    if (b.op === "text") {
      const moved = this.text(b.value, this.domainOf(left));
      if (this.domainOf(moved) === this.domainOf(left)) return [left, moved];
    }
    if (a.op === "text") {
      const moved = this.text(a.value, this.domainOf(right));
      if (this.domainOf(moved) === this.domainOf(right)) return [moved, right];
    }
    return [this.plain(left), this.plain(right)];
  }
  textEqual(left: NodeId, right: NodeId): NodeId {
    const [a, b] = [this.node(left), this.node(right)];
    for (const [one, other] of [
      [a, left],
      [b, right],
    ] as const) {
      if (one.op !== "text") continue;
      if (one.value === null) return this.bit(0);
      const against = other === left ? right : left;
      const domain = this.domainOf(against);
      if (domain !== ANY_TEXT && this.domains[domain]?.includes(one.value) !== true) return this.bit(0);
    }
    if (a.op === "text" && b.op === "text") return this.bit(a.value === b.value ? 1 : 0);
    const [x, y] = this.alike(left, right);
    return this.add({ op: "text-equal", left: Math.min(x, y), right: Math.max(x, y) }, false);
  }
  textLess(op: "text-less" | "text-less-or-equal", left: NodeId, right: NodeId): NodeId {
    return this.add({ op, left: this.plain(left), right: this.plain(right) }, false);
  }
  textIn(arg: NodeId, values: readonly string[]): NodeId {
    const domain = this.domainOf(arg);
    const possible = domain === ANY_TEXT ? values : values.filter((value) => this.domains[domain]?.includes(value));
    if (possible.length <= SHARED_VALUES)
      return this.or(possible.map((value) => this.textEqual(arg, this.text(value))));
    return this.add({ op: "text-in", arg, values: possible }, false);
  }
  textTest(test: "contains" | "starts with" | "ends with", left: NodeId, right: NodeId): NodeId {
    return this.add({ op: "text-test", test, left: this.plain(left), right: this.plain(right) }, false);
  }
  setSize(arg: NodeId): NodeId {
    return this.add({ op: "set-size", arg }, this.nullable(arg), { low: 0, high: SET_LIMIT });
  }
  fold(arg: NodeId): NodeId {
    return this.add({ op: "fold", arg: this.plain(arg) }, this.nullable(arg));
  }
  chooseText(bit: NodeId, yes: NodeId, no: NodeId): NodeId {
    if (this.isBit(bit, 1) || yes === no) return yes;
    if (this.isBit(bit, 0)) return no;
    const [a, b] = this.alike(yes, no);
    return this.add(
      { op: "choose-text", bit, yes: a, no: b, domain: this.domainOf(a) },
      this.nullable(yes) || this.nullable(no),
    );
  }
  textElse(first: NodeId, second: NodeId): NodeId {
    if (!this.nullable(first)) return first;
    const chosen = this.chooseText(this.known(first), first, second);
    const facts = this.facts[chosen];
    if (facts !== undefined && chosen !== second) this.facts[chosen] = { ...facts, nullable: this.nullable(second) };
    return chosen;
  }
}
