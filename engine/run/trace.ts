import type { MaybeValue } from "../plan/types.ts";
import type { CustomerEvent } from "./customer.ts";
import type { Result } from "./result.ts";

/** Records what the interpreter saw; explanations are made from this and nothing else. */
export interface Trace {
  output(id: string, result: Result): void;
  /** The value of a node within an output. */
  node(output: string, path: string, value: MaybeValue): void;
  /** The events that an aggregate counted, and how many it chose from. */
  events(aggregate: string, counted: readonly CustomerEvent[], among: number): void;
}

/** A trace that keeps everything. */
export class RecordedTrace implements Trace {
  readonly results = new Map<string, Result>();
  private readonly nodes = new Map<string, Map<string, MaybeValue>>();
  private readonly counted = new Map<string, { readonly events: readonly CustomerEvent[]; readonly among: number }>();

  output(id: string, result: Result): void {
    this.results.set(id, result);
  }

  node(output: string, path: string, value: MaybeValue): void {
    const found = this.nodes.get(output) ?? new Map<string, MaybeValue>();
    found.set(path, value);
    this.nodes.set(output, found);
  }

  events(aggregate: string, events: readonly CustomerEvent[], among: number): void {
    this.counted.set(aggregate, { events, among });
  }

  /** The value of a node, undefined when it was not evaluated. */
  valueAt(output: string, path: string): MaybeValue | undefined {
    return this.nodes.get(output)?.get(path);
  }

  eventsOf(aggregate: string): readonly CustomerEvent[] {
    return this.counted.get(aggregate)?.events ?? [];
  }
}
