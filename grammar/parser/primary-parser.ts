import * as T from "../tokens/token-types.ts";
import { wordTokens as W } from "../tokens/words.ts";
import type { Expression, TimePartName } from "../tree/expression.ts";
import { AggregateParser } from "./aggregate-parser.ts";
import { nameOf, numberOf, textOf } from "./base.ts";

/** Values without an operator: literals, references, brackets, aggregates, dates worked out from another. */
export abstract class PrimaryParser extends AggregateParser {
  /**
   * What `since`, `until` and `of` stand before: a value with `as of … ago` behind it. An `if unknown` behind it is not
   * taken in, so that it answers for all of `days since latest order_paid`.
   */
  protected operand = this.RULE(
    "operand",
    (): Expression => {
      const start = this.here();
      return this.nested(() => {
        let result = this.SUBRULE(this.primary);
        let links = 0;
        this.MANY(() => {
          this.oneMore("nesting", links++);
          this.CONSUME(W.as);
          this.CONSUME(W.of);
          const back = this.SUBRULE(this.ago);
          result = { kind: "as-of", value: result, amount: back.amount, unit: back.unit, start, end: this.last() };
        });
        return result;
      });
    },
    { recoveryValueFunc: this.missing },
  );

  protected primary = this.RULE(
    "primary",
    (): Expression =>
      this.choice<Expression>({
        DEF: [
          { GATE: () => this.nextIs(T.Identifier), ALT: () => this.SUBRULE(this.reference) },
          { GATE: () => this.nextIs(W.quantile, 2), ALT: () => this.SUBRULE(this.quantile) },
          { ALT: () => this.SUBRULE(this.literal) },
          { ALT: () => this.SUBRULE(this.group) },
          { GATE: () => this.nextIs(W.of, 2), ALT: () => this.SUBRULE(this.counting) },
          { GATE: () => this.nextIs(W.of, 2), ALT: () => this.SUBRULE(this.fieldAggregate) },
          { GATE: () => this.nextIs(W.gap, 2) && !this.fieldBegins(2), ALT: () => this.SUBRULE(this.averageGap) },
          {
            GATE: () => (this.nextIs(W.count, 2) || this.nextIs(W.days, 2)) && !this.fieldBegins(2),
            ALT: () => this.SUBRULE(this.distinct),
          },
          {
            GATE: () => this.nextIs(W.frequent, 2) && !this.fieldBegins(2),
            ALT: () => this.SUBRULE(this.mostFrequent),
          },
          { GATE: () => this.nextIsNameOfItsOwn(2) && !this.fieldBegins(2), ALT: () => this.SUBRULE(this.moment) },
          {
            GATE: () => this.nextIs(W.of, 2) && (this.nextIs(W.first, 3) || this.nextIs(W.latest, 3)),
            ALT: () => this.SUBRULE(this.timeOfMoment),
          },
          { GATE: () => this.nextIs(W.of, 2), ALT: () => this.SUBRULE(this.share) },
          { GATE: () => this.nextIsNameOfItsOwn(2) && !this.fieldBegins(2), ALT: () => this.SUBRULE(this.did) },
          { GATE: () => this.nextIs(W.streak, 2) && !this.fieldBegins(2), ALT: () => this.SUBRULE(this.longestStreak) },
          { GATE: () => this.nextIs(W.since, 2) || this.nextIs(W.until, 2), ALT: () => this.SUBRULE(this.elapsed) },
          { GATE: () => this.nextIs(W.of, 2), ALT: () => this.SUBRULE(this.anniversary) },
          { GATE: () => this.nextIs(W.of, 2), ALT: () => this.SUBRULE(this.timePart) },
          { GATE: () => this.nextIs(W.of, 2), ALT: () => this.SUBRULE(this.setSize) },
          { ALT: () => this.SUBRULE1(this.reference) },
        ],
        IGNORE_AMBIGUITIES: true,
      }),
    { recoveryValueFunc: this.missing },
  );

