import { required } from "../../invariant/required.ts";
import type { NodeId } from "../ir/node.ts";
import type { EventAggregateCode, IrProgram } from "../ir/program.ts";
import { type EventStore, type Held } from "./event-store.ts";
import type { FrameWriter } from "./frame.ts";
import { Group } from "./group.ts";
import type { Variable } from "./items.ts";
import type { LayoutBuilder } from "./layout.ts";

/**
 * Writes the loop that goes once over a customer's events of one type, from the latest to the first, and takes every
 * measure as it crosses the boundaries of the windows. Afterwards `a{n}` holds each aggregate, and `x{n}` the place of
 * its error + 1 (0 for none) where there can be one.
 */
export class EventLoop {
  readonly store: EventStore;
  readonly frame: FrameWriter;
  readonly layout: LayoutBuilder;
  readonly program: IrProgram;
  readonly event: number;
  private readonly groups = new Map<string, Group>();
  /** What is done when the loop crosses a boundary. The end of a window first notes the index at which it lies. */
  private readonly crossings = new Map<number, (() => string)[]>();
  private readonly places = new Set<string>();
  private readonly declared: string[] = [];
  private readonly defines: Variable[] = [];
  /** Variables and arrays that the code of the aggregates uses. */
  readonly uses = new Set<string>();
  /** What is written behind the loop. */
  readonly after: (() => string)[] = [];

  constructor(program: IrProgram, store: EventStore, frame: FrameWriter, layout: LayoutBuilder, event: number) {
    this.program = program;
    this.store = store;
    this.frame = frame;
    this.layout = layout;
    this.event = event;
  }

  /** What happens when a boundary is crossed, to be added to. */
  at(boundary: number): (() => string)[] {
    let actions = this.crossings.get(boundary);
    if (actions === undefined) {
      actions = [];
      this.crossings.set(boundary, actions);
    }
    return actions;
  }

  define(name: string, held: Held, initial: string, whole = false): void {
    this.declared.push(`let ${name} = ${initial};`);
    this.defines.push({ name, held: held === "truth" || whole ? "bit" : held });
  }

  private place(name: string, boundary: number, first: boolean): string {
    if (!this.places.has(name)) {
      this.places.add(name);
      this.define(name, "number", "0", true);
      const action = (): string => `${name} = i + 1;`;
      if (first) this.at(boundary).unshift(action);
      else this.at(boundary).push(action);
    }
    return name;
  }

  /** The variable with the index behind the last event before the end of a window. */
  end(window: number): string {
    const boundary = this.layout.to(this.event, window);
    return this.place(`h${this.event}_${boundary}`, boundary, true);
  }

  /** The variable with the index of the first event of a window. */
  begin(window: number): string {
    const boundary = this.layout.from(this.event, window);
    return this.place(`g${this.event}_${boundary}`, boundary, false);
  }

  /** What is gathered up to the end of a window over the events that pass a condition. */
  group(window: number, condition: NodeId): Group {
    const boundary = this.layout.to(this.event, window);
    const start = this.layout.from(this.event, window);
    const key = `${boundary} ${condition}`;
    let group = this.groups.get(key);
    if (group === undefined) {
      const made = new Group(`${this.event}_${this.groups.size}`, condition, boundary);
      group = made;
      this.groups.set(key, made);
      this.at(boundary).push(() => made.reset());
    }
    if (!group.starts.includes(start)) group.starts.push(start);
    return group;
  }

  /** Declares the variable with the place of an aggregate's error. */
  errorVariable(code: EventAggregateCode): void {
    const name = `x${code.index}`;
    if (!this.places.has(name)) {
      this.places.add(name);
      this.define(name, "truth", "0");
    }
  }

  /** Adds the loop to the frame, if it has anything to do. */
  write(): void {
    if (this.crossings.size === 0) return;
    const write = (): string => {
      for (const name of this.uses) this.frame.use(name);
      return this.source();
    };
    this.frame.item(this.defines, write, true);
  }

  private source(): string {
    const { event, store } = this;
    const fixed = store.fixedCrossings(event);
    const loop = (fixed === undefined ? undefined : this.segments(fixed)) ?? this.dispatching();
    const after = this.after.map((write) => write());
    return [
      ...this.declared,
      `{ ${store.open(event)}`,
      ...[...this.groups.values()].map((group) => group.declare()),
      ...loop,
      ...after,
      "}",
    ].join("\n");
  }

  private bodyOf(groups: readonly Group[]): string {
    const writer = this.frame.inEvent(this.store.leaves(this.event, "i"));
    const bodies = groups.map((group) => group.body(writer, this.frame.graph.isBit(group.condition, 1)));
    return [...writer.lines, ...bodies].filter((line) => line !== "").join("\n");
  }

  private actions(boundary: number): string {
    return (this.crossings.get(boundary) ?? []).map((action) => action()).join(" ");
  }

  /** One loop over all events, which asks at each event whether boundaries of windows were crossed before it. */
  private dispatching(): string[] {
    const { event, store } = this;
    const { times, order } = store.crossings(event);
    const cases = [...this.crossings.keys()].map((boundary) => `case ${boundary}: ${this.actions(boundary)} break;`);
    return [
      `const edges = ${times}, which = ${order}, last = which.length; let next = 0;`,
      `for (let i = ${store.high(event)} - 1; ; i--) {`,
      `const t = i >= ${store.low(event)} ? ${store.time(event, "i")} : -Infinity;`,
      `while (next < last && t < edges[next]) switch (which[next++]) { ${cases.join("\n")} }`,
      `if (next === last || i < ${store.low(event)}) break;`,
      this.bodyOf([...this.groups.values()]),
      "}",
    ];
  }

  /** A loop for the events between each boundary and the next, where that does not make too much code. */
  private segments(fixed: readonly { readonly boundary: number; readonly time: number }[]): string[] | undefined {
    const { event, store } = this;
    const places = new Map(fixed.map(({ boundary }, index) => [boundary, index]));
    const placeOf = (boundary: number): number => required(places.get(boundary), "the place of a boundary");
    const lines = [`let i = ${store.high(event)} - 1;`];
    let length = 0;
    for (const [index, { boundary, time }] of fixed.entries()) {
      // A group gathers from the end of its windows to the start of the longest one.
      const active = [...this.groups.values()].filter(
        (group) => placeOf(group.end) < index && group.starts.some((start) => placeOf(start) >= index),
      );
      const body = this.bodyOf(active);
      const t = active.some(({ timed }) => timed) ? `const t = ${store.time(event, "i")};` : "";
      lines.push(
        `for (; i >= ${store.low(event)} && ${store.time(event, "i")} >= ${time}; i--) { ${t} ${body} }`,
        this.actions(boundary),
      );
      length += body.length;
      if (length > SEGMENTS_LENGTH) return undefined;
    }
    return lines;
  }
}

/** Characters of source beyond which a loop for each segment costs more to compile than it saves. */
const SEGMENTS_LENGTH = 12_000;
