import { lineStartAt } from "../../grammar/source.ts";
import type { IToken } from "chevrotain";
import { splitDeclarations } from "../../grammar/parser/split.ts";
import { lex } from "../../grammar/tokens/lexer.ts";
import {
  CloseBrace,
  CloseBracket,
  Comment,
  DocComment,
  OpenBrace,
  OpenBracket,
  TextLiteral,
} from "../../grammar/tokens/token-types.ts";
import type { AnalysedFile } from "./analysis.ts";

/** What stands before a cursor. */
export interface Cursor {
  /** The tokens of the declaration that it stands in, up to the word being typed. */
  readonly before: readonly IToken[];
  /** The beginning of the word being typed; empty between words. */
  readonly word: string;
  readonly wordStart: number;
  /** A new declaration can begin here: at the beginning of a line, outside of all brackets. */
  readonly fresh: boolean;
  /** Inside a text in quotes or a comment. Of a text, `before` ends in front of its quote. */
  readonly inside: "text" | "comment" | undefined;
  /** The text in quotes that the cursor stands in, as it is written. */
  readonly text: { readonly start: number; readonly image: string } | undefined;
}

const WORD = /[\p{ID_Continue}`]+$/u;

/** Reads the declaration at an offset up to there. */
export function cursorAt({ text, parsed }: AnalysedFile, offset: number): Cursor {
  const word = WORD.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? "";
  const wordStart = offset - word.length;
  const within = [...parsed.tokens, ...parsed.comments].find(
    (token) => token.startOffset < offset && offset <= token.startOffset + token.image.length,
  );
  const inside =
    within?.tokenType === TextLiteral &&
    !(within.image.length > 1 && within.image.endsWith('"') && offset === within.startOffset + within.image.length)
      ? "text"
      : within !== undefined && (within.tokenType === Comment || within.tokenType === DocComment)
        ? "comment"
        : undefined;
  const literal = inside === "text" ? within : undefined;
  const end = literal?.startOffset ?? wordStart;
  // The last declaration that begins before the cursor may be whole or not; what stands before it does not matter.
  const begin = parsed.declarations.findLast((declaration) => declaration.start < end)?.start ?? 0;
  const { tokens } = lex({ path: "", text: `${" ".repeat(begin)}${text.slice(begin, end)}` });
  const before = splitDeclarations(tokens, text.slice(0, end)).at(-1) ?? [];
  const lineStart = lineStartAt(text, wordStart);
  const fresh = before.length === 0 || (text.slice(lineStart, wordStart).trim() === "" && depthOf(before) === 0);
  return {
    before,
    word,
    wordStart,
    fresh,
    inside,
    text: literal === undefined ? undefined : { start: literal.startOffset, image: literal.image },
  };
}

function depthOf(tokens: readonly IToken[]): number {
  return tokens.reduce(
    (depth, { tokenType }) =>
      depth +
      (tokenType === OpenBrace || tokenType === OpenBracket
        ? 1
        : tokenType === CloseBrace || tokenType === CloseBracket
          ? -1
          : 0),
    0,
  );
}
