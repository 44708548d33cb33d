import { dayNumber, type DayNumber } from "./civil.ts";

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

const zones = new Map<string, Zone>();

/** The zone of an IANA name. Throws a RangeError for a name that is none. */
export function zone(name: string): Zone {
  let found = zones.get(name);
  if (found === undefined) {
    found = new IntlZone(name);
    zones.set(name, found);
  }
  return found;
}

class IntlZone implements Zone {
  readonly name: string;
  private readonly format: Intl.DateTimeFormat | undefined;
  /** Offsets by half-hour, filled as asked: all zones change on half-hours of UTC since 1972; older ones are asked anew. */
  private readonly cache = new Map<number, number>();

  constructor(name: string) {
    this.name = name;
    this.format = name === "UTC" ? undefined : new Intl.DateTimeFormat("en-US", {
      timeZone: name, calendar: "gregory", hourCycle: "h23", era: "short", year: "numeric", month: "numeric", day: "numeric",
      hour: "numeric", minute: "numeric", second: "numeric",
    });
  }

  offsetAt(instant: Instant): number {
    if (this.format === undefined) return 0;
    const step = HOUR / 4;
    const slot = Math.floor(instant / step);
    let offset = this.cache.get(slot);
    if (offset === undefined) {
      // Between two equal offsets a quarter of an hour apart there is no change that any zone ever made.
      const first = this.ask(slot * step);
      if (this.ask((slot + 1) * step - 1) !== first) return this.ask(instant);
      offset = first;
      if (this.cache.size > 200_000) this.cache.clear();
      this.cache.set(slot, offset);
    }
    return offset;
  }

  private ask(instant: Instant): number {
    const whole = Math.floor(instant / 1000) * 1000;
    const parts = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
    let beforeChrist = false;
    for (const { type, value } of this.format?.formatToParts(whole) ?? []) {
      if (type === "era") beforeChrist = value.startsWith("B");
      else if (type in parts) parts[type as keyof typeof parts] = Number(value);
    }
    const year = beforeChrist ? 1 - parts.year : parts.year;
    const local = dayNumber(year, parts.month, parts.day) * DAY + parts.hour * HOUR + parts.minute * 60_000 + parts.second * 1000;
    return local - whole;
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
    let low = local - Math.max(this.offsetAt(local - 2 * DAY), this.offsetAt(local), this.offsetAt(local + DAY)) - 2 * DAY;
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

/** True when the runtime knows a time zone of this name. */
export function isZone(name: string): boolean {
  try {
    zone(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
