import type { Timed } from "./aggregate.ts";

/** A step's events in order, for matching a sequence. */
export interface StepEvents<Event extends Timed> {
  readonly negated: boolean;
  readonly events: readonly Event[];
}

/**
 * The starts that are matched. Every start is matched by the earliest following event of each step, following meaning
 * by (time, id); `within` runs from the start, or each from the step before, and includes its end. A start before a
 * `then not` counts only when its time has run out.
 */
export function matchedStarts<Event extends Timed>(
  starts: readonly Event[],
  steps: readonly StepEvents<Event>[],
  within: number,
  each: boolean,
  now: number,
  position: (event: Event) => number,
): Event[] {
  return starts.filter((start) => {
    let last = start;
    for (const step of steps) {
      const deadline = (each ? last.time : start.time) + within;
      const next = step.events.find((event) => position(event) > position(last));
      const inTime = next !== undefined && next.time <= deadline;
      if (step.negated) return !inTime && deadline <= now;
      if (!inTime) return false;
      last = next;
    }
    return true;
  });
}
