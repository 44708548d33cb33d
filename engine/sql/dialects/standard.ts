import type { Dialect } from "./dialect.ts";

const doubled = (text: string, quote: string): string => `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;

/** A function that is called by its name. */
const named =
  (name: string) =>
  (...args: string[]): string =>
    `${name}(${args.join(", ")})`;

/** A value as it stands in the text of a set: what it has of bounds, and of what stands for one, is written by others. */
export const plainly = (value: string, bound = "CHR(31)"): string =>
  `REPLACE(REPLACE(${value}, '\\', '\\\\'), ${bound}, '\\u')`;

/** What most engines have in common; a dialect says where it differs. */
export const standard = {
  identifier: (name) => doubled(name, '"'),
  text: (value) => doubled(value, "'"),
  double: (value) => (Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : value.toExponential()),
  quotient: (left, right) => `${left} / ${right}`,
  remainder: (left, right) => `${left} % ${right}`,
  functions: {
    absolute: named("ABS"),
    exp: named("EXP"),
    ln: named("LN"),
    round: named("ROUND"),
    translate: named("TRANSLATE"),
    replace: named("REPLACE"),
    "without first": (text: string) => `SUBSTR(${text}, 2)`,
    length: named("LENGTH"),
    bound: () => "CHR(31)",
  },
  byCodePoint: (expression) => expression,
  exactSum: (arg, filter) => `SUM(${arg})${filter}`,
  doubleSum: (arg, filter) => `SUM(${arg})${filter}`,
  once: "AS",
  longestName: 255,
  canTranslate: true,
  hasWide: true,
  deep: true,
  canPick: true,
  longestRow: 400,
} satisfies Omit<Partial<Dialect>, "functions"> & { readonly functions: Partial<Dialect["functions"]> };

/** A set of key expressions where every one rises: whole numbers that fall are negated. */
export function rising(by: Parameters<Dialect["pick"]>[2]): string[] {
  return by.map(({ value, text, descending }) => {
    if (descending && text) throw new Error("texts are only ordered upward");
    return descending ? `-(${value})` : value;
  });
}
