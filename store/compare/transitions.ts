import type { OutputNode } from "../../engine/plan/plan.ts";
import { jsonResult } from "../../engine/run/present.ts";
import type { Result } from "../../engine/run/result.ts";

/** How many customers go from one value of an output to another, or stay with it. */
export interface Transition {
  readonly from: string;
  readonly to: string;
  readonly customers: number;
  /** Some of those who move; none where nobody does. */
  readonly examples: readonly string[];
}

const EXAMPLES = 5;

/** Who goes from which value of one output to which, as the values are called by `label`. */
export class Transitions {
  private readonly found = new Map<string, { from: string; to: string; customers: number; examples: string[] }>();

  /** Counts a customer; gives the transition, which has counted one when this is the first. */
  add(customer: string, from: string, to: string): Transition {
    const key = JSON.stringify([from, to]);
    let transition = this.found.get(key);
    if (transition === undefined) this.found.set(key, (transition = { from, to, customers: 0, examples: [] }));
    transition.customers++;
    if (from !== to && transition.examples.length < EXAMPLES) transition.examples.push(customer);
    return transition;
  }

  /** In the order in which they were met. */
  all(): Transition[] {
    return [...this.found.values()];
  }

  /** How many customers have another value than before. */
  moved(): number {
    return this.all().reduce((sum, { from, to, customers }) => sum + (from === to ? 0 : customers), 0);
  }
}

/** A result as the name of a row or column. */
export function label(result: Result | undefined, output: OutputNode): string {
  if (result === undefined) return "–";
  if (result.state !== "value") return result.state === "error" ? `error: ${result.error.code}` : result.state;
  const value = jsonResult(result, output.type);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return Array.isArray(value) ? value.join(", ") || "(none)" : String(value);
}
