import { compareText } from "../text/text.ts";
import {
  compareDecisions,
  inOrder,
  isShared,
  order,
  type Customer,
  type DecisionNode,
  type KeyNode,
  type Link,
} from "./graph.ts";
import { beginning, type IdentityRules, type Refusal } from "./types.ts";

/** From which instant on an anonymous key belongs to a key, and the link or decision by which. */
export interface Hold {
  readonly from: number;
  readonly owner: KeyNode;
  readonly by: Link | Decided | null;
}

interface Decided {
  /** The key that this one belongs to at all times, as somebody decided. */
  readonly to: KeyNode;
  readonly node: DecisionNode;
}

/** What was decided of an anonymous key. */
interface Decisions {
  readonly decided: Decided | null;
  /** Those that keep it from a key's customer. */
  readonly apart: readonly { readonly from: KeyNode; readonly node: DecisionNode }[];
}

/** The key of the two that a decision says something of: an anonymous one, of two such the weaker. */
export function follower({ left, right }: DecisionNode): KeyNode | null {
  if (!left.anonymous) return right.anonymous ? right : null;
  if (!right.anonymous) return left;
  return left.rank > right.rank || (left.rank === right.rank && compareText(left.text, right.text) > 0) ? left : right;
}

/**
 * To whom anonymous keys belong, worked out when asked and kept until the next settlement. What a key belongs to is always
 * stronger than it or, by decision only, as strong and earlier in the order of texts: there is no going in circles.
 */
export class Owners {
  readonly #rules: IdentityRules;
  #holds = new Map<KeyNode, readonly Hold[]>();
  #places = new Map<Customer, Map<number, ReadonlySet<KeyNode>>>();

  constructor(rules: IdentityRules) {
    this.#rules = rules;
  }

  /** Forgets what was worked out. */
  reset(): void {
    this.#holds = new Map();
    this.#places = new Map();
  }

  /** To whom a key belongs from when on: in order of time, the first from the beginning, neighbours differ. */
  of(key: KeyNode): readonly Hold[] {
    const known = this.#holds.get(key);
    if (known !== undefined) return known;
    const found = this.#workOut(key);
    this.#holds.set(key, found);
    return found;
  }

  /** Why the link of an anonymous key does not count, or null. */
  refusal(link: Link, decisions = this.decisions(link.weaker)): Refusal | null {
    const { stronger, weaker } = link;
    if (stronger.rank === weaker.rank) return { reason: "same-type" };
    if (isShared(weaker)) return { reason: "shared", key: weaker };
    if (isShared(stronger)) return { reason: "shared", key: stronger };
    const apart = decisions.apart.find(({ from }) => from.customer === stronger.customer);
    if (apart !== undefined) return { reason: "decision", decision: apart.node.decision.id };
    const limit = this.#rules.types[weaker.rank]?.limit ?? null;
    if (limit === null || decisions.decided !== null || this.#withPlaces(stronger, weaker.rank, limit).has(weaker))
      return null;
    return { reason: "limit", rank: weaker.rank };
  }

  /** What was decided of an anonymous key: of what contradicts each other the newest holds. */
  decisions(key: KeyNode): Decisions {
    if (key.decisions.length === 0) return nothingDecided;
    let decided: Decided | null = null;
    const apart: Decisions["apart"][number][] = [];
    for (const node of key.decisions.toSorted(compareDecisions)) {
      if (follower(node) !== key) continue;
      const other = node.left === key ? node.right : node.left;
      if (node.decision.same) {
        node.overruled =
          (decided !== null && decided.to.customer !== other.customer) ||
          apart.some(({ from }) => from.customer === other.customer);
        if (!node.overruled) decided ??= { to: other, node };
      } else {
        node.overruled = decided !== null && decided.to.customer === other.customer;
        if (!node.overruled) apart.push({ from: other, node });
      }
    }
    return { decided, apart };
  }

  #workOut(key: KeyNode): readonly Hold[] {
    const decisions = this.decisions(key);
    const { decided } = decisions;
    if (decided !== null) {
      if (!decided.to.anonymous) return [{ from: beginning, owner: decided.to.customer.id, by: decided }];
      return this.of(decided.to).map(({ from, owner }) => ({ from, owner, by: decided }));
    }
    const met: { readonly at: number; readonly link: Link }[] = [];
    for (const link of key.links) {
      if (link.weaker !== key || this.refusal(link, decisions) !== null) continue;
      for (const at of link.times) met.push({ at, link });
    }
    if (met.length === 0) return [{ from: beginning, owner: key, by: null }];
    // Of those at one instant the strongest comes last: it holds.
    met.sort(
      (left, right) =>
        order(left.at, right.at) ||
        right.link.stronger.rank - left.link.stronger.rank ||
        compareText(right.link.stronger.text, left.link.stronger.text),
    );
    const last = met.filter(({ at }, index) => met[index + 1]?.at !== at);
    const holds: Hold[] = [];
    for (const [index, { at, link }] of last.entries()) {
      const from = index === 0 ? beginning : at;
      const to = last[index + 1]?.at ?? Infinity;
      for (const hold of this.#during(link, from, to)) {
        if (holds[holds.length - 1]?.owner !== hold.owner) holds.push(hold);
      }
    }
    return holds;
  }

  /** Whom a key belongs to from one instant until another because it was met with a stronger one. */
  #during(link: Link, from: number, to: number): readonly Hold[] {
    const { stronger } = link;
    if (!stronger.anonymous) return [{ from, owner: stronger.customer.id, by: link }];
    const holds = this.of(stronger);
    return holds.flatMap((hold, index) =>
      hold.from < to && (holds[index + 1]?.from ?? Infinity) > from
        ? [{ from: Math.max(hold.from, from), owner: hold.owner, by: link }]
        : [],
    );
  }

  /** Of the anonymous keys of a kind that were met with a customer, the first as many as one may have. */
  #withPlaces(key: KeyNode, rank: number, limit: number): ReadonlySet<KeyNode> {
    // An anonymous key is a customer of its own here.
    let ofGroup = this.#places.get(key.customer);
    if (ofGroup === undefined) this.#places.set(key.customer, (ofGroup = new Map()));
    let taken = ofGroup.get(rank);
    if (taken === undefined) ofGroup.set(rank, (taken = this.#firstMet(key.customer.members, rank, limit)));
    return taken;
  }

  #firstMet(members: readonly KeyNode[], rank: number, limit: number): ReadonlySet<KeyNode> {
    const links: Link[] = [];
    for (const member of members) {
      for (const link of member.links) {
        const { stronger, weaker } = link;
        if (stronger !== member || weaker.rank !== rank || stronger.rank === rank) continue;
        if (isShared(weaker) || isShared(stronger)) continue;
        const { decided, apart } = this.decisions(weaker);
        if (decided !== null || apart.some(({ from }) => from.customer === member.customer)) continue;
        links.push(link);
      }
    }
    const taken = new Set<KeyNode>();
    for (const { weaker } of inOrder(links)) {
      if (taken.size >= limit && !taken.has(weaker)) break;
      taken.add(weaker);
    }
    return taken;
  }
}

const nothingDecided: Decisions = { decided: null, apart: [] };
