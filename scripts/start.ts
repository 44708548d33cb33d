import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * `npm start`: makes the Northwind customers where there are none yet, imports them, trains the models, evaluates their tags and opens the
 * studio on them. Arguments go to `tagma studio`: `npm start -- --no-open --port 8080`.
 */
const root = fileURLToPath(new URL("../", import.meta.url));
const northwind = join(root, "examples", "northwind");
const tagma = join(root, "bin", "tagma.js");

function step(title: string, args: readonly string[]): void {
  console.log(`\n── ${title}`);
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit", cwd: root });
  if (status !== 0) process.exit(status ?? 1);
}

const vite = join(dirname(createRequire(import.meta.url).resolve("vite/package.json")), "bin", "vite.js");
if (!existsSync(join(northwind, "data", "customers.csv")))
  step("Making 2,000 customers of the Northwind grocery", [
    join(northwind, "generate.ts"),
    "--out",
    join(northwind, "data"),
  ]);
step("tagma check: the rules are in order", [tagma, "check", "--no-hints", "-w", northwind]);
step("tagma test: and do what they should", [tagma, "test", "-w", northwind]);
step("tagma import: customers and events into the workspace", [tagma, "import", "-w", northwind]);
step("tagma train: the models learn from them", [tagma, "train", "-w", northwind]);
step("tagma run: every customer's tags", [tagma, "run", "-w", northwind]);
step("Building the studio", [vite, "build", "--logLevel", "warn"]);
console.log(`
On the command, try for example
  npx tagma explain c0000007 value_tier -w examples/northwind      why a customer has a tag
  npx tagma run --csv -w examples/northwind                        everybody's tags`);
step("tagma studio: look at it all in the browser", [tagma, "studio", "-w", northwind, ...process.argv.slice(2)]);
