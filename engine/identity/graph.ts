import { compareText } from "../text/text.ts";
import { strongerKeys, type Decision, type Key, type Refusal } from "./types.ts";

/** A key with everything that is known of it. */
export class KeyNode implements Key {
  readonly rank: number;
  readonly text: string;
  readonly anonymous: boolean;
  /** Its links, to stronger keys and to weaker ones. */
  readonly links = new Set<Link>();
  readonly decisions = new Set<DecisionNode>();
  /** When records without another key named it, in order. */
  readonly alone: number[] = [];
  /** How many of its links lead to stronger keys. */
  stronger = 0;
  /** When it was first seen, as of the last settlement. */
  first = Infinity;
  /** The customer it belongs to; of an anonymous key the one that it is by itself. */
  customer: Customer;
  /** Where it stands in the lists of a union that is being made. */
  slot = 0;

  constructor({ rank, text }: Key, anonymous: boolean) {
    this.rank = rank;
    this.text = text;
    this.anonymous = anonymous;
    this.customer = { members: [this], id: this };
  }
}

/** Keys that were joined. */
export interface Customer {
  readonly members: readonly KeyNode[];
  /** The strongest: the customer's id. */
  readonly id: KeyNode;
}

/** Two keys that records name together. */
export interface Link {
  readonly stronger: KeyNode;
  readonly weaker: KeyNode;
  /** When these records happened, in order; never empty. */
  readonly times: number[];
  /** Why it joins nothing; null where it does, and of anonymous keys, where it depends on who owns them. */
  refusal: Refusal | null;
}

export interface DecisionNode {
  readonly decision: Decision;
  readonly left: KeyNode;
  readonly right: KeyNode;
  /** Whether newer ones say otherwise. */
  overruled: boolean;
}

/** Whether too many stronger keys were met with one for it to say who somebody is. */
export function isShared(key: KeyNode): boolean {
  return key.stronger > strongerKeys;
}

/** Whether a link joins customers, if nothing else forbids it; those of anonymous keys only say who uses them. */
export function joins(link: Link): boolean {
  return !link.weaker.anonymous && !isShared(link.stronger) && !isShared(link.weaker);
}

export function firstSeen(key: KeyNode): number {
  let first = key.alone[0] ?? Infinity;
  for (const { times } of key.links) first = Math.min(first, times[0] ?? Infinity);
  return first;
}

/** The stronger key first: by rank, then by when it was first seen, then by text. */
export function compareStrength(left: KeyNode, right: KeyNode): number {
  return left.rank - right.rank || order(left.first, right.first) || compareText(left.text, right.text);
}

/**
 * The order in which links are taken: by the rank of their weaker key, then of their stronger one, then as they were
 * first seen, then by the texts of the weaker and the stronger key.
 */
export function compareLinks(left: Link, right: Link): number {
  return (
    left.weaker.rank - right.weaker.rank ||
    left.stronger.rank - right.stronger.rank ||
    order(left.times[0] ?? Infinity, right.times[0] ?? Infinity) ||
    compareText(left.weaker.text, right.weaker.text) ||
    compareText(left.stronger.text, right.stronger.text)
  );
}

/** The newest decision first; of those at one instant that with the later id. */
export function compareDecisions({ decision: left }: DecisionNode, { decision: right }: DecisionNode): number {
  return right.at - left.at || compareText(right.id, left.id);
}

/** Negative, zero or positive; the difference of two infinite numbers is none. */
export function order(left: number, right: number): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Puts a number where it belongs in an ascending list. */
export function insertTime(times: number[], at: number): void {
  let index = times.length;
  while (index > 0 && (times[index - 1] ?? -Infinity) > at) index--;
  times.splice(index, 0, at);
}

/** Takes a number out of a list; false where it is not there. */
export function removeTime(times: number[], at: number): boolean {
  const index = times.indexOf(at);
  if (index < 0) return false;
  times.splice(index, 1);
  return true;
}
