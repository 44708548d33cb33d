import type { Span } from "../../grammar/source.ts";
import type { TimeUnit } from "../../grammar/tokens/words.ts";
import type { LiteralSpec, WindowSpec } from "./spec.ts";
import type { TermType } from "./vocabulary.ts";

/**
 * One editable value of a rule file: where it stands, what it is now and what it may be. Plain data, so that it can be
 * sent to a page, changed there and turned into a text edit without the tree it was read from.
 */
export type Slot = Span &
  /** A number, text, date, yes/no, duration or choice. `type` is that of the side it is compared with, when it is known. */
  (
    | {
        readonly kind: "literal";
        readonly value: LiteralSpec;
        readonly type: TermType | undefined;
        readonly rule: NumberRule;
      }
    | { readonly kind: "window"; readonly value: WindowSpec }
    /** `90 days` behind `within`, `as of` or `ending`. */
    | { readonly kind: "duration"; readonly value: Duration; readonly units: readonly TimeUnit[] }
    | { readonly kind: "unit"; readonly value: TimeUnit; readonly units: readonly TimeUnit[] }
    | { readonly kind: "event"; readonly value: string }
    | { readonly kind: "field"; readonly value: string; readonly event: string; readonly fits: FieldUse }
    /** A field or tag. `event` is set in a filter, where the event's fields come first. */
    | {
        readonly kind: "reference";
        readonly value: string;
        readonly event: string | undefined;
        readonly type: TermType | undefined;
      }
    | { readonly kind: "list"; readonly value: string }
    /** `<`, `is not`, `starts with`: one that takes the same operands. */
    | { readonly kind: "operator"; readonly value: string; readonly operators: readonly string[] }
    | { readonly kind: "function"; readonly value: string; readonly functions: readonly string[] }
    /** The text in quotes of a branch, stage or label. `others` must stay different. */
    | { readonly kind: "label"; readonly value: string; readonly others: readonly string[] }
    /** A value of an annotation that is written as a word or in quotes. */
    | { readonly kind: "annotation"; readonly value: string; readonly word: boolean }
  );

export interface Duration {
  readonly amount: string;
  readonly unit: TimeUnit;
}

/** Which numbers may stand at a place: with a sign, without one, how many times, plain digits, or a percentage. */
export type NumberRule = "any" | "unsigned" | "count" | "plain" | "percent";

/** What the field of an aggregate is used for: a sum needs numbers. */
export type FieldUse = "any" | "numeric" | "ordered";

/** A new value for a slot, of its own kind. */
export type SlotValue = Slot["value"];
