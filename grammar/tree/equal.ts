/** Positions, which depend on the layout alone. */
const positions: ReadonlySet<string> = new Set(["start", "end"]);

/**
 * True when two syntax trees (or lists of them) say the same, wherever their words stand in the text.
 * A property that is undefined equals one that is absent.
 */
export function equalTrees(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => equalTrees(item, right[index]))
    );
  }
  const entries = meaningful(left);
  const others = new Map(meaningful(right));
  return (
    entries.length === others.size &&
    entries.every(([key, value]) => others.has(key) && equalTrees(value, others.get(key)))
  );
}

function meaningful(node: object): [string, unknown][] {
  return Object.entries(node).filter(([key, value]) => !positions.has(key) && value !== undefined);
}
