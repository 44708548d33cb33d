import { parse } from "csv-parse/sync";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { zone } from "../../engine/calendar/zone.ts";
import { parseInstant } from "../../engine/calendar/instant.ts";
import type { TypedField } from "../../engine/check/program.ts";
import { decodeValue } from "../../engine/plan/decode.ts";
import type { ValueType } from "../../engine/plan/types.ts";
import { BadCell, cellReader, PlainTimes } from "../../store/read/cells.ts";
import { CsvSplitter } from "../../store/read/csv.ts";

/** All records of a text that comes in pieces of the given sizes. */
function split(
  text: string,
  sizes: readonly number[],
  delimiter = ",",
): { readonly line: number; readonly cells: readonly string[] }[] {
  const splitter = new CsvSplitter("f.csv", delimiter);
  const records = [];
  let at = 0;
  for (let index = 0; at < text.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    records.push(...splitter.push(text.slice(at, at + size)));
    at += size;
  }
  return [...records, ...splitter.end()];
}

const cell = fc
  .oneof(
    fc.constantFrom("", " ", "a", '"', '""', ",", "\n", "\r\n", ";", "é", "\u{1F600}"),
    fc.string({ unit: "grapheme", maxLength: 6 }),
  )
  .filter((text) => !/\r(?!\n)/.test(text));
