import { describe, expect, it } from "vitest";
import { parseInstant } from "../../../engine/calendar/instant.ts";
import { zone } from "../../../engine/calendar/zone.ts";
import { compile } from "../../../engine/compile/compile.ts";
import { nearestFlips } from "../../../engine/explain/nearest.ts";
import { nextChange } from "../../../engine/explain/next-change.ts";
import type { OutputNode, Plan } from "../../../engine/plan/plan.ts";
import { customerFromJson, type CustomerInput } from "../../../engine/run/customer.ts";
import { planSettings } from "../../../engine/compile/settings.ts";

const schema = `profile customer { city: text  sms: yes/no required  birth_date: date }
event order_paid { amount: money at least 0 required  channel: one of (app, web) }
event complaint { about: text }
`;
const inZone = zone("UTC");
const asOf = parseInstant("2026-03-01T00:00Z", inZone) ?? 0;

function subject(
  rules: string,
  input: CustomerInput,
): { plan: Plan; output: OutputNode; customer: ReturnType<typeof customerFromJson> } {
  const settings = planSettings({});
  const { plan, diagnostics } = compile({ files: [{ path: "rules.tagma", text: schema + rules }], settings });
  const output = plan?.outputs.find(({ name, at }) => name === "a" && at === "now");
  if (plan === undefined || output === undefined) throw new Error(JSON.stringify(diagnostics));
  return { plan, output, customer: customerFromJson(input, plan, inZone) };
}

const orders = (...times: readonly string[]): CustomerInput["events"] =>
  times.map((time, index) => ({ type: "order_paid", id: `o${index}`, time, fields: { amount: 100, channel: "web" } }));

describe("when a tag changes by itself", () => {
  const next = (rules: string, input: CustomerInput): string | undefined => {
    const { plan, output, customer } = subject(rules, input);
    const found = nextChange(plan, output, customer, asOf);
    return found === undefined
      ? undefined
      : `${new Date(found.at).toISOString()} ${JSON.stringify("value" in found.result ? found.result.value : found.result.state)}`;
  };

  it.for<readonly [string, string, CustomerInput, string | undefined]>([
    [
      "a window leaves an event behind to the millisecond",
      "rule tag a when did order_paid in last 30 days",
      { events: orders("2026-02-10T08:15:30.250Z") },
      "2026-03-12T08:15:30.250Z false",
    ],
    [
      "a window that ended comes to an event",
      "rule tag a when did order_paid in last 7 days ending 7 days ago",
      { events: orders("2026-02-27T06:00:00Z") },
      "2026-03-06T06:00:00.000Z true",
    ],
    [
      "days go by",
      "rule tag a when days since latest order_paid > 10",
      { events: orders("2026-02-25T06:00:00Z") },
      "2026-03-08T06:00:00.000Z true",
    ],
    [
      "a birthday",
      "attribute tag a when years since birth_date >= 18",
      { profile: { birth_date: "2008-04-17" } },
      "2026-04-17T00:00:00.000Z true",
    ],
    [
      "a month ends",
      "rule tag a when did order_paid this month",
      { events: orders("2026-03-01T00:00:00Z") },
      "2026-04-01T00:00:00.000Z false",
    ],
    ["nothing to come", "rule tag a when did order_paid", { events: orders("2026-02-25T06:00:00Z") }, undefined],
    [
      // The order leaves the window on 2 March at 10:15; five hours later that is what was five hours ago.
      "a tag as of some hours ago",
      "rule tag recent when did order_paid in last 30 days\nrule tag a when (recent as of 5 hours ago)",
      { events: orders("2026-01-31T10:15:00.001Z") },
      "2026-03-02T15:15:00.001Z false",
    ],
    [
      "a number of hours is reached",
      "rule tag a when hours since latest order_paid is 3",
      { events: orders("2026-02-28T22:30:00.500Z") },
      "2026-03-01T01:30:00.500Z true",
    ],
    [
      "a number of hours is left",
      "rule tag a when hours since latest order_paid is 3",
      { events: orders("2026-02-28T20:30:00.500Z") },
      "2026-03-01T00:30:00.500Z false",
    ],
    [
      "a length of time begins, which includes its end",
      "rule tag a when now - (time of latest order_paid) from 2 hours to 4 hours",
      { events: orders("2026-02-28T23:10:00Z") },
      "2026-03-01T01:10:00.000Z true",
    ],
    [
      "a length of time ends a millisecond after what it includes",
      "rule tag a when now - (time of latest order_paid) from 2 hours to 4 hours",
      { events: orders("2026-02-28T20:10:00Z") },
      "2026-03-01T00:10:00.001Z false",
    ],
    [
      "a cart is abandoned when its time has run out",
      "rule tag a when did complaint then not order_paid within 6 hours",
      { events: [{ type: "complaint", id: "c1", time: "2026-02-28T21:45:00Z", fields: {} }] },
      "2026-03-01T03:45:00.000Z true",
    ],
    [
      "an order that lies ahead",
      "rule tag a when did order_paid",
      { events: orders("2026-03-05T06:07:08.009Z") },
      "2026-03-05T06:07:08.009Z true",
    ],
    [
      "another profile that lies ahead",
      'attribute tag a when city is "York"',
      {
        versions: [{ fields: { city: "Leeds" } }, { validFrom: "2026-03-02T10:00:00Z", fields: { city: "York" } }],
      },
      "2026-03-02T10:00:00.000Z true",
    ],
    [
      // 864,000 seconds are ten days; more have gone by one second later.
      "many seconds, of which each is counted",
      "rule tag a when (seconds since latest order_paid) > 864000",
      { events: orders("2026-02-25T06:00:00Z") },
      "2026-03-07T06:00:01.000Z true",
    ],
    [
      // 2 (t − 23:40) passes t − 23:00 after 00:20, and a second counts when it is over.
      "two counts of seconds against each other",
      "rule tag a when (seconds since latest order_paid) * 2 > seconds since first order_paid",
      { events: orders("2026-02-28T23:00:00Z", "2026-02-28T23:40:00Z") },
      "2026-03-01T00:20:01.000Z true",
    ],
    [
      // 4,503,600 × 2,000,000,000 is the first that is beyond 2^53 − 1: 52 days and 3 hours later.
      "a product becomes too large",
      "rule tag a when (seconds since latest order_paid) * 2000000000 >= 0",
      { events: orders("2026-02-25T06:00:00Z") },
      '2026-04-18T09:00:00.000Z "error"',
    ],
    [
      "a tag that goes with the clock changes at once",
      "rule tag a = now - 3 hours",
      {},
      "2026-03-01T00:00:00.001Z 1772312400001",
    ],
  ])("%s", ([, rules, input, expected]) => {
    expect(next(rules, input)).toBe(expected);
  });
});

