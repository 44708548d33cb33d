import type { IToken } from "chevrotain";
import * as T from "../tokens/token-types.ts";
import { wordTokens as W } from "../tokens/words.ts";
import type { Expression, IsTest } from "../tree/expression.ts";
import { PrimaryParser } from "./primary-parser.ts";

/** Conditions, and what operators make of values. */
export class ExpressionParser extends PrimaryParser {
  /** `or` binds loosest. Named `condition` in the grammar, since that is what most places want. */
  condition = this.RULE(
    "condition",
    (): Expression => {
      const start = this.here();
      return this.nested(() => {
        const operands = [this.SUBRULE(this.conjunction)];
        this.MANY(() => {
          this.oneMore("operands", operands.length);
          this.CONSUME(W.or);
          operands.push(this.SUBRULE1(this.conjunction));
        });
        return this.logic("or", operands, start);
      });
    },
    { recoveryValueFunc: this.missing },
  );

  protected conjunction = this.RULE(
    "conjunction",
    (): Expression => {
      const start = this.here();
      const operands = [this.SUBRULE(this.negation)];
      this.MANY(() => {
        this.oneMore("operands", operands.length);
        this.CONSUME(W.and);
        operands.push(this.SUBRULE1(this.negation));
      });
      return this.logic("and", operands, start);
    },
    { recoveryValueFunc: this.missing },
  );

  private logic(operator: "and" | "or", operands: Expression[], start: number): Expression {
    const only = operands[0];
    return operands.length === 1 && only !== undefined
      ? only
      : { kind: "logic", operator, operands, start, end: this.last() };
  }

  protected negation = this.RULE(
    "negation",
    (): Expression => {
      const starts: number[] = [];
      this.MANY(() => {
        this.oneMore("nesting", starts.length);
        starts.push(this.CONSUME(W.not).startOffset);
      });
      let result = this.SUBRULE(this.comparison);
      for (const start of starts.reverse()) result = { kind: "not", operand: result, start, end: result.end };
      return result;
    },
    { recoveryValueFunc: this.missing },
  );

  protected comparison = this.RULE(
    "comparison",
    (): Expression => {
      const start = this.here();
      const left = this.SUBRULE(this.sum);
      let result = left;
      this.OPTION(() => {
        this.OR([
          {
            ALT: () => {
              const operator = this.OR1([
                { ALT: () => this.CONSUME(T.Less) },
                { ALT: () => this.CONSUME(T.LessEqual) },
                { ALT: () => this.CONSUME(T.Greater) },
                { ALT: () => this.CONSUME(T.GreaterEqual) },
              ]);
              const right = this.SUBRULE1(this.sum);
              this.ACTION(() => {
                result = {
                  kind: "comparison",
                  operator: comparisonOperator(operator),
                  left,
                  right,
                  start,
                  end: this.last(),
                };
              });
            },
          },
          {
            ALT: () => {
              this.CONSUME(W.from);
              const from = this.SUBRULE2(this.sum);
              this.CONSUME(W.to);
              const to = this.SUBRULE3(this.sum);
              result = { kind: "between", value: left, from, to, start, end: this.last() };
            },
          },
          {
            ALT: () => {
              this.CONSUME(W.is);
              const negated = this.OPTION1(() => this.CONSUME(W.not)) !== undefined;
              const test = this.SUBRULE(this.isTest);
              const ignoringCase = this.SUBRULE(this.ignoringCase);
              result = { kind: "is", left, negated, test, ignoringCase, start, end: this.last() };
            },
          },
          {
            GATE: () => this.nextIs(W.contains) && this.nextIs(W.of, 3),
            ALT: () => {
              const { quantifier, values } = this.SUBRULE(this.setTest);
              result = { kind: "set-test", left, quantifier, values, start, end: this.last() };
            },
          },
          {
            ALT: () => {
              const test = this.SUBRULE(this.textTest);
              const right = this.SUBRULE4(this.sum);
              const ignoringCase = this.SUBRULE1(this.ignoringCase);
              result = { kind: "text-test", test, left, right, ignoringCase, start, end: this.last() };
            },
          },
        ]);
      });
      return result;
    },
    { recoveryValueFunc: this.missing },
  );

  private ignoringCase = this.RULE("ignoringCase", (): boolean => {
    let found = false;
    this.OPTION(() => {
      this.CONSUME(W.ignoring);
      this.CONSUME(W.case);
      found = true;
    });
    return found;
  });

  private textTest = this.RULE(
    "textTest",
    (): "contains" | "starts with" | "ends with" =>
      this.choice<"contains" | "starts with" | "ends with">([
        { ALT: () => (this.CONSUME(W.contains), "contains") },
        { ALT: () => (this.CONSUME(W.starts), this.CONSUME(W.with), "starts with") },
        { ALT: () => (this.CONSUME(W.ends), this.CONSUME1(W.with), "ends with") },
      ]),
    { recoveryValueFunc: () => "starts with" as const },
  );

  private setTest = this.RULE(
    "setTest",
    (): { quantifier: "any" | "all"; values: Expression[] } => {
      this.CONSUME(W.contains);
      const quantifier = this.choice<"any" | "all">([
        { ALT: () => (this.CONSUME(W.any), "any") },
        { ALT: () => (this.CONSUME(W.all), "all") },
      ]);
      this.CONSUME(W.of);
      this.CONSUME(T.OpenBracket);
      const values: Expression[] = [];
      this.AT_LEAST_ONE_SEP({
        SEP: T.Comma,
        DEF: () => {
          this.oneMore("operands", values.length);
          values.push(this.SUBRULE(this.sum));
        },
      });
      this.CONSUME(T.CloseBracket);
      return { quantifier, values };
    },
    { recoveryValueFunc: () => ({ quantifier: "any" as const, values: [] }) },
  );

