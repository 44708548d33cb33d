import type { Instant, Zone } from "../calendar/zone.ts";
import { at } from "../invariant/required.ts";
import type { FieldRead } from "../plan/plan.ts";
import type { MaybeValue } from "../plan/types.ts";

/** A value of a required field of which nothing is asked. @param time of the event that has it */
export function usualValue({ type, low, high }: FieldRead, time: Instant, zone: Zone): MaybeValue {
  const within = (value: number): number => Math.max(low ?? value, Math.min(high ?? value, value));
  switch (type.kind) {
    case "boolean":
      return false;
    case "enum":
      return at(type.values, 0);
    case "date":
      return within(zone.dateOf(time));
    case "time":
      return within(time);
    case "integer":
    case "decimal":
    case "number":
    case "duration":
      return within(0);
    case "text":
      return "";
    case "set":
      return [];
  }
}
