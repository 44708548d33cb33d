import { describe, expect, it } from "vitest";
import { measureCoverage } from "../../../engine/testing/coverage.ts";
import { testCases } from "../../../engine/testing/test-case.ts";
import { compiled } from "../../support/proofs.ts";

const schema = "profile customer { age : integer  points : integer  vip : yes/no }\n";

/** Customers as `age points vip`, `-` for unknown, each with an expectation that holds whatever the rules say. */
function coverage(rules: string, customers: readonly string[], looksAt = "t") {
  const tests = customers.map((customer, index) => {
    const [age, points, vip] = customer.split(" ");
    const fields = [
      ["age", age],
      ["points", points],
      ["vip", vip],
    ]
      .filter(([, value]) => value !== "-")
      .map(([name, value]) => `${name}: ${value}`)
      .join(" ");
    return `test "${index}" as of 2026-03-01 { customer { ${fields} } expect ${looksAt} is known or ${looksAt} is unknown }`;
  });
  const { plan, program } = compiled(
    [{ path: "rules.tagma", text: `${schema}${rules}\n${tests.join("\n")}\n` }],
    {},
    undefined,
    true,
  );
  const found = measureCoverage(plan, testCases(program, plan));
  return {
    seen: found.values.filter(({ output, seen }) => output.name === "t" && seen).map(({ value }) => value),
    matters: found.conditions
      .filter(({ output }) => output.name === "t")
      .map(({ mattersWhenTrue, mattersWhenNot }) => `${mattersWhenTrue ? "T" : "-"}${mattersWhenNot ? "F" : "-"}`),
  };
}

// Worked out by hand: a condition matters in a test when turning it round turns the decision round.
describe("conditions seen to matter", () => {
  it.for<[string, string, string[], string[]]>([
    ["a and b: both hold", "rule tag t when age > 30 and points > 5", ["40 9 -"], ["T-", "T-"]],
    [
      "a and b: one fails at a time",
      "rule tag t when age > 30 and points > 5",
      ["40 9 -", "20 9 -", "40 1 -"],
      ["TF", "TF"],
    ],
    ["a and b: both fail, neither decides", "rule tag t when age > 30 and points > 5", ["20 1 -"], ["--", "--"]],
    [
      "a or b: one holds at a time",
      "rule tag t when age > 30 or points > 5",
      ["40 1 -", "20 9 -", "20 1 -"],
      ["TF", "TF"],
    ],
    ["a or b: both hold, neither decides", "rule tag t when age > 30 or points > 5", ["40 9 -"], ["--", "--"]],
    ["not", "rule tag t when not (age > 30) and points > 5", ["40 9 -", "20 9 -"], ["TF", "T-"]],
    ["unknown does not hold", "rule tag t when age > 30 and points > 5", ["40 - -"], ["--", "-F"]],
    ["a range is one condition", "rule tag t when age from 20 to 30 and vip", ["25 - yes", "40 - yes"], ["TF", "T-"]],
    [
      "an earlier branch hides a later",
      'rule tag t = first of { "A" when age > 30  "B" when points > 5 }',
      ["40 9 -", "40 1 -"],
      ["T-", "--"],
    ],
    [
      "and not when it fails",
      'rule tag t = first of { "A" when age > 30  "B" when points > 5 }',
      ["20 9 -", "20 1 -"],
      ["-F", "TF"],
    ],
  ])("%s", ([, rules, customers, expected]) => {
    expect(coverage(rules, customers).matters).toEqual(expected);
  });
});

describe("values seen", () => {
  it.for<[string, string, string[], string[]]>([
    [
      "branches and otherwise",
      'rule tag t = first of { "A" when age > 30  "B" when age > 20  "C" otherwise }',
      ["40 - -", "10 - -"],
      ["A", "C"],
    ],
    ["when unknown", 'rule tag t = first of { "A" when age > 30  "U" when unknown  "C" otherwise }', ["- - -"], ["U"]],
    ["yes and no", "rule tag t when age > 30", ["40 - -", "20 - -", "- - -"], ["yes", "no"]],
    ["bands", 'rule tag t = bands of age { "Old" from 60  "Young" from 0 }', ["70 - -"], ["Old"]],
    ["all of", 'rule tag t = all of { "A" when age > 30  "B" when vip }', ["40 - yes"], ["A", "B"]],
  ])("%s", ([, rules, customers, expected]) => {
    expect(coverage(rules, customers).seen).toEqual(expected);
  });

  it("what no expectation looks at has not been tested", () => {
    expect(coverage("rule tag t when age > 30\nrule tag other when vip", ["40 - yes"], "other")).toEqual({
      seen: [],
      matters: ["--"],
    });
  });

  it("what is looked at through another tag, or as of an earlier day, has", () => {
    expect(coverage("rule tag t when age > 30\nrule tag other when t and vip", ["40 - yes"], "other").seen).toEqual([
      "yes",
    ]);
    expect(
      coverage("rule tag t when age > 30\nrule tag other when t as of 30 days ago", ["40 - yes"], "other"),
    ).toEqual({ seen: ["yes"], matters: ["T-"] });
  });
});
