import { keyOf } from "../plan/canonical.ts";
import type { PlanExpression } from "../plan/expression.ts";
import type { AggregateNode, FieldRead } from "../plan/plan.ts";
import { and, falsehood, flag, implies, not, or, type Formula } from "./formula.ts";
import { minus, number, plus, scale, variable, type Linear } from "./linear.ts";
import { apart, meet, rangeKey, rangeOf, within, type Range } from "./ranges.ts";
import { fromNumber } from "./rational.ts";
import { solve } from "./solve.ts";
import { atMost, below, equal } from "./relations.ts";
import { alwaysKnown, type Translation } from "./translate.ts";

type EventNode = Extract<AggregateNode, { kind: "events" }>;
type Where = PlanExpression | null;

/** The events that some aggregate looks at: of one type, passing one filter, in one range. */
interface Base {
  readonly key: string;
  readonly event: string;
  readonly where: Where;
  readonly range: Range;
  readonly at: string;
  /** The number of these events. */
  readonly count: Linear;
  /** Aggregates over exactly these events. */
  readonly nodes: { readonly node: EventNode; readonly name: string; readonly value: Linear; readonly known: Formula; readonly field: FieldRead | undefined }[];
}

/** Comparisons between bases grow with the square of their number; beyond this only the closest are related. */
const BASE_LIMIT = 60;

/**
 * What the words of the language mean, as formulas over aggregate variables: counts are whole and not negative, a
 * narrower set of events has no more, extremes enclose averages, first is not after latest, and so on.
 * Every statement holds for every customer: test/prove/knowledge.test.ts tries each against the interpreter.
 */
export class Knowledge {
  private readonly translation: Translation;
  private readonly implications = new Map<string, boolean>();
  /** Most questions are about aggregates that were asked about before. */
  private readonly remembered = new Map<string, readonly Formula[]>();

  constructor(translation: Translation) {
    this.translation = translation;
  }

  /** What is known about the aggregates that stand behind these variables. */
  about(names: Iterable<string>): readonly Formula[] {
    const sorted = [...names].sort();
    const key = sorted.join("\n");
    let found = this.remembered.get(key);
    if (found === undefined) {
      found = this.facts(sorted);
      this.remembered.set(key, found);
    }
    return found;
  }

  private facts(names: readonly string[]): Formula[] {
    const bases = new Map<string, Base>();
    const facts: Formula[] = [];
    for (const name of names) {
      const node = this.translation.aggregatesByVariable.get(name);
      if (node === undefined) continue;
      if (node.kind === "sequence") facts.push(...this.sequenceFacts(node, name, bases));
      else this.addToBase(node, name, bases, facts);
    }
    for (const base of bases.values()) {
      facts.push(atMost(number(0), base.count));
      if (base.where !== null && this.neverPasses(base.where, base.event)) facts.push(equal(base.count, number(0)));
      for (const entry of base.nodes) facts.push(...this.ownFacts(entry, base));
      facts.push(...this.siblingFacts(base));
    }
    const all = [...bases.values()].slice(0, BASE_LIMIT);
    for (const [index, left] of all.entries()) {
      for (const right of all.slice(index + 1)) facts.push(...this.pairFacts(left, right), ...this.pairFacts(right, left));
    }
    facts.push(...this.disjointFacts(all));
    return facts;
  }

  private base(event: string, where: Where, node: AggregateNode, bases: Map<string, Base>, range = rangeOf(node.window, node.at, this.translation.plan.instants)): Base {
    const key = baseKey(event, where, range);
    let found = bases.get(key);
    if (found === undefined) {
      const name = countName(key);
      if (!this.translation.table.variables.has(name)) this.translation.table.variables.set(name, { integer: true, domain: undefined });
      found = { key, event, where, range, at: node.at, count: variable(name), nodes: [] };
      bases.set(key, found);
    }
    return found;
  }

