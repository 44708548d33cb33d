/** Thrown where the program itself is wrong, never for what a user wrote: no answer is better than a wrong one. */
export class BrokenInvariantError extends Error {
  override readonly name = "BrokenInvariantError";
}

/**
 * A value that must be there.
 * @param what names it in the message: "the instant of …"
 * @throws BrokenInvariantError when it is undefined
 */
export function required<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new BrokenInvariantError(`${what} is missing`);
  return value;
}

/**
 * The item at a place that must be inside of a list.
 * @throws BrokenInvariantError when it is not
 */
export function at<Item>(items: { readonly [place: number]: Item; readonly length: number }, place: number): Item {
  const item = items[place];
  if (item === undefined) throw new BrokenInvariantError(`place ${place} of ${items.length} is outside`);
  return item;
}

/**
 * The item of a list at a place that the bounds of the loop guarantee: `inside(values[row])`. For loops over rows. The
 * list is read where the call stands, so that the compiler of JavaScript knows each read's kind of list; `at` reads
 * every kind in one place, which is ten times slower there.
 * @throws BrokenInvariantError when the place was outside
 */
export function inside<Item>(item: Item | undefined): Item {
  if (item === undefined) throw new BrokenInvariantError("a place is outside of its list");
  return item;
}
