import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../../engine/compile/compile.ts";
import { planSettings } from "../../../engine/compile/settings.ts";
import { parseInstant } from "../../../engine/calendar/instant.ts";
import { zone } from "../../../engine/calendar/zone.ts";
import { required } from "../../../engine/invariant/required.ts";
import type { Plan } from "../../../engine/plan/plan.ts";
import { witnessTest } from "../../../engine/prove/show-witness.ts";
import { customerFromJson, type CustomerInput } from "../../../engine/run/customer.ts";
import { expectationsFor } from "../../../engine/testing/expectation-text.ts";
import { runTests } from "../../../engine/testing/run-tests.ts";
import { standInFor } from "../../../engine/testing/stand-in.ts";
import { allReads } from "../../../store/snapshot/snapshot.ts";

const settings = planSettings({ timeZone: "Asia/Taipei" });
const rules = `profile customer {
  name: text personal
  born: date personal
  income: money
  city: text
  phone_ok: yes/no required
  joined_at: time
}
event order_paid { amount: money at least 0 required  channel: one of (app, web)  note: text }
event page_view { path: text }
attribute tag age = years since born
segment grown when age >= 30 and income >= 50000
rule tag tier = one of {
  "Gold" when sum of order_paid.amount in last 90 days >= 100
  "Silver" when sum of order_paid.amount in last 90 days < 100
}
statistical tag spend = sum of order_paid.amount in last 90 days
segment local when city is "Lyon"
segment ann when name is "Ann Ash"
segment looker when did page_view then order_paid within 7 days
`;

const { plan, program } = compile({ files: [{ path: "a.tagma", text: rules }], settings });
const wide: Plan = { ...required(plan, "the plan"), reads: allReads(program) };
const asOf = required(parseInstant("2026-03-01", zone("Asia/Taipei")), "the instant");

const ann: CustomerInput = {
  id: "c-4711",
  versions: [
    { validFrom: null, fields: { name: "Ann", city: "Paris", phone_ok: true } },
    {
      validFrom: "2025-05-17T13:37:11",
      fields: {
        name: "Ann Ash",
        born: "1983-07-19",
        income: 53217.45,
        city: "Lyon",
        phone_ok: true,
        joined_at: "2019-11-23T08:41:07",
      },
    },
  ],
  events: [
    ["order_paid", "2026-02-11T18:23:51", { amount: 83.17, channel: "app", note: "for Bob" }],
    ["order_paid", "2026-01-29T09:02:13", { amount: 61.29, channel: "web" }],
    ["order_paid", "2025-02-03T11:59:59", { amount: 912.34 }],
    ["page_view", "2026-02-10T18:20:02", { path: "/shoes/4711" }],
    ["page_view", "2024-02-10T18:20:02", { path: "/secret" }],
  ].map(([type, time, fields], index) => ({
    type: String(type),
    id: `e${index}`,
    time: String(time),
    fields: Object(fields),
  })),
};

/** Everything of Ann that nobody else has. */
const own =
  /4711|Ann|1983-07-19|53217|83\.17|61\.29|912|2019-11-23|2026-02-11T18|2026-01-29T09|2026-02-10T18|2025-05-17|Bob|secret/;

/** A test made of a customer: its text, and whether it passes. */
function made(
  name: string,
  input: CustomerInput,
): { readonly text: string; readonly passes: boolean; readonly telling: readonly string[] } {
  const output = required(
    wide.outputs.find((one) => one.name === name && one.at === "now"),
    name,
  );
  const customer = customerFromJson(input, wide, zone("Asia/Taipei"));
  const found = standInFor(wide, [output], customer, asOf);
  const given: Plan = { ...wide, source: { ...wide.source, unread: {} } };
  const result = required(found.results.get(output.id), name);
  const expects = required(expectationsFor(output, result, zone("Asia/Taipei")), "an expectation");
  const text = witnessTest({ asOf, customer: found.customer }, given, "one", expects);
  const tested = compile({ files: [{ path: "a.tagma", text: `${rules}\n${text}\n` }], settings }, { tests: true });
  expect(tested.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const outcomes = runTests(tested.program, required(tested.plan, "the plan"), [0], new Map());
  return { text, passes: outcomes.every(({ failures }) => failures.length === 0), telling: found.telling };
}

describe("a test that is made of a customer", () => {
  it.for<[string, RegExp, RegExp]>([
    // By the rules: what they do not ask about is not there.
    ["tier", /expect tier is "Gold"/, /income|born|city|page_view|2025-02/],
    ["grown", /expect grown/, /order_paid|city|page_view/],
    ["local", /expect local\n/, /order_paid|income|born|page_view/],
    ["looker", /expect looker/, /income|born|city|secret/],
    ["spend", /expect spend is \d/, /income|born|city|page_view/],
  ])("holds of %s what matters, and nothing that tells who it was", ([name, wanted, unwanted]) => {
    const { text, passes } = made(name, ann);
    expect(text).toMatch(wanted);
    expect(text).not.toMatch(unwanted);
    expect(text).not.toMatch(own);
    expect(passes).toBe(true);
  });

  it("is not made where a personal value matters as it is", () => {
    expect(made("ann", ann).telling).toEqual(["name"]);
  });

  it("passes, and repeats no odd amount, for any customer", () => {
    let tried = 0;
    const day = fc
      .integer({ min: 0, max: 400 })
      .map((days) => new Date(Date.UTC(2025, 0, 1 + days, 5, 7, 11)).toISOString());
    // Amounts that nobody would write by chance.
    const cents = fc.integer({ min: 1, max: 20_000 }).map((whole) => Number(`${whole}.37`));
    fc.assert(
      fc.property(
        fc.array(fc.record({ type: fc.constantFrom("order_paid", "page_view"), time: day, amount: cents }), {
          maxLength: 25,
        }),
        cents,
        fc.constantFrom("tier", "grown", "looker", "local", "spend"),
        (events, income, name) => {
          const { text, passes } = made(name, {
            id: "somebody",
            versions: [
              {
                validFrom: null,
                fields: { born: "1991-02-03", income: Number((40_000 + income).toFixed(2)), phone_ok: false },
              },
            ],
            events: events.map(({ type, time, amount }, index) => ({
              type,
              id: `e${index}`,
              time,
              fields: type === "order_paid" ? { amount } : {},
            })),
          });
          expect(passes).toBe(true);
          expect(text).not.toMatch(/\.37|1991-02-03|:07:11/);
          tried++;
        },
      ),
      { numRuns: 40 },
    );
    expect(tried).toBe(40);
  });
});
