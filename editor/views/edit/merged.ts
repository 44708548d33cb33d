import { equalTrees } from "../../../grammar/tree/equal.ts";

/**
 * What a part should be when somebody turned `from` into `to` while it became `now` by itself: both changes, and where
 * both changed the same thing, `to`. Undefined when `now` is something else altogether.
 */
export function merged<Part>(from: Part, to: Part, now: unknown): Part | undefined {
  if (equalTrees(from, now) || now === undefined) return to;
  return isObject(now) && isObject(from) && now["kind"] === from["kind"] ? together(from, to, now) : undefined;
}

function together<Part>(from: unknown, to: Part, now: unknown): Part {
  if (equalTrees(from, now) || !isObject(from) || !isObject(to) || !isObject(now)) return to;
  if (Array.isArray(to)) return items(from, to, now);
  if (from["kind"] !== to["kind"] || now["kind"] !== to["kind"]) return to;
  const result: Part = Object.assign({}, to);
  for (const key of new Set([...Object.keys(to), ...Object.keys(now)])) {
    const changed = !equalTrees(from[key], to[key]);
    const value: unknown = changed ? together(from[key], to[key], now[key]) : now[key];
    if (value === undefined) Reflect.deleteProperty(result as object, key);
    else Reflect.set(result as object, key, value);
  }
  return result;
}

/** Items that were only moved, or stayed when others came or went, are as they are now. */
function items<Part>(from: unknown, to: Part & readonly unknown[], now: unknown): Part {
  if (!Array.isArray(from) || !Array.isArray(now) || from.length !== now.length) return to;
  const result: Part & unknown[] = Object.assign([], to);
  for (const [index, item] of to.entries()) {
    const old = from.findIndex((one) => equalTrees(one, item));
    result[index] = old >= 0 ? now[old] : to.length === from.length ? together(from[index], item, now[index]) : item;
  }
  return result;
}

function isObject(part: unknown): part is Record<string, unknown> {
  return typeof part === "object" && part !== null;
}
