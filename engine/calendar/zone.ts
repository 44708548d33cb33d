import { dayNumber } from "./civil.ts";
import { OffsetZone, type Instant, type Zone } from "./offset-zone.ts";
import { zoneFromTable, zoneTable } from "./zone-table.ts";

export type { Instant, Zone };

const HOUR = 3_600_000;
const DAY = 86_400_000;

/** Between these instants a zone that is asked often has a table. */
const RECENT_FROM = Date.UTC(1960, 0, 1);
const RECENT_TO = Date.UTC(2040, 0, 1);
const MANY = 2000;

const zones = new Map<string, Zone>();

/** The zone of an IANA name. Throws a RangeError for a name that is none. */
export function zone(name: string): Zone {
  let found = zones.get(name);
  if (found === undefined) {
    const offsets = new IntlOffsets(name);
    found = new OffsetZone(name, (instant) => offsets.at(instant));
    zones.set(name, found);
  }
  return found;
}

/** Offsets of a zone as Intl knows them. */
class IntlOffsets {
  private readonly name: string;
  private recent: Zone | undefined;
  private readonly format: Intl.DateTimeFormat | undefined;
  /** Offsets by half-hour, filled as asked: all zones change on half-hours of UTC since 1972; older ones are asked anew. */
  private readonly cache = new Map<number, number>();

  constructor(name: string) {
    this.name = name;
    this.format =
      name === "UTC"
        ? undefined
        : new Intl.DateTimeFormat("en-US", {
            timeZone: name,
            calendar: "gregory",
            hourCycle: "h23",
            era: "short",
            year: "numeric",
            month: "numeric",
            day: "numeric",
            hour: "numeric",
            minute: "numeric",
            second: "numeric",
          });
  }

  at(instant: Instant): number {
    if (this.format === undefined) return 0;
    if (this.recent !== undefined && instant >= RECENT_FROM && instant < RECENT_TO)
      return this.recent.offsetAt(instant);
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
      if (this.cache.size === MANY && this.recent === undefined) this.readRecent();
    }
    return offset;
  }

  /** Whoever asks for many instants is answered from a table of the zone's changes. */
  private readRecent(): void {
    this.recent = zoneFromTable(
      zoneTable({ name: this.name, offsetAt: (instant) => this.ask(instant) }, RECENT_FROM, RECENT_TO),
    );
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
    const local =
      dayNumber(year, parts.month, parts.day) * DAY + parts.hour * HOUR + parts.minute * 60_000 + parts.second * 1000;
    return local - whole;
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
