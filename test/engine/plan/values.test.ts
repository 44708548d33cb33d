import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, contentHash } from "../../../engine/plan/canonical.ts";
import { exactResult, exactSum, roundedQuotient } from "../../../engine/run/arithmetic.ts";
import { createHash } from "node:crypto";
import { compareText, foldCase } from "../../../engine/text/text.ts";
import { decodeValue } from "../../../engine/plan/decode.ts";
import { formatUnits } from "../../../engine/plan/describe.ts";
import { zone } from "../../../engine/calendar/zone.ts";

const LIMIT = BigInt(Number.MAX_SAFE_INTEGER);
const wholes = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -1000, max: 1000 }),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0, 1, -1),
);
const within = (exact: bigint): number | "overflow" => (exact > LIMIT || exact < -LIMIT ? "overflow" : Number(exact));

describe("exact arithmetic agrees with BigInt", () => {
  it("sums, differences, products", () => {
    fc.assert(
      fc.property(wholes, wholes, (a, b) => {
        expect(exactResult("add", a, b)).toBe(within(BigInt(a) + BigInt(b)));
        expect(exactResult("subtract", a, b)).toBe(within(BigInt(a) - BigInt(b)));
        expect(exactResult("multiply", a, b)).toBe(within(BigInt(a) * BigInt(b)));
      }),
    );
  });

  it("quotients are nearest, and halves go away from zero", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.oneof(fc.bigInt({ min: 1n, max: 10n ** 6n }), fc.bigInt({ min: -(10n ** 6n), max: -1n })),
        (n, d) => {
          const rounded = roundedQuotient(n, d);
          fc.pre(rounded !== "overflow");
          // |n/d − r| ≤ 1/2 and, at exactly 1/2, |r| is the larger: without division.
          const error = 2n * (n - BigInt(rounded) * d);
          const [size, divisor] = [error < 0n ? -error : error, d < 0n ? -d : d];
          expect(size <= divisor).toBe(true);
          const away = (BigInt(rounded) * d < 0n ? -BigInt(rounded) * d : BigInt(rounded) * d) >= (n < 0n ? -n : n);
          expect(size < divisor || away).toBe(true);
        },
      ),
    );
    expect([
      roundedQuotient(5n, 2n),
      roundedQuotient(-5n, 2n),
      roundedQuotient(5n, -2n),
      roundedQuotient(1n, 3n),
    ]).toEqual([3, -3, -3, 0]);
  });

  it("long sums, by the sum of their magnitudes", () => {
    fc.assert(
      fc.property(fc.array(wholes, { maxLength: 20 }), (values) => {
        const magnitude = values.reduce((total, value) => total + (value < 0 ? -BigInt(value) : BigInt(value)), 0n);
        expect(exactSum(values)).toBe(
          magnitude > LIMIT ? "overflow" : Number(values.reduce((total, value) => total + BigInt(value), 0n)),
        );
      }),
    );
  });
});

const texts = fc.string({
  unit: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom("a", "B", "é", "\u{1F600}", "\uffee", "\ue000", "\u{10000}", "\u{10ffff}", "ß"),
    },
    { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
  ),
});

