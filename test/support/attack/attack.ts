/** How much of an attack is tried. */
export interface Scale {
  readonly seed: number;
  /** How many of a number that is tried in full; at least one. */
  readonly amount: (full: number) => number;
}

export interface Outcome {
  readonly tried: number;
  /** What should not have been. */
  readonly failures: readonly string[];
  /** What was measured beside. */
  readonly note?: string;
}

/** Something that somebody tries from outside. */
export interface Attack {
  readonly name: string;
  readonly run: (scale: Scale) => Promise<Outcome>;
}

/** A random number below a limit, the same for the same seed (a linear congruential generator). */
export function randomFrom(seed: number): (limit: number) => number {
  let state = (seed ^ 0x9e37_79b9) >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
