import { parseArgs } from "node:util";
import { randomPlans } from "../test/support/random-plans.ts";
import { difference } from "../test/support/differential.ts";

// Compares every compiled executor with the interpreter on random programs and customers:
// npm run fuzz:executors -- --programs 20000 --customers 6 --seed 7 --zone America/St_Johns

const { values } = parseArgs({
  options: {
    programs: { type: "string", default: "20000" },
    customers: { type: "string", default: "6" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    zone: { type: "string", default: "America/St_Johns" },
  },
});
let compared = 0;
let differing = 0;
for (const plan of randomPlans(Number(values.programs), Number(values.seed), values.zone)) {
  const found = difference(plan, compared++, Number(values.customers));
  if (found === undefined) continue;
  differing++;
  console.log(found);
  if (differing === 5) break;
}
console.log(
  `seed ${values.seed}, ${values.zone}: ${compared} programs with ${values.customers} customers each, ${differing} of them with a difference`,
);
process.exit(differing === 0 ? 0 : 1);
