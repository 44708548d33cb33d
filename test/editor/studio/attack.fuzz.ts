import { describe, expect, it } from "vitest";
import { attacks } from "../../support/attack/attacks.ts";
import { longQuestions } from "../../support/attack/beside-others.ts";
import { randomRequests } from "../../support/attack/on-routes.ts";
import { large } from "../../support/attack/on-rules.ts";
import { commits, returns, snapshots } from "../../support/attack/on-store.ts";
import { amount } from "../../support/tier.ts";

/** These start processes, or take what a whole thread can give; random requests are in hostile.fuzz.ts, too. */
const slow: readonly object[] = [snapshots, returns, commits, large, longQuestions, randomRequests];
const chosen = attacks.filter((attack) => amount(0, 1) === 1 || !slow.includes(attack));

/** What `npm run attack` tries in full, tried a little. */
describe("an attack from outside", () => {
  it.each(chosen.map((attack) => [attack.name, attack] as const))("%s", async (_, attack) => {
    const scale = { seed: amount(24, 7), amount: (full: number): number => Math.ceil(full * amount(0.0025, 0.05)) };
    const { tried, failures } = await attack.run(scale);
    expect(tried).toBeGreaterThan(0);
    expect(failures).toEqual([]);
  });
});
