import { describe, expect, it } from "vitest";
import { compile } from "../../../engine/compile/compile.ts";
import { planSettings } from "../../../engine/compile/settings.ts";
import { missedInstant } from "../../support/change-instants.ts";
import { randomPlans } from "../../support/random-plans.ts";
import { amount } from "../../support/tier.ts";
import { timelyProgram } from "../../support/timely-program.ts";

const zones = ["Asia/Taipei", "America/St_Johns", "Europe/Madrid", "UTC"];

describe("between two instants at which something can change nothing changes", () => {
  it.for(zones)("for random programs and customers in %s", (timeZone) => {
    const programs = amount(20, 800);
    const seen = { instants: 0, changes: 0 };
    let seed = 0;
    for (const plan of randomPlans(programs, 45 + zones.indexOf(timeZone), timeZone))
      expect(missedInstant(plan, seed++, 4, seen)).toBeUndefined();
    // A random program now and then has an error, and gives no plan.
    expect(seed).toBeGreaterThanOrEqual(programs * 0.9);
    expect(seen.instants).toBeGreaterThan(programs * 4);
    // Most random rules do not change by time alone; the rules below all do.
    expect(seen.changes).toBeGreaterThan(programs / 4);
  });

  it.for(zones)("for rules of every kind that time alone changes in %s", (timeZone) => {
    const programs = amount(12, 600);
    const seen = { instants: 0, changes: 0 };
    const settings = planSettings({ timeZone });
    for (let index = 0; index < programs; index++) {
      const text = timelyProgram(index * zones.length + zones.indexOf(timeZone));
      const { plan, diagnostics } = compile({ files: [{ path: "timely.tagma", text }], settings });
      if (plan === undefined)
        throw new Error(JSON.stringify(diagnostics.filter(({ severity }) => severity === "error")));
      expect(missedInstant(plan, index, 6, seen)).toBeUndefined();
    }
    expect(seen.instants).toBeGreaterThan(programs * 20);
    expect(seen.changes).toBeGreaterThan(programs * 4);
  });
});
