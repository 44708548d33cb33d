import { Lexer, type IToken, type TokenType } from "chevrotain";
import { apart } from "./apart.ts";
import { diagnostic, mended, type Diagnostic } from "../diagnostics/catalogue.ts";
import type { SourceFile } from "../source.ts";
import { readForeignSigns, type ForeignSigns } from "./foreign-signs.ts";
import { numberMeant, quantileMeant } from "./number-endings.ts";
import {
  DateLiteral,
  ForeignOperator,
  GreaterEqual,
  Identifier,
  LessEqual,
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
  "≠": "is not",
  "&": "and",
  "|": "or",
  "!": "not",
  "=>": ">=",
  "≥": ">=",
  "≧": ">=",
  "=<": "<=",
  "≤": "<=",
  "≦": "<=",
};
const typeOfOperator: Readonly<Record<string, TokenType>> = {
  and: wordTokens.and,
  or: wordTokens.or,
  not: wordTokens.not,
  ">=": GreaterEqual,
  "<=": LessEqual,
};

/** Splits a file into tokens. Never throws; bad characters are left out and reported. */
export function lex(file: SourceFile): LexedFile {
  const { text, places } = readForeignSigns(file.text);
  const result = lexer.tokenize(text);
  const diagnostics: Diagnostic[] = places.map((place) => foreignSigns(place, file));
  const at = (start: number, end: number) => ({ file: file.path, start, end });
  const tokens: IToken[] = [];
  for (const token of result.tokens) {
    const start = token.startOffset;
    const end = start + token.image.length;
    if (token.tokenType === Identifier) {
      const word = wordTokenType(token.image);
      if (word !== undefined) retype(token, word);
    } else if (token.tokenType === UnterminatedText) {
      const found = diagnostic("unterminated-text", at(start, end), {});
      // Where the text ends is certain when only words stand behind its quote.
      diagnostics.push(
        /^"[\p{L}\p{N}_ -]+$/u.test(token.image)
          ? diagnostic("unterminated-text", at(start, end), {}, `${token.image.trimEnd()}"`)
          : found,
      );
      retype(token, TextLiteral);
    } else if (token.tokenType === UnterminatedName) {
      diagnostics.push(diagnostic("unterminated-name", at(start, end), {}));
      retype(token, QuotedName);
    } else if (token.tokenType === ForeignOperator) {
      const instead = replacements[token.image] ?? "is";
      const code = token.image === "≧" || token.image === "≦" ? "full-width" : "foreign-operator";
      const found =
        code === "full-width"
          ? diagnostic(code, at(start, end), { sign: token.image, instead })
          : diagnostic(code, at(start, end), { operator: token.image, instead });
      diagnostics.push(mended(found, apart(instead, file.text, start, end)));
      retype(token, typeOfOperator[instead] ?? wordTokens.is);
    }
    tokens.push(token);
  }
  const separate = separateNumbers(tokens, (start, end, number, meant) => {
    const found = diagnostic("bad-number", at(start, end), { number: number.slice(0, 40) }, meant);
    diagnostics.push(found);
  });
  for (const error of result.errors) {
    const end = error.offset + error.length;
    const character = [...file.text.slice(error.offset, end)][0] ?? "";
    const found = diagnostic("bad-character", at(error.offset, end), { character: visible(character) });
    // What nobody sees was not meant, and what ends a statement elsewhere ends nothing here.
    diagnostics.push(/^[\p{Cf};]+$/u.test(file.text.slice(error.offset, end)) ? mended(found, "") : found);
  }
  return { tokens: separate, comments: result.groups["comments"] ?? [], diagnostics };
}

/** Reports numbers that run into letters; where it is certain what is meant, that is what is read. */
function separateNumbers(
  tokens: readonly IToken[],
  report: (start: number, end: number, number: string, meant: string | undefined) => void,
): IToken[] {
  const separate: IToken[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    const next = tokens[index + 1];
    if (token === undefined) continue;
    separate.push(token);
    if (
      next === undefined ||
      next.startOffset !== token.startOffset + token.image.length ||
      (token.tokenType !== NumberLiteral && token.tokenType !== PercentLiteral) ||
      !/^[\p{L}\d]/u.test(next.image)
    )
      continue;
    const third = tokens[index + 2];
    const quantile =
      token.tokenType === NumberLiteral ? quantileMeant(token.image, next.image, third?.image ?? "") : undefined;
    const meant = quantile ?? (token.tokenType === NumberLiteral ? numberMeant(token.image, next.image) : undefined);
    const last = quantile === undefined || third === undefined ? next : third;
    const written = `${token.image}${next.image}${last === next ? "" : ` ${last.image}`}`;
    report(token.startOffset, last.startOffset + last.image.length, written, meant);
    if (meant === undefined) continue;
    const [digits = "", unit] = meant.split(" ");
    index += last === next ? 1 : 2;
    token.image = digits;
    if (/^\d+-/.test(digits)) retype(token, DateLiteral);
    if (digits.endsWith("%")) retype(token, PercentLiteral);
    if (unit === undefined) continue;
    next.image = unit;
    const type = wordTokenType(unit);
    if (type !== undefined) retype(next, type);
    separate.push(next);
  }
  return separate;
}

function foreignSigns({ kind, start, end, instead }: ForeignSigns, file: SourceFile): Diagnostic {
  const location = { file: file.path, start, end };
  const written = file.text.slice(start, end);
  switch (kind) {
    case "sign":
      return mended(diagnostic("full-width", location, { sign: written, instead }), instead);
    case "quote":
      return mended(diagnostic("wrong-quotes", location, { sign: written[0] ?? "", instead }), instead);
    case "money":
      return diagnostic("bad-character", location, { character: written.replace(/[\d.]/g, "") }, instead);
    case "grouped":
      return diagnostic("bad-character", location, { character: "_" }, instead);
  }
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
