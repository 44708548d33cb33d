import type { IToken } from "chevrotain";
import * as T from "../tokens/token-types.ts";
import { wordTokens as W } from "../tokens/words.ts";
import { declarationWord } from "./repair.ts";

/**
 * Cuts a file's tokens into runs that each should hold one declaration, so that a mistake in one never spreads to the
 * next. A declaration is recognised by its first words at bracket depth 0, and also inside an open brace when they
 * begin a line: then the brace was never closed.
 */
export function splitDeclarations(tokens: readonly IToken[], text: string): IToken[][] {
  const runs: IToken[][] = [];
  let run: IToken[] = [];
  let depth = 0;
  let inAnnotations = false;
  for (const [index, token] of tokens.entries()) {
    const starts = beginsDeclaration(tokens, index);
    const annotation = token.tokenType === T.At;
    const misspelt =
      depth === 0 &&
      token.tokenType === T.Identifier &&
      tokens[index + 1]?.tokenType === W.tag &&
      !starts &&
      !inAnnotations &&
      beginsLine(text, token.startOffset);
    const boundary = depth === 0 ? annotation || starts || misspelt : starts && beginsLine(text, token.startOffset);
    if (boundary && !inAnnotations && run.length > 0) {
      runs.push(run);
      run = [];
      depth = 0;
    }
    if (starts) inAnnotations = false;
    else if (annotation && depth === 0) inAnnotations = true;
    run.push(token);
    depth = Math.max(0, depth + nesting(token.tokenType));
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

/**
 * How many runs from one on belong together where the brackets that it leaves open are closed by one of the next; at
 * least two where there is a next.
 */
export function untilClosed(runs: readonly (readonly IToken[])[], from: number): number {
  let depth = 0;
  for (const [index, run] of runs.slice(from).entries()) {
    for (const { tokenType } of run) depth += nesting(tokenType);
    if (depth <= 0 && index > 0) return index + 1;
  }
  return 1;
}

function nesting(type: IToken["tokenType"]): -1 | 0 | 1 {
  if (type === T.OpenBrace || type === T.OpenBracket) return 1;
  return type === T.CloseBrace || type === T.CloseBracket ? -1 : 0;
}

/**
 * Cuts a run that does not parse once more, where a line begins without indent with a word that is, or is nearly, the
 * first word of a declaration. Free layout does not allow to do so with runs that parse.
 */
export function splitAtMisspelt(run: IToken[], text: string): IToken[][] {
  const parts: IToken[][] = [];
  let begin = 0;
  for (const [index, token] of run.entries()) {
    const behind = text[token.startOffset - 1];
    if (index === begin || (behind !== "\n" && behind !== "\r") || !meansDeclaration(run, index)) continue;
    parts.push(run.slice(begin, index));
    begin = index;
  }
  parts.push(run.slice(begin));
  return parts;
}

function meansDeclaration(run: readonly IToken[], index: number): boolean {
  const token = run[index];
  const before = run[index - 1]?.tokenType;
  const type = token?.tokenType;
  if (token === undefined || (type !== T.Identifier && type?.CATEGORIES?.includes(T.NameLike) !== true)) return false;
  const next = run[index + 1]?.tokenType;
  // A field, a value or an operand is no declaration.
  if (next === T.Colon || next === T.Dot || next === T.Comma || before === T.Comma || before === T.At) return false;
  return declarationWord(token.image) !== undefined;
}

function beginsLine(text: string, offset: number): boolean {
  let at = offset - 1;
  while (at >= 0 && (text[at] === " " || text[at] === "\t")) at--;
  return at < 0 || text[at] === "\n" || text[at] === "\r";
}

/** What stands behind the name and label of a field, a value or a declaration. */
const behindLabels: ReadonlySet<IToken["tokenType"]> = new Set([
  T.Colon,
  T.Comma,
  T.Equals,
  T.OpenBrace,
  T.CloseBracket,
  W.when,
  W.from,
]);

/** Whether what stands behind the label of a table or an event says more of it: `by sku {`, `part of order_paid`. */
function goesOnBehindLabel(tokens: readonly IToken[], at: number): boolean {
  const [first, second, third] = tokens.slice(at, at + 3).map(({ tokenType }) => tokenType);
  return (first === W.by && third === T.OpenBrace) || (first === W.part && second === W.of);
}

function beginsDeclaration(tokens: readonly IToken[], index: number): boolean {
  const type = tokens[index]?.tokenType;
  const next = tokens[index + 1];
  const third = tokens[index + 2]?.tokenType;
  if (type === undefined || next === undefined) return false;
  const named = next.tokenType === T.Identifier || next.tokenType.CATEGORIES?.includes(T.NameLike) === true;
  const labelled = third === T.TextLiteral;
  switch (type) {
    case W.attribute:
    case W.statistical:
    case W.rule:
    case W.mined:
      return next.tokenType === W.tag;
    case W.event:
      return (
        named && (third === T.OpenBrace || labelled || (third === W.part && tokens[index + 3]?.tokenType === W.of))
      );
    case W.profile:
    case W.lifecycle:
      return named && (third === T.OpenBrace || labelled);
    case W.table:
      return named && (third === W.by || labelled);
    case W.segment:
      return named && (third === W.when || labelled);
    case W.model:
      return named && (third === T.Equals || labelled);
    case W.list:
      return named && (third === T.Equals || third === W.from || labelled);
    case W.exclusive:
      return next.tokenType === T.OpenBracket;
    // Behind the label of something that is called `never` stands what never begins a condition.
    case W.never:
      return (
        next.tokenType === T.TextLiteral &&
        (third === undefined || !(behindLabels.has(third) || goesOnBehindLabel(tokens, index + 2)))
      );
    case W.test:
      return next.tokenType === T.TextLiteral && third === W.as;
    default:
      return false;
  }
}
