import { childrenOf, expressionsOf, featuresOf } from "../../grammar/tree/children.ts";
import type { Declaration } from "../../grammar/tree/declaration.ts";
import { required } from "../invariant/required.ts";
import type { Placed, Symbols } from "./symbols.ts";

/**
 * The declarations that are evaluated, each after what it reads, and the circles among them.
 * References are read off the syntax; names inside a `where` don't count, since no tag can stand there.
 */
export function dependencyOrder(symbols: Symbols): {
  readonly order: readonly Placed[];
  readonly cycles: readonly (readonly string[])[];
} {
  // A name that two declarations bear is the first one's, but each of them is evaluated.
  const placed = new Map<Declaration, Placed>(symbols.all.map((one) => [one.node, one]));
  const { order, cycles } = readingOrder(placed.keys(), (node) =>
    [...namesIn(node)].flatMap((name) => symbols.named.get(name)?.node ?? []),
  );
  return {
    order: order.map((node) => required(placed.get(node), "the place of a declaration")),
    cycles: cycles.map((cycle) => cycle.map(nameOf)),
  };
}

/**
 * What reads each other, each after what it reads, and the circles, each with its first one at its end again.
 * Iterative, so that a chain of any length is safe.
 */
export function readingOrder<Reader>(
  all: Iterable<Reader>,
  readBy: (reader: Reader) => readonly Reader[],
): { readonly order: readonly Reader[]; readonly cycles: readonly (readonly Reader[])[] } {
  const order: Reader[] = [];
  const cycles: Reader[][] = [];
  const state = new Map<Reader, "open" | "done">();
  for (const root of all) {
    if (state.has(root)) continue;
    const stack: { reader: Reader; reads: readonly Reader[]; next: number }[] = [];
    const enter = (reader: Reader): void => {
      state.set(reader, "open");
      stack.push({ reader, reads: readBy(reader), next: 0 });
    };
    enter(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const read = top.reads[top.next++];
      if (read === undefined) {
        state.set(top.reader, "done");
        order.push(top.reader);
        stack.pop();
        continue;
      }
      const seen = state.get(read);
      if (seen === undefined) enter(read);
      else if (seen === "open") {
        const path = stack.map(({ reader }) => reader);
        cycles.push([...path.slice(path.indexOf(read)), read]);
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
