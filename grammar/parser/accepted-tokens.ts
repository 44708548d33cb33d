import type { IRecognitionException, IToken, TokenType } from "chevrotain";
import { DeclarationParser } from "./declaration-parser.ts";
import { LimitError } from "./base.ts";
import { TooManyErrors } from "./syntax-messages.ts";

/** A token to be tried; some are only understood with the one behind them, as `in last`. */
export interface Candidate {
  readonly type: TokenType;
  readonly image: string;
  readonly behind?: TokenType;
}

let recovering: DeclarationParser | undefined;
let strict: DeclarationParser | undefined;

/**
 * Which tokens can follow the beginning of a declaration.
 * @param begun the declaration's tokens up to a place; they may hold mistakes
 * @param candidates tokens to be tried there, by their type and text
 * @returns those with which the parser goes on without complaint
 */
export function acceptedTokens(begun: readonly IToken[], candidates: readonly Candidate[]): ReadonlySet<TokenType> {
  const last = begun.at(-1);
  const offset = last === undefined ? 0 : last.startOffset + last.image.length + 1;
  strict ??= new DeclarationParser(false);
  recovering ??= new DeclarationParser();
  // Only behind a mistake must the parser be able to go on.
  const parser = errorsOf(strict, begun).some(({ token }) => token.image !== "") ? recovering : strict;
  const accepted = new Set<TokenType>();
  const token = (type: TokenType, image: string, startOffset: number): IToken => ({
    image,
    startOffset,
    tokenType: type,
    tokenTypeIdx: type.tokenTypeIdx ?? 0,
  });
  for (const { type, image, behind } of candidates) {
    const tried = [...begun, token(type, image, offset)];
    if (
      goesOn(parser, tried, offset) ||
      (behind !== undefined &&
        goesOn(parser, [...tried, token(behind, behind.name, offset + image.length + 1)], offset))
    )
      accepted.add(type);
  }
  return accepted;
}

/**
 * Where the first mistake of a declaration is, by the index of its token: the number of tokens when something is missing
 * at the end, undefined when there is none.
 */
export function errorIndex(tokens: readonly IToken[]): number | undefined {
  strict ??= new DeclarationParser(false);
  const [first] = errorsOf(strict, tokens);
  if (first === undefined) return undefined;
  const index = tokens.indexOf(first.token);
  return index < 0 ? tokens.length : index;
}

/** Whether there is no error at the last token; what is missing behind it is no error yet. */
function goesOn(parser: DeclarationParser, tokens: readonly IToken[], offset: number): boolean {
  return !errorsOf(parser, tokens).some(
    ({ token, resyncedTokens }) =>
      token.startOffset === offset || resyncedTokens.some((skipped) => skipped.startOffset === offset),
  );
}

/** The errors of a parse; nesting too deep is one at the last token. */
function errorsOf(
  parser: DeclarationParser,
  tokens: readonly IToken[],
): readonly Pick<IRecognitionException, "token" | "resyncedTokens">[] {
  parser.begin(tokens);
  try {
    parser.declaration();
  } catch (error) {
    if (error instanceof LimitError) return tokens.slice(-1).map((token) => ({ token, resyncedTokens: [] }));
    if (!(error instanceof TooManyErrors) && !(error instanceof RangeError)) throw error;
  }
  return parser.errors;
}
