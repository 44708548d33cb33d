import { describe, expect, it } from "vitest";
import { parseInstant } from "../../../engine/calendar/instant.ts";
import { zone } from "../../../engine/calendar/zone.ts";
import { load } from "../../../engine/run/one-customer/executor.ts";
import { compiledExecutors } from "../../support/differential.ts";
import { asExpected, evaluatedCases } from "../../support/executor-cases.ts";

describe("conformance: the compiled executors", () => {
  it.for(evaluatedCases())("%s", ([, { item, plan, customer, asOf, tables }]) => {
    const now = parseInstant(asOf, zone(plan.settings.timeZone)) ?? Number.NaN;
    const events = customer.events?.map((event) => ({
      ...event,
      time:
        typeof event.time === "number"
          ? event.time
          : (parseInstant(event.time, zone(plan.settings.timeZone)) ?? Number.NaN),
    }));
    for (const [name, evaluate] of compiledExecutors(plan, tables)) {
      const [answer = "absent"] = evaluate([{ ...customer, events }], now);
      expect([name, asExpected(item, answer)]).toEqual([name, item.expect]);
    }
  });

  it("has two ways for one profile, and each is what it says", () => {
    const plan = evaluatedCases()[0]?.[1].plan;
    if (plan === undefined) throw new Error("there are no cases");
    expect([load(plan).generated, load(plan, { generate: false }).generated]).toEqual([true, false]);
  });
});
