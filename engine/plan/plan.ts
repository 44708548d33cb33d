import type { Unit } from "../calendar/instant.ts";
import type { EventFunction } from "./aggregates.ts";
import type { PlanExpression } from "./expression.ts";
import type { ValueType } from "./types.ts";

export const PLAN_VERSION = 1;
export const LANGUAGE_VERSION = 1;

/**
 * The compiled rule set: plain JSON, the only thing that leaves the compiler. Three strata:
 * reads (what is needed), aggregates (over events, shared), outputs (over both and earlier outputs, in order).
 */
export interface Plan {
  readonly format: "tagma-plan";
  readonly planVersion: typeof PLAN_VERSION;
  readonly language: typeof LANGUAGE_VERSION;
  /** SHA-256 of the plan's canonical JSON without `hash` and `source`. */
  readonly hash: string;
  readonly settings: PlanSettings;
  readonly reads: Reads;
  readonly instants: readonly InstantNode[];
  readonly aggregates: readonly AggregateNode[];
  readonly outputs: readonly OutputNode[];
  /** Where nodes came from; for diagnostics and explanations only. */
  readonly source: SourceTable;
}

/** What the meaning of a rule set depends on besides its text. */
export interface PlanSettings {
  readonly timeZone: string;
  readonly weekStart: Weekday;
  readonly currency: string;
  readonly currencyDigits: number;
}
export type Weekday = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";

export interface Reads {
  readonly profile: string;
  readonly fields: readonly FieldRead[];
  readonly events: readonly EventRead[];
  /** The tables whose rows are read; none where it is missing. */
  readonly tables?: readonly TableRead[];
}
export interface EventRead {
  readonly name: string;
  /** Of parts: the event that they are parts of. A field of the parent is read as `parent.field`. */
  readonly partOf?: string;
  readonly fields: readonly FieldRead[];
}
export interface TableRead {
  readonly name: string;
  /** The text that names a row, as the table calls it. */
  readonly key: string;
  readonly fields: readonly FieldRead[];
}
export interface FieldRead {
  readonly name: string;
  readonly type: ValueType;
  readonly required: boolean;
  readonly personal: boolean;
  /** Declared bounds, both included, in the units of the type; null is open. */
  readonly low: number | null;
  readonly high: number | null;
  /** Where the data has no such field: it is that of the row of a table that a text field of the same record names. */
  readonly via?: TablePath;
}
export interface TablePath {
  readonly key: string;
  readonly table: string;
  readonly field: string;
}

/** An instant of evaluation: `now`, or `now` moved back step by step (`as of … ago`). */
export interface InstantNode {
  readonly id: string;
  readonly back: readonly { readonly amount: number; readonly unit: Unit }[];
}

/** A window relative to an instant; all of them are cut at that instant. Instants are epoch milliseconds. */
export type WindowNode =
  | { readonly kind: "all" }
  /** (now − ending − length, now − ending], in milliseconds. */
  | { readonly kind: "exact"; readonly length: number; readonly ending: number }
  /** From the midnight of today stepped back, in months. */
  | { readonly kind: "months"; readonly length: number; readonly ending: number }
  | { readonly kind: "calendar"; readonly unit: "day" | "week" | "month" | "quarter" | "year"; readonly offset: 0 | -1 }
  /** [from, to); null is open. */
  | { readonly kind: "fixed"; readonly from: number | null; readonly to: number | null };

/** A measure bound to an instant; its id is a hash of both. */
export type AggregateNode = Measure<PlanExpression> & { readonly id: string; readonly at: string };

/** What is measured over a customer's events, over any form of expression. */
export type Measure<Expression> = EventMeasure<Expression> | SequenceMeasure<Expression>;

interface MeasureBase {
  readonly window: WindowNode;
  readonly type: ValueType;
}
export type EventMeasure<Expression> = EventMeasureBase<Expression> & EventMeasureFunction;
/** What is measured. */
export type EventMeasureFunction =
  | { readonly function: Exclude<EventFunction, "quantile"> }
  /** The quantile in thousandths of a percent, from 0 to 100000. */
  | { readonly function: "quantile"; readonly parts: number };
interface EventMeasureBase<Expression> extends MeasureBase {
  readonly kind: "events";
  readonly event: string;
  /** The field it is taken over; null for those over the events themselves. */
  readonly field: string | null;
  readonly fieldType: ValueType | null;
  /** What the field stands for where it is computed: an expression over the event. The event itself has no such field. */
  readonly computed?: Expression;
  readonly where: Expression | null;
  /** The condition below the line of a share. */
  readonly among: Expression | null;
}
/** The number of starts that are matched. */
export interface SequenceMeasure<Expression> extends MeasureBase {
  readonly kind: "sequence";
  readonly keep: "all" | "first" | "latest";
  readonly steps: readonly { readonly event: string; readonly where: Expression | null; readonly negated: boolean }[];
  /** Milliseconds, from the start (or each from the step before). */
  readonly within: number;
  readonly each: boolean;
}

export type OutputKind = "tag" | "lifecycle" | "segment" | "never" | "exclusive" | "expect";

export interface OutputNode {
  readonly id: string;
  readonly name: string;
  readonly kind: OutputKind;
  readonly tagKind: "attribute" | "statistical" | "rule" | "mined" | null;
  /** The instant at which it is evaluated; outputs at other instants than `now` are only read by others. */
  readonly at: string;
  readonly type: ValueType;
  readonly form: OutputForm;
  /** Derived from personal fields without a condition between: masked where it is shown. */
  readonly personal: boolean;
  readonly about: About;
}

/** What people read about an output; no part of its meaning. */
export interface About {
  readonly label: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly description: string;
  readonly group: string | null;
  readonly owner: string | null;
  /** Labels of branch values and enum values: value → language → text. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface BranchNode<Expression = PlanExpression> {
  readonly value: string;
  readonly when: Expression;
}
/** How an output is decided, over any form of expression. */
export type OutputForm<Expression = PlanExpression> =
  | { readonly form: "condition"; readonly condition: Expression }
  | { readonly form: "value"; readonly value: Expression }
  | {
      readonly form: "one of" | "first of" | "all of";
      readonly branches: readonly BranchNode<Expression>[];
      readonly whenUnknown: string | null;
      readonly otherwise: string | null;
    }
  /** The last branch in order that is true. */
  | { readonly form: "stages"; readonly branches: readonly BranchNode<Expression>[] }
  /** Bounds from high to low. */
  | {
      readonly form: "bands";
      readonly of: Expression;
      readonly bands: readonly { readonly value: string; readonly from: number | string }[];
      readonly whenUnknown: string | null;
      readonly otherwise: string | null;
    }
  | {
      readonly form: "score";
      readonly digits: number;
      readonly low: number | null;
      readonly high: number | null;
      readonly items: readonly ScoreItemNode<Expression>[];
    }
  /** Violated by a customer for whom two or more are true. */
  | { readonly form: "exclusive"; readonly conditions: readonly Expression[] };

export interface ScoreItemNode<Expression = PlanExpression> {
  readonly sign: 1 | -1;
  /** Points and cap in units of 10^-digits. */
  readonly points: number;
  readonly atMost: number | null;
  /** A condition, or a whole number of times. */
  readonly basis: { readonly kind: "when" | "times"; readonly expression: Expression };
}

export interface SourceTable {
  readonly files: readonly string[];
  /** Per output id: path of a node within the output → [file index, start, end]. The empty path is the declaration. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, readonly [number, number, number]>>>>;
  /** Required fields that no rule reads, per event that is read: a test block must give them. */
  readonly unread?: Readonly<Record<string, readonly FieldRead[]>>;
}
