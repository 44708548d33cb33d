import { at } from "../invariant/required.ts";
import { tableOf, type Instant, type Zone } from "../calendar/zone.ts";

/** A clock set back: from `change` − `length` up to `change` + `length` each local time is shown twice. */
export interface RepeatedHour {
  readonly change: Instant;
  /** In milliseconds. */
  readonly length: number;
  /** Whether midnight is among the times that come twice, so that a date is over, and comes once more. */
  readonly midnight: boolean;
}

const FROM = Date.UTC(1990, 0, 1);
const TO = Date.UTC(2027, 0, 1);

/** When a zone's clock was set back, as long ago as customers may remember. */
export function repeatedHours(zone: Zone): RepeatedHour[] {
  const { first, changes, offsets } = tableOf(zone.name, FROM, TO);
  return changes.flatMap((change, index) => {
    const length = (index === 0 ? first : at(offsets, index - 1)) - at(offsets, index);
    return length > 0 ? [{ change, length, midnight: zone.dateOf(change) < zone.dateOf(change - 1) }] : [];
  });
}
