import type { OutputNode } from "../plan/plan.ts";

/** The outputs whose values an evaluation gives: those at now, without the expectations of tests. */
export function answeredOutputs(outputs: readonly OutputNode[]): OutputNode[] {
  return outputs.filter(({ at, kind }) => at === "now" && kind !== "expect");
}
