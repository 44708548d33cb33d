import { fitValue } from "../models/fit-value.ts";
import type { AffineFit, LinearFit, TreesFit } from "../models/fit.ts";
import type { MaybeValue } from "../plan/types.ts";
import type { ExplainedInput } from "./explained-input.ts";

/** What a feature did to a model's result for one customer. */
export interface Contribution {
  readonly feature: ExplainedInput;
  /** What the result would be if this feature alone had a usual value (the median of the customers learned from). */
  readonly otherwise: number;
}

/** A model's result, and what each feature did to it. */
export interface ExplainedModel {
  readonly result: number;
  /** A probability, an amount in units of its type, or a number. */
  readonly kind: "probability" | "amount" | "number";
  /** The strongest first; features that make no difference are left out. */
  readonly contributions: readonly Contribution[];
}

/** An argument of a model with the feature that it comes from; several may come from one. */
export interface ModelArgument {
  readonly feature: ExplainedInput;
  readonly value: MaybeValue;
}

/**
 * Compares a customer with one who is usual in a single feature, for each feature in turn: the same model is evaluated
 * again, so what is told is what the model would say.
 */
export function contributionsOf(fit: LinearFit | AffineFit | TreesFit, args: readonly ModelArgument[]): ExplainedModel | undefined {
  const values = args.map(({ value }) => asNumber(value));
  const result = fitValue(fit, values);
  if (Number.isNaN(result)) return undefined;
  const features = new Map(args.map(({ feature }) => [feature.name, feature]));
  const contributions = [...features.values()].map((feature): Contribution => ({
    feature, otherwise: fitValue(fit, values.map((value, index) => (args[index]?.feature.name === feature.name ? (fit.typical[index] ?? Number.NaN) : value))),
  })).filter(({ otherwise }) => Math.abs(otherwise - result) > 1e-9 * Math.max(1, Math.abs(result)));
  const force = ({ otherwise }: Contribution): number => Math.abs(otherwise - result);
  return { result, kind: fit.link.kind, contributions: contributions.sort((left, right) => force(right) - force(left)) };
}

function asNumber(value: MaybeValue): number {
  return typeof value === "number" ? value : typeof value === "boolean" ? Number(value) : Number.NaN;
}
