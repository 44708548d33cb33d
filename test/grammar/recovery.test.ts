import { describe, expect, it } from "vitest";
import { renderDiagnostic } from "../../grammar/diagnostics/render.ts";
import type { Declaration } from "../../grammar/tree/declaration.ts";
import { mark, marked } from "../support/marked-source.ts";
import { parse } from "../support/rule-texts.ts";

const shown = (declaration: Declaration): string =>
  "name" in declaration ? `${declaration.kind} ${declaration.name.text}` : declaration.kind;

/** Parses a marked text; expects the errors just there, and gives what they say and what was declared. */
function recovered(source: string): { readonly says: readonly string[]; readonly declared: readonly string[] } {
  const { text } = marked(source);
  const { diagnostics, declarations } = parse(text);
  expect(
    mark(
      text,
      diagnostics.map(({ location }) => location),
    ),
  ).toBe(source);
  const says = diagnostics.map((found) => {
    const { message, help } = renderDiagnostic(found);
    return `${message} ${help}`;
  });
  return { says, declared: declarations.map(shown) };
}

/** A text, what its first message says, and what is declared all the same. */
const cases: readonly (readonly [string, string, readonly string[]])[] = [
  // names
  [
    "profile customer { ⟦when⟧ : date }",
    "`when` is a reserved word; as a name it goes in backticks",
    ["profile customer"],
  ],
  ['profile customer { ⟦from⟧ "From" : date   city : text }', "reserved word", ["profile customer"]],
  ["attribute tag ⟦in⟧ = 3", "reserved word", ["tag in"]],
  ['event ⟦"a"⟧ {}\nevent b {}', "without quotes", ["event a", "event b"]],
  ["rule tag t when ⟦`x⟧\nevent b {}", "no closing backtick", ["tag t", "event b"]],
  // words
  ["⟦rul⟧ tag t when x", "Did you mean `rule`?", ["tag t"]],
  ["⟦tag⟧ t when x\nevent b {}", "`attribute tag`, `statistical tag`", ["tag t", "event b"]],
  ["rule ⟦tga⟧ t when x\nevent c {}", "Did you mean `tag`?", ["tag t", "event c"]],
  [
    "event b { x : text }\n⟦sement⟧ s when x\nevent c {}",
    "Did you mean `segment`?",
    ["event b", "segment s", "event c"],
  ],
  ["segment s ⟦whn⟧ x\nevent c {}", "Did you mean `when`?", ["segment s", "event c"]],
  ["⟦hello⟧ world\nevent a {}", "Expected a declaration such as", ["event a"]],
  ["statistical tag n = ⟦cont⟧ of order_paid", "Did you mean `count`?", ["tag n"]],
  // braces and brackets
  ["event a { x : text⟦⟧\nevent b {}", "Expected `}`", ["event a", "event b"]],
  ['rule tag t = one of {\n  "A" when x⟦⟧\n\nevent b {}', "Expected `}`", ["tag t", "event b"]],
  ['lifecycle j {\n  stage "A" when x⟦⟧\nrule tag t when x', "Expected `}`", ["lifecycle j", "tag t"]],
  ['test "t" as of 2026-03-01 {\n  expect x⟦⟧\nevent b {}', "Expected `}`", ["test", "event b"]],
  ['rule tag t = one of⟦⟧\n  "A" when x\nevent b {}', "Expected `{`", ["tag t", "event b"]],
  ["event a⟦⟧\n  x : text\nevent b {}", "Expected `{`", ["event a", "event b"]],
  ["event a {}⟦}⟧\nevent b {}", "Remove it", ["event a", "event b"]],
  ["rule tag t = (1 + 2⟦⟧\nevent b {}", "Expected `)`", ["tag t", "event b"]],
  ["exclusive (a, b⟦⟧\nevent b {}", "Expected `)`", ["exclusive", "event b"]],
  // fields
  ["event a { x ⟦text⟧  y : text }", "Expected `:`", ["event a"]],
  ["event a { x ⟦=⟧ text }", "Between a field and its type", ["event a"]],
  ["event a { x : text⟦,⟧ y : text }", "Remove the `,`", ["event a"]],
  ["event a { x : one of (a ⟦b⟧ c) }", "Put a `,`", ["event a"]],
  ["event a { x : one of ⟦{⟧a, b} }", "Expected `(`", ["event a"]],
  // branches, bands, scores, stages
  ['rule tag t = one of {\n  "A" ⟦wen⟧ x\n  "B" otherwise\n}', "Did you mean `when`?", ["tag t"]],
  ['rule tag t = one of {\n  "A" when x\n  ⟦B⟧ when y\n  "C" when z\n}', 'Here: `"B"`.', ["tag t"]],
  ['rule tag t = one of { "a" when x⟦,⟧ "b" when y⟦,⟧ "c" otherwise }', "Remove the `,`", ["tag t"]],
  ['rule tag t = bands of x { "A" from "a"  ⟦from⟧ 5 }', "Expected a band", ["tag t"]],
  ["rule tag t = score { ⟦5⟧ when x  -3 per e }", "Begin each item with `+` or `-`.", ["tag t"]],
  ["rule tag t = score { +5 ⟦wen⟧ x  -3 per e }", "Did you mean `when`?", ["tag t"]],
  ['lifecycle j { ⟦"A"⟧ when x  stage "B" when y }', "the word `stage`", ["lifecycle j"]],
  ['lifecycle j { stage ⟦Visitor⟧ when x  stage "B" when y }', 'Here: `"Visitor"`.', ["lifecycle j"]],
  // conditions
  ['segment s when city ⟦=⟧ "Taipei"\nevent b {}', "write `is` instead of `=`", ["segment s", "event b"]],
  ['segment s when city ⟦==⟧ "Taipei" and x', "Write `is`.", ["segment s"]],
  ["segment s when a ⟦&&⟧ b ⟦||⟧ c ⟦!=⟧ 3", "Write `and`.", ["segment s"]],
  ['segment s when city is ⟦"Taipei⟧\nevent b {}', 'no closing `"`', ["segment s", "event b"]],
  ["rule tag t = ⟦1 < x < 3⟧", "do not chain", ["tag t"]],
  ["rule tag t when x ⟦> =⟧ 3", "without a blank between", ["tag t"]],
  ["rule tag t when x ⟦between 1 and 3⟧", "from 1 to 3", ["tag t"]],
  ["rule tag t when x ⟦is greater than⟧ 3", "Write `>`", ["tag t"]],
  ["rule tag t when x ⟦not⟧ is 3", "Write `is not`", ["tag t"]],
  ["rule tag t when x ⟦is in (1, 2)⟧", "`is one of (…)`", ["tag t"]],
  ['rule tag t = "Hot" if ⟦x⟧ > 3', "branches", ["tag t"]],
  ['rule tag t = ⟦if x > 3 then "hot"⟧', "branches", ["tag t"]],
  ["rule tag t when x and⟦⟧\nevent b {}", "Expected a value or a condition", ["tag t", "event b"]],
  ["rule tag t⟦⟧\nevent b {}", "Expected `when` or `=`", ["tag t", "event b"]],
  ["rule tag t = x ⟦§⟧", "cannot stand here", ["tag t"]],
  // aggregates, windows, sequences
  ["rule tag t = ⟦count⟧ order_paid in last 90 days", "Here: `count of`.", ["tag t"]],
  ["rule tag t = count of order_paid in last ⟦days⟧", "such as `90 days`", ["tag t"]],
  ["rule tag t = count of order_paid in last 90⟦⟧\nevent b {}", "such as `90 days`", ["tag t", "event b"]],
  ["rule tag t = count of order_paid ⟦in the last 90 days⟧", "Write `in last 90 days`.", ["tag t"]],
  ["rule tag t = count of order_paid ⟦last 90 days⟧", "Write `in last 90 days`.", ["tag t"]],
  ["rule tag t = sum of order_paid ⟦in⟧ last 90 days", "`order_paid.amount`", ["tag t"]],
  ["rule tag t = ⟦latest of⟧ a.x", "Write `latest`.", ["tag t"]],
  ["rule tag t = ⟦most common⟧ a.x", "Write `most frequent`.", ["tag t"]],
  ["rule tag t = longest streak of ⟦weeks⟧ with a", "Expected `days`", ["tag t"]],
  ["rule tag t = count of a then b⟦⟧", "within 2 days", ["tag t"]],
  ["rule tag t = count of first a⟦⟧", "Expected `then`", ["tag t"]],
  ["rule tag t when did a at least 3 times ⟦then⟧ b within 2 days", "Remove it", ["tag t"]],
  // the other declarations
  ['list l = ("a" ⟦"b"⟧)', "Put a `,`", ["list l"]],
  ['list l "a"⟦,⟧ "b"\nevent b {}', "Expected `=` or `from`", ["list l", "event b"]],
  ["exclusive ⟦a⟧, b\nevent c {}", "Expected `(`", ["event c"]],
  ["never ⟦a⟧ and b\nevent c {}", "double quotes", ["never", "event c"]],
  [
    "model m = predict not did e in next 60 days using a by ⟦magic⟧\nevent b {}",
    "`logistic` or `boosted`",
    ["model m", "event b"],
  ],
  ["model m = predict did e in next 60 ⟦using⟧ a by boosted trees", "such as `90 days`", ["model m"]],
  ['test "t" ⟦{⟧ expect a }\nevent b {}', "Expected `as`", ["event b"]],
  [
    'test "t" as of 2026-03-01 {\n  customer { city ⟦"x"⟧ }\n  order_paid 3 day⟦⟧\n  expect a\n}',
    "Expected `:`",
    ["test"],
  ],
  ['@label(zh ⟦"x"⟧) event a {}', "Put a `,`", ["event a"]],
  ["⟦/⟧* c */ event a {}", "A comment begins with `//`.", ["event a"]],
];

