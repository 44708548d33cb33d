/** One kind of key, such as a phone number. Its rank is its place in the rules; 0 is the strongest. */
export interface KeyType {
  readonly name: string;
  /** How many keys of this kind one customer may have; null for any number. */
  readonly limit: number | null;
  /** Names whatever uses it at the moment, such as a browser: never joins two customers. Stands behind all others. */
  readonly anonymous: boolean;
}

/** Which kinds of keys there are, strongest first. */
export interface IdentityRules {
  readonly types: readonly KeyType[];
}

/** An identifier of a kind, normalised. */
export interface Key {
  readonly rank: number;
  readonly text: string;
}

/** A record that names both keys: the strongest of the record and one of the others. */
export interface LinkFact {
  readonly stronger: Key;
  readonly weaker: Key;
  /** When the record happened, in milliseconds since 1970 (UTC); `beginning` for one without a time. */
  readonly at: number;
}

/** What a person decided of two keys. */
export interface Decision {
  readonly id: string;
  readonly same: boolean;
  readonly left: Key;
  readonly right: Key;
  /** When it was decided, in milliseconds since 1970 (UTC). */
  readonly at: number;
}

/** Why a link does not count. */
export type Refusal =
  /** Together they would have more keys of this kind than one customer may have. */
  | { readonly reason: "limit"; readonly rank: number }
  /** One of its keys was met with more than `strongerKeys` stronger ones: many people share it. */
  | { readonly reason: "shared"; readonly key: Key }
  /** It was decided otherwise. */
  | { readonly reason: "decision"; readonly decision: string }
  /** Anonymous keys of one kind say nothing of each other. */
  | { readonly reason: "same-type" };

/** One step of a chain from key to key, and what says that they belong together. */
export interface Step {
  readonly from: Key;
  readonly to: Key;
  /** When the records were that name both, in milliseconds since 1970 (UTC), or the id of a decision. */
  readonly by: { readonly times: readonly number[] } | { readonly decision: string };
}

/** A link that does not count. */
export interface RefusedLink {
  readonly stronger: Key;
  readonly weaker: Key;
  /** When the records that say so happened, in milliseconds since 1970 (UTC). */
  readonly times: readonly number[];
  readonly refusal: Refusal;
}

/** Before every instant: when what has no time happened. */
export const beginning = -Infinity;

/** From which instant on an anonymous key belongs to whom; the first is from `beginning` on. */
export interface Ownership {
  readonly from: number;
  /** The customer's id, or that of the anonymous key that nobody was met with. */
  readonly owner: Key;
}

/** A key met with more stronger keys than this is shared by many people, such as a call centre's phone. */
export const strongerKeys = 20;
