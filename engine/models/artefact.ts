import type { Fit } from "../plan/fit.ts";
import type { ModelReport } from "./report.ts";

export const MODEL_FORMAT = "tagma-model";
export const MODEL_VERSION = 1;

/**
 * A trained model, as it stands in `models/NAME.model.json`. The same data, rules, instant and seed give the same bytes:
 * nothing in it says when or where it was trained.
 */
export interface ModelArtefact {
  readonly format: typeof MODEL_FORMAT;
  readonly modelVersion: typeof MODEL_VERSION;
  readonly language: 1;
  readonly name: string;
  readonly kind: "predict" | "cluster" | "lifetime" | "quantiles" | "recommend" | "elasticity" | "onnx";
  /** What was learned from what: with other rules the model is stale. */
  readonly rules: string;
  readonly seed: number;
  /** The instants at which customers were looked at, local, earliest first. */
  readonly asOf: readonly string[];
  /** Customers learned from, counted once for each instant. */
  readonly rows: number;
  /** The arguments of the fits, in order: a feature, or one value of it. */
  readonly inputs: readonly ModelInput[];
  /** What each output is reckoned by. */
  readonly fits: Readonly<Record<string, Fit>>;
  /** Names of groups, or items, that places stand for. */
  readonly names: readonly string[];
  /** Features that were left out, and why. */
  readonly leftOut: readonly { readonly feature: string; readonly reason: LeftOutReason }[];
  readonly report: ModelReport;
}

export type LeftOutReason =
  | "no history"
  | "learned later"
  | "never known"
  | "always the same"
  | "too many values"
  | "personal";

export interface ModelInput {
  readonly feature: string;
  /** For a feature that is text or a set: the value that is asked for. */
  readonly value: string | null;
}
