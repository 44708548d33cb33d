import { NotExactError } from "../rule.ts";
import { TOO_LARGE } from "./rule-shape.ts";

const TEXT_LIMIT = 1_000_000;

/** What JSONLogic answers where a condition is unknown here. */
export type Answer = "no" | "yes" | "either";

/**
 * A piece of source, how strongly it binds (a `where`, which runs on over all else, or, and, not, a comparison), and where
 * it may be unknown.
 */
export interface Piece {
  readonly text: string;
  readonly binds: -1 | 0 | 1 | 2 | 3;
  /** The names whose being unknown may make the condition unknown, and what JSONLogic then answers. */
  readonly unknown: ReadonlyMap<string, Answer>;
  /** It is unknown wherever one of the names is. */
  readonly strict: boolean;
  /** What it is, here and in JSONLogic, where a name is unknown: of conditions that ask whether it is. */
  readonly decides?: ReadonlyMap<string, boolean>;
  /** A comparison with a bound that is written out, both included. */
  readonly bound?: { readonly subject: string; readonly from?: string; readonly to?: string };
}

/** A condition, or what it always is. */
export type Condition = Piece | boolean;

/** A comparison or anything else that binds as tightly, of values that have the names. */
export function piece(text: string, names: Iterable<string> = [], answer: Answer = "no"): Piece {
  return { text, binds: 3, unknown: new Map([...names].map((name) => [name, answer])), strict: true };
}

/** Asks whether a value that has a name is unknown, or is known. */
export function whetherUnknown(text: string, names: Iterable<string>, unknown: boolean): Piece {
  return {
    ...piece(`${text} is ${unknown ? "unknown" : "known"}`),
    decides: new Map([...names].map((name) => [name, unknown])),
  };
}

/** Several conditions by one word; what is always so or never so is worked out. */
export function joined(word: "and" | "or", conditions: readonly Condition[]): Condition {
  const ends = word === "or";
  if (conditions.includes(ends)) return ends;
  const own = conditions.filter((one): one is Piece => typeof one !== "boolean");
  const parts = word === "and" ? withRanges(own) : own;
  const [first] = parts;
  if (first === undefined) return !ends;
  if (parts.length === 1) return first;
  // What stands in several places of the text, such as the condition of an `if`, may double it again and again.
  if (parts.reduce((sum, { text }) => sum + text.length, 0) > TEXT_LIMIT) throw new NotExactError(TOO_LARGE);
  const binds = word === "and" ? 1 : 0;
  const decided = new Set(
    parts.flatMap(({ decides }) => [...(decides ?? [])].flatMap(([name, value]) => (value === ends ? [name] : []))),
  );
  const names = new Set(parts.flatMap(({ unknown }) => [...unknown.keys()]).filter((name) => !decided.has(name)));
  return {
    text: parts.map((part) => (part.binds >= binds ? part.text : `(${part.text})`)).join(` ${word} `),
    binds,
    unknown: new Map([...names].map((name) => [name, together(name, parts, ends ? "yes" : "no")])),
    decides: new Map([...decided].map((name) => [name, ends])),
    strict:
      decided.size === 0 &&
      names.size <= 1 &&
      parts.every(({ strict, unknown }) => strict && unknown.size === names.size),
  };
}

/** What JSONLogic answers where a name is unknown: an answer that decides, of a part that asks of that name alone, decides. */
function together(name: string, parts: readonly Piece[], deciding: Answer): Answer {
  const asking = parts.filter(({ unknown }) => unknown.has(name));
  const answers = new Set(asking.map(({ unknown }) => unknown.get(name) ?? "either"));
  if (asking.some(({ strict, unknown }) => strict && unknown.size === 1 && unknown.get(name) === deciding))
    return deciding;
  const [only = "either"] = answers;
  return answers.size === 1 ? only : "either";
}

/** Neighbours that bound the same value from below and from above are one range. */
function withRanges(parts: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const part of parts) {
    const before = result.at(-1);
    const range = before === undefined ? undefined : rangeOf(before, part);
    if (range === undefined) result.push(part);
    else result.splice(-1, 1, range);
  }
  return result;
}

function rangeOf(one: Piece, other: Piece): Piece | undefined {
  if (one.bound === undefined || other.bound === undefined || one.bound.subject !== other.bound.subject)
    return undefined;
  const [from, to] = [one.bound.from ?? other.bound.from, one.bound.to ?? other.bound.to];
  const sides = [one.bound, other.bound].filter((bound) => bound.from !== undefined).length;
  if (from === undefined || to === undefined || sides !== 1) return undefined;
  const names = [...one.unknown.keys()];
  return {
    text: `${one.bound.subject} from ${from} to ${to}`,
    binds: 3,
    unknown: new Map(names.map((name) => [name, together(name, [one, other], "no")])),
    strict: true,
  };
}

const contrary: Readonly<Record<Answer, Answer>> = { no: "yes", yes: "no", either: "either" };

/** The contrary: unknown where the condition is, while JSONLogic turns its own answer. */
export function negated(condition: Condition): Condition {
  if (typeof condition === "boolean") return !condition;
  return {
    text: `not ${condition.binds === 3 ? condition.text : `(${condition.text})`}`,
    binds: 2,
    unknown: new Map([...condition.unknown].map(([name, answer]) => [name, contrary[answer]])),
    strict: condition.strict,
    ...(condition.decides !== undefined && {
      decides: new Map([...condition.decides].map(([name, value]) => [name, !value])),
    }),
  };
}

/** A condition that is never unknown where JSONLogic has one answer for what is unknown here. */
export function settled(condition: Condition): Condition {
  if (typeof condition === "boolean" || condition.unknown.size === 0) return condition;
  const [answer = "either", other] = new Set(condition.unknown.values());
  if (other !== undefined || answer === "either") return condition;
  const inner = /^[\p{ID_Continue}`]+$/u.test(condition.text) ? condition.text : `(${condition.text})`;
  return { text: `(${inner} if unknown ${answer})`, binds: 3, unknown: new Map(), strict: true };
}
