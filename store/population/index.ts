/**
 * A whole population at once, in columns over shared memory: for Node.
 */
export { PopulationBuilder } from "../../engine/run/population/build.ts";
export { evaluatePopulation } from "./evaluate-plan.ts";
export type { PopulationOptions } from "./executor.ts";
export type { EventTable, Population, ProfileTable } from "../../engine/run/population/population.ts";
export type { OutputColumn, PartResult } from "../../engine/run/population/results.ts";
export { countOf, customerSet, holds, type CustomerSet } from "../../engine/run/population/bitmap.ts";
export { valueCounts } from "../../engine/run/population/counts.ts";
export {
  compileSegment,
  overlaps,
  type SegmentCounter,
  type SetExpression,
} from "../../engine/run/population/segment-algebra.ts";
