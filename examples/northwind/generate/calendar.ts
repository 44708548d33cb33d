/**
 * The shop's clock. Times are milliseconds since 1970 UTC. Taipei has kept +08:00 without summer time
 * since 1979, so a local time is an addition, and no time-zone table is needed here.
 */
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

const offset = 8 * hour;

/** The loyalty programme opened on 1 May 2023; nothing is older. */
export const opening = Date.UTC(2023, 4, 1) - offset;

/** The as-of date of tagma.json, 1 March 2026 at local midnight; every event is earlier. */
export const asOf = Date.UTC(2026, 2, 1) - offset;

/** January to December: full baskets around New Year and the Lunar New Year, quiet summers. */
const monthFactor = [1.2, 1.15, 0.9, 0.92, 0.97, 1, 0.88, 0.86, 1, 1.02, 1.08, 1.3];

/** Sunday to Saturday. */
const weekdayFactor = [1.22, 0.82, 0.8, 0.85, 0.92, 1.12, 1.38];

const busiest = Math.max(...monthFactor) * Math.max(...weekdayFactor);

/** How busy the local day of the time is, from 0 to 1, 1 being the busiest weekday of the busiest month. */
export function busyness(time: number): number {
  const local = new Date(time + offset);
  return ((monthFactor[local.getUTCMonth()] ?? 1) * (weekdayFactor[local.getUTCDay()] ?? 1)) / busiest;
}

/** The same local day, at the given local hour (a fraction is minutes and seconds). */
export function atHour(time: number, localHour: number): number {
  const midnight = Math.floor((time + offset) / day) * day - offset;
  return Math.floor((midnight + localHour * hour) / 1000) * 1000;
}

/** `2026-02-14T18:03:22`: Taipei's wall clock, as its tills write it. */
export const wallClock = (time: number): string => new Date(time + offset).toISOString().slice(0, 19);

/** `2026-02-14T10:03:22.000Z`: as the web servers write it. */
export const utc = (time: number): string => new Date(time).toISOString();
