import { describe, expect, it } from "vitest";
import { compile } from "../../../engine/compile/compile.ts";
import { planSettings } from "../../../engine/compile/settings.ts";
import { required } from "../../../engine/invariant/required.ts";
import type { CustomerInput, EventInput } from "../../../engine/run/customer.ts";
import { evaluate } from "../../../engine/run/evaluate.ts";
import { load } from "../../../engine/run/one-customer/executor.ts";
import { customerValidator } from "../../../engine/run/one-customer/validate.ts";

const NOW = Date.UTC(2026, 2, 1);
const rules = `profile customer {}
event bought { shop : one of (app, web)  total : money required }
event line part of bought { sku : text  price : money required }
statistical tag dear = count of line where price > 5 and bought.shop is app
`;
const plan = required(
  compile({ files: [{ path: "r.tagma", text: rules }], settings: planSettings({ timeZone: "UTC" }) }).plan,
  "a plan",
);
const bought = (parts: unknown): EventInput => ({
  type: "bought",
  id: "1",
  time: "2026-02-01",
  fields: { shop: "app", total: 9 },
  // What callers send need not be what the types ask for.
  ...(JSON.parse(JSON.stringify({ parts })) as Pick<EventInput, "parts">),
});
const customer = (...events: EventInput[]): CustomerInput => ({ id: "c", profile: {}, events });
const executors: readonly (readonly [string, (given: CustomerInput) => unknown])[] = [
  ["interpreter", (given) => evaluate(plan, given, { asOf: NOW })],
  ["generated code", (given) => load(plan).evaluateCustomer(given, NOW)],
  ["closures", (given) => load(plan, { generate: false }).evaluateCustomer(given, NOW)],
];

describe.each(executors)("parts that the %s is given", (_, evaluated) => {
  it.each([
    ["no list", bought({ line: { sku: "a", price: 1 } }), "the parts line of bought are no list"],
    ["no objects", bought({ line: [{ price: 6 }, 7] }), "part 2 of line is no object"],
    ["nothing", bought({ line: [null] }), "part 1 of line is no object"],
    ["lists", bought({ line: [[]] }), "part 1 of line is no object"],
    ["too many", bought({ line: Array.from({ length: 10_001 }, () => ({ price: 6 })) }), "more than 10000 parts line"],
    ["of another type", bought({ line: [{ price: "dear" }] }), "line.price"],
    [
      "by themselves",
      { type: "line", id: "1", time: "2026-02-01", fields: { price: 6 } },
      "line is part of bought, and comes in the `parts` of that event",
    ],
  ])("are refused where they are %s", (_what, event, said) => {
    expect(() => evaluated(customer(event))).toThrow(said);
  });

  it("may be null for none, of any type", () => {
    for (const parts of [null, { line: null, gifts: [null] }])
      expect(evaluated(customer(bought(parts)))).toMatchObject({ kind: "present" });
  });

  it("are passed over where no rule reads them, and may be as many as the limit", () => {
    const event = bought({ gifts: "none", line: Array.from({ length: 10_000 }, () => ({ price: 6 })) });
    const found = evaluated(customer(event)) as { readonly tags: ReadonlyMap<string, unknown> | object };
    const tags = found.tags instanceof Map ? Object.fromEntries(found.tags) : { ...found.tags };
    expect(tags).toEqual({ dear: 10_000 });
  });
});

describe("what is checked of parts", () => {
  const problems = (event: EventInput): readonly string[] => customerValidator(plan)({}, [event]);

  it("are the fields of each, and that they come with their event", () => {
    expect(problems(bought({ line: [{ sku: "a", price: 1 }] }))).toEqual([]);
    expect(problems(bought(undefined))).toEqual([]);
    expect(problems(bought({ line: [{ price: 1 }, { sku: "b" }] }))[0]).toContain("/0/parts/line/1");
    expect(problems(bought({ line: {} }))[0]).toContain("/0/parts/line");
    expect(problems({ type: "line", id: "1", time: "2026-02-01", fields: { price: 6 } })).not.toEqual([]);
  });
});
