import { inside } from "../invariant/required.ts";
import { OffsetZone, type Instant, type Zone } from "./offset-zone.ts";

/** A zone's offsets as plain data: until the first change, then from each change on. In milliseconds. */
export interface ZoneTable {
  readonly name: string;
  readonly first: number;
  readonly changes: readonly Instant[];
  readonly offsets: readonly number[];
}

const DAY = 86_400_000;
/** The Gregorian calendar repeats itself, weekdays included, after 400 years. */
const CYCLE = 146_097 * DAY;
/** No zone is known to have changed before, and none is known to change otherwise than by a rule from the last cycle on. */
const SCAN_FROM = Date.UTC(1800, 0, 1);
const LAST_CYCLE = Date.UTC(2100, 0, 1);
/**
 * How far apart a zone is asked. What was changed has been taken back after a week less an hour at the earliest (Recife in
 * October 2000, Gaza from 2040 on); where only a rule of the calendar is left, months later.
 */
const SCAN_STEP = 6 * DAY;
const RULE_STEP = 28 * DAY;
const QUARTER = 900_000;
const SECOND = 1000;

/**
 * Reads a zone's changes off the zone: instants some days apart are compared, and a change between them is found by
 * bisection.
 * @param from where to begin; before it the offset is taken to be that of this instant
 */
export function zoneTable(
  zone: Pick<Zone, "name" | "offsetAt">,
  from: Instant = SCAN_FROM,
  to: Instant = LAST_CYCLE + CYCLE,
): ZoneTable {
  const changes: Instant[] = [];
  const offsets: number[] = [];
  const first = zone.offsetAt(from);
  if (zone.name === "UTC") return { name: zone.name, first, changes, offsets };
  let before = first;
  for (let at = from; at < to;) {
    const next = at + (at < LAST_CYCLE ? SCAN_STEP : RULE_STEP);
    const after = zone.offsetAt(next);
    let low = at;
    while (before !== after) {
      low = nextChange(zone, before, low, next);
      before = zone.offsetAt(low);
      changes.push(low);
      offsets.push(before);
    }
    at = next;
  }
  return { name: zone.name, first, changes, offsets };
}

/** The first instant at which a zone has another offset, between one at which it has it and one at which it has not. */
function nextChange({ offsetAt }: Pick<Zone, "offsetAt">, offset: number, from: Instant, to: Instant): Instant {
  let [low, high] = [from, to];
  const halve = (unit: number): void => {
    while (high - low > unit) {
      const middle = low + Math.max(1, Math.floor((high - low) / unit / 2)) * unit;
      if (offsetAt(middle) === offset) low = middle;
      else high = middle;
    }
  };
  // Clocks change on quarters of an hour today. Those that did not, changed on a second.
  halve(QUARTER);
  if (offsetAt(high - SECOND) !== offset) halve(SECOND);
  return high;
}

/** A zone that needs no Intl: it looks offsets up in a table. */
export function zoneFromTable({ name, first, changes, offsets }: ZoneTable): Zone {
  // What is asked for is mostly near what was asked for before.
  let [from, to, known] = [1, 0, first];
  return new OffsetZone(name, (instant) => {
    const at = instant < LAST_CYCLE + CYCLE ? instant : LAST_CYCLE + ((instant - LAST_CYCLE) % CYCLE);
    if (at >= from && at < to) return known;
    let [low, high] = [0, changes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (inside(changes[middle]) <= at) low = middle + 1;
      else high = middle;
    }
    from = changes[low - 1] ?? -Infinity;
    to = changes[low] ?? Infinity;
    known = low === 0 ? first : inside(offsets[low - 1]);
    return known;
  });
}
