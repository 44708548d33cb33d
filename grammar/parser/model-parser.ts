import * as T from "../tokens/token-types.ts";
import { wordTokens as W } from "../tokens/words.ts";
import type * as D from "../tree/declaration.ts";
import type { DurationLiteral, Expression, Name, NumberLiteral, TextLiteral } from "../tree/expression.ts";
import { numberOf, textOf } from "./base.ts";
import { ExpressionParser } from "./expression-parser.ts";

/** `model NAME = …`: what is predicted, from which features, by which method. */
export class ModelParser extends ExpressionParser {
  /** What is known of a declaration as soon as its name is read: all that is left when the rest cannot be. */
  protected begun: D.Declaration | undefined;

  /** A name and its label. */
  protected head = this.RULE(
    "head",
    (): { name: Name; label: TextLiteral | undefined } => {
      const name = this.SUBRULE(this.name);
      const token = this.OPTION({ GATE: () => this.nextIs(T.TextLiteral), DEF: () => this.CONSUME(T.TextLiteral) });
      return this.ACTION(() => ({ name, label: token === undefined ? undefined : textOf(token) }));
    },
    { recoveryValueFunc: () => ({ name: { ...this.missing(), kind: "name" as const, text: "" }, label: undefined }) },
  );

  /** A literal where no expression may stand: bounds, list values, test data. */
  protected boundLiteral = this.RULE(
    "boundLiteral",
    (): D.BoundLiteral => {
      const start = this.here();
      return this.choice<D.BoundLiteral>([
        {
          ALT: () => {
            const token = this.CONSUME(T.TextLiteral);
            return this.ACTION(() => textOf(token));
          },
        },
        { ALT: () => (this.CONSUME(W.yes), { kind: "boolean", value: true, start, end: this.last() }) },
        { ALT: () => (this.CONSUME(W.no), { kind: "boolean", value: false, start, end: this.last() }) },
        { ALT: () => this.SUBRULE(this.instant) },
        { ALT: () => this.SUBRULE(this.number) },
        {
          ALT: () => {
            this.CONSUME(T.Minus);
            return { kind: "negative", of: this.SUBRULE1(this.number), start, end: this.last() };
          },
        },
      ]);
    },
    { recoveryValueFunc: this.missing },
  );

  protected model = this.RULE(
    "model",
    (lead: { start: number; annotations: readonly D.Annotation[] }): D.Declaration | undefined => {
      this.CONSUME(W.model);
      const head = this.SUBRULE(this.head);
      this.ACTION(() => {
        this.begun = { kind: "model", ...lead, ...head, description: "", body: this.missing(), end: this.last() };
      });
      this.CONSUME(T.Equals);
      const body = this.SUBRULE(this.modelBody);
      return this.ACTION(() => ({ kind: "model", ...lead, ...head, description: "", body, end: this.last() }));
    },
    { recoveryValueFunc: () => this.begun },
  );

