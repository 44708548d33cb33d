import { intlOffset } from "./intl-offset.ts";
import { OffsetZone, type Instant, type Zone } from "./offset-zone.ts";
import { zoneFromTable, zoneTable, type ZoneTable } from "./zone-table.ts";

export type { Instant, Zone };

const HOUR = 3_600_000;

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

const tables = new Map<string, ZoneTable>();

/**
 * The changes of a zone's clock, by its IANA name, read off Intl once.
 * @param from before it the offset is that of this instant; from and to belong together, without them it holds for ever
 */
export function tableOf(name: string, from?: Instant, to?: Instant): ZoneTable {
  const key = `${name} ${from} ${to}`;
  let found = tables.get(key);
  if (found === undefined) {
    found = zoneTable({ name, offsetAt: intlOffset(name) }, from, to);
    tables.set(key, found);
  }
  return found;
}

/** Offsets of a zone as Intl knows them. */
class IntlOffsets {
  private readonly name: string;
  private readonly ask: (instant: Instant) => number;
  private recent: Zone | undefined;
  /** Offsets by quarter of an hour, filled as asked. */
  private readonly cache = new Map<number, number>();

  constructor(name: string) {
    this.name = name;
    this.ask = intlOffset(name);
  }

  at(instant: Instant): number {
    if (this.name === "UTC") return 0;
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
      // Whoever asks for many instants is answered from a table of the zone's changes.
      if (this.cache.size === MANY) this.recent ??= zoneFromTable(tableOf(this.name, RECENT_FROM, RECENT_TO));
    }
    return offset;
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
