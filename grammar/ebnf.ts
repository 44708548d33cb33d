import type { ISerializedGast, TokenType } from "chevrotain";
import { parserVocabulary } from "./tokens/lexer.ts";

/** A node of chevrotain's serialised grammar, with the properties that this page reads. */
interface Production {
  readonly type: string;
  readonly name?: string;
  readonly label?: string;
  readonly nonTerminalName?: string;
  readonly definition?: readonly Production[];
  readonly separator?: Production;
}

/** Tokens that are not one fixed word or sign. */
const terminals: Readonly<Record<string, { readonly name: string; readonly meaning: string }>> = {
  NameLike: {
    name: "NAME",
    meaning: "a letter, then letters, digits and `_`; or any text in backticks; not a reserved word",
  },
  TextLiteral: { name: "TEXT", meaning: 'text in double quotes, such as "VIP"' },
  NumberLiteral: { name: "NUMBER", meaning: "digits, perhaps a point and more digits" },
  PercentLiteral: { name: "PERCENT", meaning: "a number with `%` right behind it" },
  DateLiteral: { name: "DATE", meaning: "year-month-day, such as 2026-03-01" },
  DateTimeLiteral: {
    name: "TIME",
    meaning: "a date, `T` and a time of day, such as 2026-03-01T10:30, perhaps with `Z` or an offset",
  },
  UnitWord: { name: "UNIT", meaning: "second, minute, hour, day, week, month, quarter or year, each also with an s" },
};
const LINE_LIMIT = 100;

/**
 * The grammar of the language in EBNF, from the parser's own rules: `[ … ]` may be left out, `{ … }` may be repeated or
 * left out, words and signs stand in quotes. Rules come in the order in which they are first used.
 */
export function ebnf(productions: readonly ISerializedGast[], start: string): string {
  const rules = new Map(productions.map((rule: Production) => [rule.name ?? "", rule.definition ?? []]));
  const order = [start];
  for (const rule of order)
    for (const used of namesIn(rules.get(rule) ?? [])) if (!order.includes(used)) order.push(used);
  const lines = ["file = { declaration } ;", ...order.map((rule) => printRule(rule, rules.get(rule) ?? []))];
  const meanings = Object.values(terminals).map(({ name, meaning }) => `${name} = ? ${meaning} ? ;`);
  return [...lines, ...meanings].join("\n");
}

function namesIn(definition: readonly Production[]): string[] {
  return definition.flatMap((part) =>
    part.nonTerminalName !== undefined || part.type === "NonTerminal"
      ? [part.nonTerminalName ?? part.name ?? ""]
      : namesIn(part.definition ?? []),
  );
}

function printRule(rule: string, definition: readonly Production[]): string {
  const alternatives = alternativesOf(definition);
  const inOneLine = `${kebab(rule)} = ${alternatives.join(" | ")} ;`;
  if (inOneLine.length <= LINE_LIMIT) return inOneLine;
  return `${kebab(rule)}\n  = ${alternatives.join("\n  | ")} ;`;
}

/** A rule that is nothing but a choice prints as one. */
function alternativesOf(definition: readonly Production[]): string[] {
  const [only] = definition;
  if (definition.length !== 1 || only?.type !== "Alternation") return [sequence(definition)];
  return [...new Set((only.definition ?? []).map((part) => sequence(part.definition ?? [])))];
}

function sequence(definition: readonly Production[]): string {
  return definition.map(print).join(" ");
}

function print(part: Production): string {
  const inner = part.definition ?? [];
  switch (part.type) {
    case "Terminal":
      return terminal(part);
    case "NonTerminal":
      return kebab(part.nonTerminalName ?? part.name ?? "");
    case "Alternation":
      return `( ${alternativesOf([part]).join(" | ")} )`;
    case "Option":
      return `[ ${alternativesOf(inner).join(" | ")} ]`;
    case "Repetition":
      return `{ ${alternativesOf(inner).join(" | ")} }`;
    case "RepetitionMandatory":
      return `${sequence(inner)} { ${sequence(inner)} }`;
    case "RepetitionWithSeparator":
      return `[ ${separated(part, inner)} ]`;
    case "RepetitionMandatoryWithSeparator":
      return separated(part, inner);
    default:
      return sequence(inner);
  }
}

function separated(part: Production, inner: readonly Production[]): string {
  const separator = part.separator === undefined ? "" : terminal(part.separator);
  return `${sequence(inner)} { ${separator} ${sequence(inner)} }`;
}

const types: ReadonlyMap<string, TokenType> = new Map(parserVocabulary.map((type) => [type.name, type]));

function terminal({ name = "", label }: Production): string {
  return terminals[name]?.name ?? `"${(label ?? types.get(name)?.LABEL ?? name).replaceAll("`", "")}"`;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