  private addToBase(node: EventNode, name: string, bases: Map<string, Base>, facts: Formula[]): void {
    const value = variable(name);
    const known = alwaysKnown(node) ? and() : flag(`known ${name}`);
    const read = this.translation.plan.reads.events.find((event) => event.name === node.event)?.fields.find((field) => field.name === node.field);
    const where = node.function === "share" ? both(node.where, node.among) : node.where;
    const base = this.base(node.event, where, node, bases);
    base.nodes.push({ node, name, value, known, field: read });
    if (node.function === "share") {
      const below_ = this.base(node.event, node.among, node, bases);
      facts.push(
        implies(known, atMost(number(1), below_.count)), implies(atMost(number(1), below_.count), known),
        atMost(number(0), value), atMost(value, number(1)), atMost(base.count, below_.count),
        // A share is 0 only without such events, and 1 only when all are such.
        or(not(known), and(equal(value, number(0)), equal(base.count, number(0))), and(below(number(0), value), atMost(number(1), base.count))),
        or(not(known), and(equal(value, number(1)), equal(base.count, below_.count)), and(below(value, number(1)), below(base.count, below_.count))),
      );
    }
  }

  /** What a single aggregate says about the number of its events, and the other way round. */
  private ownFacts({ node, value, known, field }: Base["nodes"][number], base: Base): Formula[] {
    const n = base.count;
    const some = atMost(number(1), n);
    const bounds = (low: number | null | undefined, high: number | null | undefined): Formula[] => [
      ...(low === null || low === undefined ? [] : [implies(known, atMost(number(low), value))]), ...(high === null || high === undefined ? [] : [implies(known, atMost(value, number(high)))]),
    ];
    const knownWithSome = field?.required === true || node.field === null ? [implies(some, known)] : [];
    switch (node.function) {
      case "count": return [equal(value, n)];
      case "share": return [];
      case "sum": {
        const [low, high] = [field?.low ?? null, field?.high ?? null];
        return [
          or(some, equal(value, number(0))),
          ...(low === null ? [] : [atMost(field?.required === true || low <= 0 ? scale(n, fromNumber(low)) : number(0), value)]),
          ...(high === null ? [] : [atMost(value, field?.required === true || high >= 0 ? scale(n, fromNumber(high)) : number(0))]),
        ];
      }
      case "average": case "minimum": case "maximum": case "first": case "latest": case "most frequent": {
        const numeric = node.type.kind !== "text" && node.type.kind !== "enum" && node.type.kind !== "boolean";
        return [implies(known, some), ...knownWithSome, ...(numeric ? bounds(field?.low, field?.high) : [])];
      }
      case "time of first": case "time of latest":
        return [implies(known, some), implies(some, known), ...this.inRange(value, base).map((fact) => implies(known, fact))];
      case "distinct count": {
        const most = field?.type.kind === "enum" ? field.type.values.length : field?.type.kind === "boolean" ? 2 : undefined;
        return [atMost(number(0), value), atMost(value, n), ...(field?.required === true ? [implies(some, atMost(number(1), value))] : []), ...(most === undefined ? [] : [atMost(value, number(most))])];
      }
      case "distinct days": case "longest streak": return [atMost(value, n), implies(some, atMost(number(1), value)), atMost(number(0), value)];
      case "average gap": return [implies(known, atMost(number(2), n)), implies(atMost(number(2), n), known), atMost(number(0), value)];
    }
  }

  /** The bounds of a base's events in time, where they are known. */
  private inRange(time: Linear, base: Base): Formula[] {
    const { from, to } = this.edges(base);
    return [...(from === undefined ? [] : [atMost(from, time)]), ...(to === undefined ? [] : [atMost(time, to)])];
  }

  /** The earliest and latest instant that a base's events can have; undefined where it depends on the calendar. */
  private edges(base: Base): { from: Linear | undefined; to: Linear | undefined; whole: boolean } {
    const { range } = base;
    const now = this.translation.calendar.now("now");
    if (range.kind === "relative") {
      return { from: range.from === null ? undefined : plus(minus(now, number(range.from)), number(1)), to: minus(now, number(range.to)), whole: true };
    }
    const at = this.translation.plan.instants.some(({ id }) => id === range.at) ? this.translation.calendar.now(range.at) : now;
    if (range.window.kind !== "fixed") return { from: undefined, to: at, whole: false };
    // A fixed window is also cut at now, as is every other that is measured now.
    return { from: range.window.from === null ? undefined : number(range.window.from), to: range.window.to === null ? at : number(range.window.to - 1), whole: range.at === "now" };
  }

