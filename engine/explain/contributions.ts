import { inside } from "../invariant/required.ts";
import { fitValue } from "../models/fit-value.ts";
import type { AffineFit, LinearFit, TreesFit } from "../plan/fit.ts";
import type { MaybeValue } from "../plan/types.ts";
import { attributions } from "./attributions.ts";
import type { ExplainedInput } from "./explained-input.ts";

/** What a feature did to a model's result for one customer. */
export interface Contribution {
  readonly feature: ExplainedInput;
  /** What the result would be if this feature alone had a usual value (the median of the customers learned from). */
  readonly otherwise: number;
  /** What it adds to the model's sum, compared with a customer who is usual in everything; the parts add up. Undefined where that is unknown. */
  readonly adds: number | undefined;
}

/** A model's result, and what each feature did to it. */
export interface ExplainedModel {
  readonly result: number;
  /** The result for a customer who is usual in everything; undefined where it is unknown. */
  readonly usual: number | undefined;
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
 * Compares a customer with one who is usual in a single feature, for each feature in turn (the same model is evaluated
 * again, so what is told is what the model would say), and with one who is usual in everything, in parts that add up.
 */
export function contributionsOf(
  fit: LinearFit | AffineFit | TreesFit,
  args: readonly ModelArgument[],
): ExplainedModel | undefined {
  const values = args.map(({ value }) => asNumber(value));
  const result = fitValue(fit, values);
  if (Number.isNaN(result)) return undefined;
  const features = new Map(args.map(({ feature }) => [feature.name, feature]));
  const names = [...features.keys()];
  const parts = attributions(
    fit,
    values,
    args.map(({ feature }) => names.indexOf(feature.name)),
  );
  const usual = fitValue(
    fit,
    fit.typical.map((value) => value ?? Number.NaN),
  );
  const contributions = [...features.values()]
    .map((feature, place): Contribution => ({
      feature,
      adds: Number.isNaN(parts[place]) ? undefined : parts[place],
      otherwise: fitValue(
        fit,
        values.map((value, index) =>
          args[index]?.feature.name === feature.name ? (inside(fit.typical[index]) ?? Number.NaN) : value,
        ),
      ),
    }))
    .filter(
      ({ otherwise, adds = 0 }) =>
        Math.abs(otherwise - result) > 1e-9 * Math.max(1, Math.abs(result)) || Math.abs(adds) > 1e-9,
    );
  const force = ({ adds = 0 }: Contribution): number => Math.abs(adds);
  return {
    result,
    usual: Number.isNaN(usual) ? undefined : usual,
    kind: fit.link.kind,
    contributions: contributions.sort((left, right) => force(right) - force(left)),
  };
}

function asNumber(value: MaybeValue): number {
  return typeof value === "number" ? value : typeof value === "boolean" ? Number(value) : Number.NaN;
}
