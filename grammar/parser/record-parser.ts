import * as T from "../tokens/token-types.ts";
import { wordTokens as W } from "../tokens/words.ts";
import type * as D from "../tree/declaration.ts";
import type { Name, NumberLiteral, TextLiteral } from "../tree/expression.ts";
import { nameOf, numberOf } from "./base.ts";
import { ModelParser } from "./model-parser.ts";

/** What stands before the keyword of a declaration. */
export interface Lead {
  readonly start: number;
  readonly annotations: readonly D.Annotation[];
}

/** Annotations, and the profile and events with their fields. */
export class RecordParser extends ModelParser {
  protected annotations = this.RULE(
    "annotations",
    (): D.Annotation[] => {
      const annotations: D.Annotation[] = [];
      this.MANY(() => annotations.push(this.SUBRULE(this.annotation)));
      return annotations;
    },
    { recoveryValueFunc: () => [] },
  );

  private annotation = this.RULE(
    "annotation",
    (): D.Annotation => {
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
    },
    { recoveryValueFunc: (): D.Annotation => ({ ...this.missing(), name: this.someName(), arguments: [] }) },
  );

  protected someName(): Name {
    return { ...this.missing(), kind: "name", text: "" };
  }

  private annotationArgument = this.RULE(
    "annotationArgument",
    (): D.AnnotationArgument => {
      const start = this.here();
      const key = this.OPTION({
        GATE: () => this.nextIs(T.Colon, 2),
        DEF: () => {
          const token = this.OR1([
            { ALT: () => this.CONSUME1(T.NameLike) },
            { ALT: () => this.CONSUME(W.is) },
            { ALT: () => this.CONSUME(W.no) },
            { ALT: () => this.CONSUME(W.to) },
          ]);
          this.CONSUME(T.Colon);
          return token;
        },
      });
      const value = this.choice<TextLiteral | NumberLiteral | Name>([
        { ALT: () => this.SUBRULE(this.label) },
        { ALT: () => this.SUBRULE(this.number) },
        {
          ALT: () => {
            const token = this.CONSUME(T.NameLike);
            return this.ACTION(() => nameOf(token));
          },
        },
      ]);
      return this.ACTION(() => ({ key: key === undefined ? undefined : nameOf(key), value, start, end: this.last() }));
    },
    { recoveryValueFunc: (): D.AnnotationArgument => ({ ...this.missing(), key: undefined, value: this.someName() }) },
  );

  protected profile = this.RULE(
    "profile",
    (lead: Lead): D.Declaration | undefined => {
      this.CONSUME(W.profile);
      const head = this.SUBRULE(this.head);
      this.ACTION(() => {
        this.begun = { kind: "profile", ...lead, ...head, description: "", fields: [], end: this.last() };
      });
      const fields = this.SUBRULE(this.fields);
      return this.ACTION(() => ({ kind: "profile", ...lead, ...head, description: "", fields, end: this.last() }));
    },
    { recoveryValueFunc: () => this.begun },
  );

  protected event = this.RULE(
    "event",
    (lead: Lead): D.Declaration | undefined => {
      this.CONSUME(W.event);
      const head = this.SUBRULE(this.head);
      this.ACTION(() => {
        this.begun = {
          kind: "event",
          ...lead,
          ...head,
          description: "",
          partOf: undefined,
          fields: [],
          end: this.last(),
        };
      });
      const partOf = this.OPTION(() => {
        this.CONSUME(W.part);
        this.CONSUME(W.of);
        return this.SUBRULE(this.name);
      });
      const fields = this.SUBRULE(this.fields);
      return this.ACTION(() => ({
        kind: "event",
        ...lead,
        ...head,
        description: "",
        partOf,
        fields,
        end: this.last(),
      }));
    },
    { recoveryValueFunc: () => this.begun },
  );

  protected table = this.RULE(
    "table",
    (lead: Lead): D.Declaration | undefined => {
      this.CONSUME(W.table);
      const head = this.SUBRULE(this.head);
      this.ACTION(() => {
        this.begun = {
          kind: "table",
          ...lead,
          ...head,
          description: "",
          key: this.someName(),
          fields: [],
          end: this.last(),
        };
      });
      this.CONSUME(W.by);
      const key = this.SUBRULE(this.name);
      const fields = this.SUBRULE(this.fields);
      return this.ACTION(() => ({ kind: "table", ...lead, ...head, description: "", key, fields, end: this.last() }));
    },
    { recoveryValueFunc: () => this.begun },
  );

  private fields = this.RULE(
    "fields",
    (): D.Field[] => {
      const fields: D.Field[] = [];
      this.CONSUME(T.OpenBrace);
      this.MANY(() => {
        const field = this.SUBRULE(this.field);
        if (field !== undefined) fields.push(field);
      });
      this.CONSUME(T.CloseBrace);
      return fields;
    },
    { recoveryValueFunc: () => [] },
  );

  private field = this.RULE(
    "field",
    (): D.Field | undefined => {
      const start = this.here();
      const annotations = this.SUBRULE(this.annotations);
      const head = this.SUBRULE(this.head);
      this.CONSUME(T.Colon);
      const type = this.SUBRULE(this.fieldType);
      let required = false;
      let personal = false;
      this.MANY({
        GATE: () => !this.nextIs(T.Colon, 2) && !this.nextIs(T.TextLiteral, 2),
        DEF: () =>
          this.OR([
            {
              ALT: () => {
                this.CONSUME(W.required);
                required = true;
              },
            },
            {
              ALT: () => {
                this.CONSUME(W.personal);
                personal = true;
              },
            },
          ]),
      });
      const computed = this.OPTION1(() => {
        this.CONSUME(T.Equals);
        return this.SUBRULE(this.condition);
      });
      return this.ACTION(() => ({
        annotations,
        ...head,
        description: "",
        type,
        required,
        personal,
        computed,
        start,
        end: this.last(),
      }));
    },
    { recoveryValueFunc: () => undefined },
  );