  /** Aggregates over the same events. */
  private siblingFacts(base: Base): Formula[] {
    const facts: Formula[] = [];
    for (const left of base.nodes) {
      for (const right of base.nodes) {
        if (left === right) continue;
        const sameField = left.node.field === right.node.field;
        const pair = `${left.node.function} ${right.node.function}`;
        const bothKnown = and(left.known, right.known);
        const ordered = (condition: boolean): void => {
          if (condition) facts.push(implies(bothKnown, atMost(left.value, right.value)));
        };
        const numeric = left.node.type.kind !== "text" && left.node.type.kind !== "enum";
        ordered(numeric && sameField && ["minimum average", "average maximum", "minimum maximum", "minimum first", "first maximum", "minimum latest", "latest maximum"].includes(pair));
        ordered(pair === "time of first time of latest" || pair === "longest streak distinct days");
        ordered(sameField && pair === "maximum sum" && (left.field?.low ?? -1) >= 0);
        if (pair === "time of first time of latest") facts.push(implies(equal(base.count, number(1)), equal(left.value, right.value)));
        if (sameField && ["minimum maximum", "minimum average", "average maximum", "average minimum"].includes(pair)) facts.push(implies(left.known, right.known));
        const sameLine = keyOf(left.node.among) === keyOf(right.node.among);
        if (numeric && sameField && sameLine && left.node.function === right.node.function) facts.push(implies(bothKnown, equal(left.value, right.value)));
      }
    }
    return facts;
  }

  /** A base that lies in another: fewer events, smaller sums, narrower extremes. */
  private pairFacts(inner: Base, outer: Base): Formula[] {
    if (inner.event !== outer.event) return [];
    const facts: Formula[] = [];
    const inside = within(inner.range, outer.range);
    const filtered = this.whereImplies(inner.where, outer.where, inner.event);
    if (inside && filtered) {
      facts.push(atMost(inner.count, outer.count));
      for (const left of inner.nodes) for (const right of outer.nodes) facts.push(...nestedFacts(left, right), ...sameSumFacts(left, right, inner, outer));
    }
    // An event of the inner base is one of the outer: the outer's latest is not before the inner's window begins.
    if (inside && filtered) {
      const { from, to } = this.edges(inner);
      for (const { node, value, known } of outer.nodes) {
        if (node.function === "time of latest" && from !== undefined) facts.push(or(atMost(inner.count, number(0)), and(known, atMost(from, value))));
        if (node.function === "time of first" && to !== undefined) facts.push(or(atMost(inner.count, number(0)), and(known, atMost(value, to))));
      }
    }
    // The outer's latest or first event, when it falls into the inner's window and passes its filter, is counted there.
    if (this.whereImplies(outer.where, inner.where, inner.event)) {
      const { from, to, whole } = this.edges(inner);
      if (whole && to !== undefined) {
        for (const { node, value, known } of outer.nodes) {
          if (node.function !== "time of latest" && node.function !== "time of first") continue;
          facts.push(or(not(known), from === undefined ? falsehood : below(value, from), below(to, value), atMost(number(1), inner.count)));
        }
      }
    }
    return facts;
  }

  /** Bases that exclude each other inside a third, and shares that exclude each other below one line. */
  private disjointFacts(bases: readonly Base[]): Formula[] {
    const facts: Formula[] = [];
    for (const [index, left] of bases.entries()) {
      for (const right of bases.slice(index + 1)) {
        if (left.event !== right.event || !this.exclusive(left, right)) continue;
        for (const whole of bases) {
          if (whole === left || whole === right || !this.contains(whole, left) || !this.contains(whole, right)) continue;
          facts.push(atMost(plus(left.count, right.count), whole.count), ...additiveFacts(left, right, whole));
          if (this.makeUp(left, right, whole)) facts.push(...wholeFacts(left, right, whole));
        }
      }
    }
    facts.push(...this.shareFacts(bases));
    return facts;
  }

  private exclusive(left: Base, right: Base): boolean {
    return apart(left.range, right.range) || this.neverBoth(left.where, right.where, left.event);
  }

  private contains(outer: Base, inner: Base): boolean {
    return outer.event === inner.event && within(inner.range, outer.range) && this.whereImplies(inner.where, outer.where, inner.event);
  }

