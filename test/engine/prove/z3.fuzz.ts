import { expect, it } from "vitest";
import { compareWithZ3, summary } from "../../support/compare-z3.ts";
import { amount } from "../../support/tier.ts";

it("agrees with Z3 on whether random branches exclude each other", async () => {
  const questions = amount(60, 1000);
  const comparison = await compareWithZ3(questions, 2026);
  console.log(summary(comparison));
  expect(comparison.disagreements).toEqual([]);
  expect(comparison.questions).toBeGreaterThanOrEqual(questions);
  expect(comparison.open / comparison.questions).toBeLessThan(0.1);
});
