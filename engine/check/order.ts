import { childrenOf, expressionsOf, featuresOf } from "../../grammar/tree/children.ts";
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

/** Every name that a declaration's expressions mention outside of `where`, and what its model learns from. */
function namesIn(declaration: Declaration): ReadonlySet<string> {
  const known = remembered.get(declaration);
  if (known !== undefined) return known;
  const names = new Set<string>();
  const pending = [...expressionsOf(declaration)];
  for (let child = pending.pop(); child !== undefined; child = pending.pop()) {
    if (child.event !== undefined) continue;
    if (child.expression.kind === "reference") names.add(child.expression.name.text);
    else pending.push(...childrenOf(child.expression));
  }
  if (declaration.kind === "model") for (const feature of featuresOf(declaration.body)) names.add(feature.text);
  remembered.set(declaration, names);
  return names;
}
