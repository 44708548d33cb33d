import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { format } from "../../grammar/format/format.ts";
import { equalTrees } from "../../grammar/tree/equal.ts";
import { randomProgram } from "../support/random-program.ts";
import { conformanceTexts, documentedTexts, hasErrors, northwind, parse } from "../support/rule-texts.ts";
import { amount } from "../support/tier.ts";

function formatted(text: string): string {
  const result = format(parse(text));
  if ("problem" in result) throw new Error(`${JSON.stringify(result.problem)}\n${text}`);
  return result.text;
}

/** What must hold of every text that the formatter takes. */
function expectLawful(text: string): void {
  const before = parse(text);
  const once = formatted(text);
  const after = parse(once);
  if (!equalTrees(before.declarations, after.declarations)) throw new Error(`the tree differs:\n${text}\n→\n${once}`);
  // As texts, which are compared much faster than lists.
  expect(after.comments.map(({ image }) => image).join("\n")).toBe(
    before.comments.map(({ image }) => image.trimEnd()).join("\n"),
  );
  expect(after.tokens.map(({ image }) => image).join("\n")).toBe(before.tokens.map(({ image }) => image).join("\n"));
  expect(format(after)).toEqual({ text: once });
  const lines = once.split("\n");
  for (const line of lines) if (line !== line.trimEnd()) throw new Error(`trailing blanks: ${JSON.stringify(line)}`);
  expect(once).not.toMatch(/\r|\n\n\n|^\n|^\ufeff/);
  expect(once === "" || /[^\n]\n$/.test(once)).toBe(true);
}

/** Of events called `first` or `latest` a few programs ask what is read otherwise than it was meant. */
const readable = randomProgram({ models: true }).filter(
  ({ schema, source }) => !hasErrors(parse(`${schema}\n${source}`)),
);

describe("the laws", () => {
  it.each(documentedTexts)("hold of example %# of the language reference", expectLawful);

  it("hold of every conformance case that parses", () => {
    const parsing = conformanceTexts.filter((text) => !hasErrors(parse(text)));
    expect(parsing.length).toBeGreaterThan(500);
    for (const text of parsing) expectLawful(text);
  });

  it("hold of random programs", () => {
    fc.assert(
      fc.property(readable, ({ schema, source }) => {
        expectLawful(`${schema}\n${source}`);
      }),
      { numRuns: amount(30, 150) },
    );
  });

  it("hold of random programs in random layouts", () => {
    const layout = fc.array(
      fc.constantFrom(" ", "  ", "\n", "\n\n", "\r\n", " // c\n", "\n// own \t\n", "\n\n\n/// doc\n", "\t", "\n  "),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(readable, layout, ({ schema, source }, blanks) => {
        const { tokens } = parse(`${schema}\n${source}`);
        expectLawful(
          tokens
            .map(({ image }, index) => image + (blanks[(index * 7 + (index >> 3)) % blanks.length] ?? " "))
            .join(""),
        );
      }),
      { numRuns: amount(30, 150) },
    );
  });

  it("hold with a comment between every two tokens", () => {
    const { tokens } = parse(northwind);
    for (const separator of [" // c\n", "\n// c\n", "\n\n// c\n\n", " // a\n\n// b\n"]) {
      expectLawful(`// first\n${tokens.map(({ image }) => image + separator).join("")}`);
    }
  });

  it("hold with one comment, wherever it stands", () => {
    const text = documentedTexts[0] ?? "";
    for (const { startOffset } of parse(text).tokens) {
      expectLawful(`${text.slice(0, startOffset)} // trailing\n${text.slice(startOffset)}`);
      expectLawful(`${text.slice(0, startOffset)}\n// own line\n${text.slice(startOffset)}`);
    }
  });
});

