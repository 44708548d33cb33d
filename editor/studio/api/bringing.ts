import { Type, type Static } from "typebox";
import { Drafts, Problem, ShortText } from "./common.ts";

export const UploadId = Type.String({ pattern: "^[0-9a-f]{32}$" });
/** A new source's name, of which the name of its file is made. */
export const SOURCE_NAME = /^[\p{L}\p{N}_ -]{1,100}$/u;
/** A name in rules, which is quoted where it has to be. */
const RuleName = Type.String({ minLength: 1, maxLength: 200, pattern: "^[^`\\n\\r\\t]+$" });

/** What the cells of a column are for. */
export const Meaning = Type.Union([
  /** Whose a row is. */
  Type.Literal("customer"),
  /** When it happened; of a row of customers, since when it is so. */
  Type.Literal("time"),
  /** The event's own id. */
  Type.Literal("id"),
  /** Which event a row is. */
  Type.Literal("type"),
  /** Which row of its table it is. */
  Type.Literal("key"),
  /** Which row of another source it belongs to, as a line does to its order. */
  Type.Literal("line"),
  /** Its number among the lines of that. */
  Type.Literal("number"),
  Type.Literal("field"),
  Type.Literal("out"),
]);
export type Meaning = Static<typeof Meaning>;

export const FieldKind = Type.Union([
  Type.Literal("text"),
  Type.Literal("one of"),
  Type.Literal("yes/no"),
  Type.Literal("integer"),
  Type.Literal("decimal"),
  Type.Literal("number"),
  Type.Literal("money"),
  Type.Literal("date"),
  Type.Literal("time"),
  /** The key of a row of a table. */
  Type.Literal("row"),
  /** As it was found, or as the rules say, where it is none of the others. */
  Type.Literal("other"),
]);
export type FieldKind = Static<typeof FieldKind>;

/** What is said of a column. */
export const ColumnChoice = Type.Object({
  column: ShortText,
  meaning: Meaning,
  field: RuleName,
  kind: FieldKind,
  /** Of a row: its table. */
  table: Type.Union([RuleName, Type.Null()]),
  /** How dates and times are written; null for ISO 8601. */
  format: Type.Union([Type.String({ minLength: 1, maxLength: 100 }), Type.Null()]),
  /** The sign before the fraction of a number, and between groups of digits. */
  decimal: Type.Union([Type.Literal("."), Type.Literal(",")]),
  thousands: Type.Union([Type.Literal("."), Type.Literal(","), Type.Literal(" "), Type.Literal("'"), Type.Null()]),
  personal: Type.Boolean(),
  required: Type.Boolean(),
});
export type ColumnChoice = Static<typeof ColumnChoice>;

/** What is said of a file. */
export const FileChoice = Type.Object({
  upload: UploadId,
  /** Whether it is a new source, goes with the files of one that there is, or takes their place: then it is read as that one says. */
  how: Type.Union([Type.Literal("new"), Type.Literal("add"), Type.Literal("replace")]),
  source: ShortText,
  kind: Type.Union([
    Type.Literal("profile"),
    Type.Literal("event"),
    Type.Literal("events"),
    Type.Literal("part"),
    Type.Literal("table"),
  ]),
  /** The event or the table that its rows are. */
  record: RuleName,
  /** Of rows of several events: what the column says, and the event that it means with the columns that are its own. */
  types: Type.Array(
    Type.Object({
      value: Type.String({ maxLength: 1000 }),
      event: RuleName,
      columns: Type.Array(ShortText, { maxItems: 1000 }),
    }),
    { maxItems: 100 },
  ),
  /** The other source whose rows the lines name, and the column there. */
  join: Type.Union([Type.Object({ source: ShortText, key: ShortText }), Type.Null()]),
  columns: Type.Array(ColumnChoice, { minItems: 1, maxItems: 1000 }),
  /** An amount of each row that is worked out: a price times how many, both by their columns. */
  worked: Type.Union([Type.Object({ field: RuleName, price: ShortText, quantity: ShortText }), Type.Null()]),
});
export type FileChoice = Static<typeof FileChoice>;

/** Everything that is to be brought, and taken away, in one go. */
export const Bringing = Type.Object({
  files: Type.Array(FileChoice, { maxItems: 50 }),
  /** Sources that go. */
  remove: Type.Array(ShortText, { maxItems: 1000 }),
  /** Forget what was imported, and read all sources anew. */
  fresh: Type.Boolean(),
  /** Import the rest however many rows can't be used. */
  keepRest: Type.Boolean(),
  drafts: Drafts,
});
export type Bringing = Static<typeof Bringing>;

/** A bringing that was reviewed: `tagma.json` must become what was shown. */
export const ImportRequest = Type.Object({ bringing: Bringing, config: Type.String({ maxLength: 16_000_000 }) });
export type ImportRequest = Static<typeof ImportRequest>;

/** A file that was brought. */
export const Upload = Type.Object({ id: UploadId, file: Type.String(), bytes: Type.Integer() });
export type Upload = Static<typeof Upload>;
export const UploadAnswer = Type.Union([
  Type.Object({ ok: Type.Literal(true), upload: Upload }),
  Type.Object({ ok: Type.Literal(false), problem: Problem }),
]);
export type UploadAnswer = Static<typeof UploadAnswer>;

export const ProposeRequest = Type.Object({
  uploads: Type.Array(UploadId, { minItems: 1, maxItems: 50 }),
  drafts: Drafts,
});
export type ProposeRequest = Static<typeof ProposeRequest>;