  private modelBody = this.RULE(
    "modelBody",
    (): D.ModelBody => {
      const start = this.here();
      return this.choice<D.ModelBody>([
        { ALT: () => this.SUBRULE(this.predict) },
        {
          ALT: () => {
            this.CONSUME(W.cluster);
            let groups: NumberLiteral | "best" = "best";
            this.OR1([
              {
                ALT: () => {
                  this.CONSUME(W.into);
                  const token = this.CONSUME(T.NumberLiteral);
                  this.ACTION(() => {
                    groups = numberOf(token);
                  });
                  this.CONSUME(W.groups);
                },
              },
              {
                ALT: () => {
                  this.CONSUME1(W.best);
                  this.CONSUME1(W.groups);
                },
              },
            ]);
            const features = this.SUBRULE(this.features);
            return { kind: "cluster", groups, features, start, end: this.last() };
          },
        },
        {
          ALT: () => {
            this.CONSUME(W.lifetime);
            this.CONSUME(W.of);
            const path = this.SUBRULE(this.fieldPath);
            this.CONSUME(W.over);
            this.CONSUME(W.next);
            const over = this.SUBRULE(this.duration);
            return this.ACTION(() => ({ kind: "lifetime", ...path, over, start, end: this.last() }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(W.quantiles);
            this.CONSUME1(W.of);
            const of = this.SUBRULE(this.name);
            this.CONSUME1(W.into);
            const groups = this.SUBRULE(this.number);
            this.CONSUME2(W.groups);
            return { kind: "quantiles", of, groups, start, end: this.last() };
          },
        },
        {
          ALT: () => {
            this.CONSUME(W.recommend);
            const path = this.SUBRULE1(this.fieldPath);
            this.CONSUME(W.top);
            const top = this.SUBRULE1(this.number);
            return this.ACTION(() => ({ kind: "recommend", ...path, top, start, end: this.last() }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(W.elasticity);
            this.CONSUME2(W.of);
            const quantity = this.SUBRULE2(this.fieldPath);
            this.CONSUME(W.to);
            const price = this.SUBRULE3(this.fieldPath);
            let per: { event: Name; field: Name } | undefined;
            this.OPTION(() => {
              this.CONSUME(W.per);
              per = this.SUBRULE4(this.fieldPath);
            });
            let groups: Name | undefined;
            this.OPTION1(() => {
              this.CONSUME(W.using);
              groups = this.SUBRULE4(this.name);
            });
            return this.ACTION(() => ({
              kind: "elasticity",
              ...quantity,
              toEvent: price.event,
              toField: price.field,
              per,
              groups,
              start,
              end: this.last(),
            }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(W.onnx);
            const path = this.SUBRULE(this.label);
            const features = this.SUBRULE1(this.features);
            return { kind: "onnx", path, features, start, end: this.last() };
          },
        },
      ]);
    },
    { recoveryValueFunc: this.missing },
  );

  private predict = this.RULE(
    "predict",
    (): D.ModelBody => {
      const start = this.here();
      this.CONSUME(W.predict);
      const target = this.SUBRULE(this.predictTarget);
      let horizon: DurationLiteral | undefined;
      this.OPTION1(() => {
        this.CONSUME(W.in);
        this.CONSUME(W.next);
        horizon = this.SUBRULE(this.duration);
      });
      let among: Expression | undefined;
      this.OPTION(() => {
        this.CONSUME(W.among);
        this.CONSUME(W.customers);
        this.CONSUME(W.when);
        among = this.SUBRULE(this.condition);
      });
      const features = this.SUBRULE(this.features);
      this.CONSUME(W.by);
      const method = this.choice<"logistic regression" | "boosted trees">([
        { ALT: () => (this.CONSUME(W.logistic), this.CONSUME(W.regression), "logistic regression") },
        { ALT: () => (this.CONSUME(W.boosted), this.CONSUME(W.trees), "boosted trees") },
      ]);
      return { kind: "predict", target, horizon, among, features, method, start, end: this.last() };
    },
    { recoveryValueFunc: this.missing },
  );

  private predictTarget = this.RULE(
    "predictTarget",
    (): D.PredictTarget =>
      this.choice<D.PredictTarget>({
        DEF: [
          {
            GATE: () => this.nextIs(W.of, 2),
            ALT: () => {
              this.CONSUME(W.amount);
              this.CONSUME(W.of);
              const path = this.SUBRULE(this.fieldPath);
              return this.ACTION(() => ({ kind: "amount", ...path }));
            },
          },
          {
            GATE: () => this.nextIs(W.most, 2),
            ALT: () => {
              this.CONSUME(W.at);
              this.CONSUME(W.most);
              const share = this.SUBRULE(this.number);
              this.CONSUME1(W.of);
              const path = this.SUBRULE1(this.fieldPath);
              return this.ACTION(() => ({ kind: "quantile", share, ...path }));
            },
          },
          { ALT: () => ({ kind: "condition", condition: this.SUBRULE(this.condition) }) },
        ],
        IGNORE_AMBIGUITIES: true,
      }),
    { recoveryValueFunc: (): D.PredictTarget => ({ kind: "condition", condition: this.missing() }) },
  );

  private features = this.RULE(
    "features",
    (): Expression[] => {
      const features: Expression[] = [];
      this.CONSUME(W.using);
      this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => features.push(this.SUBRULE(this.feature)) });
      return features;
    },
    { recoveryValueFunc: () => [] },
  );

  /** A name, a field of a row that a field names, or whether a set holds a value. */
  private feature = this.RULE(
    "feature",
    (): Expression => {
      const start = this.here();
      const left = this.SUBRULE(this.reference);
      const right = this.OPTION((): Expression => {
        this.CONSUME(W.contains);
        return this.choice<Expression>([
          { ALT: () => this.SUBRULE(this.label) },
          { ALT: () => this.SUBRULE1(this.reference) },
        ]);
      });
      return right === undefined
        ? left
        : { kind: "text-test", test: "contains", left, right, ignoringCase: false, start, end: this.last() };
    },
    { recoveryValueFunc: this.missing },
  );
}
