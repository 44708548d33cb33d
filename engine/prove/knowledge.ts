import { neverUnknown } from "../plan/aggregates.ts";
import { keyOf } from "../plan/canonical.ts";
import type { PlanExpression } from "../plan/expression.ts";
import type { AggregateNode } from "../plan/plan.ts";
import { fact, type Base, type Entry, type EventNode, type Fact, type FactRule, type Where } from "./fact.ts";
import { and, flag, implies, newVariables, not, or, type Formula } from "./formula.ts";
import { minus, number, plus, variable, type Linear } from "./linear.ts";
import { ownFacts, shareFacts, siblingFacts, type Edges } from "./own-facts.ts";
import { countedMoments, nestedBases, partHasEvent, partsOf, wholeOf } from "./pair-facts.ts";
import { apart, meet, rangeKey, rangeOf, within, type Range } from "./ranges.ts";
import { atMost, equal } from "./relations.ts";
import { solve } from "./solve.ts";
import type { Translation } from "./translate.ts";
import { Work } from "./work.ts";
import { required } from "../invariant/required.ts";

/** Comparisons between bases grow with the square of their number; beyond this only the closest are related. */
const BASE_LIMIT = 60;

/** What relating two bases costs. */
const PAIR_STEPS = 10;

interface Bill {
  readonly work: Work;
  /** Steps that were paid apart from implications between filters. */
  own: number;
  readonly implications: Set<string>;
}

interface Remembered {
  readonly formulas: readonly Formula[];
  readonly own: number;
  readonly implications: ReadonlySet<string>;
}

/**
 * What the words of the language mean, as formulas over aggregate variables: counts are whole and not negative, a
 * narrower set of events has no more, extremes enclose averages, first is not after latest, and so on.
 * Every statement holds for every customer: test/engine/prove/knowledge.fuzz.ts tries each against the interpreter.
 */
export class Knowledge {
  private readonly translation: Translation;
  private readonly implications = new Map<string, { readonly found: boolean; readonly cost: number }>();
  /** Most questions are about aggregates that were asked about before. */
  private readonly remembered = new Map<string, Remembered>();
  /** Pays for what is being worked out. */
  private bill: Bill = { work: new Work(), own: 0, implications: new Set() };
  private readonly without: ReadonlySet<FactRule>;

  /** @param without rules that are not used, for tests that show what each is good for */
  constructor(translation: Translation, without: ReadonlySet<FactRule> = new Set()) {
    this.translation = translation;
    this.without = without;
  }

  /**
   * What is known about the aggregates that stand behind these variables.
   * @throws OutOfWork when the work is over
   */
  about(names: Iterable<string>, work = new Work()): readonly Formula[] {
    const sorted = [...names].sort();
    const key = sorted.join("\n");
    const known = this.remembered.get(key);
    if (known !== undefined) {
      work.spendOnce(`about ${key}`, known.own);
      for (const implication of known.implications)
        work.spendOnce(
          implication,
          required(this.implications.get(implication), "an implication that was remembered").cost,
        );
      return known.formulas;
    }
    const bill: Bill = { work, own: 0, implications: new Set() };
    this.bill = bill;
    const formulas = this.facts(sorted)
      .filter(({ rule }) => !this.without.has(rule))
      .map(({ formula }) => formula);
    this.remembered.set(key, { formulas, own: bill.own, implications: bill.implications });
    // Paid as it was worked out; nothing is owed when it is asked for again.
    work.settle(`about ${key}`);
    return formulas;
  }

  private pay(steps: number): void {
    this.bill.own += steps;
    this.bill.work.spend(steps);
  }

  /** The same, each with the rule that says so. */
  facts(names: readonly string[]): Fact[] {
    const bases = new Map<string, Base>();
    const facts: Fact[] = [];
    for (const name of names) {
      const node = this.translation.aggregatesByVariable.get(name);
      if (node === undefined) continue;
      if (node.kind === "sequence") facts.push(...this.sequenceFacts(node, name, bases));
      else this.addToBase(node, name, bases, facts);
    }
    for (const base of bases.values()) {
      facts.push(fact("a count is not negative", atMost(number(0), base.count)));
      if (base.where !== null && this.neverPasses(base.where, base.event))
        facts.push(fact("a filter that nothing passes counts nothing", equal(base.count, number(0))));
      for (const entry of base.nodes) facts.push(...ownFacts(entry, base, this.edges(base)));
      facts.push(...siblingFacts(base));
    }
    const all = [...bases.values()].slice(0, BASE_LIMIT);
    for (const [index, left] of all.entries()) {
      this.pay(PAIR_STEPS * (all.length - index));
      for (const right of all.slice(index + 1))
        facts.push(...this.pairFacts(left, right), ...this.pairFacts(right, left));
    }
    return [...facts, ...this.disjointFacts(all), ...this.exclusiveShares(all)];
  }

