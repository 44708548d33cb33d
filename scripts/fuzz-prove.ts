import { parseArgs } from "node:util";
import { compareWithZ3, summary } from "../test/support/compare-z3.ts";

// Compares the prover with Z3 on random questions: npm run fuzz:prove -- --runs 10000 --seed 7

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "10000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const comparison = await compareWithZ3(Number(values.runs), Number(values.seed));
console.log(`seed ${values.seed}: ${summary(comparison)}`);
for (const disagreement of comparison.disagreements) console.log(disagreement);
// Z3's worker threads would keep the process alive.
process.exit(comparison.disagreements.length === 0 ? 0 : 1);
