import type { AmountMetrics, PropensityMetrics } from "../statistics/metrics.ts";

/** How good a model is, in figures; by its kind. */
export type ModelReport =
  | PropensityReport
  | AmountReport
  | ClusterReport
  | LifetimeReport
  | QuantilesReport
  | RecommendReport
  | ElasticityReport
  | OnnxReport;

export interface Importance {
  readonly feature: string;
  readonly share: number;
}

export interface PropensityReport {
  readonly kind: "propensity";
  readonly method: "logistic regression" | "boosted trees";
  /** The instant of the customers that were kept aside; null where they are others of the same instant, chosen by the seed. */
  readonly holdoutAsOf: string | null;
  /** How well they were foretold. */
  readonly holdout: PropensityMetrics;
  /** False when it foretells no better than giving everybody the same chance. */
  readonly beatsBaseline: boolean;
  readonly importance: readonly Importance[];
}

export interface AmountReport {
  readonly kind: "amount";
  readonly method: "logistic regression" | "boosted trees";
  readonly holdoutAsOf: string;
  readonly holdout: AmountMetrics;
  readonly beatsBaseline: boolean;
  readonly importance: readonly Importance[];
}

export interface ClusterReport {
  readonly kind: "cluster";
  readonly silhouette: number;
  readonly inertia: number;
  readonly groups: readonly GroupProfile[];
}

export interface GroupProfile {
  readonly name: string;
  readonly customers: number;
  /** Mean of each input in the group and among all, and how many standard deviations lie between; the most telling first. */
  readonly traits: readonly {
    readonly input: string;
    readonly mean: number;
    readonly among: number;
    readonly apart: number;
  }[];
}

export interface LifetimeReport {
  readonly kind: "lifetime";
  readonly customers: number;
  readonly repeatBuyers: number;
  /** Orders without an amount above 0, which are no purchases. */
  readonly notPurchases: number;
  /** Repeat buyers whose repeat orders come to 0 or less after refunds. */
  readonly worthNothing: number;
  readonly logLikelihood: number;
  /** Orders expected and counted in the time after an earlier instant, from what was known by then; null without enough history. */
  readonly holdout: {
    readonly asOf: string;
    readonly days: number;
    readonly customers: number;
    readonly expected: number;
    readonly happened: number;
    readonly byRepeats: readonly {
      readonly repeats: number;
      readonly customers: number;
      /** Those who ordered again. */
      readonly cameBack: number;
      readonly expected: number;
      readonly happened: number;
    }[];
  } | null;
}

export interface QuantilesReport {
  readonly kind: "quantiles";
  readonly cuts: readonly number[];
  readonly sizes: readonly number[];
  readonly unknown: number;
}

export interface RecommendReport {
  readonly kind: "recommend";
  readonly items: number;
  /**
   * Of the customers who took something new after the instant: the share who took one of those picked for them, from
   * the items that were usual by then. Null when there were too few items by then.
   */
  readonly holdout: {
    readonly asOf: string;
    readonly days: number;
    readonly customers: number;
    readonly picks: number;
    readonly hit: number;
    readonly popular: number;
    readonly random: number;
  } | null;
  readonly beatsBaseline: boolean;
}

/** By how many percent the quantity changes when the price rises by one. */
export interface Elasticity {
  readonly elasticity: number;
  /** Standard error, and the interval that holds the truth 95 times in 100. */
  readonly error: number;
  readonly low: number;
  readonly high: number;
  /** Weeks of products that it rests on, and how many products. */
  readonly cells: number;
  readonly products: number;
  /** How far prices move about a product's usual one: the standard deviation of their logarithms. */
  readonly spread: number;
}

export interface ElasticityReport {
  readonly kind: "elasticity";
  readonly weeks: number;
  readonly overall: Elasticity;
  /** Null where a group buys too little to tell. */
  readonly groups: readonly {
    readonly name: string;
    readonly customers: number;
    readonly estimate: Elasticity | null;
  }[];
  /** Errors in foretelling later weeks from those before `from`, in logarithms; null without enough history. */
  readonly holdout: {
    readonly from: string;
    readonly cells: number;
    readonly error: number;
    readonly baseline: number;
  } | null;
  readonly beatsBaseline: boolean;
}

export interface OnnxReport {
  readonly kind: "onnx";
  /** The file, and what it held when it was taken over. */
  readonly file: string;
  readonly sha256: string;
  readonly gives: "value" | "probability";
  readonly operators: readonly string[];
  readonly trees: number;
  /** Customers for whom the file's own runtime gave the same; null where it is not installed, or can't be asked. */
  readonly compared: number | null;
  /** Of the customers as they are: the least, the mean and the largest result, null where there is none, and how many are unknown. */
  readonly results: {
    readonly low: number | null;
    readonly mean: number | null;
    readonly high: number | null;
    readonly known: number;
    readonly unknown: number;
  };
}