  private base(
    event: string,
    where: Where,
    node: AggregateNode,
    bases: Map<string, Base>,
    range = rangeOf(node.window, node.at, this.translation.plan.instants),
  ): Base {
    const key = baseKey(event, where, range);
    let found = bases.get(key);
    if (found === undefined) {
      const name = countName(key);
      if (!this.translation.table.variables.has(name))
        this.translation.table.variables.set(name, { integer: true, domain: undefined });
      found = { key, event, where, range, at: node.at, count: variable(name), nodes: [] };
      bases.set(key, found);
    }
    return found;
  }

  private addToBase(node: EventNode, name: string, bases: Map<string, Base>, facts: Fact[]): void {
    const known = neverUnknown(node) ? and() : flag(`known ${name}`);
    const field = this.translation.plan.reads.events
      .find((event) => event.name === node.event)
      ?.fields.find((read) => read.name === node.field);
    const where = node.function === "share" ? both(node.where, node.among) : node.where;
    const base = this.base(node.event, where, node, bases);
    const entry: Entry = { node, name, value: variable(name), known, field };
    base.nodes.push(entry);
    if (node.function === "share")
      facts.push(...shareFacts(entry, base, this.base(node.event, node.among, node, bases)));
  }

  /** The earliest and latest instant that a base's events can have; undefined where it depends on the calendar. */
  private edges(base: Base): Edges {
    const { range } = base;
    const now = this.translation.calendar.now("now");
    if (range.kind === "relative") {
      return {
        from: range.from === null ? undefined : plus(minus(now, number(range.from)), number(1)),
        to: minus(now, number(range.to)),
        whole: true,
      };
    }
    const at = this.translation.plan.instants.some(({ id }) => id === range.at)
      ? this.translation.calendar.now(range.at)
      : now;
    if (range.window.kind !== "fixed") return { from: undefined, to: at, whole: false };
    // A fixed window is also cut at now, as is every other that is measured now.
    return {
      from: range.window.from === null ? undefined : number(range.window.from),
      to: range.window.to === null ? at : number(range.window.to - 1),
      whole: range.at === "now",
    };
  }

  /** Whether each event of a base is part of one that the other counts: parts have the time of their event. */
  private isPartOf(part: Base, of: Base): boolean {
    const read = this.translation.plan.reads.events.find(({ name }) => name === part.event);
    return of.where === null && read?.partOf === of.event && within(part.range, of.range);
  }

  private pairFacts(inner: Base, outer: Base): Fact[] {
    if (inner.event !== outer.event) return this.isPartOf(inner, outer) ? [partHasEvent(inner, outer)] : [];
    const nested = within(inner.range, outer.range) && this.whereImplies(inner.where, outer.where, inner.event);
    return [
      ...(nested ? nestedBases(inner, outer, this.edges(inner)) : []),
      ...(this.whereImplies(outer.where, inner.where, inner.event)
        ? countedMoments(inner, outer, this.edges(inner))
        : []),
    ];
  }

  /** Bases that exclude each other inside a third. */
  private disjointFacts(bases: readonly Base[]): Fact[] {
    const facts: Fact[] = [];
    for (const [index, left] of bases.entries()) {
      for (const right of bases.slice(index + 1)) {
        if (left.event !== right.event || !this.exclusive(left, right)) continue;
        this.pay(bases.length);
        for (const whole of bases) {
          if (whole === left || whole === right || !this.contains(whole, left) || !this.contains(whole, right))
            continue;
          facts.push(
            ...partsOf(left, right, whole),
            ...(this.makeUp(left, right, whole) ? wholeOf(left, right, whole) : []),
          );
        }
      }
    }
    return facts;
  }

  private exclusive(left: Base, right: Base): boolean {
    return apart(left.range, right.range) || this.neverBoth(left.where, right.where, left.event);
  }

  private contains(outer: Base, inner: Base): boolean {
    return (
      outer.event === inner.event &&
      within(inner.range, outer.range) &&
      this.whereImplies(inner.where, outer.where, inner.event)
    );
  }

  /** Whether every event of the whole lies in one of two parts. */
  private makeUp(left: Base, right: Base, whole: Base): boolean {
    const range = rangeKey(whole.range);
    if (rangeKey(left.range) === range && rangeKey(right.range) === range)
      return this.oneOrOther(left.where, right.where, whole.where, whole.event);
    const filter = keyOf(whole.where);
    return keyOf(left.where) === filter && keyOf(right.where) === filter && meet(left.range, right.range, whole.range);
  }