/** Each text and how it is printed. */
const layouts: readonly (readonly [string, string, string])[] = [
  ["an empty file", "", ""],
  ["only blanks", " \n\t\r\n", ""],
  ["only a comment", "\n\n  // c", "// c\n"],
  ["a byte order mark and CRLF", "\ufeffevent a {}\r\n\r\n\r\nevent b {}\r\n", "event a {}\n\nevent b {}\n"],
  [
    "names and punctuation",
    'event  page_view"Seen"{path:text   required seconds :integer}',
    'event page_view "Seen" { path: text required  seconds: integer }\n',
  ],
  ["an empty record", "event complaint\n{\n}", "event complaint {}\n"],
  ["a record over several lines", "event a { x : text\n y : text }", "event a {\n  x: text\n  y: text\n}\n"],
  [
    "a record that does not fit",
    `event a { ${"x".repeat(60)} : text ${"y".repeat(60)} : text }`,
    `event a {\n  ${"x".repeat(60)}: text\n  ${"y".repeat(60)}: text\n}\n`,
  ],
  [
    "types",
    'profile c { a:yes / no b:decimal ( 2 )from - 5 to 5\nc:one of(x,y "Y") }',
    'profile c {\n  a: yes/no\n  b: decimal(2) from -5 to 5\n  c: one of (x, y "Y")\n}\n',
  ],
  [
    "branches, one a line",
    'rule tag t=one of{"a"when x "b"otherwise}',
    'rule tag t = one of {\n  "a" when x\n  "b" otherwise\n}\n',
  ],
  [
    "bands stay on their line",
    'rule tag t=bands of x{"a"from 5 "b"otherwise}',
    'rule tag t = bands of x { "a" from 5  "b" otherwise }\n',
  ],
  [
    "scores",
    "rule tag t=score from 0 to 10{+ 5 when a - 2.5 per e at most 3}",
    "rule tag t = score from 0 to 10 {\n  +5 when a\n  -2.5 per e at most 3\n}\n",
  ],
  [
    "stages",
    'lifecycle j{stage "a" when x stage "b" when y}',
    'lifecycle j {\n  stage "a" when x\n  stage "b" when y\n}\n',
  ],
  ["operators", "rule tag t = ( - a+b )*2/c . d -- 5", "rule tag t = (-a + b) * 2 / c.d - -5\n"],
  [
    "annotations on one line",
    '@group ( "a" )   @owner("b") segment s when x',
    '@group("a") @owner("b")\nsegment s when x\n',
  ],
  [
    "annotations on their own lines",
    '@group("a")\n\n@label( zh:"a" ,ja : "b" )\nsegment s when x',
    '@group("a")\n@label(zh: "a", ja: "b")\nsegment s when x\n',
  ],
  [
    "annotations of members",
    'rule tag t = one of { @label(zh: "a") "x" when a @status(draft)\n"y" when b }',
    'rule tag t = one of {\n  @label(zh: "a") "x" when a\n  @status(draft)\n  "y" when b\n}\n',
  ],
  [
    "annotations of enum values",
    'profile c { g: one of (@label(zh: "a")\nx, y) }',
    'profile c {\n  g: one of (@label(zh: "a") x, y)\n}\n',
  ],
  [
    "one-line declarations of one kind may stand together",
    "event a {}\nevent b {}\n\nevent c {}\nrule tag t = 1\nattribute tag u = 1",
    "event a {}\nevent b {}\n\nevent c {}\n\nrule tag t = 1\n\nattribute tag u = 1\n",
  ],
  ["longer declarations stand apart", "event a {\n x: text }\nevent b {}", "event a {\n  x: text\n}\n\nevent b {}\n"],
  ["two declarations on a line", "event a {} event b {}", "event a {}\nevent b {}\n"],
  [
    "at most one blank line between members",
    "event a {\n\n\n x: text\n\n\n\n y: text\n\n}",
    "event a {\n  x: text\n\n  y: text\n}\n",
  ],
  [
    "comments of members",
    "event a { // head\n\n // own\n x: text // x\n\n\n // last\n\n} // end\n// after\n",
    "event a {  // head\n\n  // own\n  x: text  // x\n\n  // last\n}  // end\n// after\n",
  ],
  [
    "a comment belongs to the declaration below it",
    "event a {\n x: text\n}\n/// b\n// c\nevent b {}",
    "event a {\n  x: text\n}\n\n/// b\n// c\nevent b {}\n",
  ],
  ["a comment apart from both", "event a {}\n\n// section\n\nevent b {}", "event a {}\n\n// section\n\nevent b {}\n"],
  [
    "tests",
    'test "t"as of 2026-03-01{customer{a:-5 b:"x"} e 3 days ago\ne 5 times every 2 days until 2026-01-01{a:1}\n\nexpect a}',
    'test "t" as of 2026-03-01 {\n  customer { a: -5  b: "x" }\n  e 3 days ago\n  e 5 times every 2 days until 2026-01-01 { a: 1 }\n\n  expect a\n}\n',
  ],
  [
    "models",
    "model m = predict did e in next 3 days among customers when x using a,b by boosted trees",
    "model m = predict did e in next 3 days\n  among customers when x\n  using a, b\n  by boosted trees\n",
  ],
  ["short models", "model m = cluster into 3 groups using a,b", "model m = cluster into 3 groups using a, b\n"],
  ["a list over several lines", 'list l = (\n"a","b")', 'list l = (\n  "a",\n  "b"\n)\n'],
  ["texts and names as written", 'rule tag `tag` = "a\\u{41}  \\" é 🍵"', 'rule tag `tag` = "a\\u{41}  \\" é 🍵"\n'],
];

