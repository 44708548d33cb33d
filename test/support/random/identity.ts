import fc from "fast-check";
import {
  beginning,
  type Decision,
  type IdentityRules,
  type Key,
  type LinkFact,
} from "../../../engine/identity/types.ts";
import { sameKey, type SeenFact } from "../identity-model.ts";

/** What happens to identities, one after the other. Nothing is taken back that is not there. */
export type IdentityStep =
  | { readonly does: "see" | "unsee"; readonly fact: SeenFact }
  | { readonly does: "link" | "unlink"; readonly fact: LinkFact }
  | { readonly does: "decide"; readonly decision: Decision }
  | { readonly does: "retract"; readonly id: string }
  | { readonly does: "settle" };

export interface IdentityHistory {
  readonly rules: IdentityRules;
  readonly steps: readonly IdentityStep[];
}

/**
 * Texts of few keys. Some stand elsewhere by UTF-16 than by code points (`😀` is U+1F600, behind U+E000 and U+FFFD, yet
 * begins with U+D83D), some look like parts of other keys.
 */
const awkward = ["\u{1F600}", "\uE000", "\uFFFD", "a\u{10000}", "a\uFFFD"];
const texts = ["a", "b", "", "1 a", "1:a", "a\u0000b", "10", ...awkward];
const ids = ["d1", "d2", "d10", "\u{1F600}", "\uE000", "d\uFFFD", "d\u{10000}", "d3", "d4"];
const times = [beginning, -5, 0, 1, 2, 3, 10];

/** Of one kind at most, so that one key can be met with more than twenty of them. */
const crowdTexts = Array.from({ length: 26 }, (_, index) => `c${index}`);

/** A key by its places among the kinds and the texts of a history. */
interface Place {
  readonly rank: number;
  readonly text: number;
}

/** A step of which it is not yet known what is there when it is taken. `pick` chooses among what is. */
type Draft =
  | { readonly draft: "see"; readonly key: Place; readonly at: number }
  | { readonly draft: "link"; readonly one: Place; readonly other: Place; readonly at: number }
  | { readonly draft: "unsee" | "unlink" | "retract"; readonly pick: number }
  | { readonly draft: "again"; readonly pick: number; readonly at: number }
  | { readonly draft: "decide"; readonly decision: DraftDecision }
  | {
      readonly draft: "crowd";
      readonly weaker: Place;
      readonly rank: number;
      readonly size: number;
      readonly at: number;
    }
  | {
      readonly draft: "one more";
      readonly pick: number;
      readonly rank: number;
      readonly text: number;
      readonly at: number;
    }
  | { readonly draft: "disperse"; readonly pick: number; readonly size: number }
  | { readonly draft: "settle" };

interface DraftDecision {
  readonly id: number;
  readonly same: boolean;
  readonly left: Place;
  readonly right: Place;
  readonly at: number;
}

const time = fc.constantFrom(...times);
const pick = fc.nat(1000);
const place: fc.Arbitrary<Place> = fc.record({ rank: fc.nat(4), text: fc.nat(3) });
const draft = <const Name extends Draft["draft"]>(name: Name): { readonly draft: fc.Arbitrary<Name> } => ({
  draft: fc.constant(name),
});

const see = fc.record({ ...draft("see"), key: place, at: time });
const link = fc.record({ ...draft("link"), one: place, other: place, at: time });
const again = fc.record({ ...draft("again"), pick, at: time });
const unsee = fc.record({ ...draft("unsee"), pick });
const unlink = fc.record({ ...draft("unlink"), pick });
const retract = fc.record({ ...draft("retract"), pick });
const settle = fc.record(draft("settle"));
const decide = fc.record({
  ...draft("decide"),
  decision: fc.record({
    id: fc.nat(ids.length - 1),
    same: fc.boolean(),
    left: place,
    right: place,
    at: fc.constantFrom(0, 1, 2, 3),
  }),
});
const crowd = fc.record({
  ...draft("crowd"),
  weaker: place,
  rank: fc.nat(4),
  size: fc.constantFrom(19, 20, 20, 21, 21, 22, 26),
  at: time,
});
const oneMore = fc.record({ ...draft("one more"), pick, rank: fc.nat(4), text: fc.nat(25), at: time });
const disperse = fc.record({ ...draft("disperse"), pick, size: fc.constantFrom(1, 2, 4, 26) });

/** Few keys, met and told apart again. */
const small: fc.Arbitrary<Draft[]> = fc.array(
  fc.oneof<fc.WeightedArbitrary<Draft>[]>(
    { weight: 8, arbitrary: link },
    { weight: 2, arbitrary: again },
    { weight: 2, arbitrary: see },
    { weight: 1, arbitrary: unsee },
    { weight: 3, arbitrary: unlink },
    { weight: 4, arbitrary: decide },
    { weight: 3, arbitrary: retract },
    { weight: 4, arbitrary: settle },
  ),
  { minLength: 1, maxLength: 40, size: "max" },
);

