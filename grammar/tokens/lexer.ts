import { Lexer, type IToken } from "chevrotain";
import { diagnostic, type Diagnostic } from "../diagnostics/catalogue.ts";
import type { SourceFile } from "../source.ts";
import {
  ForeignOperator,
  Identifier,
  lexerTokens,
  NameLike,
  NumberLiteral,
  PercentLiteral,
  QuotedName,
  TextLiteral,
  UnterminatedName,
  UnterminatedText,
} from "./token-types.ts";
import { allWordTokens, wordTokens, wordTokenType } from "./words.ts";

/** The tokens of a file without comments, the comments apart, and what was wrong with single characters. */
export interface LexedFile {
  readonly tokens: IToken[];
  readonly comments: readonly IToken[];
  readonly diagnostics: readonly Diagnostic[];
}

const lexer = new Lexer([...lexerTokens], {
  positionTracking: "onlyOffset",
  ensureOptimizations: true,
  skipValidations: false,
});

export const parserVocabulary = [NameLike, ...lexerTokens, ...allWordTokens];

const replacements: Readonly<Record<string, string>> = {
  "&&": "and",
  "||": "or",
  "!=": "is not",
  "!==": "is not",
  "<>": "is not",
};

/** Splits a file into tokens. Never throws; bad characters are left out and reported. */
export function lex(file: SourceFile): LexedFile {
  const result = lexer.tokenize(file.text);
  const diagnostics: Diagnostic[] = [];
  const at = (start: number, end: number) => ({ file: file.path, start, end });
  const tokens: IToken[] = [];
  for (const token of result.tokens) {
    const start = token.startOffset;
    const end = start + token.image.length;
    if (token.tokenType === Identifier) {
      const word = wordTokenType(token.image);
      if (word !== undefined) retype(token, word);
    } else if (token.tokenType === UnterminatedText) {
      diagnostics.push(diagnostic("unterminated-text", at(start, end), {}));
      retype(token, TextLiteral);
    } else if (token.tokenType === UnterminatedName) {
      diagnostics.push(diagnostic("unterminated-name", at(start, end), {}));
      retype(token, QuotedName);
    } else if (token.tokenType === ForeignOperator) {
      const instead = replacements[token.image] ?? "is";
      diagnostics.push(diagnostic("foreign-operator", at(start, end), { operator: token.image, instead }));
      retype(token, instead === "and" ? wordTokens.and : instead === "or" ? wordTokens.or : wordTokens.is);
    }
    tokens.push(token);
  }
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    const end = token.startOffset + token.image.length;
    if (
      next === undefined ||
      next.startOffset !== end ||
      (token.tokenType !== NumberLiteral && token.tokenType !== PercentLiteral)
    )
      continue;
    if (/^[\p{L}\d]/u.test(next.image)) {
      const number = `${token.image}${next.image}`;
      diagnostics.push(
        diagnostic("bad-number", at(token.startOffset, next.startOffset + next.image.length), {
          number: number.slice(0, 40),
        }),
      );
    }
  }
  for (const error of result.errors) {
    const end = error.offset + error.length;
    const character = [...file.text.slice(error.offset, end)][0] ?? "";
    diagnostics.push(diagnostic("bad-character", at(error.offset, end), { character: visible(character) }));
  }
  return { tokens, comments: result.groups["comments"] ?? [], diagnostics };
}

function retype(token: IToken, type: IToken["tokenType"]): void {
  token.tokenType = type;
  if (type.tokenTypeIdx !== undefined) token.tokenTypeIdx = type.tokenTypeIdx;
}

/** Shows a character that has no shape of its own by its code point. */
export function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return /^[\p{C}\p{Z}]$/u.test(character) ? `U+${code.toString(16).toUpperCase().padStart(4, "0")}` : character;
}
