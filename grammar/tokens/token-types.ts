import { createToken, Lexer, type TokenType } from "chevrotain";
import { matchIdentifier, matchQuotedName, matchText } from "./patterns.ts";

/** Whatever may stand where a name is needed: an identifier, a name in backticks, or a word that is not reserved. */
export const NameLike = createToken({ name: "NameLike", pattern: Lexer.NA, label: "a name" });

const ASCII_LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"];
/** One character of every bucket into which chevrotain sorts characters beyond ASCII. */
const OTHER_LETTERS = Array.from({ length: 0xffff - 0x80 }, (_, index) => index + 0x80).filter(
  (code) => code < 0x100 || code % 64 === 0,
);

export const WhiteSpace = createToken({
  name: "WhiteSpace",
  pattern: /[ \t\r\n\f\v\u00a0\u3000\ufeff]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
export const DocComment = createToken({ name: "DocComment", pattern: /\/\/\/[^\n\r]*/, group: "comments" });
export const Comment = createToken({ name: "Comment", pattern: /\/\/[^\n\r]*/, group: "comments" });

export const DateTimeLiteral = createToken({
  name: "DateTimeLiteral",
  pattern: /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?/,
  label: "a time",
});
export const DateLiteral = createToken({ name: "DateLiteral", pattern: /\d{4}-\d{2}-\d{2}/, label: "a date" });
export const PercentLiteral = createToken({ name: "PercentLiteral", pattern: /\d+(\.\d+)?%/, label: "a percentage" });
export const NumberLiteral = createToken({ name: "NumberLiteral", pattern: /\d+(\.\d+)?/, label: "a number" });
export const TextLiteral = createToken({
  name: "TextLiteral",
  pattern: matchText,
  start_chars_hint: ['"'],
  line_breaks: false,
  label: "a text in quotes",
});
export const UnterminatedText = createToken({ name: "UnterminatedText", pattern: /"[^\n\r]*/ });
export const QuotedName = createToken({
  name: "QuotedName",
  pattern: matchQuotedName,
  start_chars_hint: ["`"],
  line_breaks: false,
  categories: [NameLike],
  label: "a name",
});
export const UnterminatedName = createToken({ name: "UnterminatedName", pattern: /`[^\n\r`]*/ });
export const Identifier = createToken({
  name: "Identifier",
  pattern: matchIdentifier,
  start_chars_hint: [...ASCII_LETTERS, ...OTHER_LETTERS],
  line_breaks: false,
  categories: [NameLike],
  label: "a name",
});

const punctuation = (name: string, pattern: string): TokenType =>
  createToken({ name, pattern, label: `\`${pattern}\`` });
export const ForeignOperator = createToken({
  name: "ForeignOperator",
  pattern: /==+|!==?|<>|=>|=<|&&?|\|\|?|!|[≥≤≠≧≦]/,
});
export const LessEqual = punctuation("LessEqual", "<=");
export const GreaterEqual = punctuation("GreaterEqual", ">=");
export const Less = punctuation("Less", "<");
export const Greater = punctuation("Greater", ">");
export const Equals = punctuation("Equals", "=");
export const Plus = punctuation("Plus", "+");
export const Minus = punctuation("Minus", "-");
export const Times = punctuation("Times", "*");
export const Slash = punctuation("Slash", "/");
export const Percent = punctuation("Percent", "%");
export const OpenBrace = punctuation("OpenBrace", "{");
export const CloseBrace = punctuation("CloseBrace", "}");
export const OpenBracket = punctuation("OpenBracket", "(");
export const CloseBracket = punctuation("CloseBracket", ")");
export const Colon = punctuation("Colon", ":");
export const Comma = punctuation("Comma", ",");
export const Dot = punctuation("Dot", ".");
export const At = punctuation("At", "@");

/** In the order in which the lexer tries them. */
export const lexerTokens: readonly TokenType[] = [
  WhiteSpace,
  Identifier,
  DateTimeLiteral,
  DateLiteral,
  PercentLiteral,
  NumberLiteral,
  DocComment,
  Comment,
  TextLiteral,
  UnterminatedText,
  QuotedName,
  UnterminatedName,
  ForeignOperator,
  LessEqual,
  GreaterEqual,
  Less,
  Greater,
  Equals,
  Plus,
  Minus,
  Times,
  Slash,
  Percent,
  OpenBrace,
  CloseBrace,
  OpenBracket,
  CloseBracket,
  Colon,
  Comma,
  Dot,
  At,
];