  private isTest = this.RULE(
    "isTest",
    (): IsTest =>
      this.choice<IsTest>({
        DEF: [
          { ALT: () => (this.CONSUME(W.unknown), { kind: "unknown" }) },
          { ALT: () => (this.CONSUME(W.known), { kind: "known" }) },
          {
            GATE: () => this.nextIs(W.of, 2),
            ALT: () => {
              this.CONSUME(W.one);
              this.CONSUME(W.of);
              this.CONSUME(T.OpenBracket);
              const values: Expression[] = [];
              this.AT_LEAST_ONE_SEP({
                SEP: T.Comma,
                DEF: () => {
                  this.oneMore("values", values.length);
                  values.push(this.SUBRULE(this.sum));
                },
              });
              this.CONSUME(T.CloseBracket);
              return { kind: "one-of", values };
            },
          },
          { ALT: () => (this.CONSUME(W.in), { kind: "in-list", list: this.SUBRULE(this.name) }) },
          {
            GATE: () => this.nextIs(W.least, 2) || this.nextIs(W.most, 2),
            ALT: () => {
              this.CONSUME(W.at);
              const kind = this.choice1<"at-least" | "at-most">([
                { ALT: () => (this.CONSUME(W.least), "at-least") },
                { ALT: () => (this.CONSUME(W.most), "at-most") },
              ]);
              return { kind, value: this.SUBRULE1(this.sum) };
            },
          },
          { ALT: () => ({ kind: "value", value: this.SUBRULE2(this.sum) }) },
        ],
        IGNORE_AMBIGUITIES: true,
      }),
    { recoveryValueFunc: (): IsTest => ({ kind: "value", value: this.missing() }) },
  );

  protected sum = this.RULE(
    "sum",
    (): Expression => {
      const start = this.here();
      const first = this.SUBRULE(this.product);
      const rest: { operator: "+" | "-"; operand: Expression }[] = [];
      this.MANY({
        GATE: () => !this.beginsScoreItem(),
        DEF: () => {
          this.oneMore("operands", rest.length + 1);
          const operator = this.choice<"+" | "-">([
            { ALT: () => (this.CONSUME(T.Plus), "+") },
            { ALT: () => (this.CONSUME(T.Minus), "-") },
          ]);
          rest.push({ operator, operand: this.SUBRULE1(this.product) });
        },
      });
      return rest.length === 0 ? first : { kind: "arithmetic", first, rest, start, end: this.last() };
    },
    { recoveryValueFunc: this.missing },
  );

  /** A sign, a number and `when` or `per` always begin a new item of a score. */
  private beginsScoreItem(): boolean {
    const third = this.LA(3).tokenType;
    return (
      (third === W.when || third === W.per) && (this.nextIs(T.NumberLiteral, 2) || this.nextIs(T.PercentLiteral, 2))
    );
  }

  protected product = this.RULE(
    "product",
    (): Expression => {
      const start = this.here();
      const first = this.SUBRULE(this.signed);
      const rest: { operator: "*" | "/"; operand: Expression }[] = [];
      this.MANY(() => {
        this.oneMore("operands", rest.length + 1);
        const operator = this.choice<"*" | "/">([
          { ALT: () => (this.CONSUME(T.Times), "*") },
          { ALT: () => (this.CONSUME(T.Slash), "/") },
        ]);
        rest.push({ operator, operand: this.SUBRULE1(this.signed) });
      });
      return rest.length === 0 ? first : { kind: "arithmetic", first, rest, start, end: this.last() };
    },
    { recoveryValueFunc: this.missing },
  );

  private signed = this.RULE(
    "signed",
    (): Expression => {
      const start = this.here();
      let minus = false;
      this.OPTION(() => {
        this.CONSUME(T.Minus);
        minus = true;
      });
      const operand = this.SUBRULE(this.postfix);
      return minus ? { kind: "negate", operand, start, end: this.last() } : operand;
    },
    { recoveryValueFunc: this.missing },
  );

  /** A value with `if unknown …` and `as of … ago` behind it. */
  protected postfix = this.RULE(
    "postfix",
    (): Expression => {
      const start = this.here();
      return this.nested(() => {
        let result = this.SUBRULE(this.primary);
        let links = 0;
        this.MANY(() => {
          this.oneMore("nesting", links++);
          this.OR([
            {
              ALT: () => {
                this.CONSUME(W.if);
                this.CONSUME(W.unknown);
                const fallback = this.SUBRULE1(this.primary);
                result = { kind: "if-unknown", value: result, fallback, start, end: this.last() };
              },
            },
            {
              ALT: () => {
                this.CONSUME(W.as);
                this.CONSUME(W.of);
                const back = this.SUBRULE(this.ago);
                result = {
                  kind: "as-of",
                  value: result,
                  amount: back.amount,
                  unit: back.unit,
                  start,
                  end: this.last(),
                };
              },
            },
          ]);
        });
        return result;
      });
    },
    { recoveryValueFunc: this.missing },
  );
}

function comparisonOperator(token: IToken): "<" | "<=" | ">" | ">=" {
  if (token.tokenType === T.Less) return "<";
  if (token.tokenType === T.LessEqual) return "<=";
  return token.tokenType === T.Greater ? ">" : ">=";
}