  /** Whether every event of the whole lies in one of two parts. */
  private makeUp(left: Base, right: Base, whole: Base): boolean {
    const range = rangeKey(whole.range);
    if (rangeKey(left.range) === range && rangeKey(right.range) === range) return this.oneOrOther(left.where, right.where, whole.where, whole.event);
    const filter = keyOf(whole.where);
    return keyOf(left.where) === filter && keyOf(right.where) === filter && meet(left.range, right.range, whole.range);
  }

  /** Shares of events that exclude each other, among the same events, are together at most 1. */
  private shareFacts(bases: readonly Base[]): Formula[] {
    const groups = new Map<string, { readonly entry: Base["nodes"][number]; readonly base: Base }[]>();
    for (const base of bases) {
      for (const entry of base.nodes) {
        if (entry.node.function !== "share") continue;
        const key = `${base.event} ${keyOf(entry.node.among)} ${rangeKey(base.range)}`;
        groups.set(key, [...(groups.get(key) ?? []), { entry, base }]);
      }
    }
    return [...groups.values()].flatMap((group) => {
      const chosen: typeof group = [];
      for (const item of group) if (chosen.every((other) => this.exclusive(item.base, other.base))) chosen.push(item);
      const pairs = group.flatMap((left, index) => group.slice(index + 1).filter((right) => this.exclusive(left.base, right.base)).map((right) => [left, right]));
      return [chosen, ...pairs].filter((set) => set.length > 1).map((set) => {
        const total = set.reduce<Linear>((sum, { entry }) => plus(sum, entry.value), number(0));
        return implies(and(...set.map(({ entry }) => entry.known)), atMost(total, number(1)));
      });
    });
  }

  private sequenceFacts(node: Extract<AggregateNode, { kind: "sequence" }>, name: string, bases: Map<string, Base>): Formula[] {
    const [start] = node.steps;
    const value = variable(name);
    if (start === undefined) return [];
    const own = rangeOf(node.window, node.at, this.translation.plan.instants);
    const base = this.base(start.event, start.where, node, bases, own);
    // The steps that follow lie between the start and the instant of the measure.
    const end = rangeOf({ kind: "all" }, node.at, this.translation.plan.instants);
    const after: Range = own.kind === "relative" && end.kind === "relative" ? { ...own, to: end.to } : end;
    const following = node.steps.slice(1).filter(({ negated }) => !negated).map((step) => this.base(step.event, step.where, node, bases, after));
    return [
      atMost(number(0), value), atMost(value, base.count), ...(node.keep === "all" ? [] : [atMost(value, number(1))]),
      ...following.map(({ count }) => or(atMost(value, number(0)), atMost(number(1), count))),
    ];
  }

  /** Whether every event that passes one filter passes the other. */
  private whereImplies(premise: Where, conclusion: Where, event: string): boolean {
    if (conclusion === null) return true;
    if (premise === null) return false;
    const key = `${event} ${keyOf(premise)} → ${keyOf(conclusion)}`;
    return this.decided(key, () => [this.translation.logical(premise, { event }).t, not(this.translation.logical(conclusion, { event }).t)]);
  }

  private neverBoth(left: Where, right: Where, event: string): boolean {
    if (left === null || right === null) return false;
    return this.decided(`${event} ${keyOf(left)} × ${keyOf(right)}`, () => [this.translation.logical(left, { event }).t, this.translation.logical(right, { event }).t]);
  }

  private neverPasses(where: PlanExpression, event: string): boolean {
    return this.decided(`${event} ${keyOf(where)}`, () => [this.translation.logical(where, { event }).t]);
  }

  /** Whether every event that passes the whole's filter passes one of two others. */
  private oneOrOther(left: Where, right: Where, whole: Where, event: string): boolean {
    if (left === null || right === null) return true;
    const t = (where: Where): Formula => (where === null ? and() : this.translation.logical(where, { event }).t);
    return this.decided(`${event} ${keyOf(whole)} → ${keyOf(left)} or ${keyOf(right)}`, () => [t(whole), not(t(left)), not(t(right))]);
  }

