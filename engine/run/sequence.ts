import type { Timed } from "./aggregate.ts";

/** A step's events in order, for matching a sequence. */
export interface StepEvents<Event extends Timed> {
  /** Which type of event it is; types are the same when these are. */
  readonly type: string | number;
  readonly negated: boolean;
  readonly events: readonly Event[];
}

/**
 * The starts that are matched. Every start is matched by the earliest event of each step that follows the one before:
 * later by time, or at the same time of another type or with a greater id. No event stands twice in a match. `within`
 * runs from the start, or each from the step before, and includes its end. A start before a `then not` counts only when
 * its time has run out.
 * @param place the place of an event among those of its type, by time and id
 */
export function matchedStarts<Event extends Timed>(
  start: Pick<StepEvents<Event>, "type" | "events">,
  steps: readonly StepEvents<Event>[],
  within: number,
  each: boolean,
  now: number,
  place: (event: Event) => number,
): Event[] {
  return start.events.filter((begun) => {
    const match = [{ type: start.type, event: begun }];
    let last = { type: start.type, event: begun };
    for (const { type, negated, events } of steps) {
      const deadline = (each ? last.event.time : begun.time) + within;
      const next = events.find(
        (event) =>
          (event.time > last.event.time ||
            (event.time === last.event.time && (type !== last.type || place(event) > place(last.event)))) &&
          !match.some((taken) => taken.type === type && place(taken.event) === place(event)),
      );
      const inTime = next !== undefined && next.time <= deadline;
      if (negated) return !inTime && deadline <= now;
      if (!inTime) return false;
      last = { type, event: next };
      match.push(last);
    }
    return true;
  });
}

/**
 * Whether an event that stands in a match already could follow its last one as a step: at one instant, when the step's
 * type has stood in the sequence before, and another type since.
 */
export function mayStandAlready(types: readonly (string | number)[], step: number): boolean {
  const type = types[step];
  return types.slice(0, step).some((other, at) => other === type && types.slice(at, step).some((one) => one !== type));
}
