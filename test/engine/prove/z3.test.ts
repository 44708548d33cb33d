import { expect, it } from "vitest";
import { compareWithZ3, summary } from "../../support/compare-z3.ts";

it("agrees with Z3 on whether random branches exclude each other", { timeout: 120_000 }, async () => {
  const comparison = await compareWithZ3(1000, 2026);
  console.log(summary(comparison));
  expect(comparison.disagreements).toEqual([]);
  expect(comparison.questions).toBeGreaterThanOrEqual(1000);
  expect(comparison.open / comparison.questions).toBeLessThan(0.1);
});
