import { and, truth, type Formula } from "./formula.ts";
import { variable, type Linear } from "./linear.ts";

export interface VariableInfo {
  readonly integer: boolean;
  readonly domain: readonly string[] | undefined;
}

/** The variables of a translation, and what holds of each whenever it is mentioned. */
export class VariableTable {
  readonly variables = new Map<string, VariableInfo>();
  readonly definitions = new Map<string, Formula>();
  private count = 0;

  has(name: string): boolean {
    return this.variables.has(name);
  }

  introduce(name: string, integer: boolean, definition: Formula = truth, domain?: readonly string[]): string {
    if (!this.variables.has(name)) {
      this.variables.set(name, { integer, domain });
      this.define(name, definition);
    }
    return name;
  }

  /** Adds to what holds of a variable. */
  define(name: string, formula: Formula): void {
    if (formula.kind === "true") return;
    const known = this.definitions.get(name);
    this.definitions.set(name, known === undefined ? formula : and(known, formula));
  }

  /** A variable of its own. */
  fresh(kind: string, integer: boolean): string {
    return this.introduce(`${kind} ${++this.count}`, integer);
  }

  /** A whole number that is the same variable wherever the same is made of the same. */
  shared(kind: string, of: Linear, tie: (own: Linear) => Formula): { readonly name: string; readonly isNew: boolean } {
    const name = `${kind} of ${[...of.terms]
      .map(([term, { n, d }]) => `${n}/${d} ${term}`)
      .sort()
      .join(" + ")} + ${of.constant.n}/${of.constant.d}`;
    const isNew = !this.has(name);
    if (isNew) {
      this.introduce(name, true);
      this.define(name, tie(variable(name)));
    }
    return { name, isNew };
  }
}
