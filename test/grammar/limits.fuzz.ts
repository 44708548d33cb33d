import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../engine/compile/compile.ts";
import { planSettings } from "../../engine/compile/settings.ts";
import { limits } from "../../grammar/limits.ts";
import { DeclarationParser } from "../../grammar/parser/declaration-parser.ts";
import { parseFile } from "../../grammar/parser/parse-file.ts";
import { amount } from "../support/tier.ts";

const settings = planSettings({});
const schema = "profile customer { age : integer  vip : yes/no }\nevent order { amount : money }\n";
const errors = (text: string): string[] => {
  const { diagnostics } = compile({ files: [{ path: "rules.tagma", text }], settings });
  return diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
};
const many = (count: number, each: (index: number) => string, between = "\n"): string =>
  Array.from({ length: count }, (_, index) => each(index)).join(between);

describe("what is too large", () => {
  const shapes: readonly [string, keyof typeof limits, string, (count: number) => string][] = [
    [
      "branches",
      "branches",
      "too-many-branches",
      (n) => `rule tag t = one of { ${many(n, (i) => `"b${i}" when age is ${i}`)} }`,
    ],
    [
      "bands",
      "branches",
      "too-many-branches",
      (n) => `rule tag t = bands of age { ${many(n, (i) => `"b${i}" from ${i}`)} }`,
    ],
    [
      "stages",
      "branches",
      "too-many-branches",
      (n) => `lifecycle t { ${many(n, (i) => `stage "b${i}" when age > ${i}`)} }`,
    ],
    [
      "items of a score",
      "branches",
      "too-many-branches",
      (n) => `rule tag t = score { ${many(n, (i) => `+1 when age > ${i}`)} }`,
    ],
    [
      "conditions that exclude each other",
      "branches",
      "too-many-branches",
      (n) => `exclusive (${many(n, (i) => `age is ${i}`, ", ")})`,
    ],
    ["terms", "operands", "too-many-operands", (n) => `rule tag t when ${many(n, () => "1", " + ")} > 0`],
    ["factors", "operands", "too-many-operands", (n) => `rule tag t when ${many(n, () => "1", " * ")} > 0`],
    [
      "conditions joined by and",
      "operands",
      "too-many-operands",
      (n) => `rule tag t when ${many(n, () => "vip", " and ")}`,
    ],
    [
      "conditions joined by or",
      "operands",
      "too-many-operands",
      (n) => `rule tag t when ${many(n, () => "vip", " or ")}`,
    ],
    [
      "numbers in a one of",
      "values",
      "too-many-values",
      (n) => `rule tag t when age is one of (${many(n, String, ", ")})`,
    ],
    [
      "values of an enum",
      "values",
      "too-many-values",
      (n) => `event e { kind : one of (${many(n, (i) => `v${i}`, ", ")}) }`,
    ],
    ["values of a list", "values", "too-many-values", (n) => `list l = (${many(n, String, ", ")})`],
    ["declarations", "declarations", "too-many-declarations", (n) => many(n - 2, (i) => `rule tag t${i} when vip`)],
  ];

  it.each(shapes)("%s: the limit is still read, one more is an error that names it", (_, limit, code, text) => {
    expect(errors(schema + text(limits[limit]))).toEqual([]);
    expect(errors(schema + text(limits[limit] + 1))).toContain(code);
  });

  /** A field of an event that stands for so many values and operations: a condition and what it is of. */
  const computed = (size: number): string => `event e { b : yes/no  c : yes/no = ${many(size, () => "b", " and ")} }`;

  it("computed fields: the limit is still read, one more is an error, and what reads it stays silent", () => {
    const reads = "\nstatistical tag t = count of e where c";
    // The `and` is an operation of its own.
    expect(errors(`profile customer {}\n${computed(limits.computed - 1)}${reads}`)).toEqual([]);
    expect(errors(`profile customer {}\n${computed(limits.computed)}${reads}`)).toEqual(["computed-too-large"]);
  });

  it.each([
    ["doubles", (i: number) => `x${i} + x${i}`],
    ["goes on", (i: number) => `x${i} + 1`],
  ])("a chain of computed fields that %s is an error where it begins to be too large", (_, next) => {
    const chain = many(3000, (i) => `x${i + 1} : integer = ${next(i)}`);
    const rules = `profile customer {}\nevent e { x0 : integer\n${chain} }\nstatistical tag t = sum of e.x2500`;
    expect(errors(rules)).toEqual(["computed-too-large"]);
  });

  it("what is read of computed fields everywhere is limited, too", () => {
    const reads = (count: number): string => many(count, (i) => `statistical tag t${i} = count of e where c`);
    const places = limits.computing / limits.computed;
    const rules = (count: number): string => `profile customer {}\n${computed(limits.computed - 1)}\n${reads(count)}`;
    expect(errors(rules(places))).toEqual([]);
    expect(errors(rules(places + 1))).toEqual(["too-much-computed"]);
  });

  it("every limit that is told stands in the message", () => {
    const text = `rule tag t when ${many(limits.operands + 1, () => "vip", " or ")}`;
    const { diagnostics } = parseFile({ path: "rules.tagma", text });
    expect(diagnostics.map(({ code, parameters }) => [code, parameters])).toEqual([
      ["too-many-operands", { limit: "1000" }],
    ]);
  });

  it("what comes behind a declaration that is too large is read", () => {
    const { declarations } = parseFile({
      path: "rules.tagma",
      text: `rule tag t when ${"1 + ".repeat(50_000)}1 > 0\nevent b {}`,
    });
    expect(declarations.map(({ kind }) => kind)).toContain("event");
  });

  it("500 instants are looked back to, and 501 are too many", () => {
    // Now is one of them, too.
    const looks = (count: number): string =>
      `rule tag x when vip\n${many(count, (i) => `rule tag l${i} when x as of ${i + 1} days ago`)}`;
    expect(errors(schema + looks(limits.instants - 1))).toEqual([]);
    expect(errors(schema + looks(limits.instants))).toEqual(["too-many-instants"]);
  });
});

