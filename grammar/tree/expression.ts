import type { Span } from "../source.ts";
import type { TimeUnit } from "../tokens/words.ts";

/** A name as written; `text` is NFC without backticks. */
export interface Name extends Span {
  readonly kind: "name";
  readonly text: string;
}

/** What stands where the parser had to skip: the error was reported, later phases stay silent about it. */
export interface Missing extends Span {
  readonly kind: "missing";
}

export interface NumberLiteral extends Span {
  readonly kind: "number";
  /** Digits as written, without sign and `%`. */
  readonly digits: string;
  readonly percent: boolean;
}
export interface TextLiteral extends Span {
  readonly kind: "text";
  /** Unescaped, NFC. */
  readonly value: string;
}
export interface BooleanLiteral extends Span {
  readonly kind: "boolean";
  readonly value: boolean;
}
export interface DateLiteral extends Span {
  readonly kind: "date";
  readonly text: string;
}
export interface DateTimeLiteral extends Span {
  readonly kind: "datetime";
  readonly text: string;
}
/** `90 days`: an exact or calendar length. */
export interface DurationLiteral extends Span {
  readonly kind: "duration";
  readonly amount: string;
  readonly unit: TimeUnit;
}
export type Literal = NumberLiteral | TextLiteral | BooleanLiteral | DateLiteral | DateTimeLiteral | DurationLiteral;

/** `-5` where a literal is wanted. */
export interface NegativeLiteral extends Span {
  readonly kind: "negative";
  readonly of: NumberLiteral;
}

export interface Reference extends Span {
  readonly kind: "reference";
  readonly name: Name;
  /** `customer.city`, `leaving.probability`. */
  readonly member: Name | undefined;
}
export interface Now extends Span {
  readonly kind: "now" | "today";
}
/** An expression in brackets; kept so that text and tree stay one to one. */
export interface Group extends Span {
  readonly kind: "group";
  readonly inner: Expression;
}
export interface Logic extends Span {
  readonly kind: "logic";
  readonly operator: "and" | "or";
  readonly operands: readonly Expression[];
}
export interface Not extends Span {
  readonly kind: "not";
  readonly operand: Expression;
}
export interface Arithmetic extends Span {
  readonly kind: "arithmetic";
  readonly first: Expression;
  readonly rest: readonly { readonly operator: "+" | "-" | "*" | "/"; readonly operand: Expression }[];
}
export interface Negate extends Span {
  readonly kind: "negate";
  readonly operand: Expression;
}
export interface Comparison extends Span {
  readonly kind: "comparison";
  readonly operator: "<" | "<=" | ">" | ">=";
  readonly left: Expression;
  readonly right: Expression;
}
export interface Between extends Span {
  readonly kind: "between";
  readonly value: Expression;
  readonly from: Expression;
  readonly to: Expression;
}
export type IsTest =
  | { readonly kind: "unknown" | "known" }
  | { readonly kind: "one-of"; readonly values: readonly Expression[] }
  | { readonly kind: "in-list"; readonly list: Name }
  | { readonly kind: "at-least" | "at-most"; readonly value: Expression }
  | { readonly kind: "value"; readonly value: Expression };
export interface Is extends Span {
  readonly kind: "is";
  readonly left: Expression;
  readonly negated: boolean;
  readonly test: IsTest;
  readonly ignoringCase: boolean;
}
export interface TextTest extends Span {
  readonly kind: "text-test";
  readonly test: "contains" | "starts with" | "ends with";
  readonly left: Expression;
  readonly right: Expression;
  readonly ignoringCase: boolean;
}
/** `F contains any of (…)`, `F contains all of (…)`. */
export interface SetTest extends Span {
  readonly kind: "set-test";
  readonly left: Expression;
  readonly quantifier: "any" | "all";
  readonly values: readonly Expression[];
}
/** `size of F`: how many values a set holds. */
export interface SetSize extends Span {
  readonly kind: "set-size";
  readonly of: Expression;
}
export interface IfUnknown extends Span {
  readonly kind: "if-unknown";
  readonly value: Expression;
  readonly fallback: Expression;
}
export interface AsOf extends Span {
  readonly kind: "as-of";
  readonly value: Expression;
  readonly amount: string;
  readonly unit: TimeUnit;
}
/** `days since X`, `days until X`; X may be `first|latest E`, an aggregate of its own kind. */
export interface Elapsed extends Span {
  readonly kind: "elapsed";
  readonly direction: "since" | "until";
  readonly unit: TimeUnit;
  readonly of: Expression;
}
export interface Anniversary extends Span {
  readonly kind: "anniversary";
  readonly of: Expression;
}
/** What can be read off a date or a time; an hour off a time only. */
export const timeParts = ["year", "month", "day", "weekday", "hour", "date"] as const;
export type TimePartName = (typeof timeParts)[number];
export interface TimePart extends Span {
  readonly kind: "time-part";
  readonly part: TimePartName;
  readonly of: Expression;
}

export type AggregateFunction =
  | "count"
  | "sum"
  | "average"
  | "median"
  | "quantile"
  | "minimum"
  | "maximum"
  | "distinct count"
  | "most frequent"
  | "first"
  | "latest"
  | "time of first"
  | "time of latest"
  | "share"
  | "did"
  | "distinct days"
  | "longest streak"
  | "average gap";

export interface Aggregate extends Span {
  readonly kind: "aggregate";
  readonly function: AggregateFunction;
  readonly event: Name;
  readonly field: Name | undefined;
  readonly where: Expression | undefined;
  readonly among: { readonly event: Name; readonly where: Expression | undefined } | undefined;
  /** Of `N% quantile of E.f` alone. */
  readonly percent?: NumberLiteral;
  /** `did E at least N times`. */
  readonly atLeast: NumberLiteral | undefined;
  readonly window: Window | undefined;
}

export interface SequenceStep extends Span {
  readonly event: Name;
  readonly where: Expression | undefined;
  readonly negated: boolean;
}
export interface Sequence extends Span {
  readonly kind: "sequence";
  readonly function: "count" | "did";
  readonly keep: "all" | "first" | "latest";
  readonly steps: readonly SequenceStep[];
  readonly each: boolean;
  readonly within: DurationLiteral;
  readonly window: Window | undefined;
}

export type Window = Span &
  (
    | {
        readonly kind: "last";
        readonly amount: string;
        readonly unit: TimeUnit;
        readonly ending: { readonly amount: string; readonly unit: TimeUnit } | undefined;
      }
    | { readonly kind: "today" | "yesterday" }
    | { readonly kind: "calendar"; readonly which: "this" | "last"; readonly unit: TimeUnit }
    | { readonly kind: "during"; readonly from: DateLiteral; readonly to: DateLiteral }
    | { readonly kind: "since"; readonly from: DateLiteral | DateTimeLiteral }
    /** `since F` of what is no literal. */
    | { readonly kind: "since-value"; readonly from: Expression }
    /** `in last F days`. */
    | { readonly kind: "last-value"; readonly length: Expression; readonly unit: TimeUnit }
  );

export type Expression =
  | Missing
  | Literal
  | Reference
  | Now
  | Group
  | Logic
  | Not
  | Arithmetic
  | Negate
  | Comparison
  | Between
  | Is
  | TextTest
  | SetTest
  | SetSize
  | IfUnknown
  | AsOf
  | Elapsed
  | Anniversary
  | TimePart
  | Aggregate
  | Sequence;
