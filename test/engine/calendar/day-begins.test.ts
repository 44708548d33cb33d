import { describe, expect, it } from "vitest";
import { parseDate } from "../../../engine/calendar/civil.ts";
import { dayBegins, dayEnds } from "../../../engine/calendar/day-begins.ts";
import { zone } from "../../../engine/calendar/zone.ts";
import { required } from "../../../engine/invariant/required.ts";

const day = (text: string): number => required(parseDate(text), text);

describe("where a local day begins and ends", () => {
  it.for([
    ["America/St_Johns", "2010-11-06", "2010-11-06T02:30:00.000Z", "2010-11-07T03:29:59.999Z"],
    // Clocks went back at 00:01, and the 6th came once more for 59 minutes.
    ["America/St_Johns", "2010-11-07", undefined, "2010-11-08T03:29:59.999Z"],
    ["America/St_Johns", "2026-11-01", "2026-11-01T02:30:00.000Z", "2026-11-02T03:29:59.999Z"],
    // Midnight was skipped.
    ["Asia/Taipei", "1974-04-01", "1974-03-31T16:00:00.000Z", "1974-04-01T14:59:59.999Z"],
    // The hour before midnight came twice.
    ["Asia/Taipei", "1974-09-30", "1974-09-29T15:00:00.000Z", "1974-09-30T15:59:59.999Z"],
    ["Africa/Casablanca", "2008-08-31", "2008-08-30T23:00:00.000Z", "2008-08-31T23:59:59.999Z"],
    ["UTC", "2024-02-29", "2024-02-29T00:00:00.000Z", "2024-02-29T23:59:59.999Z"],
  ] as const)("%s %s", ([name, date, begins, ends]) => {
    const found = dayBegins(zone(name), day(date));
    expect(found === undefined ? undefined : new Date(found).toISOString()).toBe(begins);
    expect(new Date(dayEnds(zone(name), day(date))).toISOString()).toBe(ends);
  });
});
