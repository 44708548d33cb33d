import { describe, expect, it } from "vitest";
import { csvCell, plainCell, safeCell } from "../../../engine/text/csv-line.ts";

describe("a cell for people", () => {
  it.for([
    "=1+1",
    "@SUM(A1)",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "-a",
    "+",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://x")',
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠x",

    "+(1)",
  ])("that a spreadsheet would run gets an apostrophe: %s", (text) => {
    expect(safeCell(text)).toBe(`'${text}`);
    expect(plainCell(safeCell(text))).toBe(text);
  });

  it.for(["-5", "+5", "-1e+21", "-5.25", "-5,25", "VIP", "", "a=b", "'quoted'", "2026-01-01", "+886912345678"])(
    "that it would show as it is stays: %s",
    (text) => {
      expect(safeCell(text)).toBe(text);
      expect(plainCell(text)).toBe(text);
    },
  );

  it("is quoted by RFC 4180", () => {
    expect([csvCell('a"b'), csvCell("a,b"), csvCell("a\nb"), csvCell("a b")]).toEqual([
      '"a""b"',
      '"a,b"',
      '"a\nb"',
      "a b",
    ]);
  });
});
