import fc from "fast-check";
import { expect, it } from "vitest";
import { IdentityTally, identityDifference } from "../../support/identity-differential.ts";
import { identityHistory } from "../../support/random/identity.ts";
import { amount } from "../../support/tier.ts";

// The marks [I1] and so on are those of docs/identity.md.

it("answers after every settlement as the model of the page does and as told afresh, and says what changed [I1]", () => {
  const histories = amount(2_000, 20_000);
  const tally = new IdentityTally();
  fc.assert(
    fc.property(identityHistory, (history) => {
      expect(identityDifference(history, tally)).toBeUndefined();
    }),
    { numRuns: histories },
  );
  // It was about something: all of this happened, and often.
  const { refused, settlements, overruled, handed, gone, untouched } = tally;
  const often = { ...refused, settlements, overruled, handed, gone, untouched };
  expect(Object.entries(often).filter(([, times]) => times < histories / 20)).toEqual([]);
});
