import { unitMilliseconds } from "../calendar/instant.ts";
import type { Instant, Zone } from "../calendar/zone.ts";

const DAY = unitMilliseconds.day;

/**
 * The first instant after another at which the local date is a different one: mostly the next midnight. Clocks set back
 * across midnight show the old date once more, and so a date may change three times in one night.
 */
export function nextDateChange(zone: Zone, after: Instant): Instant {
  const date = zone.dateOf(after);
  let from = after;
  for (;;) {
    const offset = zone.offsetAt(from);
    const midnight = (date + 1) * DAY - offset;
    if (zone.offsetAt(midnight) === offset) return midnight;
    // The clocks change at or before that midnight; no zone changes them twice in one day.
    from = firstWith((instant) => zone.offsetAt(instant) !== offset, from, midnight);
    if (zone.dateOf(from) !== date) return from;
  }
}

/** The least instant in (low, high] for which a test holds that, once it holds, goes on to hold, and holds at high. */
export function firstWith(test: (instant: Instant) => boolean, low: Instant, high: Instant): Instant {
  let [from, to] = [low, high];
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (test(middle)) to = middle;
    else from = middle;
  }
  return to;
}
