import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readNumber, shownNumber } from "../../../editor/studio/web/state/numbers.ts";

const locales = ["en", "en-GB", "zh", "zh-CN", "ja", "ja-JP", "es", "es-ES", "es-MX", "es-AR"] as const;

/** The same in the wide letters that Chinese and Japanese keyboards write. */
const wide = (text: string): string =>
  text.replaceAll(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

/** Whole numbers with some decimals, as text, so that no rounding comes between. */
const digits = fc
  .tuple(fc.boolean(), fc.nat({ max: 999_999_999 }), fc.nat({ max: 4 }), fc.nat({ max: 9999 }))
  .map(([minus, whole, places, fraction]) => {
    const rest = places === 0 ? "" : `.${String(fraction).padStart(4, "0").slice(0, places)}`;
    return `${minus && (whole > 0 || /[1-9]/.test(rest)) ? "-" : ""}${whole}${rest}`;
  });

describe("a number field", () => {
  it("reads back what the page prints, in every language and in wide letters", () => {
    let tried = 0;
    fc.assert(
      fc.property(digits, fc.constantFrom(...locales), (number, locale) => {
        const places = number.split(".")[1]?.length ?? 0;
        const printed = (style: "decimal" | "percent", value: number): string =>
          new Intl.NumberFormat(locale, {
            style,
            minimumFractionDigits: places,
            maximumFractionDigits: places,
          }).format(value);
        const shown = printed("decimal", Number(number));
        expect(readNumber(shown, locale)).toBe(number);
        expect(readNumber(wide(shown), locale)).toBe(number);
        expect(readNumber(shownNumber(number, locale), locale)).toBe(number);
        expect(readNumber(shownNumber(`${number}%`, locale), locale)).toBe(`${number}%`);
        tried++;
      }),
      { numRuns: 300 },
    );
    expect(tried).toBe(300);
  });

  it.for<[string, string, string | undefined]>([
    ["12,5", "es", "12.5"],
    ["１２，５", "es", "12.5"],
    ["１２．５％", "ja", "12.5%"],
    ["12,5 %", "es", "12.5%"],
    ["1.234.567,8", "es", "1234567.8"],
    ["1,234,567.8", "es-MX", "1234567.8"],
    ["－３", "zh-CN", "-3"],
    ["−3", "en", "-3"],
    [".5", "en", "0.5"],
    ["5.", "en", "5"],
    ["007", "en", "7"],
    ["0", "en", "0"],
    // What another language writes is not guessed at.
    ["1.5", "es", undefined],
    ["12,5", "en", undefined],
    ["1,23,456", "en", undefined],
    ["1,2345", "en", undefined],
    ["1.5.2", "en", undefined],
    ["1 2", "en", undefined],
    ["--1", "en", undefined],
    ["", "en", undefined],
    [".", "en", undefined],
    ["five", "en", undefined],
    ["1e3", "en", undefined],
  ])("%s in %s", ([typed, locale, number]) => {
    expect(readNumber(typed, locale)).toBe(number);
  });
});
