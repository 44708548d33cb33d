import { isDeepStrictEqual } from "node:util";
import { Identities } from "../../engine/identity/identities.ts";
import type { Decision, IdentityRules, Key, LinkFact, Ownership, RefusedLink } from "../../engine/identity/types.ts";
import {
  byRankAndText,
  identityModel,
  sameKey,
  type IdentityAnswers,
  type IdentityFacts,
  type SeenFact,
} from "./identity-model.ts";
import type { IdentityHistory } from "./random/identity.ts";

/** What is answered of one key. */
interface KeyAnswer {
  readonly owners: readonly Ownership[] | null;
  readonly members: readonly Key[] | null;
  /** At each of `asked`. */
  readonly ownerAt: readonly (Key | null)[];
}

/** Everything that is answered. */
interface Answer {
  readonly keys: readonly Key[];
  readonly refused: readonly RefusedLink[];
  readonly overruled: readonly string[];
  readonly ofKeys: readonly { readonly key: Key; readonly answer: KeyAnswer }[];
}

/** Instants at, between, before and behind those of random histories. */
const asked = [-Infinity, -1e9, -5, -1, 0, 0.5, 1, 2, 3, 5, 10, 1e9, Infinity];

const plain = ({ rank, text }: Key): Key => ({ rank, text });

function keyAnswer(answering: IdentityAnswers, key: Key): KeyAnswer {
  return {
    owners: answering.ownersOf(key)?.map(({ from, owner }) => ({ from, owner: plain(owner) })) ?? null,
    members: answering.membersOf(key)?.map(plain) ?? null,
    ownerAt: asked.map((at) => {
      const owner = answering.ownerAt(key, at);
      return owner === null ? null : plain(owner);
    }),
  };
}

function answerOf(answers: IdentityAnswers, universe: readonly Key[]): Answer {
  return {
    keys: answers.keys().map(plain).sort(byRankAndText),
    refused: answers.refused().map(({ stronger, weaker, times, refusal }) => ({
      stronger: plain(stronger),
      weaker: plain(weaker),
      times: [...times],
      refusal: refusal.reason === "shared" ? { reason: "shared", key: plain(refusal.key) } : { ...refusal },
    })),
    overruled: [...answers.overruled()],
    ofKeys: universe.map((key) => ({ key, answer: keyAnswer(answers, key) })),
  };
}

/** How often what matters happened, so that a test can say that it did. */
export class IdentityTally {
  settlements = 0;
  /** Settlements that left a key as it was which had customers, members or owners to lose. */
  untouched = 0;
  readonly refused = { limit: 0, shared: 0, decision: 0, "same-type": 0 };
  overruled = 0;
  /** Anonymous keys that change hands. */
  handed = 0;
  gone = 0;

  count({ refused, overruled, ofKeys }: Answer): void {
    this.settlements++;
    for (const { refusal } of refused) this.refused[refusal.reason]++;
    this.overruled += overruled.length;
    this.handed += ofKeys.filter(({ answer }) => (answer.owners?.length ?? 0) > 1).length;
  }
}

/** Facts as they are, and identities that are told of them. */
export class IdentityCourse {
  readonly seen: SeenFact[] = [];
  readonly links: LinkFact[] = [];
  readonly decisions: Decision[] = [];
  readonly identities: Identities;

  constructor(rules: IdentityRules) {
    this.identities = new Identities(rules);
  }

  take(step: IdentityHistory["steps"][number]): void {
    switch (step.does) {
      case "see":
        this.seen.push(step.fact);
        this.identities.see(step.fact.key, step.fact.at);
        break;
      case "unsee":
        this.seen.splice(
          this.seen.findIndex((one) => isDeepStrictEqual(one, step.fact)),
          1,
        );
        this.identities.unsee(step.fact.key, step.fact.at);
        break;
      case "link":
        this.links.push(step.fact);
        this.identities.link(step.fact);
        break;
      case "unlink":
        this.links.splice(
          this.links.findIndex((one) => isDeepStrictEqual(one, step.fact)),
          1,
        );
        this.identities.unlink(step.fact);
        break;
      case "decide":
        this.decisions.push(step.decision);
        this.identities.decide(step.decision);
        break;
      case "retract":
        this.decisions.splice(
          this.decisions.findIndex(({ id }) => id === step.id),
          1,
        );
        this.identities.retract(step.id);
        break;
      case "settle":
        break;
    }
  }
}

