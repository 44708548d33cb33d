import type { Declaration } from "../../grammar/tree/declaration.ts";
import type { Placed, Symbols } from "./symbols.ts";

/**
 * The declarations that are evaluated, each after what it reads, and the circles among them.
 * References are read off the syntax; names inside a `where` don't count, since no tag can stand there.
 * Iterative, so that a chain of any length is safe.
 */
export function dependencyOrder(symbols: Symbols): {
  readonly order: readonly Placed[];
  readonly cycles: readonly (readonly string[])[];
} {
  const order: Placed[] = [];
  const cycles: string[][] = [];
  const state = new Map<Declaration, "open" | "done">();
  for (const root of symbols.all) {
    if (state.has(root.node)) continue;
    const stack: { placed: Placed; reads: string[]; next: number }[] = [];
    const enter = (placed: Placed): void => {
      state.set(placed.node, "open");
      stack.push({ placed, reads: [...namesIn(placed.node)], next: 0 });
    };
    enter(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const name = top.reads[top.next++];
      if (name === undefined) {
        state.set(top.placed.node, "done");
        order.push(top.placed);
        stack.pop();
        continue;
      }
      const target = symbols.named.get(name);
      if (target === undefined) continue;
      const seen = state.get(target.node);
      if (seen === undefined) enter(target);
      else if (seen === "open") {
        const path = stack.map(({ placed }) => placed.node);
        const from = path.indexOf(target.node);
        cycles.push([...path.slice(from).map(nameOf), name]);
      }
    }
  }
  return { order, cycles };
}

const nameOf = (node: Declaration): string => ("name" in node ? node.name.text : node.kind);

/** Declarations that an edit left alone come again. */
const remembered = new WeakMap<Declaration, ReadonlySet<string>>();

/** Every name that a declaration's expressions mention outside of `where`. */
function namesIn(declaration: Declaration): ReadonlySet<string> {
  const known = remembered.get(declaration);
  if (known !== undefined) return known;
  const names = new Set<string>();
  const pending: unknown[] = [declaration];
  while (pending.length > 0) {
    const node = pending.pop();
    if (Array.isArray(node)) pending.push(...node);
    else if (isRecord(node)) {
      if (node["kind"] === "reference" && isRecord(node["name"])) names.add(String(node["name"]["text"]));
      if ("features" in node && Array.isArray(node["features"]))
        for (const feature of node["features"]) if (isRecord(feature)) names.add(String(feature["text"]));
      if (node["kind"] === "quantiles" && isRecord(node["of"])) names.add(String(node["of"]["text"]));
      for (const [key, value] of Object.entries(node)) {
        const opaque = key === "where" || key === "annotations" || key === "name" || key === "among";
        if (
          typeof value === "object" &&
          value !== null &&
          !(opaque && !(key === "among" && node["kind"] === "predict"))
        )
          pending.push(value);
      }
    }
  }
  remembered.set(declaration, names);
  return names;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
