import type { CatalogueView, DeclarationKind } from "../language/catalogue.ts";

/** A thing that is read or reads: a field, an event, a tag, a segment. */
export type LineageNode =
  | { readonly name: string; readonly kind: "field"; readonly record: string; readonly field: string }
  | {
      readonly name: string;
      readonly kind: Exclude<DeclarationKind, "test" | "profile">;
      readonly record: "";
      readonly field: "";
    };

/** What is read by what. */
export interface Lineage {
  readonly nodes: readonly LineageNode[];
  /** Reader → what it reads. */
  readonly reads: ReadonlyMap<string, readonly string[]>;
  /** What is read → its readers. */
  readonly readers: ReadonlyMap<string, readonly string[]>;
}

export function lineageOf({ declarations, profile }: CatalogueView): Lineage {
  const reads = new Map<string, string[]>();
  const readers = new Map<string, string[]>();
  const nodes = new Map<string, LineageNode>();
  for (const { name, kind } of declarations)
    if (kind !== "test" && kind !== "profile") nodes.set(name, { name, kind, record: "", field: "" });
  for (const { name, kind, reads: own } of declarations) {
    if (kind === "test" || kind === "profile" || kind === "event") continue;
    // A field of an event stands for the event: that is what a change of it touches.
    const sources = new Set(
      own.filter((read) => read !== name && read !== profile && (nodes.has(read) || read.includes("."))),
    );
    for (const read of sources) {
      if (!nodes.has(read))
        nodes.set(read, {
          name: read,
          kind: "field",
          record: read.slice(0, read.indexOf(".")),
          field: read.slice(read.indexOf(".") + 1),
        });
      readers.set(read, [...(readers.get(read) ?? []), name]);
    }
    reads.set(name, [...sources]);
  }
  return { nodes: [...nodes.values()], reads, readers };
}

/** The part of a lineage around one thing: all that it is made of, and all that it affects. */
export interface LineagePart {
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

export function around({ nodes, reads, readers }: Lineage, name: string): LineagePart {
  const reach = (next: ReadonlyMap<string, readonly string[]>): Set<string> => {
    const found = new Set<string>();
    const pending = [...(next.get(name) ?? [])];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      if (found.has(at) || at === name) continue;
      found.add(at);
      pending.push(...(next.get(at) ?? []));
    }
    return found;
  };
  const [before, after] = [reach(reads), reach(readers)];
  const within = new Set([name, ...before, ...after]);
  const edges = [...within].flatMap((to) =>
    (reads.get(to) ?? [])
      .filter(
        (from) =>
          within.has(from) && (before.has(to) || to === name ? before.has(from) : after.has(from) || from === name),
      )
      .map((from) => ({ from, to })),
  );
  return { nodes: nodes.filter((node) => within.has(node.name)), edges, before, after };
}
