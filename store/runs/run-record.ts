import type { Instant } from "../../engine/calendar/zone.ts";
import type { RunsConfig } from "../workspace/config.ts";

/** A run as it is recorded beside its tags, in the embedded database and in warehouses. */
export interface RunRecord {
  /** Runs are numbered in the order in which they were made. */
  readonly run: number;
  readonly planHash: string;
  readonly asOf: Instant;
  readonly finishedAt: Instant;
  readonly customers: number;
  readonly leftOut: number;
  /** False for a look back, which leaves the current tags as they are. */
  readonly current: boolean;
}

/** What a run needs to know of the one that the current tags came from. */
export type FormerRun = Pick<RunRecord, "run" | "asOf" | "customers">;

/**
 * The instant of the current tags that a run leaves alone, since the user asks for an earlier one; undefined when the run
 * makes the tags anew.
 */
export function leftAlone(
  { asOf, explicit }: { readonly asOf: Instant; readonly explicit: boolean },
  last: FormerRun | undefined,
): Instant | undefined {
  return explicit && last !== undefined && asOf < last.asOf ? last.asOf : undefined;
}

const DAY = 86_400_000;

/** Runs that finished before this instant are let go; undefined when age is no reason. */
export function keptSince(now: Instant, { keepDays }: RunsConfig): Instant | undefined {
  return keepDays === undefined ? undefined : now - keepDays * DAY;
}

/**
 * The newest run whose changes and counts are let go, with all before it; 0 when none is.
 * @param run the run just made, which stays
 * @param beyond the newest run that is beyond those to be kept, and `old` the newest that is too old; undefined for none
 */
export function lastLetGo(run: number, beyond: number | undefined, old: number | undefined): number {
  return Math.min(run - 1, Math.max(0, beyond ?? 0, old ?? 0));
}
