import { stepped, type Step } from "./float.ts";
import { type Message } from "../../../grammar/texts/message.ts";

/** What a feature gives a column: itself, or whether it has a value. */
export interface Source {
  /** The place of the feature among those that the model names. */
  readonly feature: number;
  readonly value: string | null;
}

/** A column of numbers: a source with steps of arithmetic; what it is where the source is unknown, null for unknown too. */
export interface FeatureColumn {
  readonly kind: "number";
  readonly source: Source;
  readonly steps: readonly Step[];
  readonly unknown: number | null;
}

/** A column of texts, as they come. */
export interface TextColumn {
  readonly kind: "text";
  readonly feature: number;
}

/** Σ weight × column + constant, for each class or target. */
export interface Linear {
  readonly kind: "linear";
  readonly columns: readonly FeatureColumn[];
  /** By class, then by column. */
  readonly weights: readonly (readonly number[])[];
  readonly constants: readonly number[];
}

/** Questions of a tree. */
export type SplitMode = "BRANCH_LEQ" | "BRANCH_LT" | "BRANCH_GTE" | "BRANCH_GT" | "LEAF";

export interface EnsembleNode {
  readonly mode: SplitMode;
  readonly column: number;
  readonly value: number;
  readonly yes: number;
  readonly no: number;
  /** Whether an unknown number goes the way of yes. */
  readonly unknownIsYes: boolean;
}

/** The trees of a TreeEnsembleClassifier or TreeEnsembleRegressor, by id. */
export interface Ensemble {
  readonly trees: readonly (readonly [number, ReadonlyMap<number, EnsembleNode>])[];
  /** By tree and node: a weight for each class or target. */
  readonly weights: ReadonlyMap<string, readonly number[]>;
  readonly base: readonly number[];
  readonly classes: number;
}

export interface Trees {
  readonly kind: "trees";
  readonly columns: readonly FeatureColumn[];
  readonly ensemble: Ensemble;
}

/** What a tensor of the graph holds, as far as it is understood. */
export type OnnxValue =
  | { readonly kind: "columns"; readonly columns: readonly (FeatureColumn | TextColumn)[] }
  | { readonly kind: "constant"; readonly numbers: readonly number[]; readonly sizes: readonly number[] }
  /** Sums by class or target. */
  | { readonly kind: "sums"; readonly of: Linear | Trees; readonly count: number }
  /** The second class's probability: a combination of sums, as it is or through 1 ÷ (1 + e^−sum). */
  | {
      readonly kind: "probability";
      readonly of: Linear | Trees;
      readonly mix: readonly number[];
      readonly logistic: boolean;
    }
  /** Which class it is, and what comes of it: not asked for. */
  | { readonly kind: "label" }
  | { readonly kind: "refused"; readonly reason: Message };

/** The same column after one more step. */
export function after(column: FeatureColumn, step: Step): FeatureColumn {
  return {
    ...column,
    steps: [...column.steps, step],
    unknown: column.unknown === null ? null : stepped(column.unknown, [step]),
  };
}
