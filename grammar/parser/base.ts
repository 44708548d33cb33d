import { EmbeddedActionsParser, type IOrAlt, type IToken, type OrMethodOpts, type TokenType } from "chevrotain";
import type { DurationLiteral, Missing, Name, NumberLiteral, TextLiteral } from "../tree/expression.ts";
import * as T from "../tokens/token-types.ts";
import { limitCodes, limits } from "../limits.ts";
import { nfc } from "../tokens/nfc.ts";
import { parserVocabulary } from "../tokens/lexer.ts";
import { UnitWord, unitWords, wordTokens as W, type TimeUnit } from "../tokens/words.ts";
import { SyntaxMessages } from "./syntax-messages.ts";
import { isPlainText, unescapeText } from "./text-literal.ts";

/** Each bracket nests twice in the grammar: as a condition and as an operand. */
const RULE_LIMIT = 2 * limits.nesting;

/** Thrown past chevrotain's own recovery when a declaration goes beyond a limit; the file parser turns it into a diagnostic. */
export class LimitError extends Error {
  readonly limit: keyof typeof limitCodes;
  readonly token: IToken;
  constructor(limit: keyof typeof limitCodes, token: IToken) {
    super(`beyond the limit of ${limit}`);
    this.limit = limit;
    this.token = token;
  }
}

const insertable: ReadonlySet<TokenType> = new Set([T.CloseBrace, T.OpenBrace, T.CloseBracket, T.Comma, T.Colon]);

/** What all rules share: positions, names, literals and the recovery policy. */
export class ParserBase extends EmbeddedActionsParser {
  private nesting = 0;
  private readonly messages: SyntaxMessages;

  /** @param recover goes on behind a mistake; without, the first one ends it, and sooner */
  constructor(recover = true, messages = new SyntaxMessages()) {
    super(parserVocabulary, {
      recoveryEnabled: recover,
      maxLookahead: 2,
      nodeLocationTracking: "none",
      errorMessageProvider: messages,
      skipValidations: validated,
    });
    this.messages = messages;
  }

  /** Must be called once when a new run of tokens is parsed. */
  protected resetLimits(): void {
    this.nesting = 0;
    this.messages.reset();
  }

  /** Runs a rule's body one level deeper. */
  protected nested<Result>(body: () => Result): Result {
    if (this.nesting >= RULE_LIMIT && !this.RECORDING_PHASE) throw new LimitError("nesting", this.LA(1));
    this.nesting++;
    try {
      return body();
    } finally {
      this.nesting--;
    }
  }

  /** Ends the declaration where one more would be too many. @param count how many there are already */
  protected oneMore(limit: keyof typeof limitCodes, count: number): void {
    if (count >= limits[limit] && !this.RECORDING_PHASE) throw new LimitError(limit, this.LA(1));
  }

  /** A choice between alternatives, typed by its result. */
  protected choice<Result>(alternatives: IOrAlt<Result>[] | OrMethodOpts<Result>): Result {
    const result: Result = this.OR(alternatives as IOrAlt<Result>[]);
    return result;
  }

  /** The second choice within one rule. */
  protected choice1<Result>(alternatives: IOrAlt<Result>[] | OrMethodOpts<Result>): Result {
    const result: Result = this.OR1(alternatives as IOrAlt<Result>[]);
    return result;
  }

  protected here(): number {
    return this.LA(1).startOffset;
  }

  /** The end of the last token that was read. */
  protected last(): number {
    const token = this.LA(0);
    return token.startOffset + token.image.length;
  }

  protected missing = (): Missing => {
    const end = this.last() || 0;
    return { kind: "missing", start: end, end };
  };

  /** Only punctuation is worth pretending; an invented name or number would cause further messages. */
  override canTokenTypeBeInsertedInRecovery(type: TokenType): boolean {
    return insertable.has(type);
  }

  protected nextIs(type: TokenType, ahead = 1): boolean {
    return this.LA(ahead).tokenType === type;
  }

  protected nextIsName(ahead: number): boolean {
    const type = this.LA(ahead).tokenType;
    return type === T.Identifier || type.CATEGORIES?.includes(T.NameLike) === true;
  }

  /** Whether a field begins so far ahead: words that lead a value may be the names of fields, one after the other. */
  protected fieldBegins(ahead: number): boolean {
    if (!this.nextIsName(ahead)) return false;
    return (
      this.nextIs(T.Colon, ahead + 1) || (this.nextIs(T.TextLiteral, ahead + 1) && this.nextIs(T.Colon, ahead + 2))
    );
  }

  protected name = this.RULE(
    "name",
    (): Name => {
      const token = this.CONSUME(T.NameLike);
      return this.ACTION(() => nameOf(token));
    },
    { recoveryValueFunc: (): Name => ({ ...this.missing(), kind: "name", text: "" }) },
  );

  protected label = this.RULE(
    "label",
    (): TextLiteral => {
      const token = this.CONSUME(T.TextLiteral);
      return this.ACTION(() => textOf(token));
    },
    { recoveryValueFunc: (): TextLiteral => ({ ...this.missing(), kind: "text", value: "" }) },
  );

  protected number = this.RULE(
    "number",
    (): NumberLiteral => {
      const token = this.OR([
        { ALT: () => this.CONSUME(T.NumberLiteral) },
        { ALT: () => this.CONSUME(T.PercentLiteral) },
      ]);
      return this.ACTION(() => numberOf(token));
    },
    { recoveryValueFunc: (): NumberLiteral => ({ ...this.missing(), kind: "number", digits: "1", percent: false }) },
  );

  protected unit = this.RULE(
    "unit",
    (): TimeUnit => {
      const token = this.CONSUME(UnitWord);
      return this.ACTION(() => unitWords[token.image] ?? "day");
    },
    { recoveryValueFunc: (): TimeUnit => "day" },
  );

  protected duration = this.RULE(
    "duration",
    (): DurationLiteral => {
      const start = this.here();
      const amount = this.CONSUME(T.NumberLiteral);
      const unit = this.SUBRULE(this.unit);
      return { kind: "duration", amount: amount.image, unit, start, end: this.last() };
    },
    { recoveryValueFunc: () => this.someDuration() },
  );

  protected ago = this.RULE(
    "ago",
    (): DurationLiteral => {
      const duration = this.SUBRULE(this.duration);
      this.CONSUME(W.ago);
      return duration;
    },
    { recoveryValueFunc: () => this.someDuration() },
  );

  protected someDuration(): DurationLiteral {
    return { ...this.missing(), kind: "duration", amount: "1", unit: "day" };
  }
}

/** The grammar is checked for ambiguity by a test; checking it at every start would only cost time. */
let validated = true;
export function validateOnConstruction(): void {
  validated = false;
}

const spanOf = (token: IToken) => ({ start: token.startOffset, end: token.startOffset + token.image.length });

export function nameOf(token: IToken): Name {
  const quoted = token.image.startsWith("`");
  const text = quoted ? token.image.slice(1, token.image.endsWith("`") ? -1 : undefined) : token.image;
  return { kind: "name", text: nfc(text), ...spanOf(token) };
}

export function textOf(token: IToken): TextLiteral {
  const inner = token.image.slice(1, token.image.endsWith('"') && token.image.length > 1 ? -1 : undefined);
  return { kind: "text", value: isPlainText(inner) ? inner : unescapeText(inner), ...spanOf(token) };
}

export function numberOf(token: IToken): NumberLiteral {
  const percent = token.image.endsWith("%");
  return { kind: "number", digits: percent ? token.image.slice(0, -1) : token.image, percent, ...spanOf(token) };
}