describe("the layout", () => {
  it.each(layouts)("of %s", (_, text, expected) => {
    expect(formatted(text)).toBe(expected);
    expect(formatted(expected)).toBe(expected);
  });

  const long = (letter: string) => letter.repeat(40);

  it("breaks a long condition before its outermost operator", () => {
    expect(formatted(`segment s when ${long("a")} is 1 and ${long("b")} is 2 and ${long("c")} is 3`)).toBe(
      `segment s when ${long("a")} is 1\n  and ${long("b")} is 2\n  and ${long("c")} is 3\n`,
    );
    expect(formatted(`segment s when ${long("a")} and x or ${long("b")} and not (${long("c")})`)).toBe(
      `segment s when ${long("a")} and x\n  or ${long("b")} and not (${long("c")})\n`,
    );
  });

  it("breaks inside an operand that is still too long", () => {
    expect(
      formatted(`segment s when x or ${long("a")} and ${long("b")} and (${long("c")} or ${long("d")} or ${long("e")})`),
    ).toBe(
      `segment s when x\n  or ${long("a")}\n    and ${long("b")}\n    and (${long("c")}\n      or ${long("d")}\n      or ${long("e")})\n`,
    );
  });

  it("keeps a condition of just 100 columns on its line", () => {
    const head = "segment s when ";
    const fitting = `${head}${"a".repeat(100 - head.length - " and b".length)} and b\n`;
    expect(fitting).toHaveLength(101);
    expect(formatted(fitting)).toBe(fitting);
    expect(formatted(fitting.replace("and b", "and bb"))).toMatch(/\n {2}and bb\n$/);
  });

  it("breaks a long value behind its `=`, and an aggregate before its parts", () => {
    expect(formatted(`rule tag t = ${long("a")} + ${long("b")} + c + dddddd`)).toBe(
      `rule tag t =\n  ${long("a")} + ${long("b")} + c + dddddd\n`,
    );
    expect(formatted(`rule tag t = count of e where ${long("a")} and b in last 90 days ending 90 days ago`)).toBe(
      `rule tag t =\n  count of e where ${long("a")} and b in last 90 days ending 90 days ago\n`,
    );
    expect(formatted(`segment s when did ${long("a")} then not ${long("b")} within 2 days in last 90 days`)).toBe(
      `segment s when did ${long("a")}\n  then not ${long("b")} within 2 days\n  in last 90 days\n`,
    );
  });

  it("breaks a long list of values, one a line", () => {
    expect(formatted(`rule tag t when x is one of ("${long("a")}", "${long("b")}", "${long("c")}")`)).toBe(
      `rule tag t when x is one of (\n  "${long("a")}",\n  "${long("b")}",\n  "${long("c")}"\n)\n`,
    );
  });

  it("of the example in the design is what people would write", () => {
    const text = formatted(northwind);
    expect(text).toContain(
      "event page_view { path: text required  seconds: integer }\nevent complaint { about: text }\nevent friend_invited {}\n\n// ── attribute",
    );
    expect(text).toContain("  using orders_90d, spend_90d, quiet_days, age, best_category\n  by boosted trees\n");
    expect(text).toContain("  phone: text personal  // masked wherever it is shown\n}\n");
  });
});

describe("a file with errors", () => {
  it.each(["event a {", 'rule tag t = "a', "rule tag t = a § b", "segment s when a == b", "rule tag t = 12abc"])(
    "is refused: %s",
    (text) => {
      expect(format(parse(text))).toHaveProperty("problem.severity", "error");
    },
  );

  it("never makes the formatter throw", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(Object.keys(format(parse(text)))).toHaveLength(1);
      }),
    );
  });
});