  private fieldType = this.RULE(
    "fieldType",
    (): D.FieldType => {
      const start = this.here();
      const simple = (kind: "integer" | "number" | "money" | "date" | "time"): D.FieldType => {
        const bounds = this.SUBRULE(this.bounds);
        return { kind, bounds, start, end: this.last() };
      };
      return this.choice<D.FieldType>([
        {
          ALT: () => {
            this.CONSUME(W.yes);
            this.CONSUME(T.Slash);
            this.CONSUME(W.no);
            return { kind: "yes/no", start, end: this.last() };
          },
        },
        { ALT: () => (this.CONSUME(W.text), { kind: "text", start, end: this.last() }) },
        {
          ALT: () => {
            const kind = this.choice1<"integer" | "number" | "money" | "date" | "time">([
              { ALT: () => (this.CONSUME(W.integer), "integer") },
              { ALT: () => (this.CONSUME(W.number), "number") },
              { ALT: () => (this.CONSUME(W.money), "money") },
              { ALT: () => (this.CONSUME(W.date), "date") },
              { ALT: () => (this.CONSUME(W.time), "time") },
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
        { ALT: () => ({ kind: "one of", values: this.SUBRULE(this.enumValues), start, end: this.last() }) },
        { ALT: () => this.SUBRULE(this.setType) },
        {
          // What looks like the next field, or like what may stand behind a type, names no table.
          GATE: () => !this.fieldBegins(1) && !this.nextIs(W.required) && !this.nextIs(W.personal),
          ALT: () => {
            const table = this.SUBRULE(this.name);
            return { kind: "table", table, start, end: this.last() };
          },
          IGNORE_AMBIGUITIES: true,
        },
      ]);
    },
    { recoveryValueFunc: this.missing },
  );

  private setType = this.RULE(
    "setType",
    (): D.FieldType => {
      const start = this.here();
      this.CONSUME(W.set);
      this.CONSUME(W.of);
      return this.choice<D.FieldType>([
        { ALT: () => (this.CONSUME(W.text), { kind: "set of", values: undefined, start, end: this.last() }) },
        { ALT: () => ({ kind: "set of", values: this.SUBRULE(this.enumValues), start, end: this.last() }) },
      ]);
    },
    { recoveryValueFunc: this.missing },
  );

  private enumValues = this.RULE(
    "enumValues",
    (): D.EnumValue[] => {
      this.CONSUME(W.one);
      this.CONSUME(W.of);
      this.CONSUME(T.OpenBracket);
      const values: D.EnumValue[] = [];
      this.AT_LEAST_ONE_SEP({
        SEP: T.Comma,
        DEF: () => {
          this.oneMore("values", values.length);
          values.push(this.SUBRULE(this.enumValue));
        },
      });
      this.CONSUME(T.CloseBracket);
      return values;
    },
    { recoveryValueFunc: () => [] },
  );

  private enumValue = this.RULE(
    "enumValue",
    (): D.EnumValue => {
      const start = this.here();
      const annotations = this.SUBRULE(this.annotations);
      const head = this.SUBRULE(this.head);
      return this.ACTION(() => ({ annotations, ...head, start, end: this.last() }));
    },
    {
      recoveryValueFunc: (): D.EnumValue => ({
        ...this.missing(),
        annotations: [],
        name: this.someName(),
        label: undefined,
      }),
    },
  );

  private bounds = this.RULE(
    "bounds",
    (): D.Bounds | undefined => {
      const start = this.here();
      let low: D.BoundLiteral | undefined;
      let high: D.BoundLiteral | undefined;
      let found = false;
      this.OPTION({
        GATE: () => this.nextIs(W.from) || this.nextIs(W.least, 2) || this.nextIs(W.most, 2),
        DEF: () => {
          found = true;
          this.OR([
            {
              ALT: () => {
                const range = this.SUBRULE(this.range);
                this.ACTION(() => {
                  low = range.low;
                  high = range.high;
                });
              },
            },
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
                        DEF: () => {
                          this.CONSUME1(W.at);
                          this.CONSUME(W.most);
                          high = this.SUBRULE1(this.boundLiteral);
                        },
                      });
                    },
                  },
                  {
                    ALT: () => {
                      this.CONSUME1(W.most);
                      high = this.SUBRULE2(this.boundLiteral);
                    },
                  },
                ]);
              },
            },
          ]);
        },
      });
      return found ? { low, high, start, end: this.last() } : undefined;
    },
    { recoveryValueFunc: () => undefined },
  );

  protected range = this.RULE(
    "range",
    (): { low: D.BoundLiteral; high: D.BoundLiteral } => {
      this.CONSUME(W.from);
      const low = this.SUBRULE(this.boundLiteral);
      this.CONSUME(W.to);
      const high = this.SUBRULE1(this.boundLiteral);
      return { low, high };
    },
    { recoveryValueFunc: () => ({ low: this.missing(), high: this.missing() }) },
  );
}
