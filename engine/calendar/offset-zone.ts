import type { DayNumber } from "./civil.ts";

/** An instant: milliseconds since 1970-01-01T00:00Z. */
export type Instant = number;

const HOUR = 3_600_000;
const DAY = 86_400_000;

/** One time zone: offsets from UTC, local dates and hours. Built on Intl once, then a table of transitions. */
export interface Zone {
  readonly name: string;
  /** Local time minus UTC at an instant, in milliseconds. */
  offsetAt(instant: Instant): number;
  /** The local date of an instant. */
  dateOf(instant: Instant): DayNumber;
  /** The local hour of an instant, 0–23. */
  hourOf(instant: Instant): number;
  /** The first instant of a local date; of a date that the zone skipped, the first instant after it. */
  startOf(date: DayNumber): Instant;
  /**
   * The instant of a local time: of a time that happens twice, the earlier;
   * of one that is skipped, as far after the gap's begin as it was meant to be.
   */
  instantOf(date: DayNumber, millisecondOfDay: number): Instant;
}

/** A zone over its offsets: what follows from them alone. */
export class OffsetZone implements Zone {
  readonly name: string;
  readonly offsetAt: (instant: Instant) => number;

  /** @param offsetAt local time minus UTC at an instant, in milliseconds */
  constructor(name: string, offsetAt: (instant: Instant) => number) {
    this.name = name;
    this.offsetAt = offsetAt;
  }

  dateOf(instant: Instant): DayNumber {
    return Math.floor((instant + this.offsetAt(instant)) / DAY);
  }

  hourOf(instant: Instant): number {
    const local = instant + this.offsetAt(instant);
    return Math.floor((local - Math.floor(local / DAY) * DAY) / HOUR);
  }

  startOf(date: DayNumber): Instant {
    const local = date * DAY;
    // The candidates are the instants whose local time reads midnight under the offsets around it.
    const offsets = [this.offsetAt(local - DAY), this.offsetAt(local), this.offsetAt(local + DAY)];
    const midnights = offsets.map((offset) => local - offset).filter((instant) => this.localOf(instant) === local);
    const first = Math.min(...midnights);
    // A clock set back across midnight shows the date once before: then the date began at its first showing.
    if (Number.isFinite(first)) return this.firstOfDate(first, date);
    return this.firstNotBefore(local);
  }

  private localOf(instant: Instant): number {
    return instant + this.offsetAt(instant);
  }

  /** The earliest instant whose local date is `date`, given one that has it. */
  private firstOfDate(known: Instant, date: DayNumber): Instant {
    const dayBefore = known - 3 * HOUR;
    for (let at = known - HOUR / 4; at >= dayBefore; at -= HOUR / 4) {
      if (this.dateOf(at) === date) return this.firstNotBefore(date * DAY);
    }
    return known;
  }

  /** The earliest instant whose local time is `local` or later: found by bisection over a span with one jump. */
  private firstNotBefore(local: number): Instant {
    let low =
      local - Math.max(this.offsetAt(local - 2 * DAY), this.offsetAt(local), this.offsetAt(local + DAY)) - 2 * DAY;
    while (this.localOf(low) >= local) low -= DAY;
    let high = low;
    while (this.localOf(high) < local) {
      low = high;
      high += HOUR / 4;
    }
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.localOf(middle) >= local) high = middle;
      else low = middle;
    }
    return high;
  }

  instantOf(date: DayNumber, millisecondOfDay: number): Instant {
    const local = date * DAY + millisecondOfDay;
    const before = this.offsetAt(local - DAY);
    const candidates = [before, this.offsetAt(local), this.offsetAt(local + DAY)].map((offset) => local - offset);
    const exact = candidates.filter((instant) => this.localOf(instant) === local);
    return exact.length > 0 ? Math.min(...exact) : local - before;
  }
}
