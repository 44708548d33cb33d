import type { FormerRun } from "./run-record.ts";
import { sizeOf, type ValueCounts } from "./value-counts.ts";

/** An audience that grew or shrank by more than is allowed. */
export interface Jump {
  /** A segment, or undefined for the whole population. */
  readonly segment: string | undefined;
  readonly before: number;
  readonly after: number;
}

/** Thrown when a run is not kept because an audience jumps. */
export class AudienceJumpError extends Error {
  readonly jumps: readonly Jump[];
  readonly limit: number;
  constructor(jumps: readonly Jump[], limit: number) {
    super("an audience jumps");
    this.jumps = jumps;
    this.limit = limit;
  }
}

/**
 * Compares the population and each segment with the run before; segments that were not there then are passed over.
 * @param sizesBefore how many customers outputs of yes and no were true for then
 * @param limit by how many percent an audience may change
 * @throws AudienceJumpError when one changes by more
 */
export function refuseJumps(
  last: FormerRun,
  sizesBefore: ReadonlyMap<string, number>,
  now: { readonly customers: number; readonly counts: ValueCounts; readonly segments: readonly string[] },
  limit: number,
): void {
  const sizes: Jump[] = [{ segment: undefined, before: last.customers, after: now.customers }];
  for (const segment of now.segments) {
    const before = sizesBefore.get(segment);
    if (before !== undefined) sizes.push({ segment, before, after: sizeOf(now.counts, segment) });
  }
  const jumps = sizes.filter(({ before, after }) => Math.abs(after - before) * 100 > limit * before);
  if (jumps.length > 0) throw new AudienceJumpError(jumps, limit);
}
