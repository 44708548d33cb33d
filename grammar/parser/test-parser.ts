import * as T from "../tokens/token-types.ts";
import { wordTokens as W } from "../tokens/words.ts";
import type * as D from "../tree/declaration.ts";
import type { DateLiteral, DateTimeLiteral, DurationLiteral, Name, NumberLiteral } from "../tree/expression.ts";
import { numberOf } from "./base.ts";
import { TagParser } from "./tag-parser.ts";
import type { Lead } from "./record-parser.ts";

/** Test blocks. */
export class TestParser extends TagParser {
  protected test = this.RULE(
    "test",
    (lead: Lead): D.Test | undefined => {
      this.CONSUME(W.test);
      const title = this.SUBRULE(this.label);
      this.CONSUME(W.as);
      this.CONSUME(W.of);
      const asOf = this.SUBRULE(this.instant);
      const items: D.TestItem[] = [];
      this.CONSUME(T.OpenBrace);
      this.MANY(() => {
        const item = this.SUBRULE(this.testItem);
        if (item !== undefined) items.push(item);
      });
      this.CONSUME(T.CloseBrace);
      return this.ACTION(() => ({ kind: "test", ...lead, title, asOf, items, end: this.last() }));
    },
    { recoveryValueFunc: () => undefined },
  );

  private testItem = this.RULE(
    "testItem",
    (): D.TestItem | undefined => {
      const start = this.here();
      return this.choice<D.TestItem>({
        DEF: [
          {
            GATE: () => !this.nextIs(T.OpenBrace, 2),
            ALT: () => {
              this.CONSUME(W.expect);
              const condition = this.SUBRULE(this.condition);
              return { kind: "expect", condition, start, end: this.last() };
            },
          },
          { ALT: () => this.SUBRULE(this.testData) },
        ],
        IGNORE_AMBIGUITIES: true,
      });
    },
    { recoveryValueFunc: () => undefined },
  );

  /** A profile row or events: which of the two is known only from the name, so `from` decides the kind for now. */
  private testData = this.RULE(
    "testData",
    (): D.TestItem => {
      const start = this.here();
      const name = this.SUBRULE(this.name);
      let from: DateLiteral | DateTimeLiteral | undefined;
      let repeat: { times: NumberLiteral; every: DurationLiteral } | undefined;
      let last: D.Placement = { kind: "now" };
      this.OPTION(() => {
        this.CONSUME(W.from);
        from = this.SUBRULE(this.instant);
      });
      this.OPTION1({
        GATE: () => this.nextIs(W.times, 2),
        DEF: () => {
          const times = this.CONSUME(T.NumberLiteral);
          this.CONSUME(W.times);
          this.CONSUME(W.every);
          const every = this.SUBRULE(this.duration);
          this.ACTION(() => {
            repeat = { times: numberOf(times), every };
          });
        },
      });
      this.OPTION2(() => {
        last = this.SUBRULE(this.placement);
      });
      const values: D.FieldValue[] = [];
      const parts: D.PartValues[] = [];
      this.OPTION3(() => {
        this.CONSUME(T.OpenBrace);
        this.MANY(() =>
          // What is neither is most likely a field whose `:` was forgotten.
          this.OR({
            DEF: [
              { GATE: () => this.nextIs(T.OpenBrace, 2), ALT: () => parts.push(this.SUBRULE(this.partValues)) },
              { ALT: () => values.push(this.SUBRULE(this.fieldValue)) },
            ],
            MAX_LOOKAHEAD: 1,
            IGNORE_AMBIGUITIES: true,
          }),
        );
        this.CONSUME(T.CloseBrace);
      });
      const span = { start, end: this.last() };
      return from === undefined
        ? { kind: "events", name, repeat, last, values, parts, ...span }
        : { kind: "profile", name, from, values, parts, ...span };
    },
    { recoveryValueFunc: (): D.TestItem => ({ ...this.missing(), kind: "expect", condition: this.missing() }) },
  );

  private partValues = this.RULE(
    "partValues",
    (): D.PartValues => {
      const start = this.here();
      const name = this.SUBRULE(this.name);
      const values: D.FieldValue[] = [];
      this.CONSUME(T.OpenBrace);
      this.MANY(() => values.push(this.SUBRULE(this.fieldValue)));
      this.CONSUME(T.CloseBrace);
      return { name, values, start, end: this.last() };
    },
    { recoveryValueFunc: (): D.PartValues => ({ ...this.missing(), name: this.someName(), values: [] }) },
  );

  private placement = this.RULE(
    "placement",
    (): D.Placement =>
      this.choice<D.Placement>([
        { ALT: () => (this.CONSUME(W.at), { kind: "at", at: this.SUBRULE(this.instant) }) },
        { ALT: () => (this.CONSUME(W.on), { kind: "at", at: this.SUBRULE1(this.instant) }) },
        {
          ALT: () => {
            this.CONSUME(W.until);
            return this.choice1<D.Placement>([
              { ALT: () => ({ kind: "at", at: this.SUBRULE2(this.instant) }) },
              { ALT: () => ({ kind: "ago", ago: this.SUBRULE(this.ago) }) },
            ]);
          },
        },
        { ALT: () => ({ kind: "ago", ago: this.SUBRULE1(this.ago) }) },
      ]),
    { recoveryValueFunc: (): D.Placement => ({ kind: "now" }) },
  );

  private fieldValue = this.RULE(
    "fieldValue",
    (): D.FieldValue => {
      const start = this.here();
      const name = this.SUBRULE(this.name);
      this.CONSUME(T.Colon);
      const value = this.choice<D.FieldValue["value"]>([
        { ALT: () => this.SUBRULE(this.boundLiteral) },
        { ALT: () => this.SUBRULE1(this.name) },
        { ALT: () => this.SUBRULE(this.setLiteral) },
      ]);
      return { name, value, start, end: this.last() };
    },
    { recoveryValueFunc: (): D.FieldValue => ({ ...this.missing(), name: this.someName(), value: this.missing() }) },
  );

  private setLiteral = this.RULE(
    "setLiteral",
    (): D.SetLiteral => {
      const start = this.here();
      const values: (D.BoundLiteral | Name)[] = [];
      this.CONSUME(T.OpenBracket);
      this.MANY_SEP({
        SEP: T.Comma,
        DEF: () => {
          this.oneMore("values", values.length);
          values.push(
            this.choice<D.BoundLiteral | Name>([
              { ALT: () => this.SUBRULE(this.boundLiteral) },
              { ALT: () => this.SUBRULE(this.name) },
            ]),
          );
        },
      });
      this.CONSUME(T.CloseBracket);
      return { kind: "set", values, start, end: this.last() };
    },
    { recoveryValueFunc: (): D.SetLiteral => ({ ...this.missing(), kind: "set", values: [] }) },
  );
}
