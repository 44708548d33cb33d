import type { IParserErrorMessageProvider, IToken, TokenType } from "chevrotain";

/**
 * What chevrotain knows about a syntax error, handed through its message field as JSON, so that the text
 * itself is built from the diagnostics catalogue like every other.
 */
export interface SyntaxFacts {
  readonly expected: readonly string[];
  readonly rule: string;
}

const pack = (facts: SyntaxFacts): string => JSON.stringify(facts);
const labelOf = (type: TokenType | undefined): string => type?.LABEL ?? type?.name ?? "";
const firstOf = (paths: TokenType[][]): string[] => paths.map((path) => labelOf(path[0]));

export const syntaxMessages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, ruleName }) => pack({ expected: [labelOf(expected)], rule: ruleName }),
  buildNotAllInputParsedMessage: ({ ruleName }) => pack({ expected: ["the end of this declaration"], rule: ruleName }),
  buildNoViableAltMessage: ({ expectedPathsPerAlt, ruleName }) => pack({ expected: expectedPathsPerAlt.flatMap(firstOf), rule: ruleName }),
  buildEarlyExitMessage: ({ expectedIterationPaths, ruleName }) => pack({ expected: firstOf(expectedIterationPaths), rule: ruleName }),
};

/** Reads the facts back from a chevrotain error's message. */
export function syntaxFacts(message: string): SyntaxFacts {
  const facts: SyntaxFacts = JSON.parse(message);
  return facts;
}

/** How a token is named to the reader. */
export function foundText(token: IToken): string {
  if (token.image === "") return "the end";
  const image = token.image.length > 40 ? `${token.image.slice(0, 37)}…` : token.image;
  return `\`${image}\``;
}
