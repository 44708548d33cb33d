import { at } from "../../invariant/required.ts";
import type { Representation } from "../ir/node.ts";

/**
 * A variable of generated code. `held` is "bit" for whatever fits in a 32-bit integer: bits, truth values as columns hold
 * them (1 yes, 2 no, 0 unknown), counts, indexes of events.
 */
export interface Variable {
  readonly name: string;
  readonly held: Representation;
}

/** A piece of generated code: statements that define variables out of those that stand before. */
export interface Item {
  readonly code: string;
  readonly defines: readonly Variable[];
  readonly uses: ReadonlySet<string>;
  /** True for loops over events, which may be functions of their own. */
  readonly alone: boolean;
}

/** Pieces of code packed into functions small enough for the compiler to like, with what passes between them. */
export interface Chunk {
  readonly code: string;
  /** Everything that its items use. */
  readonly uses: ReadonlySet<string>;
  /** Variables of earlier chunks that it reads, and its own that later chunks read: each with its slot. */
  readonly loads: readonly Slot[];
  readonly stores: readonly Slot[];
}
export interface Slot {
  readonly variable: Variable;
  readonly slot: number;
}

/** Characters of source beyond which V8 compiles a function badly; measured in bench/profile.ts. */
const CHUNK_LENGTH = 24_000;

/**
 * Packs items into chunks in their order. Slots count from 0 for each representation.
 * @param separate whether loops over events are chunks of their own
 */
export function packItems(items: readonly Item[], separate: boolean): Chunk[] {
  const groups: Item[][] = [];
  let length = Infinity;
  for (const item of items) {
    const apart = separate && item.alone;
    if (length + item.code.length > CHUNK_LENGTH || apart) {
      groups.push([]);
      length = 0;
    }
    groups.at(-1)?.push(item);
    length = apart ? Infinity : length + item.code.length;
  }
  const home = new Map<string, { readonly group: number; readonly variable: Variable }>();
  for (const [group, members] of groups.entries())
    for (const item of members) for (const variable of item.defines) home.set(variable.name, { group, variable });
  const slots = new Map<string, Slot>();
  const counts: Record<Representation, number> = { bit: 0, number: 0, text: 0 };
  const loads = groups.map((members, group) => {
    const needed = new Set(members.flatMap((item) => [...item.uses]));
    return [...needed].flatMap((name): Slot[] => {
      const from = home.get(name);
      if (from === undefined || from.group === group) return [];
      let slot = slots.get(name);
      if (slot === undefined) {
        slot = { variable: from.variable, slot: counts[from.variable.held]++ };
        slots.set(name, slot);
      }
      return [slot];
    });
  });
  return groups.map((members, group) => ({
    code: members.map(({ code }) => code).join("\n"),
    uses: new Set(members.flatMap(({ uses }) => [...uses])),
    loads: at(loads, group),
    stores: [...slots.values()].filter(({ variable }) => home.get(variable.name)?.group === group),
  }));
}
