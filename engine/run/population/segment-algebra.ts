import { at, inside } from "../../invariant/required.ts";
import { bitCount } from "../generate/operations.ts";
import { countOf, customerSet, holds, wordsOf, type CustomerSet } from "./bitmap.ts";
import { shared } from "./columns.ts";

/** Sets combined: operands by their place in a list. */
export type SetExpression =
  | { readonly op: "set"; readonly operand: number }
  | { readonly op: "and" | "or"; readonly args: readonly SetExpression[] }
  | { readonly op: "not"; readonly arg: SetExpression };

/** A set expression made ready: one pass over all operands, however many there are. */
export interface SegmentCounter {
  /** How many customers are in it. @throws RangeError for sets of different populations */
  count(sets: readonly CustomerSet[]): number;
  /** Who is in it. */
  select(sets: readonly CustomerSet[]): CustomerSet;
}

/**
 * Compiles a set expression to one loop over words, or where some operand that everybody must be in is sparse, to one
 * over its places.
 */
export function compileSegment(expression: SetExpression): SegmentCounter {
  const used = [...new Set(operandsIn(expression))].sort((left, right) => left - right);
  const wordsAt = (index: string): string => source(expression, (operand) => `w${operand}[${index}]`);
  // Only places of operands become code.
  // oxlint-disable-next-line no-new-func
  const make = new Function(
    "bitCount",
    `"use strict"; return {
count(sets, length, last) { ${used.map((operand) => `const w${operand} = sets[${operand}];`).join(" ")} let n = 0; for (let i = 0; i < length; i++) { n += bitCount(${wordsAt("i")}); } return length < 0 ? 0 : n + bitCount((${wordsAt("length")}) & last); },
fill(sets, length, last, into) { ${used.map((operand) => `const w${operand} = sets[${operand}];`).join(" ")} for (let i = 0; i < length; i++) into[i] = ${wordsAt("i")}; if (length >= 0) into[length] = (${wordsAt("length")}) & last; } };`,
  ) as (count: typeof bitCount) => DenseCode;
  const dense = make(bitCount);
  const required = requiredIn(expression);
  const prepared = (
    sets: readonly CustomerSet[],
  ): { readonly size: number; readonly words: Uint32Array[]; readonly length: number; readonly last: number } => {
    const size = sizeOf(sets, used);
    const words: Uint32Array[] = [];
    for (const operand of used)
      words[operand] = wordsOf(sets[operand] ?? { form: "sparse", size, places: new Uint32Array(0) });
    return { size, words, length: Math.ceil(size / 32) - 1, last: size % 32 === 0 ? -1 : (1 << (size % 32)) - 1 };
  };
  /** Of the sparse sets that everybody in the result is in, the smallest. */
  const among = (sets: readonly CustomerSet[]): number | undefined => {
    const sparse = required.filter((operand) => sets[operand]?.form === "sparse");
    return sparse.sort((left, right) => placesIn(sets[left]).length - placesIn(sets[right]).length)[0];
  };
  const filter = sparseFilter(expression, used);
  return {
    count(sets) {
      sizeOf(sets, used);
      const leading = among(sets);
      if (leading !== undefined) return filter(sets, leading).length;
      const { words, length, last } = prepared(sets);
      return dense.count(words, length, last);
    },
    select(sets) {
      const size = sizeOf(sets, used);
      const leading = among(sets);
      if (leading !== undefined) return { form: "sparse", size, places: filter(sets, leading) };
      const { words, length, last } = prepared(sets);
      const into = shared.uint32(length + 1);
      dense.fill(words, length, last, into);
      return customerSet(size, into);
    },
  };
}

/** How many customers each two of some sets share, and on the diagonal how many each holds. */
export function overlaps(sets: readonly CustomerSet[]): number[][] {
  const both = compileSegment({
    op: "and",
    args: [
      { op: "set", operand: 0 },
      { op: "set", operand: 1 },
    ],
  });
  return sets.map((left, row) =>
    sets.map((right, column) => (row === column ? countOf(left) : both.count([left, right]))),
  );
}

