import type { TextEdit } from "../../../grammar/diagnostics/catalogue.ts";
import type { SlotValue } from "../slot.ts";
import type {
  BandSpec,
  BranchForm,
  BranchSpec,
  ConditionSpec,
  Join,
  LiteralSpec,
  OperandSpec,
  ScoreItemSpec,
  TermSpec,
  TestSpec,
  WindowSpec,
} from "../spec.ts";
import type { Path } from "./model.ts";

/** A change of a declaration that a form or a table asks for; `at` is a path of the model. */
export type FormAction =
  // ── conditions ──
  /**
   * Puts another condition in a row's or group's place; only what differs is written anew. With `from`, what it was when
   * the change began, changes made in the meantime are kept.
   */
  | { readonly do: "set-condition"; readonly at: Path; readonly to: ConditionSpec; readonly from?: ConditionSpec }
  | { readonly do: "set-term"; readonly at: Path; readonly to: TermSpec; readonly from?: TermSpec }
  | { readonly do: "set-operand"; readonly at: Path; readonly to: OperandSpec }
  | { readonly do: "set-test"; readonly at: Path; readonly to: TestSpec }
  /** Sets a window, or takes it away. `at` ends in `.window`. */
  | { readonly do: "set-window"; readonly at: Path; readonly to: WindowSpec | undefined }
  /** Sets a filter, or takes it away. `at` ends in `.where`. */
  | { readonly do: "set-filter"; readonly at: Path; readonly to: ConditionSpec | undefined }
  /** Adds a condition beside the one at a path: to its group when that joins alike, else in a new one around it. */
  | { readonly do: "add-condition"; readonly at: Path; readonly join: Join; readonly condition: ConditionSpec }
  | { readonly do: "join"; readonly at: Path; readonly join: Join }
  /** Turns a row or group round, or back. */
  | { readonly do: "negate"; readonly at: Path }
  // ── items of a group, branches, stages, bands, score items ──
  | {
      readonly do: "insert";
      readonly at: Path;
      readonly index: number;
      readonly item: BranchSpec | BandSpec | ScoreItemSpec;
    }
  | { readonly do: "remove"; readonly at: Path }
  | { readonly do: "duplicate"; readonly at: Path }
  | { readonly do: "move"; readonly at: Path; readonly to: number }
  // ── forms ──
  | { readonly do: "form"; readonly form: Exclude<BranchForm, "stages"> }
  | { readonly do: "range"; readonly low: LiteralSpec; readonly high: LiteralSpec }
  | { readonly do: "range"; readonly low: undefined; readonly high: undefined }
  | { readonly do: "cap"; readonly at: Path; readonly to: LiteralSpec | undefined }
  // ── what people read ──
  /** `at` is the declaration or a branch, band or stage; without a text the label goes. */
  | { readonly do: "label"; readonly at: Path; readonly language: string; readonly text: string | undefined }
  | { readonly do: "annotation"; readonly name: string; readonly value: string | undefined }
  | { readonly do: "describe"; readonly text: string };

/** Gives the slot at a path another value of its kind. */
export interface SlotAction {
  readonly do: "set-value";
  readonly at: Path;
  readonly value: SlotValue;
}

/** Edits of the file as it was, to be made together, or why they cannot be made. */
export type Edited = { readonly edits: readonly TextEdit[] } | { readonly problem: Problem };

/** Why a change is refused; the page has the words for it. */
export type Problem =
  | "stale"
  | "no-such-part"
  | "not-allowed"
  | "incomplete"
  | "bad-number"
  | "bad-text"
  | "bad-date"
  | "bad-name"
  | "name-taken"
  | "out-of-bounds"
  | "unknown-choice"
  | "duplicate-branch"
  | "window-empty"
  | "last-item"
  | "does-not-read";
