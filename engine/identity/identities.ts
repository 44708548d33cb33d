import { at, BrokenInvariantError } from "../invariant/required.ts";
import { compareText } from "../text/text.ts";
import { chainBetween } from "./chain.ts";
import {
  compareLinks,
  firstSeen,
  detach,
  attach,
  linkOf,
  withTime,
  isShared,
  joins,
  KeyNode,
  removeTime,
  type Customer,
  type DecisionNode,
  type Link,
} from "./graph.ts";
import { follower, Owners } from "./owners.ts";
import {
  beginning,
  type Decision,
  type IdentityRules,
  type Key,
  type LinkFact,
  type Ownership,
  type RefusedLink,
  type Step,
} from "./types.ts";
import { unite } from "./unite.ts";

/** What a settlement changed, or may have. */
export interface Settlement {
  /** Keys whose customer may be another one. */
  readonly keys: readonly Key[];
  /** Anonymous keys that may belong to others, or at other times. */
  readonly anonymous: readonly Key[];
  /** Keys that nothing names any more. */
  readonly gone: readonly Key[];
}

/**
 * Who is whom, as a function of facts and decisions: whatever the order in which they come and go, the same facts end in
 * the same customers ([N1]). Changes take effect when they are settled; only what they touch is worked out again.
 */
export class Identities {
  readonly #rules: IdentityRules;
  readonly #keys: Map<string, KeyNode>[];
  readonly #decisions = new Map<string, DecisionNode>();
  /** Keys that something changed at since the last settlement. */
  #touched = new Set<KeyNode>();
  readonly #owners: Owners;

  constructor(rules: IdentityRules) {
    this.#rules = rules;
    this.#keys = rules.types.map(() => new Map<string, KeyNode>());
    this.#owners = new Owners(rules);
  }

  /** Notes that a record named a key and no other. */
  see(key: Key, at: number): void {
    const node = this.#node(key);
    node.alone = withTime(node.alone, at);
    this.#touched.add(node);
  }

  /** Takes back what `see` noted. */
  unsee(key: Key, at: number): void {
    const node = this.#node(key);
    if (!removeTime(node.alone, at)) throw new BrokenInvariantError(`no record names ${key.text} at ${at}`);
    this.#touched.add(node);
  }