describe("what would change a tag", () => {
  const flips = (rules: string, input: CustomerInput): string[] => {
    const { plan, output, customer } = subject(rules, input);
    return nearestFlips(plan, output, customer, asOf).map(({ edit }) =>
      edit.kind === "field"
        ? `${edit.field.name} = ${String(edit.value)}`
        : `${edit.times} ${edit.kind} ${edit.event} ${edit.fields.map(([field, value]) => `${field.name} ${String(value)}`).join(", ")}`,
    );
  };

  it("one more order of the missing amount", () => {
    expect(
      flips("rule tag a when sum of order_paid.amount in last 90 days >= 440", {
        events: orders("2026-02-10T00:00:00Z"),
      }),
    ).toContain("1 more order_paid amount 34000");
  });
  it("as many more orders as are missing", () => {
    expect(
      flips("rule tag a when count of order_paid in last 90 days >= 4", { events: orders("2026-02-10T00:00:00Z") }),
    ).toContain("3 more order_paid ");
  });
  it("with what the filter asks for", () => {
    expect(flips("rule tag a when did order_paid where channel is app", { profile: { sms: true } })).toContain(
      "1 more order_paid channel app",
    );
  });
  it("fewer complaints", () => {
    const complaints = ["2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z", "2026-02-03T00:00:00Z"].map((time, index) => ({
      type: "complaint",
      id: `c${index}`,
      time,
      fields: {},
    }));
    expect(flips("rule tag a when count of complaint in last 90 days < 2", { events: complaints })).toContain(
      "2 fewer complaint ",
    );
  });
  it("another value of a field", () => {
    expect(flips('attribute tag a when city is "Leeds" and sms', { profile: { city: "York", sms: true } })).toContain(
      "city = Leeds",
    );
  });
  it("nothing, where no small edit does it", () => {
    expect(flips("rule tag a when count of order_paid in last 90 days >= 40", { events: [] })).toEqual([]);
  });
});
