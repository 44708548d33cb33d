/**
 * Decisions read from a tape of numbers. At its end every decision is 0, which is always the simplest one, so that
 * programs end and shrink.
 */
export class Choices {
  private readonly tape: readonly number[];
  private at = 0;
  constructor(tape: readonly number[]) {
    this.tape = tape;
  }
  /** From 0 up to but without `limit`. */
  below(limit: number): number {
    return (this.tape[this.at++] ?? 0) % limit;
  }
  chance(outOf: number): boolean {
    return this.below(outOf) === outOf - 1;
  }
  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }
  /** One of the items, or undefined if there is none. */
  any<Item>(items: readonly Item[]): Item | undefined {
    return items.length === 0 ? undefined : items[this.below(items.length)];
  }
  maybe(text: string, outOf = 2): string {
    return this.chance(outOf) ? text : "";
  }
}