describe("text", () => {
  it("is ordered by code point", () => {
    const points = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0) ?? 0);
    fc.assert(
      fc.property(texts, texts, (left, right) => {
        const [a, b] = [points(left), points(right)];
        const at = a.findIndex((point, index) => point !== b[index]);
        const expected = at === -1 ? Math.sign(a.length - b.length) : Math.sign((a[at] ?? 0) - (b[at] ?? -1));
        expect(Math.sign(compareText(left, right)) + 0).toBe(expected + 0);
      }),
      { numRuns: 1000 },
    );
    expect(["\uffee", "\u{1F600}"].sort()).toEqual(["\u{1F600}", "\uffee"]);
    expect(compareText("\uffee", "\u{1F600}")).toBeLessThan(0);
  });

  it("folds as a regular expression with `iu` does", () => {
    // ECMAScript's `iu` matching is by simple case folding too (Canonicalize with CaseFolding.txt, C and S).
    const points = fc.oneof(
      fc.integer({ min: 0x20, max: 0x24ff }),
      fc.integer({ min: 0xa640, max: 0xabff }),
      fc.integer({ min: 0xff20, max: 0xff60 }),
      fc.integer({ min: 0x10400, max: 0x118ff }),
    );
    fc.assert(
      fc.property(points, (point) => {
        const character = String.fromCodePoint(point);
        const folded = foldCase(character);
        expect(Array.from(folded)).toHaveLength(1);
        expect(foldCase(folded)).toBe(folded);
        expect(new RegExp(`^\\u{${(folded.codePointAt(0) ?? 0).toString(16)}}$`, "iu").test(character)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it.for([
    ["STRASSE", "strasse"],
    ["ẞ", "ß"],
    ["ſ", "s"],
    ["ΣΑΣ", "σασ"],
    ["ς", "σ"],
    ["K", "k"],
    ["Ⅷ", "ⅷ"],
    ["高雄", "高雄"],
  ] as const)("%s and %s fold alike", ([text, other]) => {
    expect(foldCase(text)).toBe(foldCase(other));
  });

  it.for([
    ["ß", "ss"],
    ["İ", "i"],
    ["ı", "i"],
    ["ﬁ", "fi"],
    ["é", "e"],
  ] as const)("%s and %s don't", ([text, other]) => {
    expect(foldCase(text)).not.toBe(foldCase(other));
  });
});

describe("canonical JSON", () => {
  it("is the same for the same content, in whatever order the keys came, and is JSON", () => {
    fc.assert(
      fc.property(fc.dictionary(texts, fc.jsonValue()), (content) => {
        const turned = Object.fromEntries(Object.entries(content).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(content));
        expect(JSON.parse(canonicalJson(content))).toEqual(JSON.parse(JSON.stringify(content)));
      }),
    );
  });

  it("sorts keys by code point at every depth, and leaves out what is undefined", () => {
    expect(canonicalJson({ b: [{ d: 1, c: undefined, a: null }], "\u{1F600}": 1, "\uffee": 2, a: "é" })).toBe(
      '{"a":"é","b":[{"a":null,"d":1}],"\uffee":2,"\u{1F600}":1}',
    );
    expect(canonicalJson([undefined, -0, 1e21, "\u2028"])).toBe('[null,0,1e+21,"\u2028"]');
  });

  it("is hashed as UTF-8 by SHA-256", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (content) => {
        expect(contentHash(content)).toBe(createHash("sha256").update(canonicalJson(content), "utf8").digest("hex"));
      }),
    );
  });
});

describe("values as they come in", () => {
  const utc = zone("UTC");

  it("money is read to the last digit, as text and as a number", () => {
    const money = { kind: "decimal", digits: 2, money: true } as const;
    fc.assert(
      fc.property(wholes, (units) => {
        const text = formatUnits(units, 2);
        expect(decodeValue(text, money, utc)).toEqual({ ok: true, value: units + 0 });
        const small = units % 10_000_000_000;
        expect(decodeValue(small / 100, money, utc)).toEqual({ ok: true, value: small + 0 });
      }),
    );
  });

  it.for([
    ["1e3", false],
    ["1,000", false],
    ["٣", false],
    [" 1", false],
    ["+1.50", true],
    ["1.", true],
    [".5", false],
    ["1.500", true],
    ["0.001", false],
    [1e-7, false],
    ["NaN", false],
    [true, false],
  ] as const)("%j as money: %s", ([raw, ok]) => {
    expect(decodeValue(raw, { kind: "decimal", digits: 2, money: true }, utc).ok).toBe(ok);
  });

  it.for(["yes", "YES", "true", "1", "y", true, 1])("%j is yes", (raw) => {
    expect(decodeValue(raw, { kind: "boolean" }, utc)).toEqual({ ok: true, value: true });
  });
});
