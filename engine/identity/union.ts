import { at, inside } from "../invariant/required.ts";
import {
  compareDecisions,
  compareStrength,
  firstSeen,
  type Customer,
  type DecisionNode,
  type KeyNode,
} from "./graph.ts";
import type { IdentityRules } from "./types.ts";

/** Sets of keys that grow together, with how many keys of each kind they have and whom they are kept apart from. */
export class Union {
  readonly #keys: readonly KeyNode[];
  readonly #kinds: number;
  readonly #parent: Int32Array;
  readonly #size: Int32Array;
  /** How many keys of each kind each set has, one set behind the other. */
  readonly #counts: Int32Array;
  readonly #apart = new Map<number, DecisionNode[]>();

  /** Each key alone; gives each its `slot`. */
  constructor(keys: readonly KeyNode[], kinds: number) {
    this.#keys = keys;
    this.#kinds = kinds;
    this.#parent = Int32Array.from(keys, (_, slot) => slot);
    this.#size = new Int32Array(keys.length).fill(1);
    this.#counts = new Int32Array(keys.length * kinds);
    for (const [slot, key] of keys.entries()) {
      key.slot = slot;
      key.first = firstSeen(key);
      this.#counts[slot * kinds + key.rank] = 1;
    }
  }

  /** The set that a key is in. */
  find(slot: number): number {
    const parent = this.#parent;
    let root = slot;
    while (inside(parent[root]) !== root) root = inside(parent[root]);
    // Those on the way are hung under the set itself, so that the way is short the next time.
    for (let key = slot; key !== root;) {
      const next = inside(parent[key]);
      parent[key] = root;
      key = next;
    }
    return root;
  }

  join(left: number, right: number): void {
    if (left === right) return;
    const leftIsLarger = inside(this.#size[left]) >= inside(this.#size[right]);
    const [into, from] = leftIsLarger ? [left, right] : [right, left];
    this.#parent[from] = into;
    this.#size[into] = inside(this.#size[into]) + inside(this.#size[from]);
    for (let rank = 0; rank < this.#kinds; rank++) {
      this.#counts[into * this.#kinds + rank] = this.#count(into, rank) + this.#count(from, rank);
    }
    const moved = this.#apart.get(from);
    if (moved === undefined) return;
    this.#apart.delete(from);
    const there = this.#apart.get(into) ?? [];
    const [longer, shorter] = there.length >= moved.length ? [there, moved] : [moved, there];
    for (const decision of shorter) longer.push(decision);
    this.#apart.set(into, longer);
  }

  keepApart(left: number, right: number, decision: DecisionNode): void {
    for (const set of [left, right]) {
      const known = this.#apart.get(set);
      if (known === undefined) this.#apart.set(set, [decision]);
      else known.push(decision);
    }
  }

  /** The decision that keeps two sets apart, the newest of several. */
  keptApart(left: number, right: number): DecisionNode | undefined {
    const [ofLeft, ofRight] = [this.#apart.get(left), this.#apart.get(right)];
    if (ofLeft === undefined || ofRight === undefined) return undefined;
    const [list, other] = ofLeft.length <= ofRight.length ? [ofLeft, right] : [ofRight, left];
    let newest: DecisionNode | undefined;
    for (const node of list) {
      if (this.find(node.left.slot) !== other && this.find(node.right.slot) !== other) continue;
      if (newest === undefined || compareDecisions(node, newest) < 0) newest = node;
    }
    return newest;
  }

  /** The first kind of which two sets together would have more keys than one customer may have. */
  beyond(left: number, right: number, { types }: IdentityRules): number | undefined {
    for (const [rank, { limit }] of types.entries()) {
      if (limit === null) continue;
      const [ofLeft, ofRight] = [this.#count(left, rank), this.#count(right, rank)];
      // Decisions pass limits: a set that has too many already may still take what adds none.
      if (ofLeft > 0 && ofRight > 0 && ofLeft + ofRight > limit) return rank;
    }
    return undefined;
  }

  /** Makes a customer of each set and tells its keys. */
  settle(): void {
    const members = new Map<number, KeyNode[]>();
    for (const [slot, key] of this.#keys.entries()) {
      const root = this.find(slot);
      const known = members.get(root);
      if (known === undefined) members.set(root, [key]);
      else known.push(key);
    }
    for (const keys of members.values()) {
      const customer = customerOf(keys);
      for (const key of keys) key.customer = customer;
    }
  }

  #count(set: number, rank: number): number {
    return inside(this.#counts[set * this.#kinds + rank]);
  }
}

/** The customer of keys, in order of their strength. */
export function customerOf(keys: readonly KeyNode[]): Customer {
  const members = keys.toSorted(compareStrength);
  return { members, id: at(members, 0) };
}
