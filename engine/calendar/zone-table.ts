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
const SCAN_STEP = 3 * DAY;

/**
 * Reads a zone's changes off the zone: every few days are compared, and a change between them is found by bisection.
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
  for (let at = from; at < to; at += SCAN_STEP) {
    const offset = zone.offsetAt(at + SCAN_STEP);
    if (offset === before) continue;
    let [low, high] = [at, at + SCAN_STEP];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (zone.offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    changes.push(high);
    offsets.push(offset);
    before = offset;
  }
  return { name: zone.name, first, changes, offsets };
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
