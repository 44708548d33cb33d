import { describe, expect, it } from "vitest";
import { compile } from "../../../engine/compile/compile.ts";
import { planSettings } from "../../../engine/compile/settings.ts";
import { required } from "../../../engine/invariant/required.ts";
import type { CustomerInput } from "../../../engine/run/customer.ts";
import { compiledExecutors } from "../../support/differential.ts";
import { interpreted, type Answer } from "../../support/executors.ts";

const NOW = Date.UTC(2026, 2, 1);
const rules = `
profile customer { name : text   level : one of (low, vip)   opted : yes/no }
event order_paid { note : text   channel : one of (app, web) }
event page_view {}
attribute tag is_zoe when id is "Zoé"
attribute tag named = name
attribute tag levelled = level
attribute tag opts = opted
statistical tag orders = count of order_paid
statistical tag views = count of page_view
statistical tag last_note = latest order_paid.note
statistical tag last_channel = latest order_paid.channel
`;

/** What every executor says of a customer. */
function answers(customer: CustomerInput): readonly (readonly [string, Answer])[] {
  const { plan } = compile({ files: [{ path: "r.tagma", text: rules }], settings: planSettings({ timeZone: "UTC" }) });
  const compiled = required(plan, "a plan");
  return [
    ["interpreter", interpreted(compiled, customer, NOW)] as const,
    ...compiledExecutors(compiled).map(([name, evaluate]) => [name, evaluate([customer], NOW)[0] ?? "absent"] as const),
  ];
}

describe("ids", () => {
  it("of customers are read in NFC, as an import reads them", () => {
    for (const [name, answer] of answers({ id: "Zoe\u0301", profile: {} }))
      expect([name, answer]).toMatchObject([name, { is_zoe: true }]);
  });

  it("of events are unique within their type, in NFC", () => {
    const at = "2026-02-01T10:00Z";
    const events = [
      { type: "order_paid", id: "\u00e9", time: at, fields: { note: "b" } },
      { type: "order_paid", id: "e\u0301", time: at, fields: { note: "a" } },
      { type: "page_view", id: "\u00e9", time: at },
      { type: "page_view", id: "1", time: at },
      { type: "order_paid", id: "1", time: at, fields: { note: "A" } },
    ];
    for (const [name, answer] of answers({ id: "c", profile: {}, events }))
      expect([name, answer]).toMatchObject([name, { orders: 2, views: 2, last_note: "a" }]);
  });
});

describe("lists and objects of JSON", () => {
  it.for([
    ["profile", "name", ["vip"], "customer.name is a list, where one value belongs"],
    ["profile", "level", ["vip"], "customer.level is a list, where one value belongs"],
    ["profile", "level", { is: "vip" }, "customer.level is an object, where one value belongs"],
    ["profile", "opted", ["yes"], "customer.opted is a list, where one value belongs"],
    ["event", "note", { text: "x" }, "order_paid.note is an object, where one value belongs"],
    ["event", "channel", ["app"], "order_paid.channel is a list, where one value belongs"],
  ] as const)("are no value: %s %s %j", ([where, field, value, problem]) => {
    const customer: CustomerInput =
      where === "profile"
        ? { id: "c", profile: { [field]: value } }
        : { id: "c", profile: {}, events: [{ type: "order_paid", id: "1", time: 0, fields: { [field]: value } }] };
    expect(() => answers(customer)).toThrow(problem);
    for (const [, evaluate] of compiledExecutors(
      required(
        compile({ files: [{ path: "r.tagma", text: rules }], settings: planSettings({ timeZone: "UTC" }) }).plan,
        "a plan",
      ),
    ))
      expect(() => evaluate([customer], NOW)).toThrow(problem);
  });
});
