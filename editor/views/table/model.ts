import type { FormModel, Path } from "../form/model.ts";
import type { TermSpec } from "../spec.ts";
import type { TermType } from "../vocabulary.ts";
import type { WitnessCard } from "./witness-card.ts";

/**
 * A declaration with branches as a decision table. Cells name parts of the form, so both are changed by the same slots
 * and actions.
 */
export interface TableModel {
  readonly form: FormModel;
  readonly kind: "one of" | "first of" | "all of" | "stages" | "bands" | "score";
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
  /** A customer whom no row takes. */
  readonly gap: WitnessCard | undefined;
}

/** One thing that the rows look at. That something was done is looked at by its count. */
export interface TableColumn {
  readonly key: string;
  readonly term: TermSpec;
  readonly type: TermType | undefined;
}

export interface TableRow {
  /** The branch, stage, band or item; several rows may be alternatives of one. */
  readonly item: Path;
  readonly kind: "condition" | "unknown" | "otherwise";
  /** The condition that the row stands for: where one for another column is added. Undefined without a condition. */
  readonly at: Path | undefined;
  /** By column: the tests of that term, all of which must hold; empty when the row does not ask. */
  readonly cells: readonly (readonly Path[])[];
  /** Conditions that fit no column, each shown as a text over the row. */
  readonly others: readonly Path[];
  readonly marks: readonly RowMark[];
}

/** What the proofs say about a row. */
export type RowMark =
  /** Some customer is in both; or, not `certain`, it is not proved that none is. */
  | {
      readonly kind: "overlap";
      readonly with: string;
      readonly certain: boolean;
      readonly witness: WitnessCard | undefined;
    }
  /** Nobody is ever taken by it. */
  | { readonly kind: "never" }
  /** A condition that follows from those beside it. */
  | { readonly kind: "implied"; readonly at: Path };