  private decided(key: string, formulas: () => Formula[]): boolean {
    let found = this.implications.get(key);
    if (found === undefined) {
      const all = formulas();
      const definitions = [...this.translation.table.definitions].filter(([name]) => name.startsWith("event ") || name.startsWith("field ")).map(([, definition]) => definition);
      const { variables } = this.translation.table;
      const verdict = solve([...all, ...definitions], { isInteger: (name) => variables.get(name)?.integer === true, domain: (name) => variables.get(name)?.domain }, { decisions: 200, pivots: 500, splits: 20 });
      found = verdict.kind === "unsatisfiable";
      this.implications.set(key, found);
    }
    return found;
  }
}

const baseKey = (event: string, where: Where, range: Range): string => `${event} ${keyOf(where)} ${rangeKey(range)}`;
const countName = (key: string): string => `count ${key}`;

/** The variable that counts the events below the line of a share. */
export function lineCount(node: EventNode, translation: Translation): string {
  return countName(baseKey(node.event, node.among, rangeOf(node.window, node.at, translation.plan.instants)));
}

/** The variable that counts the events which an aggregate looks at. */
export function baseCount(node: EventNode, translation: Translation): string {
  const where = node.function === "share" ? both(node.where, node.among) : node.where;
  return countName(baseKey(node.event, where, rangeOf(node.window, node.at, translation.plan.instants)));
}

/** The conjunction of two filters, in an order that does not depend on which is which. */
function both(left: Where, right: Where): Where {
  if (left === null) return right;
  return right === null ? left : { op: "and", args: [left, right] };
}

type Entry = Base["nodes"][number];

function nestedFacts(inner: Entry, outer: Entry): Formula[] {
  const fn = inner.node.function;
  if (fn !== outer.node.function || inner.node.field !== outer.node.field) return [];
  const numeric = inner.node.type.kind !== "text" && inner.node.type.kind !== "enum" && inner.node.type.kind !== "boolean";
  switch (fn) {
    case "sum": return (inner.field?.low ?? -1) >= 0 ? [atMost(inner.value, outer.value)] : [];
    case "distinct count": case "distinct days": case "longest streak": return [atMost(inner.value, outer.value)];
    case "maximum": return [implies(inner.known, outer.known), ...(numeric ? [implies(inner.known, atMost(inner.value, outer.value))] : [])];
    case "minimum": return [implies(inner.known, outer.known), ...(numeric ? [implies(inner.known, atMost(outer.value, inner.value))] : [])];
    case "time of latest": return [implies(inner.known, and(outer.known, atMost(inner.value, outer.value)))];
    case "time of first": return [implies(inner.known, and(outer.known, atMost(outer.value, inner.value)))];
    case "average": case "most frequent": return [implies(inner.known, outer.known)];
    case "count": case "share": case "first": case "latest": case "average gap": return [];
  }
}

/** A base as large as the one it lies in has the same events, so the same sum. */
function sameSumFacts(left: Entry, right: Entry, inner: Base, outer: Base): Formula[] {
  const same = left.node.function === "sum" && right.node.function === "sum" && left.node.field === right.node.field;
  return same ? [or(below(inner.count, outer.count), equal(left.value, right.value))] : [];
}

/** Two exclusive parts that make up the whole: counts and sums add up. */
function wholeFacts(left: Base, right: Base, whole: Base): Formula[] {
  const sums = (base: Base): Entry[] => base.nodes.filter(({ node }) => node.function === "sum");
  return [
    equal(plus(left.count, right.count), whole.count),
    ...sums(left).flatMap((a) => sums(right).flatMap((b) => sums(whole).flatMap((c) => (a.node.field === b.node.field && b.node.field === c.node.field ? [equal(plus(a.value, b.value), c.value)] : [])))),
  ];
}

/** Sums over two exclusive parts are together at most the sum over the whole, where nothing is negative. */
function additiveFacts(left: Base, right: Base, whole: Base): Formula[] {
  const sums = (base: Base): Entry[] => base.nodes.filter(({ node, field }) => node.function === "sum" && (field?.low ?? -1) >= 0);
  return sums(left).flatMap((a) => sums(right).flatMap((b) => sums(whole).flatMap((c) =>
    a.node.field === b.node.field && b.node.field === c.node.field ? [atMost(plus(a.value, b.value), c.value)] : [])));
}

