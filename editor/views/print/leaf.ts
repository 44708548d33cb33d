import type { TokenType } from "chevrotain";
import { sourceName } from "../../../engine/source/print.ts";
import { quoteText } from "../../../grammar/parser/text-literal.ts";
import { lex } from "../../../grammar/tokens/lexer.ts";
import { checkLiteral } from "../../../grammar/tokens/literal-checks.ts";
import * as T from "../../../grammar/tokens/token-types.ts";
import type { TimeUnit } from "../../../grammar/tokens/words.ts";
import type { Problem } from "../form/action.ts";
import type { LiteralSpec, WindowSpec } from "../spec.ts";
import { readsAsWindow } from "./parse-piece.ts";

/** Thrown while printing what cannot be written; the edit functions turn it into an answer. */
export class Unprintable extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem);
    this.problem = problem;
  }
}

/** The text if it is one token of a kind with nothing wrong in it. */
function token(text: string, types: readonly TokenType[], problem: Problem): string {
  const { tokens, comments, diagnostics } = lex({ path: "", text });
  const [only] = tokens;
  const good =
    tokens.length === 1 &&
    comments.length === 0 &&
    diagnostics.length === 0 &&
    only?.image === text &&
    types.includes(only.tokenType) &&
    checkLiteral(only, "").length === 0;
  if (!good) throw new Unprintable(problem);
  return text;
}

/** A name, in backticks if it needs them. */
export function printName(name: string): string {
  if (name === "") throw new Unprintable("incomplete");
  if (/[`\n\r]/.test(name)) throw new Unprintable("bad-name");
  const text = sourceName(name);
  const { tokens, diagnostics } = lex({ path: "", text });
  if (tokens.length !== 1 || tokens[0]?.image !== text || diagnostics.length > 0) throw new Unprintable("bad-name");
  return text;
}

/** A text in quotes; line ends of any sort become `\n`. */
export function printText(value: string): string {
  return token(quoteText(value.replace(/\r\n?/g, "\n")), [T.TextLiteral], "bad-text");
}

/** A number as people write it, with a sign and `%` where they may stand. */
export function printNumber(text: string, may: { readonly sign: boolean; readonly percent: boolean }): string {
  const trimmed = text.trim();
  if (trimmed === "") throw new Unprintable("incomplete");
  const digits = may.sign && trimmed.startsWith("-") ? trimmed.slice(1) : trimmed;
  token(digits, may.percent ? [T.NumberLiteral, T.PercentLiteral] : [T.NumberLiteral], "bad-number");
  return trimmed;
}

/** Whether digits are a percentage from 0 to 100 with at most three decimals. */
export const isPercent = (digits: string): boolean => /^\d+(\.\d{1,3}0*)?$/.test(digits) && Number(digits) <= 100;

/** `90%` */
export function printPercent(digits: string): string {
  const text = digits.trim();
  if (text === "") throw new Unprintable("incomplete");
  if (!isPercent(text)) throw new Unprintable("bad-number");
  return `${text}%`;
}

export function printDate(text: string): string {
  if (text === "") throw new Unprintable("incomplete");
  return token(text, [T.DateLiteral], "bad-date");
}

export function printInstant(text: string): string {
  if (text === "") throw new Unprintable("incomplete");
  return token(text, [T.DateLiteral, T.DateTimeLiteral], "bad-date");
}

/** `1 day`, `90 days`; a whole number. */
export function printDuration(amount: string, unit: TimeUnit): string {
  const trimmed = amount.trim();
  if (trimmed === "") throw new Unprintable("incomplete");
  if (!/^\d+$/.test(trimmed)) throw new Unprintable("bad-number");
  token(trimmed, [T.NumberLiteral], "bad-number");
  return `${trimmed} ${printUnit(unit, trimmed !== "1")}`;
}

const units: readonly TimeUnit[] = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"];

export function printUnit(unit: TimeUnit, plural: boolean): string {
  if (!units.includes(unit)) throw new Unprintable("unknown-choice");
  return plural ? `${unit}s` : unit;
}

export function printWindow(window: WindowSpec): string {
  switch (window.kind) {
    case "today":
    case "yesterday":
      return window.kind;
    case "last": {
      if (/^0+$/.test(window.amount.trim())) throw new Unprintable("window-empty");
      const ending =
        window.ending === undefined ? "" : ` ending ${printDuration(window.ending.amount, window.ending.unit)} ago`;
      return `in last ${printDuration(window.amount, window.unit)}${ending}`;
    }
    case "calendar": {
      if (!["week", "month", "quarter", "year"].includes(window.unit)) throw new Unprintable("window-empty");
      if (window.which !== "this" && window.which !== "last") throw new Unprintable("unknown-choice");
      return `${window.which} ${window.unit}`;
    }
    case "during": {
      const [from, to] = [printDate(window.from), printDate(window.to)];
      if (from > to) throw new Unprintable("window-empty");
      return `during ${from} to ${to}`;
    }
    case "value":
      if (!readsAsWindow(window.source)) throw new Unprintable("incomplete");
      return window.source.trim();
    case "since":
      return `since ${printInstant(window.from)}`;
  }
}

export function printLiteral(literal: LiteralSpec): string {
  switch (literal.kind) {
    case "number":
      return printNumber(literal.text, { sign: true, percent: true });
    case "string":
      return printText(literal.value);
    case "boolean":
      return literal.value ? "yes" : "no";
    case "date":
      return printDate(literal.text);
    case "datetime":
      return printInstant(literal.text);
    case "duration":
      return printDuration(literal.amount, literal.unit);
    case "choice": {
      if (literal.value === "") throw new Unprintable("incomplete");
      return literal.quoted ? printText(literal.value) : printName(literal.value);
    }
  }
}
