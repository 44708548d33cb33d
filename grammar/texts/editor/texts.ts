import type { Declaration, TagKind } from "../../tree/declaration.ts";

export type SnippetKey = "when" | "one-of" | "first-of" | "statistical" | "attribute" | "segment" | "event" | "test";

/** What an editor shows around the rules, but for the diagnostics. Names arrive as they are to be shown. */
export interface EditorTexts {
  // ── hover ──
  readonly kinds: Readonly<
    Record<Exclude<Declaration["kind"], "tag" | "exclusive" | "never" | "test"> | `${TagKind} tag`, string>
  >;
  readonly alwaysKnown: string;
  readonly mayBeUnknown: string;
  readonly personal: string;
  /** Bounds of a field; "…" stands for the one that there is not. */
  readonly bounds: (low: string, high: string) => string;
  readonly valueOf: (field: string) => string;
  readonly owner: (name: string) => string;
  readonly group: (name: string) => string;
  readonly reads: (names: string) => string;
  readonly usedBy: (names: string) => string;
  readonly comma: string;
  readonly more: (count: number) => string;

  // ── quick fixes and renaming ──
  readonly leaveOut: string;
  readonly changeTo: (text: string) => string;
  readonly firstWins: string;
  readonly addOtherwise: string;
  /** The value of a branch for everybody else, as it is written into the rules. */
  readonly other: string;
  readonly orUnknown: (name: string) => string;
  readonly asTest: string;
  readonly noNameHere: string;
  readonly notDeclared: string;
  readonly notAName: (text: string) => string;
  readonly nameTaken: (name: string) => string;

  // ── completion ──
  readonly snippets: Readonly<Record<SnippetKey, string>>;
  readonly annotations: Readonly<
    Record<"label" | "group" | "owner" | "status" | "refresh" | "sensitivity" | "channel" | "rename", string>
  >;

  // ── lines above declarations ──
  readonly runTest: string;
  readonly rulesHaveErrors: string;
  readonly got: (expectation: string, value: string) => string;
  readonly customers: (some: string, all: string, share: string) => string;
  readonly knownOf: (some: string, all: string) => string;
  readonly moreValues: (count: number) => string;
  readonly inError: (count: string) => string;
}
