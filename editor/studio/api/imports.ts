import { Type, type Static } from "typebox";
import { Drafts, Problem, ShortText } from "./common.ts";

/** What a file that was brought looks like. */
export const Preview = Type.Object({
  upload: Type.String(),
  file: Type.String(),
  rows: Type.Integer(),
  columns: Type.Array(
    Type.Object({
      name: Type.String(),
      type: Type.String(),
      seen: Type.String(),
      personal: Type.Boolean(),
      required: Type.Boolean(),
      /** The type once it is said whether the day or the month stands first; null where nothing is open. */
      openType: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
  /** What was not sure of how the file is read, in sentences. */
  notes: Type.Array(Type.String()),
  /** The first rows, cell by cell; personal columns are masked. */
  sample: Type.Array(Type.Array(Type.String())),
  /** How it would be read: as customers or as events. */
  guess: Type.Object({
    kind: Type.Union([Type.Literal("profile"), Type.Literal("event")]),
    customer: Type.String(),
    time: Type.Union([Type.String(), Type.Null()]),
    id: Type.Union([Type.String(), Type.Null()]),
    event: Type.Union([Type.String(), Type.Null()]),
  }),
});
export type Preview = Static<typeof Preview>;
export const PreviewAnswer = Type.Union([
  Type.Object({ ok: Type.Literal(true), preview: Preview }),
  Type.Object({ ok: Type.Literal(false), problem: Problem }),
]);
export type PreviewAnswer = Static<typeof PreviewAnswer>;

/** How the columns become fields. Fields and events that the rules don't have yet are declared in the drafts. */
export const Mapping = Type.Object({
  upload: Type.String({ pattern: "^[0-9a-f]{32}$" }),
  source: Type.String({ minLength: 1, maxLength: 100, pattern: "^[\\p{L}\\p{N}_ -]+$" }),
  kind: Type.Union([Type.Literal("profile"), Type.Literal("event")]),
  customer: ShortText,
  time: Type.Union([ShortText, Type.Null()]),
  id: Type.Union([ShortText, Type.Null()]),
  event: Type.Union([ShortText, Type.Null()]),
  /** Our field → the file's column. */
  fields: Type.Record(Type.String({ maxLength: 1000 }), ShortText, { maxProperties: 1000 }),
  /** What stands first in dates of which no row tells. */
  dates: Type.Optional(Type.Union([Type.Literal("day-first"), Type.Literal("month-first")])),
  drafts: Drafts,
  /** Import the rest however many rows can't be used. */
  keepRest: Type.Optional(Type.Boolean()),
});
export type Mapping = Static<typeof Mapping>;

export const ImportReport = Type.Object({
  rows: Type.Integer(),
  added: Type.Integer(),
  known: Type.Integer(),
  updated: Type.Integer(),
  rejected: Type.Integer(),
  /** So many percent may be rejected unless it is said that the rest is to be kept; null where no more are. */
  beyondPercent: Type.Union([Type.Number(), Type.Null()]),
  /** What else there is to know, in sentences: customers who are missing altogether, ids with differing content. */
  told: Type.Array(Type.String()),
  rejects: Type.Array(Type.Object({ line: Type.Integer(), column: Type.String(), reason: Type.String() })),
  /** What was written into `tagma.json`: its text before and after; null when nothing was. */
  config: Type.Union([Type.Object({ before: Type.String(), after: Type.String() }), Type.Null()]),
});
export type ImportReport = Static<typeof ImportReport>;
export const ImportAnswer = Type.Union([
  Type.Object({ ok: Type.Literal(true), report: ImportReport }),
  Type.Object({ ok: Type.Literal(false), problem: Problem }),
]);
export type ImportAnswer = Static<typeof ImportAnswer>;

/** Long work that goes on in the background. */
export const Job = Type.Object({
  id: Type.String(),
  kind: Type.Union([Type.Literal("run"), Type.Literal("import")]),
  state: Type.Union([Type.Literal("working"), Type.Literal("done"), Type.Literal("failed")]),
  done: Type.Number(),
  total: Type.Number(),
  problem: Type.Union([Problem, Type.Null()]),
  report: Type.Union([ImportReport, Type.Null()]),
});
export type Job = Static<typeof Job>;
