import { Type, type Static } from "typebox";

/** A name, an id or a path as it comes from outside. */
export const ShortText = Type.String({ minLength: 1, maxLength: 1000 });
/** An instant as a date or a time of the workspace's zone. */
export const InstantText = Type.String({ minLength: 4, maxLength: 40, pattern: "^[0-9T:.+Z-]+$" });

/** Rule files as they are in the browser and not saved yet: path → text, null for a file that is to go. */
export const Drafts = Type.Record(
  Type.String({ maxLength: 1000 }),
  Type.Union([Type.String({ maxLength: 4_000_000 }), Type.Null()]),
  { maxProperties: 1000 },
);
export type Drafts = Static<typeof Drafts>;

/** A value as plain JSON; money and decimals in major units, dates and times as ISO 8601 text. */
export const PlainValue = Type.Union([
  Type.Boolean(),
  Type.Number(),
  Type.String(),
  Type.Null(),
  Type.Array(Type.String()),
]);
export type PlainValue = Static<typeof PlainValue>;

/** What an output is for a customer. */
export const PlainResult = Type.Union([
  Type.Object({ state: Type.Literal("value"), value: PlainValue }),
  Type.Object({ state: Type.Union([Type.Literal("unknown"), Type.Literal("none"), Type.Literal("masked")]) }),
  Type.Object({ state: Type.Literal("error"), code: Type.String(), details: Type.Array(Type.String()) }),
]);
export type PlainResult = Static<typeof PlainResult>;

/** Why something could not be done, in the language of `accept-language`, with a code that the studio has a title for. */
export const Problem = Type.Object({ code: Type.String(), message: Type.String() });
export type Problem = Static<typeof Problem>;

/** What was asked for is done, or why not. */
export const Done = Type.Union([
  Type.Object({ ok: Type.Literal(true) }),
  Type.Object({ ok: Type.Literal(false), problem: Problem }),
]);
export type Done = Static<typeof Done>;
