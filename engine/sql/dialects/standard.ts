import { at } from "../../invariant/required.ts";
import type { SqlFunction } from "../relation.ts";
import type { Dialect } from "./dialect.ts";

const doubled = (text: string, quote: string): string => `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;

const FUNCTIONS: Readonly<Partial<Record<SqlFunction, string>>> = {
  absolute: "ABS",
  exp: "EXP",
  ln: "LN",
  round: "ROUND",
  translate: "TRANSLATE",
  replace: "REPLACE",
};

/** What most engines have in common; a dialect says where it differs. */
export const standard = {
  identifier: (name) => doubled(name, '"'),
  text: (value) => doubled(value, "'"),
  double: (value) => (Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : value.toExponential()),
  quotient: (left, right) => `${left} / ${right}`,
  remainder: (left, right) => `${left} % ${right}`,
  call: (fn, args) => {
    if (fn === "without first") return `SUBSTR(${at(args, 0)}, 2)`;
    const name = FUNCTIONS[fn];
    if (name === undefined) throw new Error(`no words for ${fn}`);
    return `${name}(${args.join(", ")})`;
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
} satisfies Partial<Dialect>;

/** A set of key expressions where every one rises: whole numbers that fall are negated. */
export function rising(by: Parameters<Dialect["pick"]>[2]): string[] {
  return by.map(({ value, text, descending }) => {
    if (descending && text) throw new Error("texts are only ordered upward");
    return descending ? `-(${value})` : value;
  });
}
