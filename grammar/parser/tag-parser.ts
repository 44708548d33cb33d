import * as T from "../tokens/token-types.ts";
import { wordTokens as W } from "../tokens/words.ts";
import type * as D from "../tree/declaration.ts";
import type { Expression, Name, NumberLiteral, Window } from "../tree/expression.ts";
import { numberOf } from "./base.ts";
import { RecordParser, type Lead } from "./record-parser.ts";

type TagBody = D.TagBody;

/** Tags in all their forms. */
export class TagParser extends RecordParser {
  protected tag = this.RULE(
    "tag",
    (lead: Lead): D.Declaration | undefined => {
      const tagKind = this.choice<D.TagKind>([
        { ALT: () => (this.CONSUME(W.attribute), "attribute") },
        { ALT: () => (this.CONSUME(W.statistical), "statistical") },
        { ALT: () => (this.CONSUME(W.rule), "rule") },
        { ALT: () => (this.CONSUME(W.mined), "mined") },
      ]);
      this.CONSUME(W.tag);
      const head = this.SUBRULE(this.head);
      this.ACTION(() => {
        this.begun = {
          kind: "tag",
          ...lead,
          ...head,
          description: "",
          tagKind,
          body: this.missing(),
          end: this.last(),
        };
      });
      const body = this.SUBRULE(this.tagBody);
      return this.ACTION(() => ({ kind: "tag", tagKind, ...lead, ...head, description: "", body, end: this.last() }));
    },
    { recoveryValueFunc: () => this.begun },
  );

  private tagBody = this.RULE(
    "tagBody",
    (): TagBody => {
      const start = this.here();
      return this.choice<TagBody>([
        {
          ALT: () => {
            this.CONSUME(W.when);
            const condition = this.SUBRULE(this.condition);
            return { kind: "when", condition, start, end: this.last() };
          },
        },
        {
          ALT: () => {
            this.CONSUME(T.Equals);
            return this.choice1<TagBody>({
              DEF: [
                { GATE: () => this.nextIs(W.of, 2), ALT: () => this.SUBRULE(this.branchList) },
                { GATE: () => this.nextIs(W.of, 2), ALT: () => this.SUBRULE(this.bands) },
                {
                  GATE: () => this.nextIs(T.OpenBrace, 2) || this.nextIs(W.from, 2),
                  ALT: () => this.SUBRULE(this.score),
                },
                { ALT: () => ({ kind: "value", value: this.SUBRULE1(this.condition), start, end: this.last() }) },
              ],
              IGNORE_AMBIGUITIES: true,
            });
          },
        },
      ]);
    },
    { recoveryValueFunc: this.missing },
  );

  private branchList = this.RULE(
    "branchList",
    (): TagBody => {
      const start = this.here();
      const kind = this.choice<"one of" | "first of" | "all of">([
        { ALT: () => (this.CONSUME(W.one), "one of") },
        { ALT: () => (this.CONSUME(W.first), "first of") },
        { ALT: () => (this.CONSUME(W.all), "all of") },
      ]);
      this.CONSUME(W.of);
      this.CONSUME(T.OpenBrace);
      const branches: D.Branch[] = [];
      this.MANY(() => {
        this.oneMore("branches", branches.length);
        const branch = this.SUBRULE(this.branch);
        if (branch !== undefined) branches.push(branch);
      });
      this.CONSUME(T.CloseBrace);
      return { kind, branches, start, end: this.last() };
    },
    { recoveryValueFunc: this.missing },
  );

  private branch = this.RULE(
    "branch",
    (): D.Branch | undefined => {
      const start = this.here();
      const annotations = this.SUBRULE(this.annotations);
      const value = this.SUBRULE(this.label);
      const when = this.choice<D.Branch["when"]>([
        {
          ALT: () => {
            this.CONSUME(W.when);
            return this.choice1<D.Branch["when"]>([
              { ALT: () => (this.CONSUME(W.unknown), { kind: "unknown" }) },
              { ALT: () => ({ kind: "condition", condition: this.SUBRULE(this.condition) }) },
            ]);
          },
        },
        { ALT: () => (this.CONSUME(W.otherwise), { kind: "otherwise" }) },
      ]);
      return this.ACTION(() => ({ annotations, value, when, start, end: this.last() }));
    },
    { recoveryValueFunc: () => undefined },
  );

