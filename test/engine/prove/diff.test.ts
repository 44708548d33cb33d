import { describe, expect, it } from "vitest";
import { compile } from "../../../engine/compile/compile.ts";
import type { Plan } from "../../../engine/plan/plan.ts";
import { semanticDiff, type OutputChange } from "../../../engine/prove/diff.ts";
import { interpret, prepare } from "../../../engine/run/interpreter.ts";
import { planSettings } from "../../../engine/compile/settings.ts";

const schema = `profile customer { birth_date: date  city: text  sms: yes/no required  gender: one of (female, male) }
event order_paid { amount: money at least 0 required  category: one of (fresh, snacks) }
`;

function planOf(rules: string): Plan {
  const settings = planSettings({ timeZone: "Asia/Taipei" });
  const { plan, diagnostics } = compile({ files: [{ path: "rules.tagma", text: schema + rules }], settings });
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics));
  return plan;
}

function changeOf(before: string, after: string, name: string): OutputChange {
  const found = semanticDiff(planOf(before), planOf(after)).changes.find(({ output }) => output.name === name);
  if (found === undefined) throw new Error(`no change is listed for ${name}`);
  return found;
}

const same: readonly (readonly [string, string, string])[] = [
  ["the order of operands", 'rule tag a when sms and city is "x"', 'rule tag a when city is "x" and sms'],
  [
    "a whole number above 4 is at least 5",
    "rule tag a when count of order_paid > 4",
    "rule tag a when count of order_paid >= 5",
  ],
  ["de Morgan", "rule tag a when not (sms or gender is male)", "rule tag a when not sms and not gender is male"],
  [
    "did is a count of at least one",
    "rule tag a when did order_paid in last 9 days",
    "rule tag a when count of order_paid in last 9 days >= 1",
  ],
  [
    "seven days are a week",
    "statistical tag a = count of order_paid in last 7 days",
    "statistical tag a = count of order_paid in last 1 week",
  ],
  [
    "a name in between",
    "rule tag a when sum of order_paid.amount >= 5",
    "statistical tag spend = sum of order_paid.amount\nrule tag a when spend >= 5",
  ],
  [
    "a range written out",
    "rule tag a when count of order_paid from 2 to 4",
    "rule tag a when count of order_paid >= 2 and count of order_paid <= 4",
  ],
  [
    "branches in another order",
    'rule tag a = one of { "x" when sms  "y" when not sms }',
    'rule tag a = one of { "y" when not sms  "x" when sms }',
  ],
];

const changed: readonly (readonly [string, string, string])[] = [
  ["a bound", "rule tag a when count of order_paid > 4", "rule tag a when count of order_paid >= 4"],
  ["a window", "rule tag a when did order_paid in last 9 days", "rule tag a when did order_paid in last 10 days"],
  ["a cent", "rule tag a when sum of order_paid.amount >= 5", "rule tag a when sum of order_paid.amount >= 5.01"],
  ["unknown people are let in", 'rule tag a when city is "x"', 'rule tag a when city is "x" or city is unknown'],
  [
    "a filter",
    "statistical tag a = count of order_paid",
    "statistical tag a = count of order_paid where category is fresh",
  ],
  [
    "the first branch wins instead of a conflict",
    'rule tag a = one of { "x" when sms  "y" when gender is male }',
    'rule tag a = first of { "x" when sms  "y" when gender is male }',
  ],
  [
    "a birthday",
    "attribute tag a when years since birth_date >= 18",
    "attribute tag a when years since birth_date > 18",
  ],
];

describe("semantic diff", () => {
  it.for(same)("proves the same: %s", ([, before, after]) => {
    expect(changeOf(before, after, "a").change.kind).toBe("same");
  });

  it.for(changed)("shows a customer: %s", ([, before, after]) => {
    const diff = semanticDiff(planOf(before), planOf(after));
    const found = diff.changes.find(({ output }) => output.name === "a");
    expect(found?.change.kind).toBe("changed");
    const witnesses = found?.change.kind === "changed" ? found.change.witnesses : [];
    // Each witness, evaluated anew under each of the two plans alone, gives what the diff says.
    for (const { witness, before: was, after: becomes } of witnesses) {
      const result = (plan: Plan) =>
        interpret(prepare(plan, witness.asOf), witness.customer).get(
          plan.outputs.find(({ name, at }) => name === "a" && at === "now")?.id ?? "",
        );
      expect([result(planOf(before)), result(planOf(after))]).toEqual([was, becomes]);
      expect(was).not.toEqual(becomes);
    }
    expect(witnesses.length).toBeGreaterThan(0);
  });

  it("tells added, removed, renamed and identical apart", () => {
    const before = "rule tag kept when sms\nrule tag gone when not sms\nrule tag old_name when gender is male";
    const after = 'rule tag kept when sms\nrule tag fresh when city is "x"\nrule tag new_name when gender is male';
    const kinds = Object.fromEntries(
      semanticDiff(planOf(before), planOf(after)).changes.map(({ output, change }) => [output.name, change.kind]),
    );
    expect(kinds).toEqual({ kept: "same", fresh: "added", new_name: "renamed", gone: "removed" });
  });

  it("names what a change comes through", () => {
    const rules = (limit: number): string =>
      `statistical tag n = count of order_paid\nrule tag many when n >= ${limit}\nsegment loud when many and sms`;
    const found = changeOf(rules(5), rules(6), "loud");
    expect(found.change.kind).toBe("changed");
    expect(found.because).toContain("many");
  });

  it("says when the type of value changes", () => {
    expect(changeOf("rule tag a when sms", 'rule tag a = one of { "x" when sms }', "a").change.kind).toBe("retyped");
  });
});