describe("a mistake is reported once, where it is mended", () => {
  it.each(cases)("%s", (source, message, declared) => {
    const result = recovered(source);
    expect(result.says[0]).toContain(message);
    expect(result.declared).toEqual(declared);
  });

  it("five mistakes give five errors, and everything is still declared", () => {
    const { declared } = recovered(`profile customer {
  city : text
  age ⟦integer⟧
  birth : date
}
event order_paid { amount ⟦money⟧ }
statistical tag n = ⟦cont⟧ of order_paid
rule tag t = one of {
  "A" ⟦wen⟧ n > 3
  "B" otherwise
}
segment s ⟦whn⟧ n > 3
event last {}
`);
    expect(declared).toEqual(["profile customer", "event order_paid", "tag n", "tag t", "segment s", "event last"]);
  });

  it("mistakes on several lines of one declaration are told apart", () => {
    const { declared } = recovered(`profile customer {
  ⟦when⟧ : date
  city ⟦text⟧
  age : integer
  income ⟦money⟧
  joined_at : time
}
`);
    expect(declared).toEqual(["profile customer"]);
  });

  it("members around a mistake are kept", () => {
    const [profile] = parse("profile customer {\n  a : text\n  b text\n  c : date\n}").declarations;
    expect(profile?.kind === "profile" && profile.fields.map(({ name }) => name.text)).toEqual(["a", "b", "c"]);
    const [tag] = parse('rule tag t = one of {\n  "A" when x\n  "B" wen y\n  "C" when z\n}').declarations;
    expect(
      tag?.kind === "tag" && tag.body.kind === "one of" && tag.body.branches.map(({ value }) => value.value),
    ).toEqual(["A", "C"]);
  });
});