/** Every key that a history names. */
function universeOf({ steps }: IdentityHistory): Key[] {
  const universe: Key[] = [];
  const add = (key: Key): void => {
    if (!universe.some((one) => sameKey(one, key))) universe.push(key);
  };
  for (const step of steps) {
    if (step.does === "see") add(step.fact.key);
    if (step.does === "link") [step.fact.stronger, step.fact.weaker].forEach(add);
    if (step.does === "decide") [step.decision.left, step.decision.right].forEach(add);
  }
  return universe;
}

/** The same facts told to others, backwards and kind by kind. */
function toldAfresh(rules: IdentityRules, { seen, links, decisions }: IdentityFacts): Identities {
  const fresh = new Identities(rules);
  for (const decision of decisions.toReversed()) fresh.decide(decision);
  for (const link of links.toReversed()) fresh.link(link);
  for (const { key, at } of seen.toReversed()) fresh.see(key, at);
  fresh.settle();
  return fresh;
}

/** Where two answers part, in short. */
function parted(what: string, expected: Answer, found: Answer): string {
  const lines = [what];
  const say = (name: string, one: unknown, other: unknown): void => {
    if (!isDeepStrictEqual(one, other)) lines.push(`  ${name}: expected ${shown(one)}, found ${shown(other)}`);
  };
  say("keys", expected.keys, found.keys);
  say("refused", expected.refused, found.refused);
  say("overruled", expected.overruled, found.overruled);
  for (const [index, { key, answer }] of expected.ofKeys.entries())
    say(shown(key), answer, found.ofKeys[index]?.answer);
  return lines.join("\n");
}

/** As JSON, with infinite numbers by name and every character that may not be seen by its number. */
function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === "number" && !Number.isFinite(part) ? String(part) : part,
  );
  return String(text).replace(/[^ -~]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** What is wrong with the answers to a history, and the history; undefined where nothing is. */
export function identityDifference(history: IdentityHistory, tally = new IdentityTally()): string | undefined {
  const wrong = firstWrong(history, tally);
  return wrong === undefined
    ? undefined
    : [wrong, ...history.rules.types.map(shown), ...history.steps.map(shown)].join("\n");
}

function firstWrong(history: IdentityHistory, tally: IdentityTally): string | undefined {
  const { rules, steps } = history;
  const course = new IdentityCourse(rules);
  const { identities } = course;
  const universe = universeOf(history);
  let before = answerOf(identityModel(rules, { seen: [], links: [], decisions: [] }), universe);

  /** Whether what was settled is answered as the model does, and nothing else has changed. */
  const settled = (where: string): string | undefined => {
    const { keys, anonymous, gone } = identities.settle();
    const expected = answerOf(identityModel(rules, course), universe);
    const found = answerOf(identities, universe);
    if (!isDeepStrictEqual(expected, found)) return parted(`${where} not as the model`, expected, found);
    const touched = [...keys, ...anonymous, ...gone];
    for (const [index, { key, answer }] of found.ofKeys.entries()) {
      const was = before.ofKeys[index]?.answer;
      const known = answer.members !== null;
      const listed = (list: Iterable<Key>): boolean => [...list].some((one) => sameKey(one, key));
      if (!listed(touched)) {
        if (!isDeepStrictEqual(was, answer))
          return `${where} ${shown(key)} changed from ${shown(was)} to ${shown(answer)} and is in no list`;
        if (known) tally.untouched++;
      }
      if (listed(gone) && known) return `${where} ${shown(key)} is gone and known`;
      if (!known && was !== undefined && was.members !== null) {
        tally.gone++;
        if (!listed(gone)) return `${where} ${shown(key)} is not said to be gone`;
      }
      const isAnonymous = rules.types[key.rank]?.anonymous === true;
      if (listed(isAnonymous ? keys : anonymous)) return `${where} ${shown(key)} is in the wrong list`;
    }
    before = found;
    tally.count(found);
    return undefined;
  };

  for (const [index, step] of steps.entries()) {
    course.take(step);
    if (step.does !== "settle") continue;
    const wrong = settled(`step ${index}:`);
    if (wrong !== undefined) return wrong;
    const fresh = answerOf(toldAfresh(rules, course), universe);
    if (!isDeepStrictEqual(before, fresh)) return parted(`step ${index}: not as told afresh`, before, fresh);
  }

  // All is taken back, in the order in which it came.
  const told = { seen: [...course.seen], links: [...course.links], decisions: [...course.decisions] };
  for (const fact of told.seen) course.take({ does: "unsee", fact });
  for (const fact of told.links) course.take({ does: "unlink", fact });
  for (const { id } of told.decisions) course.take({ does: "retract", id });
  const left = settled("all taken back:");
  if (left !== undefined) return left;
  if (before.keys.length + before.refused.length + before.overruled.length > 0) return "all taken back: not nothing";
  return undefined;
}
