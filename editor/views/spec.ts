import type { Measuring } from "../../grammar/texts/aggregates/texts.ts";
import type { TagKind } from "../../grammar/tree/declaration.ts";
import type { TimePartName } from "../../grammar/tree/expression.ts";
import type { TimeUnit } from "../../grammar/tokens/words.ts";

/**
 * What a declaration says, as plain data without positions: the shape that forms show and fill in. A view pairs it with
 * the spans of its parts; a row that a user has begun but not finished is a `RowSpec` that is in no text yet.
 * What has no control of its own is `text`: the source as it stands.
 */
export interface DeclarationSpec {
  readonly kind: "tag" | "lifecycle" | "segment";
  /** Only of a tag. */
  readonly tagKind?: TagKind;
  readonly name: string;
  readonly labels: Labels;
  /** The lines of `///`, without the slashes. */
  readonly description: string;
  /** `@group`, `@owner`, `@status`, … by name, but `@label`. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly body: BodySpec;
}

/** Texts by language; `default` is the one that stands beside the name. */
export type Labels = Readonly<Record<string, string>>;

export type BodySpec =
  | { readonly kind: "condition"; readonly condition: ConditionSpec }
  | { readonly kind: "value"; readonly value: TermSpec }
  | { readonly kind: "branches"; readonly form: BranchForm; readonly items: readonly BranchSpec[] }
  | { readonly kind: "bands"; readonly of: TermSpec; readonly items: readonly BandSpec[] }
  | {
      readonly kind: "score";
      readonly low?: LiteralSpec;
      readonly high?: LiteralSpec;
      readonly items: readonly ScoreItemSpec[];
    }
  | TextSpec;
/** `stages` is a lifecycle. */
export type BranchForm = "one of" | "first of" | "all of" | "stages";

export interface BranchSpec {
  readonly value: string;
  readonly labels: Labels;
  readonly when: ConditionSpec | { readonly kind: "unknown" } | { readonly kind: "otherwise" };
}
export interface BandSpec {
  readonly value: string;
  readonly labels: Labels;
  readonly from: LiteralSpec | { readonly kind: "unknown" } | { readonly kind: "otherwise" };
}
export interface ScoreItemSpec {
  readonly sign: "+" | "-";
  readonly points: LiteralSpec;
  readonly basis:
    | { readonly kind: "when"; readonly condition: ConditionSpec }
    /** For every event, or for every whole `size` in the sum of a field. */
    | {
        readonly kind: "per";
        readonly event: string;
        readonly size?: LiteralSpec;
        readonly field?: string;
        readonly where?: ConditionSpec;
        readonly window?: WindowSpec;
      };
  readonly atMost?: LiteralSpec;
}

export type ConditionSpec =
  | { readonly kind: "group"; readonly join: Join; readonly items: readonly ConditionSpec[] }
  /** `not` around a group; a row says for itself whether it is turned round. */
  | { readonly kind: "not"; readonly item: ConditionSpec }
  | RowSpec;
export type Join = "all" | "any";

/** One line of a condition. `negated` is a `not` before it. */
export type RowSpec =
  /** The customer did it: at all, or at least so many times. */
  | {
      readonly kind: "did";
      readonly negated: boolean;
      readonly event: string;
      readonly atLeast?: LiteralSpec;
      readonly where?: ConditionSpec;
      readonly window?: WindowSpec;
    }
  /** One thing was followed by others, at all. */
  | { readonly kind: "did-sequence"; readonly negated: boolean; readonly sequence: SequenceSpec }
  | { readonly kind: "test"; readonly negated: boolean; readonly left: TermSpec; readonly test: TestSpec }
  /** A yes/no field, tag or segment by itself. */
  | { readonly kind: "holds"; readonly negated: boolean; readonly left: TermSpec }
  | TextSpec;

export type TestSpec =
  | { readonly kind: "compare"; readonly operator: "<" | "<=" | ">" | ">="; readonly right: OperandSpec }
  | { readonly kind: "is"; readonly negated: boolean; readonly right: OperandSpec; readonly ignoringCase: boolean }
  | {
      readonly kind: "one-of";
      readonly negated: boolean;
      readonly values: readonly OperandSpec[];
      readonly ignoringCase: boolean;
    }
  | { readonly kind: "in-list"; readonly negated: boolean; readonly list: string; readonly ignoringCase: boolean }
  | { readonly kind: "known" | "unknown"; readonly negated: boolean }
  | { readonly kind: "between"; readonly from: OperandSpec; readonly to: OperandSpec }
  /** The order of a lifecycle's stages. */
  | {
      readonly kind: "rank";
      readonly negated: boolean;
      readonly bound: "at least" | "at most";
      readonly right: OperandSpec;
    }
  | {
      readonly kind: "text-test";
      readonly test: "contains" | "starts with" | "ends with";
      readonly right: OperandSpec;
      readonly ignoringCase: boolean;
    };

/** A value that is worked out. */
export type TermSpec =
  /** A field or a tag; inside a filter also a field of the event. `member` is the field of `customer.city`. */
  | { readonly kind: "reference"; readonly name: string; readonly member?: string }
  | {
      readonly kind: "measure";
      readonly function: Measuring;
      /** Of a quantile: the digits in front of `%`. */
      readonly percent?: string;
      readonly event: string;
      readonly field?: string;
      readonly where?: ConditionSpec;
      readonly window?: WindowSpec;
    }
  /** The share of the events for which `where` holds, among all or among those for which `among` holds. */
  | {
      readonly kind: "share";
      readonly event: string;
      readonly where: ConditionSpec;
      readonly among?: { readonly event: string; readonly where?: ConditionSpec };
      readonly window?: WindowSpec;
    }
  /** How often one thing was followed by others. */
  | { readonly kind: "sequence"; readonly sequence: SequenceSpec }
  /** Either `+` and `-` or `*` and `/`, from left to right. */
  | {
      readonly kind: "arithmetic";
      readonly first: OperandSpec;
      readonly rest: readonly { readonly operator: "+" | "-" | "*" | "/"; readonly operand: OperandSpec }[];
    }
  | { readonly kind: "elapsed"; readonly unit: TimeUnit; readonly direction: "since" | "until"; readonly of: TermSpec }
  | { readonly kind: "anniversary"; readonly of: TermSpec }
  | { readonly kind: "time-part"; readonly part: TimePartName; readonly of: TermSpec }
  | { readonly kind: "as-of"; readonly of: TermSpec; readonly amount: string; readonly unit: TimeUnit }
  | { readonly kind: "if-unknown"; readonly of: TermSpec; readonly fallback: OperandSpec }
  | { readonly kind: "now" | "today" }
  | TextSpec;
/** Events that follow each other; only the last step may be negated: then it did not follow. */
export interface SequenceSpec {
  readonly keep: "all" | "first" | "latest";
  readonly steps: readonly { readonly event: string; readonly where?: ConditionSpec; readonly negated: boolean }[];
  /** `within` counts from each step to the next, not from the first to the last. */
  readonly each: boolean;
  readonly within: { readonly amount: string; readonly unit: TimeUnit };
  readonly window?: WindowSpec;
}
export type OperandSpec = LiteralSpec | TermSpec;

export type LiteralSpec =
  /** As people write it: `-12.50`, `60%`. */
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "date" | "datetime"; readonly text: string }
  | { readonly kind: "duration"; readonly amount: string; readonly unit: TimeUnit }
  /** A value of the enum, branches or stages on the left: a word, or `quoted`. */
  | { readonly kind: "choice"; readonly value: string; readonly quoted: boolean };

export type WindowSpec =
  | {
      readonly kind: "last";
      readonly amount: string;
      readonly unit: TimeUnit;
      readonly ending?: { readonly amount: string; readonly unit: TimeUnit };
    }
  | { readonly kind: "today" | "yesterday" }
  | { readonly kind: "calendar"; readonly which: "this" | "last"; readonly unit: TimeUnit }
  | { readonly kind: "during"; readonly from: string; readonly to: string }
  | { readonly kind: "since"; readonly from: string }
  /** One that is worked out of a value, as it is written: `since joined_at`, `in last term days`. */
  | { readonly kind: "value"; readonly source: string };

/** Rule text that has no control of its own. */
export interface TextSpec {
  readonly kind: "text";
  readonly source: string;
}
