import type { IParserErrorMessageProvider, TokenType } from "chevrotain";

/**
 * What chevrotain knows about a syntax error, handed through its message field as JSON, so that the text
 * itself is built from the diagnostics catalogue like every other.
 */
export interface SyntaxFacts {
  readonly expected: readonly string[];
  readonly rule: string;
}

/** Stands among what is expected where a declaration is complete. */
export const END = "the end of this declaration";

const labelOf = (type: TokenType | undefined): string => type?.LABEL ?? type?.name ?? "";
const firstOf = (paths: TokenType[][]): string[] => paths.map((path) => labelOf(path[0]));

/** How many errors are looked for in one declaration. */
const ERROR_LIMIT = 20;

/** Thrown past chevrotain's recovery when a declaration has so many errors that more would say nothing. */
export class TooManyErrors extends Error {}

/** Chevrotain asks for a message at each error; that is also where errors can be counted. */
export class SyntaxMessages implements IParserErrorMessageProvider {
  private left = ERROR_LIMIT;

  /** Must be called when a new run of tokens is parsed. */
  reset(): void {
    this.left = ERROR_LIMIT;
  }

  buildMismatchTokenMessage({
    expected,
    ruleName,
  }: Parameters<IParserErrorMessageProvider["buildMismatchTokenMessage"]>[0]): string {
    return this.pack({ expected: [labelOf(expected)], rule: ruleName });
  }

  buildNotAllInputParsedMessage({
    ruleName,
  }: Parameters<IParserErrorMessageProvider["buildNotAllInputParsedMessage"]>[0]): string {
    return this.pack({ expected: [END], rule: ruleName });
  }

  buildNoViableAltMessage({
    expectedPathsPerAlt,
    ruleName,
  }: Parameters<IParserErrorMessageProvider["buildNoViableAltMessage"]>[0]): string {
    return this.pack({ expected: expectedPathsPerAlt.flatMap(firstOf), rule: ruleName });
  }

  buildEarlyExitMessage({
    expectedIterationPaths,
    ruleName,
  }: Parameters<IParserErrorMessageProvider["buildEarlyExitMessage"]>[0]): string {
    return this.pack({ expected: firstOf(expectedIterationPaths), rule: ruleName });
  }

  private pack(facts: SyntaxFacts): string {
    if (this.left-- <= 0) throw new TooManyErrors();
    return JSON.stringify(facts);
  }
}

/** Reads the facts back from a chevrotain error's message. */
export function syntaxFacts(message: string): SyntaxFacts {
  const facts: SyntaxFacts = JSON.parse(message);
  return facts;
}
