import { SetFacts } from "./set-facts.ts";

const SEPARATORS = [";", "|", ","] as const;
const CELLS_AT_LEAST = 3;
const CELLS_KEPT = 1000;

/** The cells of a column as values with one sign between them. */
class OneSeparator {
  readonly set: SetFacts;
  private readonly separator: string;
  private readonly cells = new Set<string>();
  /** Cells of one value, and of several. */
  private readonly counts = { one: 0, several: 0 };
  private isOut = false;

  constructor(separator: string) {
    this.separator = separator;
    this.set = new SetFacts(separator);
  }

  add(text: string, line: number): void {
    if (this.isOut) return;
    const values = text.split(this.separator).map((value) => value.trim());
    if (values.some((value) => !/\p{L}/u.test(value)) || new Set(values).size < values.length) {
      this.isOut = true;
      return;
    }
    this.counts[values.length === 1 ? "one" : "several"]++;
    this.set.add(values, line);
    if (this.cells.size < CELLS_KEPT) this.cells.add(text);
    // What no longer repeats was no list; with few cells that can't be told yet.
    if (this.set.elements > 4 * CELLS_AT_LEAST * CELLS_AT_LEAST && this.set.repeated === undefined) this.isOut = true;
  }

  /**
   * Whether the cells are lists for certain: some have one value and some several, all values come again, and there are
   * fewer of them than different cells, as of things that are chosen freely and not of a text that has the sign in it.
   */
  get isCertain(): boolean {
    const { repeated } = this.set;
    return (
      !this.isOut &&
      this.counts.one > 0 &&
      this.counts.several >= CELLS_AT_LEAST &&
      repeated !== undefined &&
      [...repeated.values()].every((count) => count > 1) &&
      repeated.size < this.cells.size
    );
  }
}

/** Whether the texts of a column are lists, such as `cooking;sport`. */
export class SeparatedFacts {
  private readonly ways = SEPARATORS.map((separator) => new OneSeparator(separator));

  add(text: string, line: number): void {
    for (const way of this.ways) way.add(text, line);
  }

  /** The lists, where one sign alone stands between their values for certain. */
  get found(): SetFacts | undefined {
    const certain = this.ways.filter(({ isCertain }) => isCertain);
    return certain.length === 1 ? certain[0]?.set : undefined;
  }
}
