import type { Fit } from "../../plan/fit.ts";

/** Writes fits for many customers, where an executor has that. */
export interface FitCode {
  /**
   * Statements that define a variable as a fit's value.
   * @param arg gives the variable of an argument
   * @returns undefined where asking `fitValue` will do
   */
  statements(fit: Fit, name: string, arg: (column: number) => string): string | undefined;
}