describe("text that is no rules", () => {
  const hopeless: readonly [string, string][] = [
    ["backticks", "`".repeat(80_000)],
    ["a name that never ends", `rule tag t when \`${"x y\n".repeat(100_000)}`],
    ["a text that never ends", `rule tag t when "${"x y\n".repeat(100_000)}`],
    ["lines of garbage", many(5000, (i) => `rule tag t${i} when ) and`)],
    ["words without a beginning", many(5000, (i) => `garb ${i} tag ]} when ( { if 3 ${i} foo "x" of`)],
    ["signs", many(5000, () => "%&$ §§ ~~~ ???")],
    ["nearly declarations", many(amount(40, 5000), (i) => `rul tag t${i} = = =`)],
  ];

  it.each(hopeless)("%s: no more mistakes are told than the limit", (_, text) => {
    const { diagnostics } = parseFile({ path: "rules.tagma", text });
    expect(diagnostics.length).toBeGreaterThan(0);
    // Those of the characters, those of the declarations that do not parse, and that there are more.
    expect(diagnostics.length).toBeLessThanOrEqual(2 * limits.mistakes + 1);
  });

  it("is said to have too many mistakes to be read on", () => {
    const text = many(limits.mistakes + 1, (i) => `rule tag t${i} when ) and`);
    expect(parseFile({ path: "rules.tagma", text }).diagnostics.map(({ code }) => code)).toContain("too-many-mistakes");
  });
});

/** How many tokens a parser was given while something was done. */
function tokensParsed(work: () => void): number {
  let tokens = 0;
  const { begin } = DeclarationParser.prototype;
  DeclarationParser.prototype.begin = function count(this: DeclarationParser, run): void {
    tokens += run.length;
    begin.call(this, run);
  };
  try {
    work();
  } finally {
    DeclarationParser.prototype.begin = begin;
  }
  return tokens;
}

describe("reading costs no more for each byte of a large file than of a small one", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "rule",
      "tag",
      "when",
      "event",
      "profile",
      "{",
      "}",
      "(",
      ")",
      "one of",
      "and",
      "is",
      "\n",
      "\n",
      '"',
      "`",
      "//",
      "+",
      "1",
      "@",
      "x",
      "é",
      "§",
    ),
    fc.constantFrom(
      "rule tag a when b\n",
      'segment s "S" when x\n',
      "event e { f : text }\n",
      "rul tag x = 1\n",
      "tag tag\n",
    ),
    fc.string({ maxLength: 5 }),
  );

  it("counted in tokens that are parsed", () => {
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 50, max: 400 }),
        (pieces, times) => {
          const text = `${pieces.join(" ")}\n`.repeat(times);
          let read = 0;
          const parsed = tokensParsed(() => {
            read = parseFile({ path: "rules.tagma", text }).tokens.length;
          });
          // Strictly, in parts that begin like declarations, and with the mends that are tried: a bounded number of times.
          expect(parsed).toBeLessThanOrEqual(40 * read + 1000);
        },
      ),
      { numRuns: amount(8, 1000) },
    );
  });
});
