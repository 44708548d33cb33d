import { parseArgs } from "node:util";
import { killAtRandom, OPERATIONS } from "../test/support/faults.ts";

// Kills operations at random moments and looks at what is left: npm run faults -- --moments 60 --seed 1

const { values } = parseArgs({
  options: {
    moments: { type: "string", default: "60" },
    seed: { type: "string", default: "1" },
    rows: { type: "string", default: "20000" },
  },
});
let failed = false;
console.log("| operation | killed | nothing had happened | all had happened | had ended before | failures |");
console.log("| --- | --- | --- | --- | --- | --- |");
for (const operation of OPERATIONS) {
  const { killed, ended, before, after, failures } = await killAtRandom(
    operation,
    Number(values.moments),
    Number(values.seed),
    Number(values.rows),
  );
  console.log(`| ${operation} | ${killed} | ${before} | ${after} | ${ended} | ${failures.length} |`);
  for (const failure of failures) console.error(failure);
  failed ||= failures.length > 0;
}
process.exitCode = failed ? 1 : 0;