/** What a file likely is, and why. */
export const FileProposal = Type.Object({
  choice: FileChoice,
  file: Type.String(),
  bytes: Type.Integer(),
  rows: Type.Integer(),
  /** True when there are more rows than were looked at. */
  partly: Type.Boolean(),
  /** What was not sure of the file as a whole, in sentences. */
  notes: Type.Array(Type.String()),
  columns: Type.Array(
    Type.Object({
      column: Type.String(),
      /** Why it is read so, in sentences. */
      why: Type.Array(Type.String()),
      /** Formats in which all its cells can be read. */
      formats: Type.Array(Type.String()),
      /** Whether it must be said what stands first in its dates: the day or the month. */
      open: Type.Boolean(),
      distinct: Type.Integer(),
      empty: Type.Integer(),
    }),
  ),
  /** The sources that have all columns that they need in this file. */
  fits: Type.Array(Type.String()),
});
export type FileProposal = Static<typeof FileProposal>;
export const ProposeAnswer = Type.Union([
  Type.Object({ ok: Type.Literal(true), files: Type.Array(FileProposal) }),
  Type.Object({ ok: Type.Literal(false), problem: Problem }),
]);
export type ProposeAnswer = Static<typeof ProposeAnswer>;

/** Cells of a column that can't be read for one reason. */
const BadCells = Type.Object({
  reason: Type.String(),
  count: Type.Integer(),
  examples: Type.Array(Type.Object({ line: Type.Integer(), cell: Type.String() })),
});
/** What a file becomes by what is said of it. */
export const FileLook = Type.Object({
  rows: Type.Integer(),
  /** True when there are more rows than were read. */
  partly: Type.Boolean(),
  /** Rows of which some cell can't be read. */
  rejected: Type.Integer(),
  columns: Type.Array(Type.Object({ column: Type.String(), bad: Type.Array(BadCells) })),
  /** The first rows as they are read: what cells mean, and whether they can be used; personal ones are masked. */
  sample: Type.Array(Type.Array(Type.Object({ text: Type.String(), ok: Type.Boolean() }))),
  /** What is still to be said, or can't be, in a sentence. */
  problem: Type.Union([Type.String(), Type.Null()]),
});
export type FileLook = Static<typeof FileLook>;
export const LookAnswer = Type.Union([
  Type.Object({ ok: Type.Literal(true), files: Type.Array(FileLook) }),
  Type.Object({ ok: Type.Literal(false), problem: Problem }),
]);
export type LookAnswer = Static<typeof LookAnswer>;

/** What is written down when it is saved, before anything is. */
export const Written = Type.Object({
  /** Rule files that change: their texts. */
  drafts: Drafts,
  config: Type.Object({ before: Type.String(), after: Type.String() }),
  /** Files of data that come, move or go, as paths in the workspace. */
  files: Type.Array(
    Type.Object({
      kind: Type.Union([Type.Literal("new"), Type.Literal("moved"), Type.Literal("gone")]),
      path: Type.String(),
      from: Type.String(),
    }),
  ),
});
export type Written = Static<typeof Written>;

/** What came in of a source, or would. */
export const SourceReport = Type.Object({
  source: Type.String(),
  rows: Type.Integer(),
  added: Type.Integer(),
  known: Type.Integer(),
  updated: Type.Integer(),
  removed: Type.Integer(),
  skipped: Type.Integer(),
  rejected: Type.Integer(),
  /** So many percent may be rejected unless it is said that the rest is to be kept; null where no more are. */
  beyondPercent: Type.Union([Type.Number(), Type.Null()]),
  /** What else there is to know, in sentences. */
  told: Type.Array(Type.String()),
  /** Rows that can't be used for one reason, with the first of them. */
  kinds: Type.Array(
    Type.Object({
      column: Type.String(),
      count: Type.Integer(),
      examples: Type.Array(Type.Object({ line: Type.Integer(), reason: Type.String() })),
    }),
  ),
});
export type SourceReport = Static<typeof SourceReport>;

/** Whose rows come. */
export const PeopleCount = Type.Object({
  customers: Type.Integer(),
  /** Of whom nothing was there. */
  fresh: Type.Integer(),
  known: Type.Integer(),
  /** Who have events, and no row that says who they are. */
  nameless: Type.Integer(),
});
export type PeopleCount = Static<typeof PeopleCount>;

export const Trial = Type.Object({
  written: Written,
  reports: Type.Array(SourceReport),
  people: PeopleCount,
});
export type Trial = Static<typeof Trial>;
export const TrialAnswer = Type.Union([
  Type.Object({ ok: Type.Literal(true), trial: Trial }),
  Type.Object({ ok: Type.Literal(false), problem: Problem }),
]);
export type TrialAnswer = Static<typeof TrialAnswer>;

/** Long work that goes on in the background. */
export const Job = Type.Object({
  id: Type.String(),
  kind: Type.Union([Type.Literal("run"), Type.Literal("import")]),
  state: Type.Union([Type.Literal("working"), Type.Literal("done"), Type.Literal("failed")]),
  done: Type.Number(),
  total: Type.Number(),
  problem: Type.Union([Problem, Type.Null()]),
  /** What came of an import, source by source. */
  reports: Type.Union([Type.Array(SourceReport), Type.Null()]),
});
export type Job = Static<typeof Job>;
