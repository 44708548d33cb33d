import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** `npm start`: makes the Northwind customers where there are none yet, imports them, evaluates their tags and prints them. */
const root = fileURLToPath(new URL("../", import.meta.url));
const northwind = `${root}examples/northwind`;

function step(title: string, args: readonly string[]): void {
  console.log(`\n── ${title}`);
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit", cwd: root });
  if (status !== 0) process.exit(status ?? 1);
}

const tagma = `${root}bin/tagma.js`;
if (!existsSync(`${northwind}/data/customers.csv`)) step("Making 2,000 customers of the Northwind grocery", [`${northwind}/generate.ts`, "--out", `${northwind}/data`]);
step("tagma check: the rules are in order", [tagma, "check", "--no-hints", "-w", northwind]);
step("tagma test: and do what they should", [tagma, "test", "-w", northwind]);
step("tagma import: customers and events into the workspace", [tagma, "import", "-w", northwind]);
step("tagma run: every customer's tags", [tagma, "run", "-w", northwind]);
console.log(`
Next, try for example
  npx tagma explain c0000007 value_tier -w examples/northwind      why a customer has a tag
  npx tagma run --csv -w examples/northwind                        everybody's tags
  and change a rule in examples/northwind/value.tagma, then run again.`);
