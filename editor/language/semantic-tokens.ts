import type { IToken } from "chevrotain";
import * as T from "../../grammar/tokens/token-types.ts";
import { allWordTokens } from "../../grammar/tokens/words.ts";
import type { Span } from "../../grammar/source.ts";
import type { Analysis } from "./analysis.ts";

/** Kinds of tokens, named as editors name them. */
export const tokenKinds = [
  "keyword",
  "variable",
  "property",
  "enumMember",
  "class",
  "event",
  "string",
  "number",
  "comment",
  "operator",
  "decorator",
] as const;
export type TokenKind = (typeof tokenKinds)[number];

export interface SemanticToken extends Span {
  readonly kind: TokenKind;
  readonly declares: boolean;
}

const words = new Set(allWordTokens);
const literals = new Map([
  [T.TextLiteral, "string"],
  [T.NumberLiteral, "number"],
  [T.PercentLiteral, "number"],
  [T.DateLiteral, "number"],
  [T.DateTimeLiteral, "number"],
] as const);
const operators = new Set([
  T.LessEqual,
  T.GreaterEqual,
  T.Less,
  T.Greater,
  T.Equals,
  T.Plus,
  T.Minus,
  T.Times,
  T.Slash,
]);

/** Every token of a file with what it is: a name by what it stands for, so that `count` the word is not `count` the field. */
export function semanticTokens(analysis: Analysis, path: string): SemanticToken[] {
  const file = analysis.file(path);
  if (file === undefined) return [];
  const names = new Map((analysis.occurrences.get(path) ?? []).map((occurrence) => [occurrence.start, occurrence]));
  const found: SemanticToken[] = [];
  const add = (token: IToken, kind: TokenKind, declares = false): void => {
    found.push({ start: token.startOffset, end: token.startOffset + token.image.length, kind, declares });
  };
  let afterAt = false;
  for (const token of file.parsed.tokens) {
    const name = names.get(token.startOffset);
    const literal = literals.get(token.tokenType);
    if (afterAt) add(token, "decorator");
    else if (name !== undefined) add(token, kindOf(name.key, analysis), name.declares);
    else if (literal !== undefined) add(token, literal);
    else if (operators.has(token.tokenType)) add(token, "operator");
    else if (words.has(token.tokenType)) add(token, "keyword");
    afterAt = token.tokenType === T.At;
  }
  for (const comment of file.parsed.comments) add(comment, "comment");
  return found.sort((left, right) => left.start - right.start);
}

function kindOf(key: string, analysis: Analysis): TokenKind {
  if (key.startsWith("field ")) return "property";
  if (key.startsWith("value ")) return "enumMember";
  const kind = analysis.names.declarations.get(key.replace(/^\S+ /, ""))?.node.kind;
  return kind === "event"
    ? "event"
    : kind === "profile" || kind === "segment" || kind === "model"
      ? "class"
      : "variable";
}
