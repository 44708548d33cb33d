import type { IToken, ParserMethod } from "chevrotain";
import * as T from "../tokens/token-types.ts";
import { UnitWord, wordTokens as W, type TimeUnit } from "../tokens/words.ts";
import type { DateLiteral, DateTimeLiteral, DurationLiteral, Expression, Name, Window } from "../tree/expression.ts";
import { ParserBase } from "./base.ts";

/** Windows, instants and the paths of event fields. */
export abstract class WindowParser extends ParserBase {
  /** What a window may be worked out of. */
  protected abstract operand: ParserMethod<[], Expression>;

  /** `order_paid.amount`. */
  protected fieldPath = this.RULE(
    "fieldPath",
    (): { event: Name; field: Name } => {
      const event = this.SUBRULE(this.name);
      this.CONSUME(T.Dot);
      const field = this.SUBRULE1(this.name);
      return { event, field };
    },
    { recoveryValueFunc: () => ({ event: this.noName(), field: this.noName() }) },
  );

  protected noName(): Name {
    return { ...this.missing(), kind: "name", text: "" };
  }

  protected beginsWindow(): boolean {
    const type = this.LA(1).tokenType;
    if (type === W.in) return this.nextIs(W.last, 2);
    if (type === W.this || type === W.last) return this.LA(2).tokenType.CATEGORIES?.includes(UnitWord) === true;
    return type === W.today || type === W.yesterday || type === W.during || type === W.since;
  }

  /** Whether a window stands at a token that could be a name, too: `since 2026-01-01`, but not `since.amount`. */
  private isWindow(ahead: number): boolean {
    const [type, next] = [this.LA(ahead).tokenType, this.LA(ahead + 1).tokenType];
    if (type === W.this || type === W.last) return next.CATEGORIES?.includes(UnitWord) === true;
    return (type === W.during || type === W.since) && (next === T.DateLiteral || next === T.DateTimeLiteral);
  }

  /** Whether a name follows that is no window and no stage: of `first since 2026-01-01` the first word is itself the name of something. */
  protected nextIsNameOfItsOwn(ahead: number): boolean {
    // Behind the condition of a stage the next one begins.
    const isStage = this.nextIs(W.stage, ahead) && this.nextIs(T.TextLiteral, ahead + 1);
    return this.nextIsName(ahead) && !isStage && !this.isWindow(ahead);
  }

  protected window = this.RULE(
    "window",
    (): Window => {
      const start = this.here();
      return this.choice<Window>([
        {
          ALT: () => {
            this.CONSUME(W.in);
            this.CONSUME(W.last);
            const length = this.SUBRULE(this.length);
            const ending = this.OPTION({
              GATE: () => length.kind === "duration",
              DEF: () => {
                this.CONSUME(W.ending);
                return this.SUBRULE(this.ago);
              },
            });
            return this.ACTION(() => {
              const span = { start, end: this.last() };
              if (length.kind === "value")
                return { kind: "last-value", length: length.value, unit: length.unit, ...span };
              return {
                kind: "last",
                amount: length.amount,
                unit: length.unit,
                ...span,
                ending: ending === undefined ? undefined : { amount: ending.amount, unit: ending.unit },
              };
            });
          },
        },
        { ALT: () => (this.CONSUME(W.today), { kind: "today", start, end: this.last() }) },
        { ALT: () => (this.CONSUME(W.yesterday), { kind: "yesterday", start, end: this.last() }) },
        {
          ALT: () => {
            const which = this.choice1<"this" | "last">([
              { ALT: () => (this.CONSUME(W.this), "this") },
              { ALT: () => (this.CONSUME1(W.last), "last") },
            ]);
            const unit = this.SUBRULE(this.unit);
            return { kind: "calendar", which, unit, start, end: this.last() };
          },
        },
        {
          ALT: () => {
            this.CONSUME(W.during);
            const from = this.CONSUME(T.DateLiteral);
            this.CONSUME(W.to);
            const to = this.CONSUME1(T.DateLiteral);
            return this.ACTION(() => ({ kind: "during", from: dateOf(from), to: dateOf(to), start, end: this.last() }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(W.since);
            const from = this.SUBRULE(this.beginning);
            return this.ACTION(() => ({ ...from, start, end: this.last() }));
          },
        },
      ]);
    },
    { recoveryValueFunc: (): Window => ({ ...this.missing(), kind: "today" }) },
  );

  /** What stands behind `since`: a day or a moment that is written out, or a value. */
  private beginning = this.RULE(
    "beginning",
    (): { kind: "since"; from: DateLiteral | DateTimeLiteral } | { kind: "since-value"; from: Expression } =>
      this.choice<{ kind: "since"; from: DateLiteral | DateTimeLiteral } | { kind: "since-value"; from: Expression }>({
        MAX_LOOKAHEAD: 1,
        DEF: [
          {
            GATE: () => this.beginsMoment(),
            ALT: () => ({ kind: "since-value", from: this.SUBRULE(this.operand) }),
          },
          { ALT: () => ({ kind: "since", from: this.SUBRULE(this.instant) }) },
        ],
      }),
    { recoveryValueFunc: () => ({ kind: "since" as const, from: this.noDate() }) },
  );

  /** A name, or a value in brackets; a number behind `since` is a length that belongs behind `in last`. */
  private beginsMoment(): boolean {
    return this.nextIs(T.OpenBracket) || (this.nextIsName(1) && !this.nextIs(W.today));
  }

  /** How long a window is: `30 days`, or days of which a field says how many, `term days`. */
  private length = this.RULE(
    "length",
    () =>
      this.choice<DurationLiteral | { readonly kind: "value"; readonly value: Expression; readonly unit: TimeUnit }>({
        MAX_LOOKAHEAD: 1,
        DEF: [
          {
            GATE: () => this.beginsValue(),
            ALT: () => {
              const value = this.SUBRULE(this.operand);
              const unit = this.SUBRULE(this.unit);
              return { kind: "value", value, unit };
            },
          },
          { ALT: () => this.SUBRULE(this.duration) },
        ],
      }),
    { recoveryValueFunc: (): DurationLiteral => this.someDuration() },
  );

  /** A value in brackets, or a name with a unit behind it: of `in last month` the number is missing. */
  private beginsValue(): boolean {
    if (this.nextIs(T.OpenBracket)) return true;
    const unitAt = this.nextIs(T.Dot, 2) ? 4 : 2;
    return this.nextIsName(1) && this.LA(unitAt).tokenType.CATEGORIES?.includes(UnitWord) === true;
  }

  /** A date or a time, written out. */
  protected instant = this.RULE(
    "instant",
    () => {
      const token = this.OR([
        { ALT: () => this.CONSUME(T.DateLiteral) },
        { ALT: () => this.CONSUME(T.DateTimeLiteral) },
      ]);
      return this.ACTION(() =>
        token.tokenType === T.DateLiteral ? dateOf(token) : { ...dateOf(token), kind: "datetime" as const },
      );
    },
    { recoveryValueFunc: () => this.noDate() },
  );

  private noDate(): DateLiteral {
    return { ...this.missing(), kind: "date", text: "" };
  }
}

const dateOf = (token: IToken) => ({
  kind: "date" as const,
  text: token.image,
  start: token.startOffset,
  end: token.startOffset + token.image.length,
});
