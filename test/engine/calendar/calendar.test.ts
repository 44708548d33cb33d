import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addMonths,
  civilDate,
  dayNumber,
  daysInMonth,
  formatDate,
  monthsSince,
  nextAnniversary,
  parseDate,
  weekdayOf,
} from "../../../engine/calendar/civil.ts";
import {
  EARLIEST,
  formatInstant,
  formatLocal,
  LATEST,
  parseInstant,
  stepBack,
} from "../../../engine/calendar/instant.ts";
import { isZone, zone } from "../../../engine/calendar/zone.ts";

const DAY = 86_400_000;
/** Days of the years 1 to 9999, as JavaScript's own Date counts them. */
const days = fc.integer({ min: EARLIEST / DAY, max: Math.floor(LATEST / DAY) });
const recentDays = fc.integer({ min: -25_000, max: 40_000 });

describe("civil dates agree with JavaScript's Date", () => {
  it("both ways, with weekdays and text", () => {
    fc.assert(
      fc.property(days, (day) => {
        const date = new Date(day * DAY);
        expect(civilDate(day)).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
        });
        const { year, month, day: dayOfMonth } = civilDate(day);
        expect(dayNumber(year, month, dayOfMonth)).toBe(day);
        expect(formatDate(day)).toBe(date.toISOString().slice(0, 10));
        expect(parseDate(formatDate(day))).toBe(day);
        expect(weekdayOf(day)).toBe(
          date.toLocaleDateString("en-US", { weekday: "long", timeZone: "UTC" }).toLowerCase(),
        );
        expect(daysInMonth(year, month)).toBe(new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate());
      }),
    );
  });

  it.for([
    "2026-02-29",
    "1900-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-04-31",
    "0000-01-01",
    "2026-1-01",
    "26-01-01",
    " 2026-01-01",
    "２０２６-01-01",
    "",
  ])("%j is no date", (text) => {
    expect(parseDate(text)).toBeUndefined();
  });
});

describe("months", () => {
  it("step to the same day, or to the end of a shorter month", () => {
    fc.assert(
      fc.property(recentDays, fc.integer({ min: -500, max: 500 }), (day, months) => {
        const { year, month, day: dayOfMonth } = civilDate(day);
        const first = new Date(Date.UTC(year, month - 1 + months, 1));
        const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
        expect(addMonths(day, months)).toBe(first.getTime() / DAY + Math.min(dayOfMonth, last) - 1);
      }),
    );
  });

  it("since a date: the greatest k whose step back from today is not before it", () => {
    fc.assert(
      fc.property(recentDays, recentDays, fc.constantFrom(1, 3, 12), (date, today, step) => {
        const k = monthsSince(date, today, step);
        expect(addMonths(today, -k * step)).toBeGreaterThanOrEqual(date);
        expect(addMonths(today, -(k + 1) * step)).toBeLessThan(date);
      }),
    );
  });

  it("the anniversary is the next day of that month and day; 29 February is 1 March in common years", () => {
    fc.assert(
      fc.property(recentDays, recentDays, (date, today) => {
        const next = nextAnniversary(date, today);
        expect(next).toBeGreaterThanOrEqual(today);
        expect(next - today).toBeLessThanOrEqual(366);
        const [born, found] = [civilDate(date), civilDate(next)];
        const leap = daysInMonth(found.year, 2) === 29;
        expect([found.month, found.day]).toEqual(
          born.month === 2 && born.day === 29 && !leap ? [3, 1] : [born.month, born.day],
        );
      }),
    );
  });
});

const zones = [
  "UTC",
  "Asia/Taipei",
  "Europe/Madrid",
  "America/New_York",
  "Pacific/Apia",
  "America/Sao_Paulo",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Africa/Casablanca",
  "America/St_Johns",
  "Pacific/Chatham",
  "Africa/Monrovia",
] as const;

