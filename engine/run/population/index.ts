/**
 * A whole population at once, in columns over shared memory: for Node.
 */
export { PopulationBuilder } from "./build.ts";
export { evaluatePopulation, type PopulationOptions } from "./executor.ts";
export type { EventTable, Population, ProfileTable } from "./population.ts";
export type { OutputColumn, PartResult } from "./results.ts";
export { countOf, customerSet, holds, type CustomerSet } from "./bitmap.ts";
export { valueCounts } from "./counts.ts";
export { compileSegment, overlaps, type SegmentCounter, type SetExpression } from "./segment-algebra.ts";
