import { Type, type Static } from "typebox";
import { Drafts, InstantText, PlainResult, Problem, ShortText } from "./common.ts";

export const AudienceRequest = Type.Object({
  drafts: Drafts,
  name: ShortText,
  asOf: Type.Optional(InstantText),
  /** Sample customers of this value only. */
  value: Type.Optional(Type.String({ maxLength: 1000 })),
});
export type AudienceRequest = Static<typeof AudienceRequest>;

/** Who has what, by the rules as they are drafted. */
export const Audience = Type.Object({
  asOf: Type.String(),
  customers: Type.Integer(),
  /** Customers per value; a yes/no output has "yes" and "no". */
  values: Type.Array(Type.Object({ value: Type.String(), customers: Type.Integer() })),
  /** How numbers, dates and times spread: equal steps from least to most. */
  spread: Type.Union([
    Type.Null(),
    Type.Object({
      kind: Type.String(),
      digits: Type.Integer(),
      least: Type.Union([Type.Number(), Type.String()]),
      most: Type.Union([Type.Number(), Type.String()]),
      mean: Type.Union([Type.Number(), Type.Null()]),
      steps: Type.Array(Type.Integer()),
    }),
  ]),
  none: Type.Integer(),
  unknown: Type.Integer(),
  errors: Type.Integer(),
  leftOut: Type.Integer(),
  sample: Type.Array(Type.Object({ id: Type.String(), result: PlainResult })),
  milliseconds: Type.Number(),
});
export type Audience = Static<typeof Audience>;
export const AudienceAnswer = Type.Union([
  Type.Object({ ok: Type.Literal(true), audience: Audience }),
  Type.Object({ ok: Type.Literal(false), problem: Problem }),
]);
export type AudienceAnswer = Static<typeof AudienceAnswer>;

export const OverlapRequest = Type.Object({
  drafts: Drafts,
  names: Type.Array(ShortText, { minItems: 1, maxItems: 6 }),
  asOf: Type.Optional(InstantText),
});
export type OverlapRequest = Static<typeof OverlapRequest>;
export const OverlapAnswer = Type.Union([
  Type.Object({
    ok: Type.Literal(true),
    asOf: Type.String(),
    customers: Type.Integer(),
    sets: Type.Array(Type.Object({ name: Type.String(), customers: Type.Integer() })),
    /** Customers who are in exactly these sets, most first. */
    parts: Type.Array(Type.Object({ names: Type.Array(Type.String()), customers: Type.Integer() })),
  }),
  Type.Object({ ok: Type.Literal(false), problem: Problem }),
]);
export type OverlapAnswer = Static<typeof OverlapAnswer>;

export const TrendRequest = Type.Object({
  drafts: Drafts,
  name: ShortText,
  asOf: Type.Optional(InstantText),
  points: Type.Integer({ minimum: 2, maximum: 60 }),
  step: Type.Union([Type.Literal("day"), Type.Literal("week"), Type.Literal("month")]),
});
export type TrendRequest = Static<typeof TrendRequest>;
export const TrendAnswer = Type.Union([
  Type.Object({
    ok: Type.Literal(true),
    points: Type.Array(
      Type.Object({
        asOf: Type.String(),
        customers: Type.Integer(),
        values: Type.Array(Type.Object({ value: Type.String(), customers: Type.Integer() })),
      }),
    ),
  }),
  Type.Object({ ok: Type.Literal(false), problem: Problem }),
]);
export type TrendAnswer = Static<typeof TrendAnswer>;