const table = fc
  .integer({ min: 1, max: 5 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

describe("the splitter of CSV", () => {
  it("reads what csv-parse reads, however the text comes in pieces", () => {
    fc.assert(
      fc.property(
        table,
        sizes,
        fc.constantFrom(",", ";", "\t"),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        (rows, pieces, delimiter, lineBreak, always) => {
          const written =
            rows
              .map((row) =>
                row
                  .map((text) =>
                    always || text.includes('"') || text.includes(delimiter) || /[\r\n]/.test(text)
                      ? `"${text.replaceAll('"', '""')}"`
                      : text,
                  )
                  .join(delimiter),
              )
              .join(lineBreak) + lineBreak;
          const expected = parse(written, {
            delimiter,
            record_delimiter: ["\n", "\r\n"],
            skip_empty_lines: true,
            relax_column_count: true,
          });
          expect(split(written, pieces, delimiter).map(({ cells }) => cells)).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("counts the line on which each record begins", () => {
    fc.assert(
      fc.property(table, sizes, (rows, pieces) => {
        const full = rows.map((row) => ["x", ...row]);
        const written = full.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(","));
        let line = 1;
        const lines = written.map((record) => {
          const at = line;
          line += record.split("\n").length;
          return at;
        });
        expect(split(written.join("\n"), pieces).map((record) => record.line)).toEqual(lines);
      }),
      { numRuns: 200 },
    );
  });

  it.for([
    ['a,"b\n', "f.csv: line 1: a quoted cell is never closed"],
    ['a\nb,"c"d\n', "f.csv: line 2: there is something behind a closing quote"],
    ['"a",b"c\n', "f.csv: line 1: there is a quote within a cell"],
    ['a,b"c\n', "f.csv: line 1: there is a quote within a cell"],
    [`a\n${"x".repeat(1_000_001)}\n`, "f.csv: line 2: a row is longer than 1000000 characters"],
    [`a\n"${"\n".repeat(1_000_001)}`, "f.csv: line 2: a row is longer than 1000000 characters"],
  ] as const)("refuses %.20j", ([text, message]) => {
    expect(() => split(text, [65_536])).toThrow(message);
  });

  it("holds no more than a row of a cell that never ends", () => {
    const splitter = new CsvSplitter("f.csv", ",");
    const piece = "x".repeat(65_536);
    let taken = 0;
    expect(() => {
      for (const _record of splitter.push('id\n"')) taken++;
      for (; taken < 10_000; taken++) for (const _record of splitter.push(piece)) taken++;
    }).toThrow("a row is longer");
    expect(taken * piece.length).toBeLessThan(2_000_000);
  });
});

const inZone = zone("Europe/Madrid");
const field = (type: ValueType, low: number | null = null, high: number | null = null): TypedField => ({
  name: "f",
  type,
  required: false,
  personal: false,
  low,
  high,
  label: null,
  labels: {},
  description: "",
  values: {},
  location: { file: "", start: 0, end: 0 },
});
const digits = fc.stringMatching(/^[+-]?\d{0,17}(\.\d{0,4})?$/);
const anyCell = fc.oneof(
  digits,
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.constantFrom(
    "yes",
    "No",
    "y",
    "0",
    "low",
    " low ",
    "e\u0301",
    "2026-03-01",
    "2026-02-29",
    " 2026-03-01",
    "1e3",
    "",
    "NA",
  ),
);

describe("the short ways of cells", () => {
  it.for([
    ["text", { kind: "text" }],
    ["integer", { kind: "integer" }],
    ["money", { kind: "decimal", digits: 2, money: true }],
    ["decimal(0)", { kind: "decimal", digits: 0, money: false }],
    ["enum", { kind: "enum", values: ["low", "high", "\u00e9"], ordered: false }],
    ["date", { kind: "date" }],
    ["boolean", { kind: "boolean" }],
    ["number", { kind: "number" }],
    ["time", { kind: "time" }],
  ] as const satisfies readonly (readonly [string, ValueType])[])("%s: say what decodeValue says", ([, type]) => {
    const read = cellReader(field(type, type.kind === "integer" ? -100 : null, type.kind === "integer" ? 100 : null), {
      unknown: new Set(["", "NA"]),
      zone: inZone,
    });
    fc.assert(
      fc.property(anyCell, (text) => {
        const raw = text === "" || text === "NA" ? null : text;
        const decoded = decodeValue(raw === null || type.kind === "text" ? raw : raw.trim(), type, inZone);
        const outside =
          decoded.ok && type.kind === "integer" && typeof decoded.value === "number" && Math.abs(decoded.value) > 100;
        const good = decoded.ok && !outside;
        const reason = decoded.ok ? "outside" : decoded.reason;
        const value = read(text);
        expect(value instanceof BadCell ? (outside ? "outside" : value.reason) : value).toEqual(
          good ? (typeof decoded.value === "boolean" ? Number(decoded.value) : decoded.value) : reason,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("times are those that parseInstant reads, in zones with and without jumps", () => {
    const two = fc.integer({ min: 0, max: 99 }).map((value) => String(value).padStart(2, "0"));
    const day = fc.oneof(
      fc
        .date({ min: new Date("1960-01-01"), max: new Date("2040-01-01"), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10)),
      fc.constantFrom("2026-03-29", "2026-10-25", "0001-01-01", "9999-12-31", "2011-12-30", "2026-02-30"),
    );
    const clock = fc.oneof(
      fc
        .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
        .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`),
      fc.tuple(two, two).map(([hour, minute]) => `${hour}:${minute}`),
    );
    const tail = fc.constantFrom(
      "",
      ":07",
      ":59.5",
      ":59.123",
      ":59.1234",
      "Z",
      ":07Z",
      ":07.001Z",
      "+02:00",
      ":7",
      " Z",
      ":60",
    );
    fc.assert(
      fc.property(
        day,
        fc.constantFrom("T", " ", "x"),
        clock,
        tail,
        fc.boolean(),
        fc.constantFrom("Europe/Madrid", "UTC", "Pacific/Apia", "Australia/Lord_Howe", "America/New_York"),
        (date, separator, time, rest, ignore, name) => {
          const text = `${date}${separator}${time}${rest}`;
          const found = new PlainTimes(zone(name)).read(text, ignore);
          const expected = parseInstant(text, zone(name), ignore);
          expect(found ?? expected).toBe(expected);
        },
      ),
      { numRuns: 3000 },
    );
    // The short way is taken by what is written plainly.
    expect(
      ["2026-03-01T10:30", "2026-03-01 10:30:15", "2026-03-01T10:30:15.250Z"].map((text) =>
        new PlainTimes(inZone).read(text, false),
      ),
    ).toEqual([1772357400000, 1772357415000, 1772361015250]);
  });
});