  /** Shares of events that exclude each other, among the same events, are together at most 1. */
  private exclusiveShares(bases: readonly Base[]): Fact[] {
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
      const pairs = group.flatMap((left, index) =>
        group
          .slice(index + 1)
          .filter((right) => this.exclusive(left.base, right.base))
          .map((right) => [left, right]),
      );
      return [chosen, ...pairs]
        .filter((set) => set.length > 1)
        .map((set) => {
          const total = set.reduce<Linear>((sum, { entry }) => plus(sum, entry.value), number(0));
          return fact(
            "exclusive shares are at most 1",
            implies(and(...set.map(({ entry }) => entry.known)), atMost(total, number(1))),
          );
        });
    });
  }

  private sequenceFacts(
    node: Extract<AggregateNode, { kind: "sequence" }>,
    name: string,
    bases: Map<string, Base>,
  ): Fact[] {
    const [start] = node.steps;
    const value = variable(name);
    if (start === undefined) return [];
    const own = rangeOf(node.window, node.at, this.translation.plan.instants);
    const base = this.base(start.event, start.where, node, bases, own);
    // The steps that follow lie between the start and the instant of the measure.
    const end = rangeOf({ kind: "all" }, node.at, this.translation.plan.instants);
    const after: Range = own.kind === "relative" && end.kind === "relative" ? { ...own, to: end.to } : end;
    const following = node.steps
      .slice(1)
      .filter(({ negated }) => !negated)
      .map((step) => this.base(step.event, step.where, node, bases, after));
    return [
      fact("matches are not negative", atMost(number(0), value)),
      fact("matches are at most the starts", atMost(value, base.count)),
      ...(node.keep === "all" ? [] : [fact("one start is at most one match", atMost(value, number(1)))]),
      ...following.map(({ count }) =>
        fact("a match has an event of every step", or(atMost(value, number(0)), atMost(number(1), count))),
      ),
    ];
  }

  /** Whether every event that passes one filter passes the other. */
  private whereImplies(premise: Where, conclusion: Where, event: string): boolean {
    if (conclusion === null) return true;
    if (premise === null) return false;
    const key = `${event} ${keyOf(premise)} → ${keyOf(conclusion)}`;
    return this.decided(key, () => [
      this.translation.logical(premise, { event }).t,
      not(this.translation.logical(conclusion, { event }).t),
    ]);
  }

  private neverBoth(left: Where, right: Where, event: string): boolean {
    if (left === null || right === null) return false;
    return this.decided(`${event} ${keyOf(left)} × ${keyOf(right)}`, () => [
      this.translation.logical(left, { event }).t,
      this.translation.logical(right, { event }).t,
    ]);
  }

  private neverPasses(where: PlanExpression, event: string): boolean {
    return this.decided(`${event} ${keyOf(where)}`, () => [this.translation.logical(where, { event }).t]);
  }

  /** Whether every event that passes the whole's filter passes one of two others. */
  private oneOrOther(left: Where, right: Where, whole: Where, event: string): boolean {
    if (left === null || right === null) return true;
    const t = (where: Where): Formula => (where === null ? and() : this.translation.logical(where, { event }).t);
    return this.decided(`${event} ${keyOf(whole)} → ${keyOf(left)} or ${keyOf(right)}`, () => [
      t(whole),
      not(t(left)),
      not(t(right)),
    ]);
  }

  private decided(key: string, formulas: () => Formula[]): boolean {
    let known = this.implications.get(key);
    if (known === undefined) {
      const { table, calendar } = this.translation;
      const { parts } = calendar;
      const all = formulas();
      const seen = new Set<string>();
      for (let fresh = newVariables(all, seen); fresh.length > 0;) {
        const definitions = fresh.flatMap((name) =>
          name.startsWith("event ") || name.startsWith("field ") || parts.has(name)
            ? (table.definitions.get(name) ?? [])
            : [],
        );
        all.push(...definitions);
        fresh = newVariables(definitions, seen);
      }
      // Small enough to be finished whatever is left, so that what is remembered never depends on who asked first.
      const work = new Work();
      const verdict = solve(
        all,
        {
          isInteger: (name) => table.variables.get(name)?.integer === true,
          domain: (name) => table.variables.get(name)?.domain,
        },
        { decisions: 200, pivots: 500, splits: 20 },
        work,
      );
      known = { found: verdict.kind === "unsatisfiable", cost: work.spent };
      this.implications.set(key, known);
    }
    this.bill.implications.add(key);
    this.bill.work.spendOnce(key, known.cost);
    return known.found;
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
