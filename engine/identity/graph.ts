import { at, inside } from "../invariant/required.ts";
import { compareText } from "../text/text.ts";
import { strongerKeys, type Decision, type Key, type Refusal } from "./types.ts";

/** Most keys have few links and no decisions: one list for all that have none saves half of the memory. Nothing enters it. */
const none: never[] = [];

/** A key with everything that is known of it. */
export class KeyNode implements Key {
  readonly rank: number;
  readonly text: string;
  readonly anonymous: boolean;
  /** Its links, to stronger keys and to weaker ones, in no order. */
  links: Link[] = none;
  decisions: readonly DecisionNode[] = none;
  /** When records without another key named it, in order. */
  alone: number[] = none;
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
  /** Where it stands in the lists of its keys. */
  inStronger: number;
  inWeaker: number;
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

/** Links in the order of `compareLinks`: what is compared most stands side by side, not behind each link's keys. */
export function inOrder(links: readonly Link[]): readonly Link[] {
  const groups = new Map<number, Link[]>();
  for (const link of links) {
    const ranks = link.weaker.rank * 2 ** 16 + link.stronger.rank;
    const group = groups.get(ranks);
    if (group === undefined) groups.set(ranks, [link]);
    else group.push(link);
  }
  const sorted: Link[] = [];
  for (const [, group] of [...groups].sort(([left], [right]) => left - right)) {
    const firsts = Float64Array.from(group, ({ times }) => times[0] ?? Infinity);
    const places = Uint32Array.from(group, (_, place) => place);
    places.sort(
      (left, right) =>
        order(inside(firsts[left]), inside(firsts[right])) || compareLinks(at(group, left), at(group, right)),
    );
    for (const place of places) sorted.push(at(group, place));
  }
  return sorted;
}

/** The newest decision first; of those at one instant that with the later id. */
export function compareDecisions({ decision: left }: DecisionNode, { decision: right }: DecisionNode): number {
  return right.at - left.at || compareText(right.id, left.id);
}

/** Negative, zero or positive; the difference of two infinite numbers is none. */
export function order(left: number, right: number): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Puts a number where it belongs in an ascending list. @returns that list, or, in place of an empty one, a new one */
export function withTime(times: number[], at: number): number[] {
  if (times.length === 0) return [at];
  const index = times.findLastIndex((known) => known <= at) + 1;
  times.splice(index, 0, at);
  return times;
}

/** Takes a number out of a list; false where it is not there. */
export function removeTime(times: number[], at: number): boolean {
  const index = times.indexOf(at);
  if (index < 0) return false;
  times.splice(index, 1);
  return true;
}

/** The link of two keys, found with the one that has fewer. */
export function linkOf(stronger: KeyNode, weaker: KeyNode): Link | undefined {
  return stronger.links.length <= weaker.links.length
    ? stronger.links.find((link) => link.weaker === weaker)
    : weaker.links.find((link) => link.stronger === stronger);
}

/** Tells both keys of their link. */
export function attach(link: Link): void {
  link.inStronger = append(link.stronger, link);
  link.inWeaker = append(link.weaker, link);
}

/** Lets both keys forget their link, in constant time. */
export function detach(link: Link): void {
  drop(link.stronger, link.inStronger);
  drop(link.weaker, link.inWeaker);
}

function append(key: KeyNode, link: Link): number {
  const place = key.links.length;
  // A short list is made anew: one that grows keeps room for many more.
  if (place < 8) key.links = [...key.links, link];
  else key.links.push(link);
  return place;
}

function drop(key: KeyNode, place: number): void {
  const last = key.links.pop();
  if (last === undefined || place === key.links.length) return;
  key.links[place] = last;
  if (last.stronger === key) last.inStronger = place;
  else last.inWeaker = place;
}
