import type { Path } from "../form/model.ts";
import type { ConditionSpec, TermSpec } from "../spec.ts";

/** The keys that lead along a path. */
const keysOf = (path: Path): readonly string[] => (path === "" ? [] : path.split("."));

export function parentPath(path: Path): Path {
  return keysOf(path).slice(0, -1).join(".");
}

export function lastKey(path: Path): string {
  return keysOf(path).at(-1) ?? "";
}

/** The list that an item stands in and its index there; undefined for what is no item. */
export function placeInList(path: Path): { readonly list: Path; readonly index: number } | undefined {
  const key = lastKey(path);
  return /^\d+$/.test(key) ? { list: parentPath(path), index: Number(key) } : undefined;
}

/** The part of a spec at a path; undefined when there is none. */
export function partAt(whole: unknown, path: Path): unknown {
  let part = whole;
  for (const key of keysOf(path)) {
    if (typeof part !== "object" || part === null || !Object.hasOwn(part, key)) return undefined;
    part = Reflect.get(part, key);
  }
  return part;
}

/** A copy in which the part at a path is another; one that becomes undefined goes. */
export function withPart<Whole extends object>(whole: Whole, path: Path, change: (part: unknown) => unknown): Whole {
  return withKeys(whole, keysOf(path), change);
}

function withKeys<Whole extends object>(
  whole: Whole,
  keys: readonly string[],
  change: (part: unknown) => unknown,
): Whole {
  const [key, ...rest] = keys;
  if (key === undefined) return whole;
  const old: unknown = Object.hasOwn(whole, key) ? Reflect.get(whole, key) : undefined;
  const next =
    rest.length === 0 ? change(old) : typeof old === "object" && old !== null ? withKeys(old, rest, change) : old;
  const copy: Whole = Object.assign(Array.isArray(whole) ? [] : {}, whole);
  if (next === undefined) Reflect.deleteProperty(copy, key);
  else Reflect.set(copy, key, next);
  return copy;
}

const conditionKinds: ReadonlySet<unknown> = new Set<ConditionSpec["kind"]>([
  "group",
  "not",
  "did",
  "did-sequence",
  "test",
  "holds",
  "text",
]);
const termKinds: ReadonlySet<unknown> = new Set<TermSpec["kind"]>([
  "reference",
  "measure",
  "share",
  "sequence",
  "arithmetic",
  "elapsed",
  "anniversary",
  "time-part",
  "as-of",
  "if-unknown",
  "now",
  "today",
  "text",
]);

const kindOf = (part: unknown): unknown =>
  typeof part === "object" && part !== null && "kind" in part ? part.kind : undefined;

export function isCondition(part: unknown): part is ConditionSpec {
  return conditionKinds.has(kindOf(part));
}

export function isTermPart(part: unknown): part is TermSpec {
  return termKinds.has(kindOf(part));
}
