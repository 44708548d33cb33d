import type { OutputNode } from "../plan/plan.ts";
import type { Value } from "../plan/types.ts";
import { compareValues } from "./aggregate.ts";
import type { Result } from "./result.ts";

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

/** Counts results as they come. */
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
    const names = type.kind === "boolean" ? ["yes", "no"] : type.kind === "enum" || type.kind === "set" ? type.values : undefined;
    this.values = names === undefined ? undefined : new Map(names.map((name) => [name, 0]));
  }

  add(result: Result): void {
    switch (result.state) {
      case "none": this.none++; return;
      case "unknown": this.unknown++; return;
      case "error": this.errors++; this.errorCodes.set(result.error.code, (this.errorCodes.get(result.error.code) ?? 0) + 1); return;
      case "value": this.known++; this.addValue(result.value);
    }
  }

  private addValue(value: Value): void {
    if (this.values !== undefined) {
      const names = typeof value === "object" ? value : [typeof value === "boolean" ? (value ? "yes" : "no") : String(value)];
      for (const name of names) this.values.set(name, (this.values.get(name) ?? 0) + 1);
      return;
    }
    if (this.least === undefined || compareValues(value, this.least) < 0) this.least = value;
    if (this.most === undefined || compareValues(value, this.most) > 0) this.most = value;
    if (typeof value === "number") this.total += value;
  }

  result(): OutputSummary {
    const { output, known, none, unknown, errors, errorCodes, values, least, most } = this;
    const averaged = output.type.kind === "integer" || output.type.kind === "number" || output.type.kind === "decimal";
    const spread = least === undefined || most === undefined ? undefined : { least, most, mean: averaged ? this.total / known : undefined };
    return { output, known, none, unknown, errors, errorCodes, values, spread };
  }
}
