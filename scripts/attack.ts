import { parseArgs } from "node:util";
import { attacks } from "../test/support/attack/attacks.ts";

/**
 * Tries what an attacker would try against workspaces and studios of its own, on this machine and without a network:
 * npm run attack -- --seed 1 --share 100 --only "random requests"
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    /** Percent of what is tried in full. */
    share: { type: "string", default: "100" },
    only: { type: "string", default: "" },
  },
});
const share = Number(values.share) / 100;
const amount = (full: number): number => Math.max(1, Math.ceil(full * share));

let failed = false;
console.log("| what is tried | how often | failures | seconds | |");
console.log("| --- | ---: | ---: | ---: | --- |");
for (const { name, run } of attacks.filter((attack) => attack.name.includes(values.only))) {
  const began = performance.now();
  const { tried, failures, note = "" } = await run({ seed: Number(values.seed), amount });
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`| ${name} | ${tried} | ${failures.length} | ${seconds} | ${note} |`);
  for (const failure of failures.slice(0, 20)) console.error(`${name}: ${failure}`);
  failed ||= failures.length > 0;
}
process.exitCode = failed ? 1 : 0;
