import { collectors } from "../generate/collectors.ts";
import type { Chunk, Slot } from "../generate/items.ts";
import type { Constants } from "../generate/text-code.ts";

const OPERATIONS = [
  "exact",
  "finite",
  "fitValue",
  "binOf",
  "scratch",
  "walkTrees",
  "divide",
  "multiplyRound",
  "divideRound",
  "roundedQuotient",
  "dateOf",
  "hourOf",
  "datePart",
  "textTest",
  "compareNumbers",
  "compareTruths",
  "firstTwo",
  "bitCount",
  "addMonths",
  "monthsSince",
  "nextAnniversary",
  ...Object.keys(collectors),
  "rowAt",
  "int32",
];

/** The array that says why a customer has no result; 0 for everybody who has. */
export const STANDING = "$standing";

/** Customers that go through all chunks before the next: a multiple of 32, few enough for the cache. */
const BLOCK = 512;

/**
 * The body of the kernel: a function for each chunk, which goes over a block of customers. Values that later chunks
 * need are kept in arrays as long as a block. Within a block customers go by 32, so that a word of a bitmap is gathered
 * in a variable and written once.
 * @param arrays the names of all arrays
 * @param written the bitmaps that results go to
 */
export function kernelFunctions(
  chunks: readonly Chunk[],
  arrays: ReadonlySet<string>,
  written: ReadonlySet<string>,
  constants: Constants,
): string {
  const name = ({ variable, slot }: Slot): string =>
    `${variable.held === "bit" ? "B" : variable.held === "number" ? "N" : "C"}${slot}`;
  const stored = chunks.flatMap(({ stores }) => stores);
  const parts = chunks.map(({ code, uses, loads, stores }, index) => {
    const bitmaps = [...written].filter((array) => uses.has(array));
    const carried = [...new Set([...loads, ...stores].map(name))];
    return [
      `function part${index}(from, to) {`,
      ...[...new Set([STANDING, ...uses])]
        .filter((name) => arrays.has(name))
        .map((array) => `const ${array} = data.${array};`),
      ...carried.map((array) => `const ${array} = blocks.${array};`),
      "for (let group = from; group < to; group += 32) {",
      ...bitmaps.map((array) => `let ${word(array)} = 0;`),
      "const end = Math.min(to, group + 32);",
      "for (let q = group; q < end; q++) customer: {",
      index === 0 ? "" : `if (${STANDING}[q] !== 0) break customer;`,
      ...loads.map((slot) => `const ${slot.variable.name} = ${name(slot)}[q - from];`),
      code,
      ...stores.map((slot) => `${name(slot)}[q - from] = ${slot.variable.name};`),
      "}",
      ...bitmaps.map((array) => `${array}[group >> 5] = ${word(array)};`),
      "}",
      "}",
    ].join("\n");
  });
  const blocks = [...new Map(stored.map((slot) => [name(slot), slot.variable.held])).entries()];
  return [
    '"use strict";',
    `const { ${OPERATIONS.join(", ")} } = operations;`,
    `const K = [${constants.sources.join(", ")}];`,
    `const blocks = { ${blocks.map(([array, held]) => `${array}: new ${held === "number" ? "Float64Array" : "Int32Array"}(${BLOCK})`).join(", ")} };`,
    ...parts,
    "return function run(first, end) {",
    `for (let from = first; from < end; from += ${BLOCK}) { const to = Math.min(end, from + ${BLOCK});`,
    ...chunks.map((_, index) => `part${index}(from, to);`),
    "}",
    "};",
  ].join("\n");
}

/** The variable that gathers the bits of a bitmap. */
export const word = (array: string): string => array.replace("$", "word_");
