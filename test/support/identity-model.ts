import {
  beginning,
  strongerKeys,
  type Decision,
  type IdentityRules,
  type Key,
  type LinkFact,
  type Ownership,
  type RefusedLink,
  type Refusal,
} from "../../engine/identity/types.ts";

// docs/identity.md once more, by loops over lists and nothing else: slow, and written from the sentences alone, so that
// what engine/identity answers can be held against it. The marks [I1] and so on are the page's.

/** A record that names one key alone. */
export interface SeenFact {
  readonly key: Key;
  readonly at: number;
}

/** What is there now; in any order, records as often as they came. */
export interface IdentityFacts {
  readonly seen: readonly SeenFact[];
  readonly links: readonly LinkFact[];
  readonly decisions: readonly Decision[];
}

/** Who is whom: what engine/identity answers once it is settled. */
export interface IdentityAnswers {
  keys(): readonly Key[];
  refused(): readonly RefusedLink[];
  overruled(): readonly string[];
  ownersOf(key: Key): readonly Ownership[] | null;
  ownerAt(key: Key, at: number): Key | null;
  membersOf(key: Key): readonly Key[] | null;
}

/** A link, with all the records that say so: their times ascend. */
interface Link {
  readonly stronger: Key;
  readonly weaker: Key;
  readonly times: readonly number[];
}

/** Two keys that a decision keeps apart. */
interface Apart {
  readonly left: Key;
  readonly right: Key;
  readonly decision: string;
}

export function sameKey(left: Key, right: Key): boolean {
  return left.rank === right.rank && left.text === right.text;
}

/** Whether a key stands in a list. */
function has(keys: readonly Key[], key: Key): boolean {
  return keys.some((one) => sameKey(one, key));
}

/** By the numbers of the characters, not by the halves in which JavaScript keeps those beyond U+FFFF. */
export function byCodePoints(left: string, right: string): number {
  const lefts = Array.from(left, (character) => character.codePointAt(0) ?? 0);
  const rights = Array.from(right, (character) => character.codePointAt(0) ?? 0);
  for (const [place, one] of lefts.entries()) {
    const other = rights[place];
    if (other === undefined) return 1;
    if (one !== other) return one < other ? -1 : 1;
  }
  return lefts.length === rights.length ? 0 : -1;
}

/** Numbers of which each may be infinite. */
function byNumber(left: number, right: number): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

/** By rank, then by text: [I13], [I14]. */
export function byRankAndText(left: Key, right: Key): number {
  return byNumber(left.rank, right.rank) || byCodePoints(left.text, right.text);
}

/** [I6]: the newest first; of two at one instant the one whose id is later. */
function newestFirst(decisions: readonly Decision[]): Decision[] {
  return [...decisions].sort((left, right) => byNumber(right.at, left.at) || byCodePoints(right.id, left.id));
}

