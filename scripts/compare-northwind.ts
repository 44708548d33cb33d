import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { jsonResult } from "../engine/run/present.ts";
import { evaluatePopulation } from "../store/population/executor.ts";
import { load } from "../engine/run/one-customer/executor.ts";
import { storedCustomers } from "../store/customers/stored-customers.ts";
import { openDatabase } from "../store/sqlite/database.ts";
import { populationParts } from "../store/customers/population-parts.ts";
import { compileWorkspace, openWorkspace } from "../store/workspace/workspace.ts";
import { customerJson } from "../test/support/executors.ts";
import { northwindTables } from "../test/support/northwind-tables.ts";

// Compares, for every customer of Northwind, the population's tags with those of the customer alone:
// npm run compare:northwind -- --customers 100000

const { values } = parseArgs({
  options: { customers: { type: "string", default: "100000" }, seed: { type: "string", default: "7" } },
});
const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "tagma-compare-"));
try {
  cpSync(join(root, "examples/northwind"), folder, {
    recursive: true,
    filter: (source) => !/\/(data|\.tagma)$/.test(source),
  });
  execFileSync(
    process.execPath,
    [
      join(root, "examples/northwind/generate.ts"),
      "--customers",
      values.customers,
      "--seed",
      values.seed,
      "--out",
      join(folder, "data"),
    ],
    { stdio: "pipe" },
  );
  execFileSync(process.execPath, [join(root, "bin/tagma.js"), "import", "-w", folder], { stdio: "pipe" });
  const workspace = openWorkspace(folder);
  const { plan, program } = compileWorkspace(workspace);
  if (plan === undefined) throw new Error("Northwind has errors");
  const [reader, other] = [1, 2].map(() => openDatabase(workspace.databasePath, { readonly: true, mustExist: true }));
  if (reader === undefined || other === undefined) throw new Error("no database");
  const asOf = Date.UTC(2026, 1, 28, 16);
  const executor = load(plan, { tables: northwindTables });
  const alone = storedCustomers(reader, program, plan);
  let [compared, differing] = [0, 0];
  for (const part of populationParts(other, program, plan, 256 * 1024 * 1024)) {
    const found = await evaluatePopulation(plan, part, asOf);
    for (let customer = 0; customer < part.count; customer++) {
      const step = alone.next();
      if (step.done === true) throw new Error("there are more customers in columns");
      const own = executor.evaluateCustomer(customerJson(step.value.customer, plan), asOf);
      const together =
        found.standing[customer] === 0
          ? Object.fromEntries(
              found.columns.map(
                (column) =>
                  [column.output.name, jsonResult(found.result(column, customer), column.output.type)] as const,
              ),
            )
          : "not there";
      compared++;
      if (
        !isDeepStrictEqual(together, own.kind === "present" ? { ...own.tags } : "not there") ||
        part.id(customer) !== step.value.customer.id
      ) {
        differing++;
        if (differing < 5) console.log(`${step.value.customer.id} differs`);
      }
    }
  }
  console.log(`${compared.toLocaleString("en-US")} customers compared, ${differing} differ`);
  process.exitCode = differing === 0 && compared > 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
