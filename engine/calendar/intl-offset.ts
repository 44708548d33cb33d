import { BrokenInvariantError } from "../invariant/required.ts";
import type { Instant } from "./offset-zone.ts";

/** "GMT", "GMT+08:00", or of times before there were zones "GMT-03:30:52". */
const OFFSET = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;

/**
 * What Intl shows of a zone: local time minus UTC at an instant, in milliseconds.
 * @throws RangeError for a name that is no zone
 */
export function intlOffset(name: string): (instant: Instant) => number {
  // The year alone is printed before the offset: less to print is less to wait for.
  const format = new Intl.DateTimeFormat("en-US", { timeZone: name, year: "numeric", timeZoneName: "longOffset" });
  if (name === "UTC") return () => 0;
  return (instant) => {
    const shown = format.format(Math.floor(instant / 1000) * 1000);
    const found = OFFSET.exec(shown);
    if (found === null) throw new BrokenInvariantError(`no offset in ${shown}`);
    const [, sign, hours = "0", minutes = "0", seconds = "0"] = found;
    const milliseconds = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
    return sign === "-" ? -milliseconds : milliseconds;
  };
}