export function identityModel(rules: IdentityRules, facts: IdentityFacts): IdentityAnswers {
  const isAnonymous = ({ rank }: Key): boolean => rules.types[rank]?.anonymous === true;
  const limitOf = (rank: number): number => rules.types[rank]?.limit ?? Infinity;

  // Which keys there are: those that a record or a decision names.
  const keys: Key[] = [];
  const named = [
    ...facts.seen.map(({ key }) => key),
    ...facts.links.flatMap(({ stronger, weaker }) => [stronger, weaker]),
    ...facts.decisions.flatMap(({ left, right }) => [left, right]),
  ];
  for (const key of named) if (!has(keys, key)) keys.push(key);

  // [I4], of a key. One that no record names was never seen.
  const firstSeen = (key: Key): number => {
    let first = Infinity;
    for (const one of facts.seen) if (sameKey(one.key, key)) first = Math.min(first, one.at);
    for (const one of facts.links)
      if (sameKey(one.stronger, key) || sameKey(one.weaker, key)) first = Math.min(first, one.at);
    return first;
  };

  // Links, in the order of [I7]; a link is first seen at its earliest time ([I4]).
  const links: Link[] = [];
  for (const { stronger, weaker } of facts.links) {
    if (links.some((link) => sameKey(link.stronger, stronger) && sameKey(link.weaker, weaker))) continue;
    const records = facts.links.filter((one) => sameKey(one.stronger, stronger) && sameKey(one.weaker, weaker));
    links.push({ stronger, weaker, times: records.map(({ at }) => at).sort(byNumber) });
  }
  links.sort(
    (left, right) =>
      byNumber(left.weaker.rank, right.weaker.rank) ||
      byNumber(left.stronger.rank, right.stronger.rank) ||
      byNumber(left.times[0] ?? Infinity, right.times[0] ?? Infinity) ||
      byCodePoints(left.weaker.text, right.weaker.text) ||
      byCodePoints(left.stronger.text, right.stronger.text),
  );

  // [I5]
  const shared = keys.filter((key) => links.filter(({ weaker }) => sameKey(weaker, key)).length > strongerKeys);
  const sharedOf = ({ stronger, weaker }: Link): Refusal | null => {
    if (has(shared, weaker)) return { reason: "shared", key: weaker };
    return has(shared, stronger) ? { reason: "shared", key: stronger } : null;
  };

  // Customers as lists of their keys, which grow together.
  let customers: Key[][] = keys.filter((key) => !isAnonymous(key)).map((key) => [key]);
  const customerOf = (key: Key): readonly Key[] => customers.find((customer) => has(customer, key)) ?? [];
  const join = (left: Key, right: Key): void => {
    const [one, other] = [customerOf(left), customerOf(right)];
    if (one === other) return;
    customers = [...customers.filter((customer) => customer !== one && customer !== other), [...one, ...other]];
  };

  // [I6], of keys that are not anonymous. `aparts` stands newest first.
  const overruled: string[] = [];
  const aparts: Apart[] = [];
  const apartOf = (left: Key, right: Key): Apart | undefined => {
    const [one, other] = [customerOf(left), customerOf(right)];
    return aparts.find(
      (apart) => (has(one, apart.left) && has(other, apart.right)) || (has(one, apart.right) && has(other, apart.left)),
    );
  };
  for (const { id, same, left, right } of newestFirst(facts.decisions)) {
    if (isAnonymous(left) || isAnonymous(right)) continue;
    if (same && apartOf(left, right) === undefined) join(left, right);
    else if (!same && customerOf(left) !== customerOf(right)) aparts.push({ left, right, decision: id });
    else overruled.push(id);
  }

  // [I7], [I8], [I9]
  const refused: RefusedLink[] = [];
  const limitBetween = (left: Key, right: Key): Refusal | null => {
    const [one, other] = [customerOf(left), customerOf(right)];
    if (one === other) return null;
    for (const [rank] of rules.types.entries()) {
      const ofOne = one.filter((key) => key.rank === rank).length;
      const ofOther = other.filter((key) => key.rank === rank).length;
      if (ofOne > 0 && ofOther > 0 && ofOne + ofOther > limitOf(rank)) return { reason: "limit", rank };
    }
    return null;
  };
  for (const link of links) {
    if (isAnonymous(link.weaker)) continue;
    const apart = apartOf(link.stronger, link.weaker);
    const refusal: Refusal | null =
      sharedOf(link) ??
      (apart === undefined
        ? limitBetween(link.stronger, link.weaker)
        : { reason: "decision", decision: apart.decision });
    if (refusal === null) join(link.stronger, link.weaker);
    else refused.push({ ...link, refusal });
  }

  // [I10]
  const strongestFirst = (customer: readonly Key[]): Key[] =>
    [...customer].sort(
      (left, right) =>
        byNumber(left.rank, right.rank) ||
        byNumber(firstSeen(left), firstSeen(right)) ||
        byCodePoints(left.text, right.text),
    );

  // Whose key a key is, as far as [I12] and [I13] are concerned: an anonymous one stands for itself.
  const standsFor = (key: Key): Key => (isAnonymous(key) ? key : (strongestFirst(customerOf(key))[0] ?? key));

  // [I13]: to whom each anonymous key is given, and from whom it is kept.
  const given: { readonly key: Key; readonly to: Key }[] = [];
  const kept: { readonly key: Key; readonly from: Key; readonly decision: string }[] = [];
  const givenTo = (key: Key): Key | undefined => given.find((one) => sameKey(one.key, key))?.to;
  for (const { id, same, left, right } of newestFirst(facts.decisions)) {
    if (!isAnonymous(left) && !isAnonymous(right)) continue;
    const [stronger, key] = byRankAndText(left, right) < 0 ? [left, right] : [right, left];
    const other = standsFor(stronger);
    const to = givenTo(key);
    const keptFromOther = kept.some((one) => sameKey(one.key, key) && sameKey(one.from, other));
    if (same && ((to !== undefined && !sameKey(to, other)) || keptFromOther)) overruled.push(id);
    else if (!same && to !== undefined && sameKey(to, other)) overruled.push(id);
    else if (same) given.push({ key, to: other });
    else kept.push({ key, from: other, decision: id });
  }

  // [I11], [I5], [I13], then [I12]: whoever has places fills them in the order of [I7].
  const places: { readonly of: Key; readonly key: Key }[] = [];
  const meetings: Link[] = [];
  for (const link of links) {
    const { stronger, weaker } = link;
    if (!isAnonymous(weaker)) continue;
    const of = standsFor(stronger);
    const keptApart = kept.find((one) => sameKey(one.key, weaker) && sameKey(one.from, of));
    let refusal: Refusal | null =
      stronger.rank === weaker.rank
        ? { reason: "same-type" }
        : (sharedOf(link) ?? (keptApart === undefined ? null : { reason: "decision", decision: keptApart.decision }));
    if (refusal === null && givenTo(weaker) === undefined) {
      const taken = places.filter((place) => sameKey(place.of, of) && place.key.rank === weaker.rank);
      const hasOne = taken.some((place) => sameKey(place.key, weaker));
      if (!hasOne && taken.length >= limitOf(weaker.rank)) refusal = { reason: "limit", rank: weaker.rank };
      else if (!hasOne) places.push({ of, key: weaker });
    }
    if (refusal === null) meetings.push(link);
    else refused.push({ ...link, refusal });
  }

  // [I14]
  const ownerAt = (key: Key, at: number): Key => {
    if (!isAnonymous(key)) return standsFor(key);
    const to = givenTo(key);
    if (to !== undefined) return ownerAt(to, at);
    const met = meetings
      .filter(({ weaker }) => sameKey(weaker, key))
      .flatMap(({ stronger, times }) => times.map((time) => ({ stronger, time })));
    if (met.length === 0) return key;
    const before = met.filter(({ time }) => time <= at);
    const decisive =
      before.length > 0 ? Math.max(...before.map(({ time }) => time)) : Math.min(...met.map(({ time }) => time));
    const [strongest] = met
      .filter(({ time }) => time === decisive)
      .map(({ stronger }) => stronger)
      .sort(byRankAndText);
    return strongest === undefined ? key : ownerAt(strongest, at);
  };

  // Owners change where a record happened and nowhere else.
  const ownersOf = (key: Key): Ownership[] => {
    const owners: Ownership[] = [];
    const instants = [beginning, ...facts.links.map(({ at }) => at)].sort(byNumber);
    for (const from of isAnonymous(key) ? instants : [beginning]) {
      const owner = ownerAt(key, from);
      const last = owners.at(-1);
      if (last === undefined || !sameKey(last.owner, owner)) owners.push({ from, owner });
    }
    return owners;
  };

  return {
    keys: () => keys,
    refused: () => refused,
    overruled: () => overruled.toSorted(byCodePoints),
    ownersOf: (key) => (has(keys, key) ? ownersOf(key) : null),
    ownerAt: (key, at) => (has(keys, key) ? ownerAt(key, at) : null),
    membersOf: (key) => {
      if (!has(keys, key)) return null;
      return isAnonymous(key) ? [key] : strongestFirst(customerOf(key));
    },
  };
}
