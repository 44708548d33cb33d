import { compileSegment, type SetExpression } from "../engine/run/population/segment-algebra.ts";
import { required } from "../engine/invariant/required.ts";
import type { CustomerSet } from "../engine/run/population/bitmap.ts";
import { countWords } from "../engine/run/population/bitmap.ts";
import { interleaved, print, smoke } from "./support/measure.ts";
import { random } from "./support/population.ts";

/**
 * The size of a segment of ten operands over 10,000,000 customers: one generated loop, against one pass for each
 * operation, and with a sparse operand.
 * `node bench/segments.ts [--smoke] [--json]`
 */
const SIZE = smoke ? 100_000 : 10_000_000;
const next = random(9);
const sets = Array.from({ length: 10 }, (): CustomerSet => {
  const words = new Uint32Array(Math.ceil(SIZE / 32));
  for (let index = 0; index < words.length; index++) words[index] = Math.floor(next() * 4_294_967_296);
  return { form: "dense", size: SIZE, words };
});
const set = (operand: number): SetExpression => ({ op: "set", operand });
const and = (...args: SetExpression[]): SetExpression => ({ op: "and", args });
const or = (...args: SetExpression[]): SetExpression => ({ op: "or", args });
const expression = and(
  or(set(0), set(1), set(2)),
  or(set(3), and(set(4), set(5))),
  { op: "not", arg: set(6) },
  or(set(7), set(8)),
  { op: "not", arg: and(set(9), set(0)) },
);
const fused = compileSegment(expression);

/** One pass over all words for each operation, as a library of bitmaps works. */
function stepwise(): number {
  const words = sets.map((one) => (one.form === "dense" ? one.words : new Uint32Array(0)));
  const empty = new Uint32Array(0);
  const apply = (left: Uint32Array, right: Uint32Array, combine: "and" | "or" | "and not"): Uint32Array => {
    const into = new Uint32Array(left.length);
    if (combine === "and")
      for (let index = 0; index < into.length; index++) into[index] = (left[index] ?? 0) & (right[index] ?? 0);
    else if (combine === "or")
      for (let index = 0; index < into.length; index++) into[index] = (left[index] ?? 0) | (right[index] ?? 0);
    else for (let index = 0; index < into.length; index++) into[index] = (left[index] ?? 0) & ~(right[index] ?? 0);
    return into;
  };
  const [a = empty, b = empty, c = empty, d = empty, e = empty, f = empty, g = empty, h = empty, i = empty, j = empty] =
    words;
  const first = apply(apply(a, b, "or"), c, "or");
  const second = apply(d, apply(e, f, "and"), "or");
  const both = apply(apply(first, second, "and"), g, "and not");
  return countWords(apply(apply(both, apply(h, i, "or"), "and"), apply(j, a, "and"), "and not"));
}

if (stepwise() !== fused.count(sets)) throw new Error("the two ways count differently");
const places = new Uint32Array(Math.floor(SIZE * 0.002)).map((_, index) => index * 500);
const withSparse: CustomerSet[] = [...sets.slice(0, 9), { form: "sparse", size: SIZE, places }];
const narrow = compileSegment(and(set(9), expression));
const times = interleaved(
  [
    { name: "ours", count: 1, run: () => fused.count(sets) },
    { name: "stepwise", count: 1, run: stepwise },
    { name: "sparse", count: 1, run: () => narrow.count(withSparse) },
  ],
  { rounds: 9, warm: 10, least: 0.05 },
);
const milliseconds = (name: string): number => required(times.get(name), name) * 1000;
print({
  bench: "segments",
  metric: "milliseconds · against one pass an operation",
  ours: milliseconds("ours"),
  peer: milliseconds("stepwise"),
  ratio: milliseconds("stepwise") / milliseconds("ours"),
});
print({
  bench: "segments",
  metric: "milliseconds · against 5 ms",
  ours: milliseconds("ours"),
  peer: 5,
  ratio: 5 / milliseconds("ours"),
});
print({
  bench: "segments",
  metric: "milliseconds with an operand of 0.2 % · against dense",
  ours: milliseconds("sparse"),
  peer: milliseconds("ours"),
  ratio: milliseconds("ours") / milliseconds("sparse"),
});
