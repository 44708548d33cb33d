import type { IToken } from "chevrotain";
import * as T from "../tokens/token-types.ts";
import { wordTokens as W } from "../tokens/words.ts";
import type * as D from "../tree/declaration.ts";
import type { DateLiteral, DateTimeLiteral, DurationLiteral, Expression, Name, NumberLiteral, TextLiteral, Window } from "../tree/expression.ts";
import { nameOf, numberOf } from "./base.ts";
import { ModelParser } from "./model-parser.ts";

/** What stands before the keyword of a declaration. */
interface Lead {
  readonly start: number;
  readonly annotations: readonly D.Annotation[];
}
type TagBody = D.TagBody;

/** Profile, events, tags, segments, tests: one declaration at a time. */
export class DeclarationParser extends ModelParser {
  constructor() {
    super();
    this.performSelfAnalysis();
  }

  /** Starts on a new run of tokens, which should hold one declaration. */
  begin(tokens: readonly IToken[]): void {
    // Chevrotain writes into its input, and leaves it so when an exception passes through it.
    this.input = [...tokens];
    this.begun = undefined;
    this.resetLimits();
  }

  /** What could be read of the declaration if nothing more can. */
  known(): D.Declaration | undefined {
    return this.begun;
  }

  declaration = this.RULE("declaration", (): D.Declaration | undefined => {
    const start = this.here();
    const annotations = this.SUBRULE(this.annotations);
    const lead: Lead = { start, annotations };
    return this.choice<D.Declaration | undefined>([
      { ALT: () => this.SUBRULE(this.profile, { ARGS: [lead] }) },
      { ALT: () => this.SUBRULE(this.event, { ARGS: [lead] }) },
      { ALT: () => this.SUBRULE(this.tag, { ARGS: [lead] }) },
      { ALT: () => this.SUBRULE(this.list, { ARGS: [lead] }) },
      { ALT: () => this.SUBRULE(this.lifecycle, { ARGS: [lead] }) },
      { ALT: () => this.SUBRULE(this.model, { ARGS: [lead] }) },
      { ALT: () => this.SUBRULE(this.segment, { ARGS: [lead] }) },
      { ALT: () => this.SUBRULE(this.exclusive, { ARGS: [lead] }) },
      { ALT: () => this.SUBRULE(this.never, { ARGS: [lead] }) },
      { ALT: () => this.SUBRULE(this.test, { ARGS: [lead] }) },
    ]);
  }, { recoveryValueFunc: () => this.begun });

  private profile = this.RULE("profile", (lead: Lead): D.Declaration | undefined => {
    this.CONSUME(W.profile);
    const head = this.SUBRULE(this.head);
    this.ACTION(() => { this.begun = { kind: "profile", ...lead, ...head, description: "", fields: [], end: this.last() }; });
    const fields = this.SUBRULE(this.fields);
    return this.ACTION(() => ({ kind: "profile", ...lead, ...head, description: "", fields, end: this.last() }));
  }, { recoveryValueFunc: () => this.begun });

  private event = this.RULE("event", (lead: Lead): D.Declaration | undefined => {
    this.CONSUME(W.event);
    const head = this.SUBRULE(this.head);
    this.ACTION(() => { this.begun = { kind: "event", ...lead, ...head, description: "", fields: [], end: this.last() }; });
    const fields = this.SUBRULE(this.fields);
    return this.ACTION(() => ({ kind: "event", ...lead, ...head, description: "", fields, end: this.last() }));
  }, { recoveryValueFunc: () => this.begun });

  private fields = this.RULE("fields", (): D.Field[] => {
    const fields: D.Field[] = [];
    this.CONSUME(T.OpenBrace);
    this.MANY(() => {
      const field = this.SUBRULE(this.field);
      if (field !== undefined) fields.push(field);
    });
    this.CONSUME(T.CloseBrace);
    return fields;
  }, { recoveryValueFunc: () => [] });

  private field = this.RULE("field", (): D.Field | undefined => {
    const start = this.here();
    const annotations = this.SUBRULE(this.annotations);
    const head = this.SUBRULE(this.head);
    this.CONSUME(T.Colon);
    const type = this.SUBRULE(this.fieldType);
    let required = false;
    let personal = false;
    this.MANY({
      GATE: () => !this.nextIs(T.Colon, 2) && !this.nextIs(T.TextLiteral, 2),
      DEF: () => this.OR([
        { ALT: () => { this.CONSUME(W.required); required = true; } },
        { ALT: () => { this.CONSUME(W.personal); personal = true; } },
      ]),
    });
    return this.ACTION(() => ({ annotations, ...head, description: "", type, required, personal, start, end: this.last() }));
  }, { recoveryValueFunc: () => undefined });