  private bands = this.RULE(
    "bands",
    (): TagBody => {
      const start = this.here();
      this.CONSUME(W.bands);
      this.CONSUME(W.of);
      const of = this.SUBRULE(this.sum);
      this.CONSUME(T.OpenBrace);
      const bands: D.Band[] = [];
      this.MANY(() => {
        this.oneMore("branches", bands.length);
        const band = this.SUBRULE(this.band);
        if (band !== undefined) bands.push(band);
      });
      this.CONSUME(T.CloseBrace);
      return { kind: "bands", of, bands, start, end: this.last() };
    },
    { recoveryValueFunc: this.missing },
  );

  private band = this.RULE(
    "band",
    (): D.Band | undefined => {
      const start = this.here();
      const annotations = this.SUBRULE(this.annotations);
      const value = this.SUBRULE(this.label);
      const from = this.choice<D.Band["from"]>([
        {
          ALT: () => {
            this.CONSUME(W.from);
            const bound = this.SUBRULE(this.boundLiteral);
            return { kind: "bound", bound };
          },
        },
        {
          ALT: () => {
            this.CONSUME(W.when);
            this.CONSUME(W.unknown);
            return { kind: "unknown" };
          },
        },
        { ALT: () => (this.CONSUME(W.otherwise), { kind: "otherwise" }) },
      ]);
      return this.ACTION(() => ({ annotations, value, from, start, end: this.last() }));
    },
    { recoveryValueFunc: () => undefined },
  );

  private score = this.RULE(
    "score",
    (): TagBody => {
      const start = this.here();
      this.CONSUME(W.score);
      const range = this.OPTION(() => this.SUBRULE(this.range));
      this.CONSUME(T.OpenBrace);
      const items: D.ScoreItem[] = [];
      this.MANY(() => {
        this.oneMore("branches", items.length);
        const item = this.SUBRULE(this.scoreItem);
        if (item !== undefined) items.push(item);
      });
      this.CONSUME(T.CloseBrace);
      return this.ACTION(() => ({ kind: "score", low: range?.low, high: range?.high, items, start, end: this.last() }));
    },
    { recoveryValueFunc: this.missing },
  );

  private scoreItem = this.RULE(
    "scoreItem",
    (): D.ScoreItem | undefined => {
      const start = this.here();
      const sign = this.choice<"+" | "-">([
        { ALT: () => (this.CONSUME(T.Plus), "+") },
        { ALT: () => (this.CONSUME(T.Minus), "-") },
      ]);
      const points = this.CONSUME(T.NumberLiteral);
      const basis = this.choice1<D.ScoreItem["basis"]>([
        {
          ALT: () => {
            this.CONSUME(W.when);
            return { kind: "when", condition: this.SUBRULE(this.condition) };
          },
        },
        { ALT: () => this.SUBRULE(this.perEvent) },
      ]);
      const atMost = this.OPTION({
        GATE: () => this.nextIs(W.most, 2),
        DEF: () => {
          this.CONSUME(W.at);
          this.CONSUME(W.most);
          return this.CONSUME1(T.NumberLiteral);
        },
      });
      return this.ACTION(() => ({
        sign,
        points: numberOf(points),
        basis,
        atMost: atMost === undefined ? undefined : numberOf(atMost),
        start,
        end: this.last(),
      }));
    },
    { recoveryValueFunc: () => undefined },
  );

  private perEvent = this.RULE(
    "perEvent",
    (): D.ScoreItem["basis"] => {
      this.CONSUME(W.per);
      let event: Name | undefined;
      let hundreds: { size: NumberLiteral; field: Name } | undefined;
      this.OR([
        {
          ALT: () => {
            const size = this.CONSUME(T.NumberLiteral);
            this.CONSUME(W.of);
            const path = this.SUBRULE(this.fieldPath);
            this.ACTION(() => {
              event = path.event;
              hundreds = { size: numberOf(size), field: path.field };
            });
          },
        },
        {
          ALT: () => {
            event = this.SUBRULE(this.name);
          },
        },
      ]);
      const tail: { where: Expression | undefined; window: Window | undefined } = this.SUBRULE(this.tail);
      return this.ACTION(() => ({
        kind: "per",
        event: event ?? noName,
        hundreds,
        where: tail.where,
        window: tail.window,
      }));
    },
    { recoveryValueFunc: (): D.ScoreItem["basis"] => ({ kind: "when", condition: this.missing() }) },
  );
}

const noName: Name = { kind: "name", text: "", start: 0, end: 0 };
