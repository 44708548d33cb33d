/**
 * A small seeded generator of random numbers: the same seed gives the same numbers on every machine.
 * The core is sfc32 (Chris Doty-Humphrey's "Small Fast Counter"), which passes PractRand.
 */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** A normally distributed number with mean 0 and deviation 1. */
  normal(): number;
  /** A waiting time with the given mean. */
  exponential(mean: number): number;
  /** A gamma distributed number; its mean is `shape * scale`. */
  gamma(shape: number, scale: number): number;
  /** One of the items, each as likely as its weight; the weights need not add up to 1. */
  weighted<T>(items: readonly (readonly [T, number])[]): T;
  /** One of the items, all equally likely. */
  pick<T>(items: readonly T[]): T;
}

/** Mixes two whole numbers into one of 32 bits, so that neighbouring streams have nothing in common. */
function mix(seed: number, stream: number): number {
  let h = Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul((stream + 0x7f4a7c15) | 0, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return (h ^ (h >>> 15)) >>> 0;
}

/** The numbers of one stream: customer 17 of seed 7 draws from stream 17, whoever else is generated. */
export function randomOf(seed: number, stream: number): Random {
  let a = mix(seed, stream);
  let b = mix(stream, seed ^ 0x5bd1e995);
  let c = mix(a, b);
  let counter = 1;

  function next(): number {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return (t >>> 0) / 4294967296;
  }
  for (let warmUp = 0; warmUp < 12; warmUp += 1) next();

  function normal(): number {
    return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  }

  /** Marsaglia and Tsang, "A simple method for generating gamma variables" (2000). */
  function gamma(shape: number, scale: number): number {
    if (shape < 1) return gamma(shape + 1, scale) * (1 - next()) ** (1 / shape);
    const d = shape - 1 / 3;
    const k = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const v = (1 + k * x) ** 3;
      if (v > 0 && Math.log(1 - next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v * scale;
    }
  }

  function pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(next() * items.length)];
    if (item === undefined) throw new RangeError("nothing to pick from");
    return item;
  }

  function weighted<T>(items: readonly (readonly [T, number])[]): T {
    let rest = next() * items.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of items) {
      rest -= weight;
      if (rest < 0) return item;
    }
    return pick(items)[0];
  }

  return {
    next,
    normal,
    gamma,
    pick,
    weighted,
    chance: (p) => next() < p,
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    exponential: (mean) => -mean * Math.log(1 - next()),
  };
}
