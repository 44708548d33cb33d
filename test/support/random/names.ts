import { awkwardNames, bareName } from "../awkward-names.ts";
import type { Choices } from "./choices.ts";

/** Hands out names, each once whatever its case: usual ones, and words that mean something elsewhere. */
export class Names {
  private readonly taken = new Set<string>(["customer", "id", "time"]);

  /** One of the usual names, or another word; undefined when all usual ones are taken. */
  of(choices: Choices, usual: readonly string[]): string | undefined {
    const free = (choices.chance(4) ? awkwardNames : usual).filter((name) => !this.taken.has(key(name)));
    const name = choices.any(free);
    if (name !== undefined) this.taken.add(key(name));
    return name;
  }
}

const key = (name: string): string => bareName(name).toLowerCase();
