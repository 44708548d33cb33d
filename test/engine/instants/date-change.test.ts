import { describe, expect, it } from "vitest";
import { zone } from "../../../engine/calendar/zone.ts";
import { nextDateChange } from "../../../engine/instants/date-change.ts";

describe("the instants at which the local date changes", () => {
  it.for<readonly [string, string, string, readonly string[]]>([
    ["a day of 24 hours", "Asia/Taipei", "2026-03-01T12:00Z", ["2026-03-01T16:00:00.000Z", "2026-03-02T16:00:00.000Z"]],
    ["a midnight is not after itself", "UTC", "2026-03-01T00:00Z", ["2026-03-02T00:00:00.000Z"]],
    [
      "clocks forward and back by day",
      "Europe/Madrid",
      "2026-03-28T23:00Z",
      ["2026-03-29T22:00:00.000Z", "2026-03-30T22:00:00.000Z"],
    ],
    [
      // At 00:01 clocks go back to 23:01 of the day before.
      "clocks back across midnight",
      "America/St_Johns",
      "2010-11-06T12:00Z",
      ["2010-11-07T02:30:00.000Z", "2010-11-07T02:31:00.000Z", "2010-11-07T03:30:00.000Z", "2010-11-08T03:30:00.000Z"],
    ],
    [
      // At midnight clocks go back to 23:00: the new date comes an hour later.
      "clocks back at midnight",
      "America/Sao_Paulo",
      "2018-02-17T12:00Z",
      ["2018-02-18T03:00:00.000Z", "2018-02-19T03:00:00.000Z"],
    ],
    [
      // At midnight clocks go forward to 1:00.
      "clocks forward at midnight",
      "America/Sao_Paulo",
      "2017-10-14T12:00Z",
      ["2017-10-15T03:00:00.000Z", "2017-10-16T02:00:00.000Z"],
    ],
    [
      // 30 December 2011 was left out.
      "a date that was skipped",
      "Pacific/Apia",
      "2011-12-29T12:00Z",
      ["2011-12-30T10:00:00.000Z", "2011-12-31T10:00:00.000Z"],
    ],
  ])("%s", ([, name, from, expected]) => {
    const inZone = zone(name);
    const found: string[] = [];
    let at = Date.parse(from);
    while (found.length < expected.length) found.push(new Date((at = nextDateChange(inZone, at))).toISOString());
    expect(found).toEqual(expected);
  });
});
