import { Type, type Static } from "typebox";
import { ShortText } from "./common.ts";

/** A rule file with the revision that a save refers to. */
export const RuleFile = Type.Object({ path: ShortText, text: Type.String(), revision: Type.String() });
export type RuleFile = Static<typeof RuleFile>;

export const GitState = Type.Object({
  branch: Type.Union([Type.String(), Type.Null()]),
  changed: Type.Array(Type.String()),
});
export type GitState = Static<typeof GitState>;

/** The workspace as it is on disk. */
export const WorkspaceView = Type.Object({
  name: Type.String(),
  files: Type.Array(RuleFile),
  /** List files that rules read: path → text, or why it can't be read. */
  lists: Type.Record(Type.String(), Type.Union([Type.String(), Type.Object({ problem: Type.String() })])),
  /** Trained models by name, as their files hold them. */
  models: Type.Record(Type.String(), Type.Unknown()),
  settings: Type.Object({
    timeZone: Type.String(),
    weekStart: Type.Union([
      Type.Literal("monday"),
      Type.Literal("tuesday"),
      Type.Literal("wednesday"),
      Type.Literal("thursday"),
      Type.Literal("friday"),
      Type.Literal("saturday"),
      Type.Literal("sunday"),
    ]),
    currency: Type.String(),
    currencyDigits: Type.Integer(),
  }),
  /** ISO 8601. */
  asOf: Type.String(),
  /** True when tagma.json fixes the instant; the clock otherwise. */
  asOfFixed: Type.Boolean(),
  customers: Type.Integer(),
  events: Type.Integer(),
  /** True when the profile or an event changed and the data does not fit the rules any more. */
  outdated: Type.Boolean(),
  /** Whether personal fields may be shown. */
  personalAllowed: Type.Boolean(),
  /** Whether whoever asks may save, import and run. */
  mayWrite: Type.Boolean(),
  git: Type.Union([GitState, Type.Null()]),
  sources: Type.Array(Type.Object({ name: Type.String(), file: Type.String(), fills: Type.Array(Type.String()) })),
});
export type WorkspaceView = Static<typeof WorkspaceView>;

/** The revisions of all files, to notice changes on disk. */
export const Revisions = Type.Record(Type.String(), Type.String());
export type Revisions = Static<typeof Revisions>;

/** The last run that was stored. */
export const LastRun = Type.Union([
  Type.Null(),
  Type.Object({
    asOf: Type.String(),
    finishedAt: Type.String(),
    customers: Type.Integer(),
    leftOut: Type.Integer(),
    /** True when the rules on disk are those of the run. */
    sameRules: Type.Boolean(),
    /** By output: customers with a value, and customers by value. */
    outputs: Type.Record(
      Type.String(),
      Type.Object({
        known: Type.Integer(),
        values: Type.Array(
          Type.Object({
            value: Type.String(),
            customers: Type.Integer(),
            entered: Type.Integer(),
            departed: Type.Integer(),
          }),
        ),
      }),
    ),
  }),
]);
export type LastRun = Static<typeof LastRun>;

export const SaveRequest = Type.Object({
  /** The files to write: text null removes one; the revision is the one that the edit began from, null for a new file. */
  files: Type.Array(
    Type.Object({
      path: ShortText,
      text: Type.Union([Type.String({ maxLength: 4_000_000 }), Type.Null()]),
      revision: Type.Union([Type.String({ maxLength: 100 }), Type.Null()]),
    }),
    { maxItems: 1000 },
  ),
  commit: Type.Optional(
    Type.Object({
      /** `tagma.json`, too: what was imported is listed there. */
      sources: Type.Optional(Type.Boolean()),
      branch: Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()]),
      message: Type.String({ minLength: 1, maxLength: 5000 }),
    }),
  ),
});
export type SaveRequest = Static<typeof SaveRequest>;

export const SaveAnswer = Type.Union([
  Type.Object({
    saved: Type.Literal(true),
    files: Type.Array(RuleFile),
    removed: Type.Array(Type.String()),
    commit: Type.Union([Type.Null(), Type.Object({ branch: Type.String(), id: Type.String() })]),
    /** Why git did not commit what is saved now, in the language of `accept-language`. */
    notCommitted: Type.Union([Type.Null(), Type.String()]),
  }),
  /** Someone else has saved in between: nothing was written. */
  Type.Object({
    saved: Type.Literal(false),
    conflicts: Type.Array(
      Type.Object({
        path: Type.String(),
        text: Type.Union([Type.String(), Type.Null()]),
        revision: Type.Union([Type.String(), Type.Null()]),
      }),
    ),
  }),
]);
export type SaveAnswer = Static<typeof SaveAnswer>;
