import { LATEST } from "../calendar/instant.ts";
import type { Instant } from "../calendar/zone.ts";
import { firstWith } from "./date-change.ts";

/** How a value goes on from a now by the passing of time alone, up to but without `until`. */
export type Course = Still | Moving;

/** The value stays what it is. */
export interface Still {
  readonly kind: "still";
  readonly until: Instant;
  /** True where it does not, because it goes with the clock: it changes at any millisecond, and `until` is when to look again. */
  readonly sampled: boolean;
}

/** The value is a number that only rises (1) or only falls (-1). */
export interface Moving {
  readonly kind: "moving";
  readonly until: Instant;
  readonly direction: 1 | -1;
  /** What it gains in a millisecond, where that is always the same. */
  readonly slope: number | undefined;
  /** True when it changes with every millisecond, false when by steps. */
  readonly smooth: boolean;
  readonly sampled: boolean;
}

export function still(until: Instant = Infinity, sampled = false): Still {
  return { kind: "still", until, sampled };
}

/** What depends on several values that stay is still as long as all of them are. */
export function together(courses: readonly Still[]): Still {
  return still(
    courses.reduce((least, { until }) => Math.min(least, until), Infinity),
    courses.some(({ sampled }) => sampled),
  );
}

/** The course of a value with the sign turned. */
export function turned(course: Course): Course {
  if (course.kind === "still") return course;
  const { slope } = course;
  return { ...course, direction: course.direction === 1 ? -1 : 1, slope: slope === undefined ? undefined : -slope };
}

/** A value that rises and falls with another, by another measure. */
export function scaled(course: Course, sign: number): Course {
  if (course.kind === "still") return course;
  if (sign === 0) return still(course.until, course.sampled);
  const direction = course.direction === Math.sign(sign) ? 1 : -1;
  return { ...course, direction, slope: undefined };
}

/** The course of a sum; undefined when one side rises and the other falls, and nothing is known of both together. */
export function sumOf(left: Course, right: Course, exact: boolean): Course | undefined {
  const until = Math.min(left.until, right.until);
  const sampled = left.sampled || right.sampled;
  if (left.kind === "still" && right.kind === "still") return still(until, sampled);
  const [first, second] = [slopeOf(left), slopeOf(right)];
  const slope = exact && first !== undefined && second !== undefined ? first + second : undefined;
  if (slope === 0) return still(until, sampled);
  const [one, other] = [directionOf(left), directionOf(right)];
  if (slope === undefined && one * other < 0) return undefined;
  return {
    kind: "moving",
    until,
    direction: (slope ?? one + other) > 0 ? 1 : -1,
    slope,
    smooth: (left.kind === "moving" && left.smooth) || (right.kind === "moving" && right.smooth),
    sampled,
  };
}

function slopeOf(course: Course): number | undefined {
  return course.kind === "still" ? 0 : course.slope;
}

function directionOf(course: Course): number {
  return course.kind === "still" ? 0 : course.direction;
}

/**
 * The first instant after another, before `until`, at which a state is no longer what it is there; `until` when there is
 * none. A state that has been left does not come back.
 */
export function firstChange(after: Instant, until: Instant, state: (now: Instant) => unknown): Instant {
  const before = state(after);
  const last = Math.min(until - 1, LATEST);
  if (last <= after || state(last) === before) return until;
  // Most changes are hours or days ahead, and the last instant thousands of years.
  let [low, step] = [after, 60_000];
  while (low + step < last && state(low + step) === before) {
    low += step;
    step *= 2;
  }
  return firstWith((now) => state(now) !== before, low, Math.min(low + step, last));
}
