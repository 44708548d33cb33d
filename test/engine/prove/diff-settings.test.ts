import { describe, expect, it } from "vitest";
import { semanticDiff } from "../../../engine/prove/diff.ts";
import type { SettingsInput } from "../../../engine/compile/settings.ts";
import { compiled } from "../../support/proofs.ts";

const schema =
  "profile customer { age : integer from 0 to 120  city : text  income : money  joined_at : time required }\nevent order { amount : money at least 0  at_home : yes/no }\n";

function changes(
  before: string,
  after: string,
  settings: SettingsInput = {},
  afterSettings: SettingsInput = settings,
  afterSchema = schema,
): Record<string, string> {
  const [left, right] = [
    compiled([{ path: "a.tagma", text: schema + before }], settings).plan,
    compiled([{ path: "a.tagma", text: afterSchema + after }], afterSettings).plan,
  ];
  return Object.fromEntries(
    semanticDiff(left, right).changes.map(({ output, change }) => [
      output.name,
      change.kind === "same" ? change.how : change.kind,
    ]),
  );
}
const both = (text: string, afterSettings: SettingsInput): Record<string, string> =>
  changes(text, text, {}, afterSettings);

describe("comparing rule sets by meaning", () => {
  it("proves that another spelling is the same", () => {
    expect(changes("rule tag t when age >= 30", "rule tag t when not (age < 30)")).toEqual({ t: "proved" });
    expect(
      changes("rule tag t when did order in last 7 days", "rule tag t when count of order in last 1 week > 0"),
    ).toEqual({ t: "proved" });
    expect(changes("rule tag t when age > 29", "rule tag t when age >= 30")).toEqual({ t: "proved" });
  });
  it("finds what the unknown changes", () => {
    expect(changes("rule tag t when age >= 30", "rule tag t when (age if unknown 30) >= 30")).toEqual({ t: "changed" });
  });
  it("finds a boundary", () => {
    expect(changes("rule tag t when age > 30", "rule tag t when age >= 30")).toEqual({ t: "changed" });
    expect(changes("rule tag t when income > 99.99", "rule tag t when income >= 99.99")).toEqual({ t: "changed" });
  });
});

describe("the same text under other settings", () => {
  it("is the same only where the time zone does not matter", () => {
    const text =
      "rule tag adult when age >= 18\nrule tag recent when did order in last 30 days\nrule tag monthly when did order this month\nrule tag days = distinct days of order\nrule tag deep when monthly and adult\nrule tag joined = years since joined_at";
    expect(both(text, { timeZone: "Asia/Taipei" })).toEqual({
      adult: "identical",
      recent: "identical",
      monthly: "not proved",
      days: "not proved",
      deep: "not proved",
      joined: "not proved",
    });
  });
  it("is the same only where the first day of the week does not matter", () => {
    expect(
      both("rule tag weekly when did order this week\nrule tag monthly when did order this month", {
        weekStart: "sunday",
      }),
    ).toEqual({ weekly: "not proved", monthly: "identical" });
  });
  it("is the same only where money does not matter, when its digits change", () => {
    expect(
      both(
        "rule tag adult when age >= 18\nrule tag rich when income is known\nrule tag spend when sum of order.amount > 0",
        { currency: "JPY" },
      ),
    ).toEqual({ adult: "identical", rich: "not proved", spend: "not proved" });
  });
  it("is the same only where a field of another type does not matter", () => {
    const after = schema.replace("city : text", "city : one of (Taipei, Tainan)");
    expect(
      changes(
        'rule tag t when city is "Taipei"\nrule tag adult when age >= 18',
        'rule tag t when city is "Taipei"\nrule tag adult when age >= 18',
        {},
        {},
        after,
      ),
    ).toEqual({ t: "not proved", adult: "identical" });
  });
});
