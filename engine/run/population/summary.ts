import { inside, required } from "../../invariant/required.ts";
import type { OutputNode } from "../../plan/plan.ts";
import type { Value } from "../../plan/types.ts";
import { compareValues } from "../aggregate.ts";
import { CHOICE_NONE, hasBit, PRESENT, type OutputColumn, type PartResult } from "./results.ts";

/** How the customers of a population stand to one output. */
export interface OutputSummary {
  readonly output: OutputNode;
  readonly known: number;
  readonly none: number;
  readonly unknown: number;
  readonly errors: number;
  /** The first error of each code, with how many there are. */
  readonly errorCodes: ReadonlyMap<string, number>;
  /** For yes/no, branches and sets: customers per value, in the order of the values. */
  readonly values: ReadonlyMap<string, number> | undefined;
  /** For numbers, dates and times: extremes and mean. */
  readonly spread: { readonly least: Value; readonly most: Value; readonly mean: number | undefined } | undefined;
}

/** Counts results, a column of a part of the population at a time. */
export class Summary {
  private readonly output: OutputNode;
  private readonly values: Map<string, number> | undefined;
  private readonly errorCodes = new Map<string, number>();
  private known = 0;
  private none = 0;
  private unknown = 0;
  private errors = 0;
  private least: Value | undefined;
  private most: Value | undefined;
  private total = 0;

  constructor(output: OutputNode) {
    this.output = output;
    const { type } = output;
    const names =
      type.kind === "boolean"
        ? ["yes", "no"]
        : type.kind === "enum" || type.kind === "set"
          ? (type.values ?? [])
          : undefined;
    this.values = names === undefined ? undefined : new Map(names.map((name) => [name, 0]));
  }

  /** Adds those of a part who are present. */
  addColumn(found: PartResult, column: OutputColumn): void {
    const counts = this.values === undefined ? undefined : countersOf(column);
    for (let customer = 0; customer < found.count; customer++) {
      if (found.standing[customer] !== PRESENT) continue;
      if (column.errors !== undefined && inside(column.errors[customer]) > 0) {
        this.addError(required(found.error(column, customer), "the error of a customer").code);
        continue;
      }
      const state = counts === undefined ? this.addValue(found, column, customer) : counts.add(customer);
      if (state === "value") this.known++;
      else if (state === "none") this.none++;
      else this.unknown++;
    }
    for (const [name, count] of counts?.counted() ?? []) this.values?.set(name, (this.values.get(name) ?? 0) + count);
  }

  private addError(code: string): void {
    this.errors++;
    this.errorCodes.set(code, (this.errorCodes.get(code) ?? 0) + 1);
  }

  private addValue(found: PartResult, column: OutputColumn, customer: number): "value" | "unknown" {
    const result = found.result(column, customer);
    if (result.state !== "value") return "unknown";
    const { value } = result;
    if (this.least === undefined || compareValues(value, this.least) < 0) this.least = value;
    if (this.most === undefined || compareValues(value, this.most) > 0) this.most = value;
    if (typeof value === "number") this.total += value;
    return "value";
  }

  result(): OutputSummary {
    const { output, known, none, unknown, errors, errorCodes, values, least, most } = this;
    const averaged = output.type.kind === "integer" || output.type.kind === "number" || output.type.kind === "decimal";
    const spread =
      least === undefined || most === undefined
        ? undefined
        : { least, most, mean: averaged ? this.total / known : undefined };
    return { output, known, none, unknown, errors, errorCodes, values, spread };
  }
}

/** Counts the values of one column. */
interface Counters {
  add(customer: number): "value" | "none" | "unknown";
  counted(): (readonly [string, number])[];
}

function countersOf(column: OutputColumn): Counters | undefined {
  switch (column.kind) {
    case "truth": {
      let [yes, no] = [0, 0];
      return {
        add(customer) {
          if (hasBit(column.yes, customer)) yes++;
          else if (column.known === undefined || hasBit(column.known, customer)) no++;
          else return "unknown";
          return "value";
        },
        counted: () => [
          ["yes", yes],
          ["no", no],
        ],
      };
    }
    case "choice": {
      const counts = new Uint32Array(column.values.length);
      return {
        add(customer) {
          const place = inside(column.places[customer]);
          if (place < 0) return place === CHOICE_NONE ? "none" : "unknown";
          counts[place] = inside(counts[place]) + 1;
          return "value";
        },
        counted: () => column.values.map((value, place) => [value, inside(counts[place])] as const),
      };
    }
    case "set": {
      const counts = new Uint32Array(column.values.length);
      return {
        add(customer) {
          for (const [member, bits] of column.members.entries())
            if (hasBit(bits, customer)) counts[member] = inside(counts[member]) + 1;
          return "value";
        },
        counted: () => column.values.map((value, member) => [value, inside(counts[member])] as const),
      };
    }
    case "text": {
      const counts = new Map<number, number>();
      return {
        add(customer) {
          const place = inside(column.places[customer]);
          if (place < 0) return "unknown";
          counts.set(place, (counts.get(place) ?? 0) + 1);
          return "value";
        },
        counted: () => [...counts].map(([place, count]) => [inside(column.texts[place]), count] as const),
      };
    }
    case "number":
      return undefined;
  }
}
