import { describe, expect, it } from "vitest";
import { intlOffset } from "../../../engine/calendar/intl-offset.ts";
import { tableOf } from "../../../engine/calendar/zone.ts";
import { Dice } from "../../../engine/prove/dice.ts";

const STEP = 3 * 86_400_000;
const FROM = Date.UTC(1800, 0, 1);
const TO = Date.UTC(2500, 0, 1);

/** Changes of a zone as whoever asks every three days finds them. */
function changesByScan(offsetAt: (instant: number) => number): { readonly change: number; readonly offset: number }[] {
  const found: { readonly change: number; readonly offset: number }[] = [];
  let before = offsetAt(FROM);
  for (let at = FROM; at < TO; at += STEP) {
    const offset = offsetAt(at + STEP);
    if (offset === before) continue;
    let [low, high] = [at, at + STEP];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    found.push({ change: high, offset });
    before = offset;
  }
  return found;
}

/** Local time minus UTC, worked out of the parts of the local time that Intl shows. */
function offsetByParts(name: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? Number.NaN;
    return (
      Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")) -
      Math.floor(instant / 1000) * 1000
    );
  };
}

describe("every zone that Intl knows", () => {
  it.for(Intl.supportedValuesOf("timeZone"))("has the table that a fine scan finds: %s", (name) => {
    const { first, changes, offsets } = tableOf(name);
    const ask = intlOffset(name);
    expect(first).toBe(ask(FROM));
    expect(changes.map((change, index) => ({ change, offset: offsets[index] }))).toEqual(changesByScan(ask));
    const dice = new Dice(7);
    const byParts = offsetByParts(name);
    for (let index = 0; index < 50; index++) {
      const instant = Math.floor(FROM + dice.next() * (TO - FROM));
      expect([instant, ask(instant)]).toEqual([instant, byParts(instant)]);
    }
  });
});
