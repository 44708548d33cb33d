import { parseArgs } from "node:util";
import { duckdbEngine, sqliteEngine } from "../test/support/sql-engines.ts";
import { sqlDifference } from "../test/support/sql-differential.ts";
import { randomPlans } from "../test/support/random-plans.ts";

// Compares the SQL of an engine with the interpreter on random programs and customers:
// npm run fuzz:sql -- --target duckdb --programs 20000 --customers 6 --seed 7 --zone America/St_Johns

const { values } = parseArgs({
  options: {
    target: { type: "string", default: "duckdb" },
    programs: { type: "string", default: "2000" },
    customers: { type: "string", default: "6" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    zone: { type: "string", default: "Asia/Taipei" },
    show: { type: "string", default: "3" },
  },
});
const target = values.target === "sqlite" ? "sqlite" : "duckdb";
const engine = target === "sqlite" ? sqliteEngine() : await duckdbEngine();
let [compared, differing, run, refused] = [0, 0, 0, 0];
for (const plan of randomPlans(Number(values.programs), Number(values.seed), values.zone)) {
  const found = await sqlDifference(engine, target, plan, compared++, Number(values.customers));
  run += found.run;
  refused += found.refused;
  if (found.difference === undefined) continue;
  console.log(found.difference);
  if (++differing === Number(values.show)) break;
}
await engine.close();
console.log(
  `seed ${values.seed}, ${values.zone}: ${target}, ${compared} programs with ${values.customers} customers each, ${run} outputs run, ${refused} refused, ${differing} programs with a difference`,
);
process.exit(differing === 0 ? 0 : 1);
