import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numberReader, roundedDecimal, type NumberFormat } from "../../store/read/number-format.ts";

const german: NumberFormat = { decimal: ",", thousands: ".", currency: ["€", "EUR"] };

describe("numbers as people write them", () => {
  it.for([
    [german, "1.234,56", "1234.56"],
    [german, "12.345.678,9", "12345678.9"],
    [german, "1234,56", "1234.56"],
    [german, "€ 1.234,56", "1234.56"],
    [german, "1.234,56 €", "1234.56"],
    [german, "-1,50 EUR", "-1.50"],
    [german, "€-1,50", "-1.50"],
    [german, "1,50-", "-1.50"],
    [german, "(4,00)", "-4.00"],
    [german, "(€ 4,00)", "-4.00"],
    [german, "\u22124", "-4"],
    [german, ",5", "0.5"],
    [german, "7,", "7"],
    [{ thousands: "," }, "1,234.5", "1234.5"],
    [{ thousands: "," }, "12,34,567.00", "1234567.00"],
    [{ decimal: ",", thousands: " " }, "1\u00a0234\u202f567,5", "1234567.5"],
    [{ thousands: "'" }, "1'234.50", "1234.50"],
    [{ thousands: "'" }, "1\u2019234.50", "1234.50"],
    [{ currency: "NT$" }, "NT$ 1250", "1250"],
    [{}, "1e3", "1000"],
    [{}, "1.5E+2", "150"],
    [{}, "12.5e-3", "0.0125"],
    [{}, "+4", "4"],
  ] as const)("%j reads %s", ([format, text, expected]) => {
    expect(Number(numberReader(format)(text))).toBe(Number(expected));
    expect(numberReader(format)(text)?.replace(/^(-?)0+(?=\d)/, "$1")).toBe(expected);
  });

  it.for([
    // A point where thousands are grouped by points is no fraction.
    [german, "1.5"],
    [german, "1.23"],
    [german, "1.2345"],
    [german, "1,234,5"],
    [german, "1.234.56"],
    [german, "$ 5"],
    [german, "5 USD"],
    [german, "€ 5 €"],
    [german, "--5"],
    [german, "(-5)"],
    [german, "-5-"],
    [german, "5 %"],
    [german, ""],
    [german, ","],
    [german, "€"],
    [{}, "1,234"],
    [{}, "1 234"],
    [{}, "€5"],
    [{}, "1e41"],
    [{}, "1e"],
    [{}, "0x10"],
    [{}, "NaN"],
    [{}, "1".repeat(101)],
  ] as const)("%j refuses %s", ([format, text]) => {
    expect(numberReader(format)(text)).toBeUndefined();
  });

  it("are what they were before a program wrote them so", () => {
    const written = new Intl.NumberFormat("de-DE", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), (cents) => {
        expect(numberReader(german)(written.format(cents / 100))).toBe(
          (cents / 100).toFixed(2).replace("-0.00", "0.00"),
        );
      }),
    );
  });
});

describe("rounding", () => {
  it.for([
    ["1.005", 2, "1.01"],
    ["-1.005", 2, "-1.01"],
    ["1.00499", 2, "1.00"],
    ["9.995", 2, "10.00"],
    ["0.5", 0, "1"],
    ["-0.4", 0, "-0"],
    ["0.0049", 2, "0.00"],
    ["12", 2, "12"],
    ["123456789012.345", 2, "123456789012.35"],
  ] as const)("%s to %i digits is %s", ([plain, digits, expected]) => {
    expect(roundedDecimal(plain, digits)).toBe(expected);
  });
});
