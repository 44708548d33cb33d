import { describe, expect, it } from "vitest";
import { mutantsOf } from "../../../engine/testing/mutants.ts";
import { runMutants } from "../../../engine/testing/mutation.ts";
import { testCases } from "../../../engine/testing/test-case.ts";
import { madeTests } from "../../support/made-tests.ts";
import { compiled } from "../../support/proofs.ts";

const schema = `profile customer { age : integer from 0 to 120  income : money  city : text  vip : yes/no required }
event order { amount : money at least 0 required  channel : one of (app, web, store) }
event visit { path : text }
`;
const changes = (rules: string): string[] =>
  mutantsOf(compiled([{ path: "rules.tagma", text: `${schema}${rules}\n` }]).plan).map(({ change }) => change);

describe("mistakes that are made", () => {
  it.for<[string, string[]]>([
    ["rule tag t when age >= 18", [">= → >", "18 → 17"]],
    ["rule tag t when age > 18", ["> → >=", "18 → 19"]],
    ["rule tag t when income < 100", ["< → <=", "100.00 → 99.99"]],
    ["rule tag t when age from 20 to 30", [">= → >", "20 → 19", "<= → <", "30 → 31"]],
    ["rule tag t when age >= 18 and vip", ["and → or", ">= → >", "18 → 17"]],
    ["rule tag t when not vip", ["not → (left out)"]],
    ['rule tag t when city is one of ("A", "B")', ['"A" → (left out)', '"B" → (left out)']],
    ["rule tag t when age is known", ["is known → is unknown"]],
    [
      "statistical tag t = count of order in last 30 days",
      ["last 30 days → last 31 days", "last 30 days → last 29 days"],
    ],
    [
      "statistical tag t = count of order in last 3 months",
      ["last 3 months → last 4 months", "last 3 months → last 2 months"],
    ],
    ["statistical tag t = count of order this month", ["this month → last month"]],
    ["statistical tag t = sum of order.amount where channel is app", ["where … → (left out)", "is → is not"]],
    ["statistical tag t = minimum of order.amount", ["minimum → maximum"]],
    ["statistical tag t = median of order.amount", ["50% quantile → 60% quantile"]],
    ["statistical tag t = 99.5% quantile of order.amount", ["99.5% quantile → 0.5% quantile"]],
    [
      "statistical tag t = count of visit then order within 2 days",
      ["within 2 days → within 3 days", "within 2 days → within 1 day"],
    ],
    ['rule tag t = first of { "A" when vip  "B" when city is "x" }', ["is → is not", '"A" before "B" → after it']],
    [
      'rule tag t = bands of age { "Old" from 60  "Young" otherwise }',
      ['"Old" from 60 → from 61', '"Old" from 60 → from 59'],
    ],
    [
      "rule tag t = score from 0 to 9 { +2 per visit at most 6 }",
      ["+2 → +3", "at most 6 → at most 7", "from 0 → from -1", "to 9 → to 10"],
    ],
  ])("%s", ([rules, expected]) => {
    expect(changes(rules).toSorted()).toEqual(expected.toSorted());
  });
});

function study(text: string) {
  const { plan, program } = compiled([{ path: "rules.tagma", text: `${schema}${text}\n` }], {}, undefined, true);
  return runMutants(plan, testCases(program, plan)).map(
    ({ mutant, outcome, difference }) =>
      `${mutant.change}: ${outcome}${outcome === "missed" && difference === undefined ? "?" : ""}`,
  );
}

describe("what becomes of them", () => {
  it("a test beside the boundary notices", () => {
    expect(
      study('rule tag t when age >= 18\ntest "18" as of 2026-03-01 { customer { age: 18 vip: no } expect t }'),
    ).toEqual([">= → >: noticed", "18 → 17: missed"]);
    expect(
      study('rule tag t when age >= 18\ntest "17" as of 2026-03-01 { customer { age: 17 vip: no } expect not t }'),
    ).toEqual([">= → >: missed", "18 → 17: noticed"]);
  });

  it("a test that fails anyway notices nothing", () => {
    expect(
      study('rule tag t when age >= 18\ntest "18" as of 2026-03-01 { customer { age: 18 vip: no } expect not t }'),
    ).toEqual([">= → >: missed", "18 → 17: missed"]);
  });

  it("what can change nothing is no mistake", () => {
    // Nobody is older than 120; days are counted in whole.
    expect(study("rule tag t when age > 120")).toEqual(["> → >=: missed", "120 → 121: equivalent"]);
    expect(
      study("rule tag t when days since latest order < 30 and days since latest order <= 60").filter((found) =>
        found.includes("60"),
      ),
    ).toEqual(["60 → 61: equivalent"]);
  });

  it("a mistake shows as of an earlier day, too", () => {
    expect(
      study(
        'rule tag t when age >= 18\nrule tag was when t as of 30 days ago\ntest "18" as of 2026-03-01 { customer { age: 18 vip: no } expect was }',
      )[0],
    ).toBe(">= → >: noticed");
  });
});

// Those made for Northwind are in made-tests.long.ts.
describe("tests that are made", () => {
  it("pass, and notice every mistake for which a customer was found", () => {
    const rules = `statistical tag spent = sum of order.amount in last 90 days
rule tag tier = first of { "VIP" when spent >= 100 and vip  "Regular" when spent >= 20  "None" otherwise }
rule tag grown when age >= 18
`;
    const found = madeTests([{ path: "rules.tagma", text: `${schema}${rules}` }], {});
    expect(found).toMatchObject({ failing: [], unnoticed: [], unseen: [] });
    expect(found.shown).toBeGreaterThan(8);
  });
});
