import type { DayNumber } from "./civil.ts";
import type { Instant, Zone } from "./zone.ts";

const STEP = 900_000;
/** As long as a day can go on after its first instant, with room. */
const LONGEST = 27 * 3_600_000;

/**
 * The instant from which on every local date is at least `date`, and before which none is. Undefined where there is no
 * such instant: clocks that are set back across midnight show the date before once more.
 */
export function dayBegins(zone: Zone, date: DayNumber): Instant | undefined {
  const begins = zone.startOf(date);
  let offset = zone.offsetAt(begins);
  for (let at = begins; at < begins + LONGEST; at += STEP) {
    const next = zone.offsetAt(at + STEP);
    if (next === offset) continue;
    let [low, high] = [at, at + STEP];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (zone.offsetAt(middle) === offset) low = middle;
      else high = middle;
    }
    if (zone.dateOf(high) < date) return undefined;
    offset = next;
  }
  return begins;
}

/** The last instant whose local date is `date` or an earlier one. */
export function dayEnds(zone: Zone, date: DayNumber): Instant {
  const next = zone.startOf(date + 1);
  for (let at = next + LONGEST; at > next; at -= STEP) {
    if (zone.dateOf(at) > date) continue;
    let [low, high] = [at, at + STEP];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (zone.dateOf(middle) <= date) low = middle;
      else high = middle;
    }
    return low;
  }
  return next - 1;
}
