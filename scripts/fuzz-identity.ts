import { parseArgs } from "node:util";
import fc from "fast-check";
import { IdentityTally, identityDifference } from "../test/support/identity-differential.ts";
import { identityHistory } from "../test/support/random/identity.ts";

// Compares who is whom with the model of docs/identity.md on random histories, and reduces one that differs:
// npm run fuzz:identity -- --histories 100000 --seed 7

const { values } = parseArgs({
  options: {
    histories: { type: "string", default: "100000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const tally = new IdentityTally();
let compared = 0;
const found = fc.check(
  fc.property(identityHistory, (history) => {
    compared++;
    const difference = identityDifference(history, tally);
    if (difference !== undefined) throw new Error(difference);
  }),
  { numRuns: Number(values.histories), seed: Number(values.seed) },
);
if (found.failed) console.log(found.errorInstance instanceof Error ? found.errorInstance.message : found.errorInstance);
const { settlements, untouched, refused, overruled, handed, gone } = tally;
console.log({ settlements, untouched, refused, overruled, handed, gone });
console.log(
  `seed ${values.seed}: ${compared} histories, ${found.failed ? "one of them reduced above" : "no difference"}`,
);
process.exit(found.failed ? 1 : 0);