  private literal = this.RULE(
    "literal",
    (): Expression => {
      const start = this.here();
      return this.choice<Expression>([
        {
          ALT: () => {
            const token = this.CONSUME(T.NumberLiteral);
            const unit = this.OPTION({ GATE: () => !this.fieldBegins(1), DEF: () => this.SUBRULE(this.unit) });
            return this.ACTION((): Expression =>
              unit === undefined
                ? numberOf(token)
                : { kind: "duration", amount: token.image, unit, start, end: this.last() },
            );
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(T.PercentLiteral);
            return this.ACTION(() => numberOf(token));
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(T.TextLiteral);
            return this.ACTION(() => textOf(token));
          },
        },
        { ALT: () => (this.CONSUME(W.yes), { kind: "boolean", value: true, start, end: this.last() }) },
        { ALT: () => (this.CONSUME(W.no), { kind: "boolean", value: false, start, end: this.last() }) },
        { ALT: () => ({ kind: "date", text: this.CONSUME(T.DateLiteral).image, start, end: this.last() }) },
        { ALT: () => ({ kind: "datetime", text: this.CONSUME(T.DateTimeLiteral).image, start, end: this.last() }) },
        { ALT: () => (this.CONSUME(W.now), { kind: "now", start, end: this.last() }) },
        { ALT: () => (this.CONSUME(W.today), { kind: "today", start, end: this.last() }) },
      ]);
    },
    { recoveryValueFunc: this.missing },
  );

  private group = this.RULE(
    "group",
    (): Expression => {
      const start = this.here();
      this.CONSUME(T.OpenBracket);
      const inner = this.SUBRULE(this.condition);
      this.CONSUME(T.CloseBracket);
      return { kind: "group", inner, start, end: this.last() };
    },
    { recoveryValueFunc: this.missing },
  );

  protected reference = this.RULE(
    "reference",
    (): Expression => {
      const start = this.here();
      const token = this.CONSUME(T.NameLike);
      const member = this.OPTION(() => {
        this.CONSUME(T.Dot);
        return this.CONSUME1(T.NameLike);
      });
      return this.ACTION(() => ({
        kind: "reference",
        name: nameOf(token),
        member: member === undefined ? undefined : nameOf(member),
        start,
        end: this.last(),
      }));
    },
    { recoveryValueFunc: this.missing },
  );

  private elapsed = this.RULE(
    "elapsed",
    (): Expression => {
      const start = this.here();
      const unit = this.SUBRULE(this.unit);
      const direction = this.choice<"since" | "until">([
        { ALT: () => (this.CONSUME(W.since), "since") },
        { ALT: () => (this.CONSUME(W.until), "until") },
      ]);
      const of = this.SUBRULE(this.operand);
      return { kind: "elapsed", direction, unit, of, start, end: this.last() };
    },
    { recoveryValueFunc: this.missing },
  );

  private anniversary = this.RULE(
    "anniversary",
    (): Expression => {
      const start = this.here();
      this.CONSUME(W.anniversary);
      this.CONSUME(W.of);
      const of = this.SUBRULE(this.operand);
      return { kind: "anniversary", of, start, end: this.last() };
    },
    { recoveryValueFunc: this.missing },
  );

  private setSize = this.RULE(
    "setSize",
    (): Expression => {
      const start = this.here();
      this.CONSUME(W.size);
      this.CONSUME(W.of);
      const of = this.SUBRULE(this.operand);
      return { kind: "set-size", of, start, end: this.last() };
    },
    { recoveryValueFunc: this.missing },
  );

  private timePart = this.RULE(
    "timePart",
    (): Expression => {
      const start = this.here();
      const part = this.choice<TimePartName>([
        { ALT: () => (this.CONSUME(W.year), "year") },
        { ALT: () => (this.CONSUME(W.month), "month") },
        { ALT: () => (this.CONSUME(W.day), "day") },
        { ALT: () => (this.CONSUME(W.weekday), "weekday") },
        { ALT: () => (this.CONSUME(W.hour), "hour") },
        { ALT: () => (this.CONSUME(W.date), "date") },
      ]);
      this.CONSUME(W.of);
      const of = this.SUBRULE(this.operand);
      return { kind: "time-part", part, of, start, end: this.last() };
    },
    { recoveryValueFunc: this.missing },
  );
}
