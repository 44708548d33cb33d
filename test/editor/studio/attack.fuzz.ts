import { describe, expect, it } from "vitest";
import { attacks } from "../../support/attack/attacks.ts";
import { amount } from "../../support/tier.ts";

/** What `npm run attack` tries in full, tried a little. */
describe("an attack from outside", () => {
  it.each(attacks.map((attack) => [attack.name, attack] as const))("%s", async (_, attack) => {
    const scale = { seed: amount(24, 7), amount: (full: number): number => Math.ceil(full * amount(0.0025, 0.05)) };
    const { tried, failures } = await attack.run(scale);
    expect(tried).toBeGreaterThan(0);
    expect(failures).toEqual([]);
  });
});