  /** Notes that a record named two keys. */
  link({ stronger, weaker, at }: LinkFact): void {
    const [from, to] = [this.#node(stronger), this.#node(weaker)];
    if (from === to) throw new BrokenInvariantError(`${stronger.text} cannot be linked to itself`);
    const known = linkOf(from, to);
    if (known === undefined) {
      attach({ stronger: from, weaker: to, times: [at], refusal: null, inStronger: 0, inWeaker: 0 });
      this.#countStronger(to, 1);
    } else {
      withTime(known.times, at);
    }
    this.#touched.add(from).add(to);
  }

  /** Takes back what `link` noted: the record is gone, or no longer says so. */
  unlink({ stronger, weaker, at }: LinkFact): void {
    const [from, to] = [this.#node(stronger), this.#node(weaker)];
    const link = linkOf(from, to);
    if (link === undefined || !removeTime(link.times, at)) {
      throw new BrokenInvariantError(`no record links ${stronger.text} to ${weaker.text} at ${at}`);
    }
    this.#touched.add(from).add(to);
    if (link.times.length > 0) return;
    detach(link);
    this.#countStronger(to, -1);
  }

  /** Takes a decision, which may name keys that no record has named yet. */
  decide(decision: Decision): void {
    if (this.#decisions.has(decision.id)) throw new BrokenInvariantError(`decision ${decision.id} was taken already`);
    const [left, right] = [this.#node(decision.left), this.#node(decision.right)];
    if (left === right) throw new BrokenInvariantError(`${decision.left.text} is itself`);
    const node: DecisionNode = { decision, left, right, overruled: false };
    this.#decisions.set(decision.id, node);
    for (const key of [left, right]) key.decisions = [...key.decisions, node];
    this.#touchDecision(node);
  }

  /** Takes a decision back: everything is as if it had never been taken. */
  retract(id: string): void {
    const node = this.#decisions.get(id);
    if (node === undefined) throw new BrokenInvariantError(`there is no decision ${id}`);
    this.#decisions.delete(id);
    for (const key of [node.left, node.right]) key.decisions = key.decisions.filter((other) => other !== node);
    this.#touchDecision(node);
  }

  /** Makes customers of what changed since the last time. */
  settle(): Settlement {
    const solid = new Set<KeyNode>();
    const anonymous = new Set<KeyNode>();
    for (const key of this.#touched) {
      if (key.anonymous) reachAnonymous(key, anonymous);
      else reach(key, solid);
    }
    for (const key of solid) {
      for (const { weaker } of key.links) if (weaker.anonymous) reachAnonymous(weaker, anonymous);
      for (const node of key.decisions) {
        const other = follower(node);
        if (other !== null) reachAnonymous(other, anonymous);
      }
    }
    const gone = [...this.#touched].filter((key) => this.#forget(key));
    this.#touched = new Set();
    for (const key of gone) (key.anonymous ? anonymous : solid).delete(key);
    this.#unite([...solid]);
    for (const key of anonymous) key.first = firstSeen(key);
    this.#owners.reset();
    const list = (keys: Iterable<KeyNode>): Key[] => Array.from(keys, ({ rank, text }) => ({ rank, text }));
    return { keys: list(solid), anonymous: list(anonymous), gone: list(gone) };
  }

  /** The id of the customer that a key belongs to; of an anonymous one, of whom at an instant. Null for unknown keys. */
  ownerAt(key: Key, at: number): Key | null {
    const owners = this.ownersOf(key);
    return owners === null ? null : (owners.findLast(({ from }) => from <= at)?.owner ?? null);
  }

  /** Whom a key belongs to from when on; null for a key that neither a record nor a decision names. */
  ownersOf(key: Key): readonly Ownership[] | null {
    const node = this.#known(key);
    if (node === undefined) return null;
    if (!node.anonymous) return [{ from: beginning, owner: plain(node.customer.id) }];
    return this.#owners.of(node).map(({ from, owner }) => ({ from, owner: plain(owner) }));
  }

  /** The keys of a customer, strongest first; null for a key that is not known. */
  membersOf(key: Key): readonly Key[] | null {
    return this.#known(key)?.customer.members.map(plain) ?? null;
  }

  /**
   * Why two keys are one customer, at an instant where they are anonymous: records and decisions, step by step. Empty for
   * a key and itself, null for keys that are not joined or not known.
   */
  chain(left: Key, right: Key, at: number): readonly Step[] | null {
    const [from, to] = [this.#known(left), this.#known(right)];
    return from === undefined || to === undefined ? null : chainBetween(from, to, at, this.#owners);
  }

  /** All keys, kind by kind. */
  keys(): readonly Key[] {
    return this.#keys.flatMap((nodes) => Array.from(nodes.values(), plain));
  }

  /** The links that do not count, and why, in the order in which links are taken. */
  refused(): readonly RefusedLink[] {
    const links: Link[] = [];
    for (const nodes of this.#keys) {
      for (const node of nodes.values()) for (const link of node.links) if (link.stronger === node) links.push(link);
    }
    return links.toSorted(compareLinks).flatMap((link) => {
      const refusal = link.weaker.anonymous ? this.#owners.refusal(link) : link.refusal;
      if (refusal === null) return [];
      return [{ stronger: plain(link.stronger), weaker: plain(link.weaker), times: [...link.times], refusal }];
    });
  }

  /** The ids of decisions that newer ones contradict. */
  overruled(): readonly string[] {
    const found: string[] = [];
    for (const [id, node] of this.#decisions) {
      const key = follower(node);
      if (key !== null) this.#owners.decisions(key);
      if (node.overruled) found.push(id);
    }
    return found.toSorted(compareText);
  }

  #unite(keys: readonly KeyNode[]): void {
    const links: Link[] = [];
    const decisions: DecisionNode[] = [];
    for (const key of keys) {
      for (const link of key.links) {
        if (link.weaker.anonymous) continue;
        // Shared keys lead nowhere: what lies behind them is not among these.
        if (!joins(link))
          link.refusal = { reason: "shared", key: plain(isShared(link.weaker) ? link.weaker : link.stronger) };
        else if (link.stronger === key) links.push(link);
      }
      for (const node of key.decisions) if (node.left === key && follower(node) === null) decisions.push(node);
    }
    unite(keys, links, decisions, this.#rules);
  }

  /** Forgets a key that nothing names any more; whether it was one. */
  #forget(key: KeyNode): boolean {
    if (key.links.length + key.decisions.length + key.alone.length > 0) return false;
    this.#keys[key.rank]?.delete(key.text);
    return true;
  }

  #known({ rank, text }: Key): KeyNode | undefined {
    return this.#keys[rank]?.get(text);
  }

  #node({ rank, text }: Key): KeyNode {
    const nodes = at(this.#keys, rank);
    const known = nodes.get(text);
    if (known !== undefined) return known;
    const made = new KeyNode({ rank, text }, at(this.#rules.types, rank).anonymous);
    nodes.set(text, made);
    return made;
  }

  #touchDecision(node: DecisionNode): void {
    this.#touched.add(node.left).add(node.right);
    // The places that an anonymous key has with others are free, or taken again.
    for (const { stronger } of follower(node)?.links ?? []) this.#touched.add(stronger);
  }

  /** Counts a stronger key that one was met with; where it becomes shared, or no more, that concerns all it was met with. */
  #countStronger(key: KeyNode, change: 1 | -1): void {
    const before = isShared(key);
    key.stronger += change;
    if (isShared(key) === before) return;
    for (const { stronger, weaker } of key.links) this.#touched.add(stronger).add(weaker);
  }
}

/** Adds the keys that links and decisions reach from one. */
function reach(from: KeyNode, found: Set<KeyNode>): void {
  const waiting = [from];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (found.has(key)) continue;
    found.add(key);
    for (const link of key.links) {
      if (joins(link)) waiting.push(link.stronger === key ? link.weaker : link.stronger);
    }
    for (const node of key.decisions) {
      if (follower(node) === null) waiting.push(node.left === key ? node.right : node.left);
    }
  }
}

/**
 * Adds an anonymous key and those that belong to whom it belongs to; of one that something was decided of also those that
 * may take its places.
 */
function reachAnonymous(from: KeyNode, found: Set<KeyNode>): void {
  const waiting = [from];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (found.has(key)) continue;
    found.add(key);
    for (const { stronger, weaker } of key.links) {
      if (stronger === key) waiting.push(weaker);
      else if (key.decisions.length > 0) waiting.push(...metWith(stronger.customer, key.rank));
    }
    for (const node of key.decisions) {
      const other = follower(node);
      if (other !== null) waiting.push(other);
    }
  }
}

/** The keys of a kind that were met with a customer. */
function metWith({ members }: Customer, rank: number): KeyNode[] {
  return members.flatMap((member) =>
    member.links.flatMap(({ stronger, weaker }) => (stronger === member && weaker.rank === rank ? [weaker] : [])),
  );
}

function plain({ rank, text }: Key): Key {
  return { rank, text };
}
