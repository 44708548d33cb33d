/** Thrown where the reader of rules itself is wrong, never for what somebody wrote: no layout is better than a wrong one. */
export class BrokenGrammarError extends Error {
  override readonly name = "BrokenGrammarError";
}

/**
 * A value that must be there.
 * @param what names it in the message
 * @throws BrokenGrammarError when it is undefined
 */
export function required<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new BrokenGrammarError(`${what} is missing`);
  return value;
}

/**
 * The item at a place that the bounds of a loop guarantee.
 * @throws BrokenGrammarError when it is outside
 */
export function at<Item>(items: readonly Item[], place: number): Item {
  const item = items[place];
  if (item === undefined) throw new BrokenGrammarError(`place ${place} of ${items.length} is outside`);
  return item;
}