interface DenseCode {
  count(sets: readonly Uint32Array[], length: number, last: number): number;
  fill(sets: readonly Uint32Array[], length: number, last: number, into: Uint32Array): void;
}

function operandsIn(expression: SetExpression): number[] {
  switch (expression.op) {
    case "set":
      return [expression.operand];
    case "not":
      return operandsIn(expression.arg);
    case "and":
    case "or":
      return expression.args.flatMap(operandsIn);
  }
}

/** Operands that everybody in the result is in. */
function requiredIn(expression: SetExpression): number[] {
  switch (expression.op) {
    case "set":
      return [expression.operand];
    case "not":
    case "or":
      return [];
    case "and":
      return expression.args.flatMap(requiredIn);
  }
}

/** The expression over words of 32 customers. @param word the code of an operand's word */
function source(expression: SetExpression, word: (operand: number) => string): string {
  const all = (args: readonly SetExpression[]): string[] => args.map((arg) => source(arg, word));
  switch (expression.op) {
    case "set":
      return word(expression.operand);
    case "not":
      return `(~${source(expression.arg, word)})`;
    case "and":
      return expression.args.length === 0 ? "(-1)" : `(${all(expression.args).join(" & ")})`;
    case "or":
      return expression.args.length === 0 ? "0" : `(${all(expression.args).join(" | ")})`;
  }
}

function placesIn(set: CustomerSet | undefined): Uint32Array {
  return set?.form === "sparse" ? set.places : new Uint32Array(0);
}

/** Goes over the places of the leading set; code is made once for each combination of dense and sparse operands. */
function sparseFilter(
  expression: SetExpression,
  used: readonly number[],
): (sets: readonly CustomerSet[], leading: number) => Uint32Array {
  const made = new Map<
    string,
    (
      sets: readonly CustomerSet[],
      words: readonly Uint32Array[],
      places: Uint32Array,
      into: Uint32Array,
      isIn: typeof holds,
    ) => number
  >();
  return (sets, leading) => {
    const formOf = (operand: number): "leading" | CustomerSet["form"] =>
      operand === leading ? "leading" : at(sets, operand).form;
    const key = used.map(formOf).join();
    let run = made.get(key);
    if (run === undefined) {
      const code = source(expression, (operand) => {
        switch (formOf(operand)) {
          case "leading":
            return "(-1)";
          case "dense":
            return `w${operand}[p >> 5]`;
          case "sparse":
            return `(isIn(sets[${operand}], p) ? -1 : 0)`;
        }
      });
      // Only places of operands become code.
      // oxlint-disable-next-line no-new-func
      run = new Function(
        "sets",
        "words",
        "places",
        "into",
        "isIn",
        `"use strict"; ${used.map((operand) => `const w${operand} = words[${operand}];`).join(" ")} let n = 0; for (let i = 0; i < places.length; i++) { const p = places[i]; into[n] = p; n += (${code} >>> (p & 31)) & 1; } return n;`,
      ) as Exclude<typeof run, undefined>;
      made.set(key, run);
    }
    const places = placesIn(sets[leading]);
    const words: Uint32Array[] = [];
    for (const operand of used) {
      const set = sets[operand];
      if (set?.form === "dense") words[operand] = set.words;
    }
    const into = shared.uint32(places.length + 1);
    return into.slice(0, run(sets, words, places, into, holds));
  };
}

function sizeOf(sets: readonly CustomerSet[], used: readonly number[]): number {
  const size = sets[inside(used[0])]?.size ?? 0;
  for (const operand of used) {
    const set = sets[operand];
    if (set === undefined) throw new RangeError(`the expression names set ${operand}, and there are ${sets.length}`);
    if (set.size !== size) throw new RangeError("the sets are of different populations");
  }
  return size;
}