  private fieldType = this.RULE("fieldType", (): D.FieldType => {
    const start = this.here();
    const simple = (kind: "integer" | "number" | "money" | "date" | "time"): D.FieldType => {
      const bounds = this.SUBRULE(this.bounds);
      return { kind, bounds, start, end: this.last() };
    };
    return this.choice<D.FieldType>([
      { ALT: () => { this.CONSUME(W.yes); this.CONSUME(T.Slash); this.CONSUME(W.no); return { kind: "yes/no", start, end: this.last() }; } },
      { ALT: () => (this.CONSUME(W.text), { kind: "text", start, end: this.last() }) },
      {
        ALT: () => {
          const kind = this.choice1<"integer" | "number" | "money" | "date" | "time">([
            { ALT: () => (this.CONSUME(W.integer), "integer") }, { ALT: () => (this.CONSUME(W.number), "number") },
            { ALT: () => (this.CONSUME(W.money), "money") }, { ALT: () => (this.CONSUME(W.date), "date") }, { ALT: () => (this.CONSUME(W.time), "time") },
          ]);
          return simple(kind);
        },
      },
      {
        ALT: () => {
          this.CONSUME(W.decimal);
          this.CONSUME(T.OpenBracket);
          const digits = this.CONSUME(T.NumberLiteral);
          this.CONSUME(T.CloseBracket);
          const bounds = this.SUBRULE1(this.bounds);
          return this.ACTION(() => ({ kind: "decimal", digits: numberOf(digits), bounds, start, end: this.last() }));
        },
      },
      {
        ALT: () => {
          this.CONSUME(W.one);
          this.CONSUME(W.of);
          this.CONSUME1(T.OpenBracket);
          const values: D.EnumValue[] = [];
          this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => values.push(this.SUBRULE(this.enumValue)) });
          this.CONSUME1(T.CloseBracket);
          return { kind: "one of", values, start, end: this.last() };
        },
      },
    ]);
  }, { recoveryValueFunc: this.missing });

  private enumValue = this.RULE("enumValue", (): D.EnumValue => {
    const start = this.here();
    const annotations = this.SUBRULE(this.annotations);
    const head = this.SUBRULE(this.head);
    return this.ACTION(() => ({ annotations, ...head, start, end: this.last() }));
  }, { recoveryValueFunc: (): D.EnumValue => ({ ...this.missing(), annotations: [], name: this.someName(), label: undefined }) });

  private bounds = this.RULE("bounds", (): D.Bounds | undefined => {
    const start = this.here();
    let low: D.BoundLiteral | undefined;
    let high: D.BoundLiteral | undefined;
    let found = false;
    this.OPTION({
      GATE: () => this.nextIs(W.from) || this.nextIs(W.least, 2) || this.nextIs(W.most, 2),
      DEF: () => {
        found = true;
        this.OR([
          { ALT: () => { const range = this.SUBRULE(this.range); this.ACTION(() => { low = range.low; high = range.high; }); } },
          {
            ALT: () => {
              this.CONSUME(W.at);
              this.OR1([
                {
                  ALT: () => {
                    this.CONSUME(W.least);
                    low = this.SUBRULE(this.boundLiteral);
                    this.OPTION1({
                      GATE: () => this.nextIs(W.most, 2),
                      DEF: () => { this.CONSUME1(W.at); this.CONSUME(W.most); high = this.SUBRULE1(this.boundLiteral); },
                    });
                  },
                },
                { ALT: () => { this.CONSUME1(W.most); high = this.SUBRULE2(this.boundLiteral); } },
              ]);
            },
          },
        ]);
      },
    });
    return found ? { low, high, start, end: this.last() } : undefined;
  }, { recoveryValueFunc: () => undefined });

  private range = this.RULE("range", (): { low: D.BoundLiteral; high: D.BoundLiteral } => {
    this.CONSUME(W.from);
    const low = this.SUBRULE(this.boundLiteral);
    this.CONSUME(W.to);
    const high = this.SUBRULE1(this.boundLiteral);
    return { low, high };
  }, { recoveryValueFunc: () => ({ low: this.missing(), high: this.missing() }) });

  private tag = this.RULE("tag", (lead: Lead): D.Declaration | undefined => {
    const tagKind = this.choice<D.TagKind>([
      { ALT: () => (this.CONSUME(W.attribute), "attribute") }, { ALT: () => (this.CONSUME(W.statistical), "statistical") },
      { ALT: () => (this.CONSUME(W.rule), "rule") }, { ALT: () => (this.CONSUME(W.mined), "mined") },
    ]);
    this.CONSUME(W.tag);
    const head = this.SUBRULE(this.head);
    this.ACTION(() => { this.begun = { kind: "tag", ...lead, ...head, description: "", tagKind, body: this.missing(), end: this.last() }; });
    const body = this.SUBRULE(this.tagBody);
    return this.ACTION(() => ({ kind: "tag", tagKind, ...lead, ...head, description: "", body, end: this.last() }));
  }, { recoveryValueFunc: () => this.begun });

  private tagBody = this.RULE("tagBody", (): TagBody => {
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
              { GATE: () => this.nextIs(T.OpenBrace, 2) || this.nextIs(W.from, 2), ALT: () => this.SUBRULE(this.score) },
              { ALT: () => ({ kind: "value", value: this.SUBRULE1(this.condition), start, end: this.last() }) },
            ],
            IGNORE_AMBIGUITIES: true,
          });
        },
      },
    ]);
  }, { recoveryValueFunc: this.missing });

  private branchList = this.RULE("branchList", (): TagBody => {
    const start = this.here();
    const kind = this.choice<"one of" | "first of" | "all of">([
      { ALT: () => (this.CONSUME(W.one), "one of") }, { ALT: () => (this.CONSUME(W.first), "first of") }, { ALT: () => (this.CONSUME(W.all), "all of") },
    ]);
    this.CONSUME(W.of);
    this.CONSUME(T.OpenBrace);
    const branches: D.Branch[] = [];
    this.MANY(() => {
      const branch = this.SUBRULE(this.branch);
      if (branch !== undefined) branches.push(branch);
    });
    this.CONSUME(T.CloseBrace);
    return { kind, branches, start, end: this.last() };
  }, { recoveryValueFunc: this.missing });

  private branch = this.RULE("branch", (): D.Branch | undefined => {
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
  }, { recoveryValueFunc: () => undefined });

  private bands = this.RULE("bands", (): TagBody => {
    const start = this.here();
    this.CONSUME(W.bands);
    this.CONSUME(W.of);
    const of = this.SUBRULE(this.sum);
    this.CONSUME(T.OpenBrace);
    const bands: D.Band[] = [];
    this.MANY(() => {
      const band = this.SUBRULE(this.band);
      if (band !== undefined) bands.push(band);
    });
    this.CONSUME(T.CloseBrace);
    return { kind: "bands", of, bands, start, end: this.last() };
  }, { recoveryValueFunc: this.missing });

  private band = this.RULE("band", (): D.Band | undefined => {
    const start = this.here();
    const annotations = this.SUBRULE(this.annotations);
    const value = this.SUBRULE(this.label);
    const from = this.choice<D.Band["from"]>([
      { ALT: () => { this.CONSUME(W.from); const bound = this.SUBRULE(this.boundLiteral); return { kind: "bound", bound }; } },
      { ALT: () => { this.CONSUME(W.when); this.CONSUME(W.unknown); return { kind: "unknown" }; } },
      { ALT: () => (this.CONSUME(W.otherwise), { kind: "otherwise" }) },
    ]);
    return this.ACTION(() => ({ annotations, value, from, start, end: this.last() }));
  }, { recoveryValueFunc: () => undefined });

  private score = this.RULE("score", (): TagBody => {
    const start = this.here();
    this.CONSUME(W.score);
    const range = this.OPTION(() => this.SUBRULE(this.range));
    this.CONSUME(T.OpenBrace);
    const items: D.ScoreItem[] = [];
    this.MANY(() => {
      const item = this.SUBRULE(this.scoreItem);
      if (item !== undefined) items.push(item);
    });
    this.CONSUME(T.CloseBrace);
    return this.ACTION(() => ({ kind: "score", low: range?.low, high: range?.high, items, start, end: this.last() }));
  }, { recoveryValueFunc: this.missing });

  private scoreItem = this.RULE("scoreItem", (): D.ScoreItem | undefined => {
    const start = this.here();
    const sign = this.choice<"+" | "-">([{ ALT: () => (this.CONSUME(T.Plus), "+") }, { ALT: () => (this.CONSUME(T.Minus), "-") }]);
    const points = this.CONSUME(T.NumberLiteral);
    const basis = this.choice1<D.ScoreItem["basis"]>([
      { ALT: () => { this.CONSUME(W.when); return { kind: "when", condition: this.SUBRULE(this.condition) }; } },
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
    return this.ACTION(() => ({ sign, points: numberOf(points), basis, atMost: atMost === undefined ? undefined : numberOf(atMost), start, end: this.last() }));
  }, { recoveryValueFunc: () => undefined });

  private perEvent = this.RULE("perEvent", (): D.ScoreItem["basis"] => {
    this.CONSUME(W.per);
    let event: Name | undefined;
    let hundreds: { size: NumberLiteral; field: Name } | undefined;
    this.OR([
      {
        ALT: () => {
          const size = this.CONSUME(T.NumberLiteral);
          this.CONSUME(W.of);
          const path = this.SUBRULE(this.fieldPath);
          this.ACTION(() => { event = path.event; hundreds = { size: numberOf(size), field: path.field }; });
        },
      },
      { ALT: () => { event = this.SUBRULE(this.name); } },
    ]);
    const tail: { where: Expression | undefined; window: Window | undefined } = this.SUBRULE(this.tail);
    return this.ACTION(() => ({ kind: "per", event: event ?? noName, hundreds, where: tail.where, window: tail.window }));
  }, { recoveryValueFunc: (): D.ScoreItem["basis"] => ({ kind: "when", condition: this.missing() }) });

  private list = this.RULE("list", (lead: Lead): D.Declaration | undefined => {
    this.CONSUME(W.list);
    const head = this.SUBRULE(this.head);
    this.ACTION(() => { this.begun = { kind: "list", ...lead, ...head, description: "", source: { kind: "values", values: [] }, end: this.last() }; });
    const source = this.choice<D.List["source"]>([
      {
        ALT: () => {
          this.CONSUME(T.Equals);
          this.CONSUME(T.OpenBracket);
          const values: D.BoundLiteral[] = [];
          this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => values.push(this.SUBRULE(this.boundLiteral)) });
          this.CONSUME(T.CloseBracket);
          return { kind: "values", values };
        },
      },
      {
        ALT: () => {
          this.CONSUME(W.from);
          const path = this.SUBRULE(this.label);
          const column = this.OPTION(() => {
            this.CONSUME(W.column);
            return this.SUBRULE1(this.label);
          });
          return { kind: "file", path, column };
        },
      },
    ]);
    return this.ACTION(() => ({ kind: "list", ...lead, ...head, description: "", source, end: this.last() }));
  }, { recoveryValueFunc: () => this.begun });

  private lifecycle = this.RULE("lifecycle", (lead: Lead): D.Declaration | undefined => {
    this.CONSUME(W.lifecycle);
    const head = this.SUBRULE(this.head);
    this.ACTION(() => { this.begun = { kind: "lifecycle", ...lead, ...head, description: "", stages: [], end: this.last() }; });
    const stages: D.Stage[] = [];
    this.CONSUME(T.OpenBrace);
    this.MANY(() => {
      const stage = this.SUBRULE(this.stage);
      if (stage !== undefined) stages.push(stage);
    });
    this.CONSUME(T.CloseBrace);
    return this.ACTION(() => ({ kind: "lifecycle", ...lead, ...head, description: "", stages, end: this.last() }));
  }, { recoveryValueFunc: () => this.begun });

  private stage = this.RULE("stage", (): D.Stage | undefined => {
    const start = this.here();
    const annotations = this.SUBRULE(this.annotations);
    this.CONSUME(W.stage);
    const value = this.SUBRULE(this.label);
    this.CONSUME(W.when);
    const condition = this.SUBRULE(this.condition);
    return this.ACTION(() => ({ annotations, value, condition, start, end: this.last() }));
  }, { recoveryValueFunc: () => undefined });

  private segment = this.RULE("segment", (lead: Lead): D.Declaration | undefined => {
    this.CONSUME(W.segment);
    const head = this.SUBRULE(this.head);
    this.ACTION(() => { this.begun = { kind: "segment", ...lead, ...head, description: "", condition: this.missing(), end: this.last() }; });
    this.CONSUME(W.when);
    const condition = this.SUBRULE(this.condition);
    return this.ACTION(() => ({ kind: "segment", ...lead, ...head, description: "", condition, end: this.last() }));
  }, { recoveryValueFunc: () => this.begun });

  private exclusive = this.RULE("exclusive", (lead: Lead): D.Exclusive | undefined => {
    this.CONSUME(W.exclusive);
    this.CONSUME(T.OpenBracket);
    const conditions: Expression[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => conditions.push(this.SUBRULE(this.condition)) });
    this.CONSUME(T.CloseBracket);
    return this.ACTION(() => ({ kind: "exclusive", ...lead, conditions, end: this.last() }));
  }, { recoveryValueFunc: () => undefined });

  private never = this.RULE("never", (lead: Lead): D.Never | undefined => {
    this.CONSUME(W.never);
    const reason = this.SUBRULE(this.label);
    const condition = this.SUBRULE(this.condition);
    return this.ACTION(() => ({ kind: "never", ...lead, reason, condition, end: this.last() }));
  }, { recoveryValueFunc: () => undefined });

  private test = this.RULE("test", (lead: Lead): D.Test | undefined => {
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
  }, { recoveryValueFunc: () => undefined });

  private testItem = this.RULE("testItem", (): D.TestItem | undefined => {
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
  }, { recoveryValueFunc: () => undefined });

  /** A profile row or events: which of the two is known only from the name, so `from` decides the kind for now. */
  private testData = this.RULE("testData", (): D.TestItem => {
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
        this.ACTION(() => { repeat = { times: numberOf(times), every }; });
      },
    });
    this.OPTION2(() => { last = this.SUBRULE(this.placement); });
    const values: D.FieldValue[] = [];
    this.OPTION3(() => {
      this.CONSUME(T.OpenBrace);
      this.MANY(() => values.push(this.SUBRULE(this.fieldValue)));
      this.CONSUME(T.CloseBrace);
    });
    const span = { start, end: this.last() };
    return from === undefined ? { kind: "events", name, repeat, last, values, ...span } : { kind: "profile", name, from, values, ...span };
  }, { recoveryValueFunc: (): D.TestItem => ({ ...this.missing(), kind: "expect", condition: this.missing() }) });

  private placement = this.RULE("placement", (): D.Placement => this.choice<D.Placement>([
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
  ]), { recoveryValueFunc: (): D.Placement => ({ kind: "now" }) });

  private fieldValue = this.RULE("fieldValue", (): D.FieldValue => {
    const start = this.here();
    const name = this.SUBRULE(this.name);
    this.CONSUME(T.Colon);
    const value = this.choice<D.BoundLiteral | Name>([{ ALT: () => this.SUBRULE(this.boundLiteral) }, { ALT: () => this.SUBRULE1(this.name) }]);
    return { name, value, start, end: this.last() };
  }, { recoveryValueFunc: (): D.FieldValue => ({ ...this.missing(), name: this.someName(), value: this.missing() }) });

  private annotations = this.RULE("annotations", (): D.Annotation[] => {
    const annotations: D.Annotation[] = [];
    this.MANY(() => annotations.push(this.SUBRULE(this.annotation)));
    return annotations;
  }, { recoveryValueFunc: () => [] });

  private annotation = this.RULE("annotation", (): D.Annotation => {
    const start = this.here();
    this.CONSUME(T.At);
    const name = this.SUBRULE(this.name);
    const args: D.AnnotationArgument[] = [];
    this.OPTION({
      GATE: () => this.nextIs(T.OpenBracket),
      DEF: () => {
        this.CONSUME(T.OpenBracket);
        this.MANY_SEP({ SEP: T.Comma, DEF: () => args.push(this.SUBRULE(this.annotationArgument)) });
        this.CONSUME(T.CloseBracket);
      },
    });
    return { name, arguments: args, start, end: this.last() };
  }, { recoveryValueFunc: (): D.Annotation => ({ ...this.missing(), name: this.someName(), arguments: [] }) });

  private someName(): Name {
    return { ...this.missing(), kind: "name", text: "" };
  }

  private annotationArgument = this.RULE("annotationArgument", (): D.AnnotationArgument => {
    const start = this.here();
    const key = this.OPTION({
      GATE: () => this.nextIs(T.Colon, 2),
      DEF: () => {
        const token = this.OR1([{ ALT: () => this.CONSUME1(T.NameLike) }, { ALT: () => this.CONSUME(W.is) }, { ALT: () => this.CONSUME(W.no) }, { ALT: () => this.CONSUME(W.to) }]);
        this.CONSUME(T.Colon);
        return token;
      },
    });
    const value = this.choice<TextLiteral | NumberLiteral | Name>([
      { ALT: () => this.SUBRULE(this.label) },
      { ALT: () => this.SUBRULE(this.number) },
      { ALT: () => { const token = this.CONSUME(T.NameLike); return this.ACTION(() => nameOf(token)); } },
    ]);
    return this.ACTION(() => ({ key: key === undefined ? undefined : nameOf(key), value, start, end: this.last() }));
  }, { recoveryValueFunc: (): D.AnnotationArgument => ({ ...this.missing(), key: undefined, value: this.someName() }) });
}

const noName: Name = { kind: "name", text: "", start: 0, end: 0 };