/** What Intl's clock shows, as text. */
function shown(instant: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${parts.get("year")?.padStart(4, "0")}-${parts.get("month")}-${parts.get("day")} ${parts.get("hour")}:${parts.get("minute")}:${parts.get("second")}`;
}

const instants = fc.integer({ min: Date.UTC(1930, 0), max: Date.UTC(2080, 0) });

describe.for(zones)("the zone %s agrees with Intl", (name) => {
  const inZone = zone(name);

  it("on local date, hour and offset", () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const clock = shown(instant, name);
        expect(formatDate(inZone.dateOf(instant))).toBe(clock.slice(0, 10));
        expect(inZone.hourOf(instant)).toBe(Number(clock.slice(11, 13)));
        const local = Date.parse(`${clock.replace(" ", "T")}Z`);
        expect(inZone.offsetAt(instant)).toBe(local - Math.floor(instant / 1000) * 1000);
      }),
      { numRuns: 300 },
    );
  });

  it("a date begins at its first instant", () => {
    fc.assert(
      fc.property(fc.integer({ min: -14_000, max: 40_000 }), (day) => {
        const start = inZone.startOf(day);
        const [at, before] = [inZone.dateOf(start), inZone.dateOf(start - 1)];
        expect(before).toBeLessThan(day);
        expect(at).toBeGreaterThanOrEqual(day);
        // Where a zone skipped the date, the next one begins at the same instant.
        expect(at === day || inZone.startOf(day + 1) === start).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("a local time is the instant that shows it; the earlier of two; one that is skipped moves on by the gap", () => {
    fc.assert(
      fc.property(instants, (given) => {
        const instant = Math.floor(given / 1000) * 1000;
        const clock = shown(instant, name);
        const found = inZone.instantOf(
          parseDate(clock.slice(0, 10)) ?? 0,
          Date.parse(`1970-01-01T${clock.slice(11)}Z`),
        );
        expect(shown(found, name)).toBe(clock);
        expect(found).toBeLessThanOrEqual(instant);
      }),
      { numRuns: 200 },
    );
  });
});

describe("zones with odd days", () => {
  const day = (text: string): number => parseDate(text) ?? Number.NaN;

  it("Apia skipped 30 December 2011", () => {
    const apia = zone("Pacific/Apia");
    expect(formatInstant(apia.startOf(day("2011-12-29")))).toBe("2011-12-29T10:00:00.000Z");
    expect(formatInstant(apia.startOf(day("2011-12-30")))).toBe("2011-12-30T10:00:00.000Z");
    expect(formatInstant(apia.startOf(day("2011-12-31")))).toBe("2011-12-30T10:00:00.000Z");
  });

  it("São Paulo skipped midnight in spring, and showed the last hour of a day twice in autumn", () => {
    const saoPaulo = zone("America/Sao_Paulo");
    expect(formatInstant(saoPaulo.startOf(day("2018-11-04")))).toBe("2018-11-04T03:00:00.000Z");
    expect(formatLocal(saoPaulo.startOf(day("2018-11-04")), saoPaulo)).toBe("2018-11-04 01:00");
    expect(formatInstant(saoPaulo.startOf(day("2018-02-18")))).toBe("2018-02-18T03:00:00.000Z");
    expect(saoPaulo.startOf(day("2018-02-18")) - saoPaulo.startOf(day("2018-02-17"))).toBe(25 * 3_600_000);
  });

  it("Lord Howe moves its clocks by half an hour", () => {
    const lordHowe = zone("Australia/Lord_Howe");
    expect(lordHowe.startOf(day("2026-04-06")) - lordHowe.startOf(day("2026-04-05"))).toBe(24.5 * 3_600_000);
    expect(lordHowe.startOf(day("2025-10-06")) - lordHowe.startOf(day("2025-10-05"))).toBe(23.5 * 3_600_000);
  });

  it("Madrid: a time in the gap moves on by its length, one that occurs twice is the earlier", () => {
    const madrid = zone("Europe/Madrid");
    expect(parseInstant("2026-03-29T02:30", madrid)).toBe(Date.UTC(2026, 2, 29, 1, 30));
    expect(parseInstant("2026-10-25T02:30", madrid)).toBe(Date.UTC(2026, 9, 25, 0, 30));
  });

  it("knows names from none", () => {
    expect(zones.every(isZone)).toBe(true);
    expect(["", "Mars/Base", "Asia/Taipeh", "__proto__"].filter(isZone)).toEqual([]);
  });
});

describe("times as text", () => {
  const utc = zone("UTC");
  const kathmandu = zone("Asia/Kathmandu");

  it.for([
    ["2026-03-01", Date.UTC(2026, 1, 28, 18, 15)],
    ["2026-03-01T10:30", Date.UTC(2026, 2, 1, 4, 45)],
    ["2026-03-01 10:30:05", Date.UTC(2026, 2, 1, 4, 45, 5)],
    ["2026-03-01T10:30:05.123987", Date.UTC(2026, 2, 1, 4, 45, 5, 123)],
    ["2026-03-01T10:30:05,5Z", Date.UTC(2026, 2, 1, 10, 30, 5, 500)],
    ["2026-03-01T10:30+0530", Date.UTC(2026, 2, 1, 5, 0)],
    ["2026-03-01T10:30-03:30", Date.UTC(2026, 2, 1, 14, 0)],
  ] as const)("%s in Kathmandu", ([text, instant]) => {
    expect(parseInstant(text, kathmandu)).toBe(instant);
  });

  it.for([
    "2026-03-01T24:00",
    "2026-03-01T10:60",
    "2026-03-01T10:00:60",
    "2026-03-01T10",
    "2026-03-01Z",
    "2026-02-30T10:00",
    "10:00",
    "01/03/2026",
    "2026-03-01T10:00 Europe",
    "9999-12-31T23:59-05:00",
  ])("%s is none", (text) => {
    expect(parseInstant(text, utc)).toBeUndefined();
  });

  it("what is formatted in UTC is read again", () => {
    fc.assert(
      fc.property(fc.integer({ min: EARLIEST, max: LATEST }), (instant) => {
        expect(parseInstant(formatInstant(instant), kathmandu)).toBe(instant);
      }),
    );
  });

  it("steps back: exact units by their length, calendar units to midnight", () => {
    const madrid = zone("Europe/Madrid");
    const noon = parseInstant("2026-03-31T12:00", madrid) ?? 0;
    const back = (amount: number, unit: Parameters<typeof stepBack>[2]): string =>
      formatLocal(stepBack(noon, amount, unit, madrid), madrid);
    expect(back(3, "day")).toBe("2026-03-28 11:00");
    expect(back(1, "week")).toBe("2026-03-24 11:00");
    expect(back(90, "second")).toBe("2026-03-31 11:58:30");
    expect(back(1, "month")).toBe("2026-02-28 00:00");
    expect(back(1, "quarter")).toBe("2025-12-31 00:00");
    expect(back(2, "year")).toBe("2024-03-31 00:00");
  });
});
