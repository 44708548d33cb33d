import { Type, type Static } from "typebox";
import { Drafts, InstantText, PlainResult, PlainValue, Problem, ShortText } from "./common.ts";

export const CustomerSearch = Type.Object({ customers: Type.Array(Type.String()), total: Type.Integer() });
export type CustomerSearch = Static<typeof CustomerSearch>;

/** A field's value; personal ones are masked unless they may be shown. */
export const FieldValue = Type.Object({ name: Type.String(), value: PlainValue, masked: Type.Boolean() });
export type FieldValue = Static<typeof FieldValue>;

export const CustomerRequest = Type.Object({ drafts: Drafts, id: ShortText, asOf: Type.Optional(InstantText) });
export type CustomerRequest = Static<typeof CustomerRequest>;
export const CustomerView = Type.Object({
  id: Type.String(),
  asOf: Type.String(),
  standing: Type.Union([Type.Literal("present"), Type.Literal("absent"), Type.Literal("left out")]),
  /** The required field that is missing. */
  missing: Type.Union([Type.String(), Type.Null()]),
  profile: Type.Array(FieldValue),
  /** Newest first; later than `asOf` are those that do not exist for the evaluation yet. */
  events: Type.Array(
    Type.Object({
      type: Type.String(),
      id: Type.String(),
      time: Type.String(),
      later: Type.Boolean(),
      fields: Type.Array(FieldValue),
    }),
  ),
  moreEvents: Type.Integer(),
  tags: Type.Array(Type.Object({ name: Type.String(), result: PlainResult })),
  /** When the profile or events begin and end, for travelling. */
  first: Type.Union([Type.String(), Type.Null()]),
  last: Type.Union([Type.String(), Type.Null()]),
});
export type CustomerView = Static<typeof CustomerView>;
export const CustomerAnswer = Type.Union([
  Type.Object({ ok: Type.Literal(true), customer: CustomerView }),
  Type.Object({ ok: Type.Literal(false), problem: Problem }),
]);
export type CustomerAnswer = Static<typeof CustomerAnswer>;

/** A condition or value as it stands in the rule file, with what it was. */
export const WhyCondition = Type.Cyclic(
  {
    Condition: Type.Object({
      text: Type.String(),
      verdict: Type.Union([Type.Literal("yes"), Type.Literal("no"), Type.Literal("unknown"), Type.Literal("value")]),
      value: PlainValue,
      /** Where it stands, to say it in the reader's words. */
      place: Type.Union([
        Type.Null(),
        Type.Object({ file: Type.String(), start: Type.Integer(), end: Type.Integer() }),
      ]),
      inputs: Type.Array(
        Type.Object({
          name: Type.String(),
          value: PlainValue,
          kind: Type.String(),
          masked: Type.Boolean(),
          events: Type.Union([Type.Null(), Type.Array(Type.String())]),
        }),
      ),
      /** How the children are joined. */
      operator: Type.Union([Type.Literal("and"), Type.Literal("or"), Type.Literal("not"), Type.Null()]),
      children: Type.Array(Type.Ref("Condition")),
    }),
  },
  "Condition",
);
export type WhyCondition = {
  text: string;
  verdict: "yes" | "no" | "unknown" | "value";
  value: PlainValue;
  place: { file: string; start: number; end: number } | null;
  inputs: { name: string; value: PlainValue; kind: string; masked: boolean; events: string[] | null }[];
  operator: "and" | "or" | "not" | null;
  children: WhyCondition[];
};

/** A change after which the output is something else. */
export const Flip = Type.Object({
  kind: Type.Union([Type.Literal("more"), Type.Literal("fewer"), Type.Literal("field")]),
  name: Type.String(),
  times: Type.Integer(),
  fields: Type.Array(FieldValue),
  result: PlainResult,
});
export type Flip = Static<typeof Flip>;

export const WhyRequest = Type.Object({
  drafts: Drafts,
  id: ShortText,
  name: ShortText,
  asOf: Type.Optional(InstantText),
});
export type WhyRequest = Static<typeof WhyRequest>;
export const Why = Type.Object({
  name: Type.String(),
  result: PlainResult,
  parts: Type.Array(
    Type.Object({
      name: Type.Union([Type.String(), Type.Null()]),
      verdict: Type.Union([Type.Literal("yes"), Type.Literal("no"), Type.Literal("unknown"), Type.Literal("value")]),
      points: Type.Union([Type.Number(), Type.Null()]),
      conditions: Type.Array(WhyCondition),
    }),
  ),
  flips: Type.Array(Flip),
  /** When it changes by the passing of time alone. */
  next: Type.Union([Type.Null(), Type.Object({ at: Type.String(), result: PlainResult })]),
});
export interface Why {
  name: string;
  result: PlainResult;
  parts: {
    name: string | null;
    verdict: "yes" | "no" | "unknown" | "value";
    points: number | null;
    conditions: WhyCondition[];
  }[];
  flips: Flip[];
  next: { at: string; result: PlainResult } | null;
}
export const WhyAnswer = Type.Union([
  Type.Object({ ok: Type.Literal(true), why: Why }),
  Type.Object({ ok: Type.Literal(false), problem: Problem }),
]);
export type WhyAnswer = { ok: true; why: Why } | { ok: false; problem: Problem };

/** A customer as a test block, with what one output is. */
export const TestTextRequest = Type.Object({
  drafts: Drafts,
  id: ShortText,
  names: Type.Array(ShortText, { minItems: 1, maxItems: 50 }),
  title: Type.String({ minLength: 1, maxLength: 300 }),
  asOf: Type.Optional(InstantText),
});
export type TestTextRequest = Static<typeof TestTextRequest>;
export const TestTextAnswer = Type.Union([
  Type.Object({ ok: Type.Literal(true), text: Type.String() }),
  Type.Object({ ok: Type.Literal(false), problem: Problem }),
]);
export type TestTextAnswer = Static<typeof TestTextAnswer>;
