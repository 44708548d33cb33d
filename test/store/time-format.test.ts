import { describe, expect, it } from "vitest";
import { formatDate } from "../../engine/calendar/civil.ts";
import { zone } from "../../engine/calendar/zone.ts";
import { inWords } from "../../grammar/texts/in-words.ts";
import { dateReader, timeFormatProblem, timeReader } from "../../store/read/time-format.ts";

const inZone = zone("Europe/Madrid");

describe("formats of times", () => {
  it.for([
    ["epoch seconds", "1767225600", "2026-01-01T00:00:00.000Z"],
    ["epoch seconds", "1767225600.25", "2026-01-01T00:00:00.250Z"],
    ["epoch milliseconds", "1767225600001", "2026-01-01T00:00:00.001Z"],
    ["dd/MM/yyyy HH:mm", "01/02/2026 10:30", "2026-02-01T09:30:00.000Z"],
    ["M/d/yyyy h:mm a", "2/1/2026 1:05 PM", "2026-02-01T12:05:00.000Z"],
    ["yyyyMMdd", "20260201", "2026-01-31T23:00:00.000Z"],
    ["epoch microseconds", "1767225600123456", "2026-01-01T00:00:00.123Z"],
    ["epoch nanoseconds", "1767225600123456789", "2026-01-01T00:00:00.123Z"],
    ["epoch nanoseconds", "-1", "1969-12-31T23:59:59.999Z"],
    // Until 1901 Madrid's clock was 14 min 44 s behind. 2026-01-01 is day 46023 of 1900 and 44561 of 1904, as spreadsheets show it.
    ["excel", "46023", "2025-12-31T23:00:00.000Z"],
    ["excel", "46023.75", "2026-01-01T17:00:00.000Z"],
    ["excel", "1", "1900-01-01T00:14:44.000Z"],
    ["excel", "61", "1900-03-01T00:14:44.000Z"],
    ["excel 1904", "44561", "2025-12-31T23:00:00.000Z"],
    ["dd/MM/yy HH:mm", "01/02/26 10:30", "2026-02-01T09:30:00.000Z"],
    ["d-MMM-yyyy", "5-Ene-2026", "2026-01-04T23:00:00.000Z"],
    ["MMMM d, yyyy h:mm a", "September 5, 2026 12:05 a.m.", "2026-09-04T22:05:00.000Z"],
    ["d [de] MMMM [de] yyyy", "5 de septiembre de 2026", "2026-09-04T22:00:00.000Z"],
    ["EEE MMM dd HH:mm:ss z yyyy", "Mon Jan 05 10:00:00 UTC 2026", "2026-01-05T10:00:00.000Z"],
    ["yyyy年M月d日 ah:mm", "2026年1月5日 下午3:30", "2026-01-05T14:30:00.000Z"],
    ["dd/MMM/yyyy:HH:mm:ss X", "05/Jan/2026:10:00:00 +0200", "2026-01-05T08:00:00.000Z"],
    ["yyyyMMddHHmmss", "20260105103015", "2026-01-05T09:30:15.000Z"],
    ["iso", "2026-01-05 10:00:00+02", "2026-01-05T08:00:00.000Z"],
    ["iso", "2026-01-05 10:00:00.5 UTC", "2026-01-05T10:00:00.500Z"],
    ["yyyy-MM-dd'T'HH.mm.ss.SSS", "2026-02-01'T'10.30.15.250", "2026-02-01T09:30:15.250Z"],
  ] as const)("%s reads %s", ([format, text, expected]) => {
    expect(timeFormatProblem(format)).toBeUndefined();
    const instant = timeReader(format)(text, inZone);
    expect(instant === undefined ? undefined : new Date(instant).toISOString()).toBe(expected);
  });

  it.for([
    ["dd/MM/yyyy", "30/02/2026"],
    ["dd/MM/yyyy", "2026-02-01"],
    ["dd/MM/yyyy HH:mm", "01/02/2026 24:00"],
    ["epoch seconds", "soon"],
    ["epoch seconds", "999999999999999"],
    ["yyyy-MM-dd", "0000-01-01"],
    ["excel", "60"],
    ["excel", "0"],
    ["excel", "9999999"],
    ["d MMM yyyy", "5 foo 2026"],
    ["dd/MM/yy", "01/02/2026"],
    ["iso", "2026-01-05+02"],
    ["epoch nanoseconds", "1e18"],
  ] as const)("%s refuses %s", ([format, text]) => {
    expect(timeReader(format)(text, inZone)).toBeUndefined();
  });

  it.for(["HH:mm", "yyyy", "dd/dd/MM/yyyy", "dd/MM/yyyy hh:mm", "dd/MM/yyyy HH:mm hh a", "yyyy/yy/MM/dd", "soon"])(
    "%s is no format",
    (format) => {
      const problem = timeFormatProblem(format);
      expect(problem === undefined ? "" : inWords(problem)).toContain(`"${format}"`);
    },
  );
});

describe("formats of dates", () => {
  it.for([
    ["dd/MM/yyyy", "31/12/2025", "2025-12-31"],
    ["dd/MM/yyyy HH:mm", "31/12/2025 23:59", "2025-12-31"],
    ["iso", "2025-12-31", "2025-12-31"],
    ["iso", "2025-12-31T23:30", "2025-12-31"],
    // Half past eleven at night in UTC is the next day in Madrid.
    ["iso", "2025-12-31T23:30Z", "2026-01-01"],
    ["dd/MM/yyyy HH:mm X", "31/12/2025 23:30 Z", "2026-01-01"],
    ["epoch seconds", "1767223800", "2026-01-01"],
    ["excel", "46023.99", "2026-01-01"],
    ["yyyyMMdd", "20230105", "2023-01-05"],
  ] as const)("%s reads %s", ([format, text, expected]) => {
    const day = dateReader(format)(text, inZone);
    expect(day === undefined ? undefined : formatDate(day)).toBe(expected);
  });
});
