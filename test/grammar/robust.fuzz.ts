import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limits } from "../../grammar/limits.ts";
import { documentedTexts, northwind, parse } from "../support/rule-texts.ts";
import { amount } from "../support/tier.ts";

/** Parses without throwing, and every diagnostic lies inside the file. */
function expectSound(text: string): void {
  const { diagnostics } = parse(text);
  for (const {
    code,
    location: { start, end },
  } of diagnostics) {
    if (!(start >= 0 && start <= end && end <= text.length))
      throw new Error(`${code} at ${start}–${end} of ${text.length}: ${JSON.stringify(text)}`);
  }
}

const samples = [northwind, ...documentedTexts];
const words = [...new Set(samples.flatMap((text) => parse(text).tokens.map(({ image }) => image)))];
const sample = fc.constantFrom(...samples);

describe("the parser never throws", () => {
  it("on random text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        expectSound(text);
      }),
      { numRuns: amount(200, 500) },
    );
  });

  it("on random UTF-16 units, NUL and lone surrogates among them", () => {
    const unit = fc.oneof(
      fc.constantFrom(0, 0xd800, 0xdfff, 0xfeff, 0x2028, 0x22, 0x60, 0x5c),
      fc.nat({ max: 0xffff }),
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 200 }), (units) => {
        expectSound(String.fromCharCode(...units));
      }),
      { numRuns: amount(200, 500) },
    );
  });

  it("on random tokens", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...words), fc.constantFrom(" ", " ", "\n", "")), { maxLength: 80 }),
        (tokens) => {
          expectSound(tokens.flat().join(""));
        },
      ),
      { numRuns: amount(200, 500) },
    );
  });

  it("on files with tokens deleted, repeated and swapped", () => {
    const edit = fc.record({ at: fc.nat(), to: fc.nat(), kind: fc.constantFrom("delete", "repeat", "swap", "insert") });
    fc.assert(
      fc.property(sample, fc.array(edit, { minLength: 1, maxLength: 6 }), (text, edits) => {
        const images = parse(text).tokens.map(({ image }, index) => image + (index % 7 === 6 ? "\n" : " "));
        for (const { at, to, kind } of edits) {
          const [from, other] = [at % images.length, to % images.length];
          const [image = "", second = ""] = [images[from], images[other]];
          if (kind === "delete") images.splice(from, 1);
          else if (kind === "repeat") images.splice(from, 0, image);
          else if (kind === "insert") images.splice(from, 0, words[to % words.length] ?? "");
          else [images[from], images[other]] = [second, image];
        }
        expectSound(images.join(""));
      }),
      { numRuns: amount(60, 300) },
    );
  });

  it("on files with characters replaced", () => {
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 0xffff })), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(sample, edits, (text, replaced) => {
        const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
        for (const [at, unit] of replaced) units[at % units.length] = unit;
        expectSound(units.map((unit) => String.fromCharCode(unit)).join(""));
      }),
      { numRuns: amount(60, 300) },
    );
  });

  it("on a file cut off anywhere", () => {
    for (let end = 0; end <= northwind.length; end += amount(241, 7)) expectSound(northwind.slice(0, end));
    const [first = ""] = documentedTexts;
    for (let end = 0; end <= first.length; end += amount(5, 1)) expectSound(first.slice(0, end));
  });
});

describe("extremes", () => {
  const codes = (text: string) => parse(text).diagnostics.map(({ code }) => code);

  it("10,000 brackets are too deep, and the next declaration is read", () => {
    for (const text of [
      `${"(".repeat(10_000)}1${")".repeat(10_000)}`,
      "(".repeat(10_000),
      `${"not ".repeat(10_000)}x`,
      `a${" if unknown b".repeat(10_000)}`,
    ]) {
      const { diagnostics, declarations } = parse(`rule tag t = ${text}\nevent b {}`);
      expect(diagnostics.map(({ code }) => code)).toEqual(["too-deep"]);
      expect(declarations.map(({ kind }) => kind)).toEqual(["tag", "event"]);
    }
  });

  it("a file over the limit is one error", () => {
    expect(codes("x".repeat(10_000_000))).toEqual(["file-too-large"]);
    expect(codes(`//${"x".repeat(limits.fileSize - 2)}`)).toEqual([]);
  });

  it("a hundred thousand combining marks are an error, not an hour", () => {
    expect(codes(`rule tag t = "a${"\u0301\u0323".repeat(50_000)}"`)).toEqual(["bad-character"]);
    expect(codes(`rule tag t = "a${"\\u{301}\\u{323}".repeat(50_000)}"`)).toEqual(["bad-character"]);
    expect(codes(`rule tag a${"\u0301\u0323".repeat(50_000)} = 1`)).toEqual(["bad-character"]);
  });

  it("names that objects have are names", () => {
    const { diagnostics, declarations } = parse(
      "event constructor { toString : text  `__proto__` : text }\nrule tag `__proto__` when hasOwnProperty",
    );
    expect(diagnostics).toEqual([]);
    expect(declarations.map((one) => "name" in one && one.name.text)).toEqual(["constructor", "__proto__"]);
  });

  it("a byte order mark and every kind of line end are blanks", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const { diagnostics, declarations } = parse(`\ufeff// c${end}event a {${end}  x : text${end}}${end}`);
      expect(diagnostics).toEqual([]);
      expect(declarations).toHaveLength(1);
    }
  });
});
