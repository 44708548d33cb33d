import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { interpret, prepare, standing } from "../../../engine/run/interpreter.ts";
import { jsonResult } from "../../../engine/run/present.ts";
import { evaluatePopulation } from "../../../store/population/executor.ts";
import { valueCounts } from "../../../engine/run/population/counts.ts";
import type { OutputColumn, PartResult } from "../../../engine/run/population/results.ts";
import { load } from "../../../engine/run/one-customer/executor.ts";
import { storedCustomers } from "../../../store/customers/stored-customers.ts";
import { openDatabase } from "../../../store/sqlite/database.ts";
import { populationParts } from "../../../store/customers/population-parts.ts";
import { compileWorkspace, openWorkspace } from "../../../store/workspace/workspace.ts";
import { customerJson } from "../../support/executors.ts";
import { northwindTables } from "../../support/northwind-tables.ts";
import { tagmaOut } from "../../support/command.ts";
import { amount } from "../../support/tier.ts";

const folder = mkdtempSync(join(tmpdir(), "tagma-northwind-"));
const CUSTOMERS = amount(150, 1200);
const AS_OF = Date.UTC(2026, 1, 28, 16);

beforeAll(async () => {
  const northwind = join(import.meta.dirname, "../../../examples/northwind");
  cpSync(northwind, folder, { recursive: true, filter: (source) => !/\/(data|\.tagma)$/.test(source) });
  execFileSync(
    process.execPath,
    [join(northwind, "generate.ts"), "--customers", String(CUSTOMERS), "--seed", "5", "--out", join(folder, "data")],
    { stdio: "pipe" },
  );
  await tagmaOut("import", "-w", folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function opened() {
  const workspace = openWorkspace(folder);
  const { plan, program } = compileWorkspace(workspace);
  if (plan === undefined) throw new Error("Northwind has errors");
  return { plan, program, database: openDatabase(workspace.databasePath, { readonly: true, mustExist: true }) };
}

/** Everything that a column holds. */
function bytesOf(column: OutputColumn): unknown {
  switch (column.kind) {
    case "truth":
      return [column.yes, column.known, column.errors];
    case "choice":
    case "text":
      return [column.places, column.errors];
    case "number":
      return [column.numbers, column.errors];
    case "set":
      return [...column.members, column.errors];
  }
}

describe("Northwind's population", () => {
  it("has the tags that each customer has alone, and that the interpreter gives", async () => {
    const { plan, program, database } = opened();
    const executor = load(plan, { tables: northwindTables });
    const evaluation = prepare(plan, AS_OF);
    const [population] = populationParts(database, program, plan, Infinity);
    if (population === undefined) throw new Error("there are no customers");
    const found = await evaluatePopulation(plan, population, AS_OF);
    let customer = 0;
    const others: string[] = [];
    for (const { customer: stored, firstEvent } of storedCustomers(database, program, plan)) {
      const answer =
        found.standing[customer] === 0
          ? Object.fromEntries(
              found.columns.map(
                (column) =>
                  [column.output.name, jsonResult(found.result(column, customer), column.output.type)] as const,
              ),
            )
          : "not there";
      const alone = executor.evaluateCustomer(customerJson(stored, plan), AS_OF);
      expect([stored.id, answer]).toEqual([
        population.id(customer),
        alone.kind === "present" ? { ...alone.tags } : "not there",
      ]);
      if (
        customer % 25 === 0 &&
        standing(evaluation, stored, firstEvent !== undefined && firstEvent <= AS_OF).kind === "present"
      ) {
        const results = interpret(evaluation, stored);
        for (const column of found.columns)
          if (!isDeepStrictEqual(found.result(column, customer), results.get(column.output.id)))
            others.push(`${stored.id} ${column.output.name}`);
      }
      customer++;
    }
    expect(customer).toBe(population.count);
    expect(others).toEqual([]);
    database.close();
  });

  it("is counted without a row for each customer", async () => {
    const { plan, program, database } = opened();
    const [population] = populationParts(database, program, plan, Infinity);
    if (population === undefined) throw new Error("there are no customers");
    const found = await evaluatePopulation(plan, population, AS_OF);
    for (const column of found.columns) {
      const expected = new Map<string, number>();
      for (let customer = 0; customer < population.count; customer++) {
        const result = found.standing[customer] === 0 ? found.result(column, customer) : undefined;
        if (result?.state !== "value") continue;
        const { value } = result;
        for (const name of Array.isArray(value) ? value : [value === true ? "yes" : String(value)])
          expected.set(name, (expected.get(name) ?? 0) + 1);
      }
      const counts = valueCounts(column);
      expect([column.output.name, [...(counts ?? [])]]).toEqual([
        column.output.name,
        [...(counts ?? [])].map(([name]) => [name, expected.get(name) ?? 0]),
      ]);
    }
    database.close();
  });

  it("is the same for any number of threads, byte for byte", async () => {
    const { plan, program, database } = opened();
    const [population] = populationParts(database, program, plan, Infinity);
    if (population === undefined) throw new Error("there are no customers");
    const bytes = async (threads: number): Promise<unknown> => {
      const found = await evaluatePopulation(plan, population, AS_OF, { threads, leastForThreads: 1 });
      return [found.standing, ...found.columns.map(bytesOf)];
    };
    const alone = await bytes(1);
    expect(await bytes(2)).toEqual(alone);
    expect(await bytes(5)).toEqual(alone);
    database.close();
  });

  it("is the same in parts of any size", async () => {
    const { plan, program, database } = opened();
    const answers = async (bytes: number): Promise<{ readonly parts: number; readonly rows: readonly unknown[] }> => {
      const rows: unknown[] = [];
      let parts = 0;
      for (const part of populationParts(database, program, plan, bytes)) {
        parts++;
        const found: PartResult = await evaluatePopulation(plan, part, AS_OF, { threads: 1 });
        for (let customer = 0; customer < part.count; customer++)
          rows.push([
            part.id(customer),
            found.standing[customer],
            ...found.columns.map((column) => found.result(column, customer)),
          ]);
      }
      return { parts, rows };
    };
    const whole = await answers(Infinity);
    const small = await answers(CUSTOMERS * 400);
    expect(whole.parts).toBe(1);
    expect(small.parts).toBeGreaterThan(5);
    expect(small.rows).toEqual(whole.rows);
    database.close();
  });
});