/** One key met with many, about as many as make it shared. */
const crowded: fc.Arbitrary<Draft[]> = fc.array(
  fc.oneof<fc.WeightedArbitrary<Draft>[]>(
    { weight: 4, arbitrary: crowd },
    { weight: 4, arbitrary: oneMore },
    { weight: 3, arbitrary: disperse },
    { weight: 4, arbitrary: link },
    { weight: 1, arbitrary: again },
    { weight: 4, arbitrary: unlink },
    { weight: 2, arbitrary: decide },
    { weight: 3, arbitrary: retract },
    { weight: 5, arbitrary: settle },
  ),
  { minLength: 1, maxLength: 20, size: "max" },
);

const rules: fc.Arbitrary<IdentityRules> = fc
  .record({
    limits: fc.array(fc.constantFrom(null, 1, 2, 3), { minLength: 2, maxLength: 5, size: "max" }),
    anonymous: fc.constantFrom(0, 1, 1, 2, 2),
  })
  .map(({ limits, anonymous }) => ({
    types: limits.map((limit, rank) => ({ name: `k${rank}`, limit, anonymous: rank >= limits.length - anonymous })),
  }));

/** Histories that end settled. */
export const identityHistory: fc.Arbitrary<IdentityHistory> = fc
  .record({
    rules,
    texts: fc.oneof(
      fc.shuffledSubarray(texts, { minLength: 2, maxLength: 4 }),
      fc.shuffledSubarray(awkward, { minLength: 2, maxLength: 4 }),
    ),
    drafts: fc.oneof({ weight: 6, arbitrary: small }, { weight: 1, arbitrary: crowded }),
  })
  .map(({ rules, texts, drafts }) => ({ rules, steps: stepsOf(rules, texts, drafts) }));

/** The item that a number chooses; undefined of none. */
function chosen<Item>(items: readonly Item[], pick: number): Item | undefined {
  return items[pick % items.length];
}

/** What drafts come to; one for which nothing is there comes to nothing. */
function stepsOf(rules: IdentityRules, texts: readonly string[], drafts: readonly Draft[]): IdentityStep[] {
  const steps: IdentityStep[] = [];
  const seen: SeenFact[] = [];
  const links: LinkFact[] = [];
  const decided: string[] = [];
  const rankOf = (rank: number): number => rank % rules.types.length;
  const keyOf = ({ rank, text }: Place): Key => ({ rank: rankOf(rank), text: chosen(texts, text) ?? "" });
  const linkBetween = (one: Key, other: Key, at: number): void => {
    if (sameKey(one, other)) return;
    const fact = one.rank <= other.rank ? { stronger: one, weaker: other, at } : { stronger: other, weaker: one, at };
    links.push(fact);
    steps.push({ does: "link", fact });
  };
  const unlink = (fact: LinkFact): void => {
    links.splice(links.indexOf(fact), 1);
    steps.push({ does: "unlink", fact });
  };
  for (const draft of drafts) {
    switch (draft.draft) {
      case "see": {
        const fact = { key: keyOf(draft.key), at: draft.at };
        seen.push(fact);
        steps.push({ does: "see", fact });
        break;
      }
      case "unsee": {
        const fact = chosen(seen, draft.pick);
        if (fact === undefined) break;
        seen.splice(seen.indexOf(fact), 1);
        steps.push({ does: "unsee", fact });
        break;
      }
      case "link":
        linkBetween(keyOf(draft.one), keyOf(draft.other), draft.at);
        break;
      case "again": {
        const fact = chosen(links, draft.pick);
        if (fact !== undefined) linkBetween(fact.stronger, fact.weaker, draft.at);
        break;
      }
      case "unlink": {
        const fact = chosen(links, draft.pick);
        if (fact !== undefined) unlink(fact);
        break;
      }
      case "crowd": {
        const weaker = keyOf(draft.weaker);
        const rank = draft.rank % (weaker.rank + 1);
        for (const text of crowdTexts.slice(0, draft.size)) linkBetween({ rank, text }, weaker, draft.at);
        break;
      }
      case "one more": {
        const weaker = chosen(links, draft.pick)?.weaker;
        if (weaker === undefined) break;
        const text = chosen(crowdTexts, draft.text) ?? "";
        linkBetween({ rank: draft.rank % (weaker.rank + 1), text }, weaker, draft.at);
        break;
      }
      case "disperse": {
        const weaker = chosen(links, draft.pick)?.weaker;
        if (weaker === undefined) break;
        for (const fact of links.filter((one) => sameKey(one.weaker, weaker)).slice(0, draft.size)) unlink(fact);
        break;
      }
      case "decide": {
        const { same, at, ...places } = draft.decision;
        const [left, right] = [keyOf(places.left), keyOf(places.right)];
        const id = chosen(
          ids.filter((one) => !decided.includes(one)),
          places.id,
        );
        if (sameKey(left, right) || id === undefined) break;
        decided.push(id);
        steps.push({ does: "decide", decision: { id, same, left, right, at } });
        break;
      }
      case "retract": {
        const id = chosen(decided, draft.pick);
        if (id === undefined) break;
        decided.splice(decided.indexOf(id), 1);
        steps.push({ does: "retract", id });
        break;
      }
      case "settle":
        steps.push({ does: "settle" });
        break;
    }
  }
  return [...steps, { does: "settle" }];
}
