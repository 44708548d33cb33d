import { inside } from "../../invariant/required.ts";
import type { Graph } from "../ir/graph.ts";
import { operands, representation, type NodeId } from "../ir/node.ts";
import type { FitCode } from "./fit-code.ts";
import { inlines, nodeSource, repeatsOperand, type Leaves } from "./expression-source.ts";
import type { Item, Variable } from "./items.ts";
import type { Constants, TextCode } from "./text-code.ts";

/** Writes the source of nodes: what depends on the customer as items, what depends on an event inside a loop. */
export class FrameWriter {
  readonly items: Item[] = [];
  readonly graph: Graph;
  readonly texts: TextCode;
  readonly constants: Constants;
  private readonly leaves: Leaves;
  private readonly fits: FitCode | undefined;
  private readonly written = new Map<NodeId, { readonly source: string; readonly variable: boolean }>();
  /** How many read a node; nodes that are made while code is written, such as joined overflows, have none yet. */
  private readonly readers: Uint32Array;
  /** What the item that is being written uses. */
  private uses = new Set<string>();

  /** @param roots nodes that are read from outside, each as often as it is read */
  constructor(
    graph: Graph,
    roots: readonly NodeId[],
    leaves: Leaves,
    texts: TextCode,
    constants: Constants,
    fits?: FitCode,
  ) {
    this.graph = graph;
    this.leaves = leaves;
    this.texts = texts;
    this.constants = constants;
    this.fits = fits;
    this.readers = countReaders(graph, roots);
  }

  /** Notes that the current piece of code reads a variable. */
  use(name: string): string {
    this.uses.add(name);
    return name;
  }

  /** The source of a node that depends on no event: a variable, or an expression over variables. */
  ref(id: NodeId): string {
    return this.write(id, false);
  }

  /** Like `ref`, but a variable or a constant. */
  variable(id: NodeId): string {
    return this.write(id, true);
  }

  private write(id: NodeId, asVariable: boolean): string {
    const known = this.written.get(id);
    if (known !== undefined) return known.variable ? this.use(known.source) : known.source;
    const node = this.graph.node(id);
    const outer = this.uses;
    this.uses = new Set();
    const fit = node.op === "fitted" ? this.graph.fits[node.fit] : undefined;
    const statements =
      node.op === "fitted" && fit !== undefined
        ? this.fits?.statements(fit, `v${id}`, (column) => this.write(node.args[column] ?? id, true))
        : undefined;
    if (statements !== undefined) {
      this.items.push({
        code: statements,
        defines: [{ name: `v${id}`, held: "number" }],
        uses: this.uses,
        alone: false,
      });
      this.uses = outer;
      this.written.set(id, { source: `v${id}`, variable: true });
      return this.use(`v${id}`);
    }
    const repeats = repeatsOperand(node);
    const source = nodeSource(
      this.graph,
      node,
      (operand) => this.write(operand, repeats),
      this.leaves,
      this.texts,
      this.constants,
    );
    const own = this.uses;
    this.uses = outer;
    const constant = node.op === "bit" || node.op === "number" || node.op === "text";
    if (constant || (!asVariable && this.readersOf(id) <= 1 && inlines(node, source))) {
      for (const name of own) this.uses.add(name);
      if (constant) this.written.set(id, { source, variable: false });
      return source;
    }
    this.items.push({
      code: `const v${id} = ${source};`,
      defines: [{ name: `v${id}`, held: representation(node) }],
      uses: own,
      alone: false,
    });
    this.written.set(id, { source: `v${id}`, variable: true });
    return this.use(`v${id}`);
  }

  /** Adds a piece of code; `write` makes it and may read nodes meanwhile. What is `alone` may be a function of its own. */
  item(defines: readonly Variable[], write: () => string, alone = false): void {
    const outer = this.uses;
    this.uses = new Set();
    const code = write();
    this.items.push({ code, defines, uses: this.uses, alone });
    this.uses = outer;
  }

  /** Everything that code uses which is written now and put into an item later. */
  usesOf(write: () => void): ReadonlySet<string> {
    const outer = this.uses;
    const uses = new Set<string>();
    this.uses = uses;
    write();
    this.uses = outer;
    return uses;
  }

  /** A writer for the nodes that depend on the event at hand, inside a loop of the item that is being written. */
  inEvent(leaves: Leaves): EventWriter {
    return new EventWriter(this, leaves);
  }

  /** Nodes that are made while code is written, such as overflows that are joined, have no reader that is known. */
  readersOf(id: NodeId): number {
    return this.readers[id] ?? 0;
  }
}

/** Writes nodes that depend on one event as lines of a loop. */
export class EventWriter {
  readonly lines: string[] = [];
  private readonly outer: FrameWriter;
  private readonly leaves: Leaves;
  private readonly written = new Map<NodeId, string>();

  constructor(outer: FrameWriter, leaves: Leaves) {
    this.outer = outer;
    this.leaves = leaves;
  }

  ref(id: NodeId): string {
    return this.write(id, false);
  }

  variable(id: NodeId): string {
    return this.write(id, true);
  }

  private write(id: NodeId, asVariable: boolean): string {
    const { graph, texts, constants } = this.outer;
    if (graph.eventOf(id) === -1) return this.outer.variable(id);
    const known = this.written.get(id);
    if (known !== undefined) return known;
    const node = graph.node(id);
    const repeats = repeatsOperand(node);
    const source = nodeSource(graph, node, (operand) => this.write(operand, repeats), this.leaves, texts, constants);
    return !asVariable && this.outer.readersOf(id) <= 1 && inlines(node, source) ? source : this.define(id, source);
  }

  private define(id: NodeId, source: string): string {
    this.lines.push(`const w${id} = ${source};`);
    this.written.set(id, `w${id}`);
    return `w${id}`;
  }
}

function countReaders(graph: Graph, roots: readonly NodeId[]): Uint32Array {
  const counts = new Uint32Array(graph.nodes.length);
  for (const root of roots) counts[root] = inside(counts[root]) + 1;
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    if (counts[id] === 0) continue;
    for (const operand of operands(graph.node(id))) counts[operand] = inside(counts[operand]) + 1;
  }
  return counts;
}
