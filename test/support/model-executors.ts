import { isDeepStrictEqual } from "node:util";
import { interpret, prepare } from "../../engine/run/interpreter.ts";
import type { TablesInput } from "../../engine/run/tables.ts";
import { jsonResult } from "../../engine/run/present.ts";
import { evaluatePopulation } from "../../store/population/executor.ts";
import { load } from "../../engine/run/one-customer/executor.ts";
import { storedCustomers } from "../../store/customers/stored-customers.ts";
import { openDatabase } from "../../store/sqlite/database.ts";
import { populationParts } from "../../store/customers/population-parts.ts";
import { compileWorkspace, openWorkspace } from "../../store/workspace/workspace.ts";
import { customerJson } from "./executors.ts";

/** Asks interpreter, generated code, closures and the population of all customers of a workspace; to the last bit. */
export async function compareExecutors(
  folder: string,
  asOf: number,
  tables: TablesInput = {},
): Promise<{ readonly customers: number; readonly known: number; readonly differing: readonly string[] }> {
  const workspace = openWorkspace(folder);
  const { plan, program } = compileWorkspace(workspace);
  if (plan === undefined) throw new Error("no plan");
  const database = openDatabase(workspace.databasePath, { readonly: true, mustExist: true });
  const [population] = populationParts(database, program, plan, Infinity);
  if (population === undefined) throw new Error("nobody");
  const found = await evaluatePopulation(plan, population, asOf);
  const [generated, closures] = [load(plan, { tables }), load(plan, { tables, generate: false })];
  const evaluation = prepare(plan, asOf);
  const differing: string[] = [];
  let [customers, known] = [0, 0];
  for (const { customer: stored } of storedCustomers(database, program, plan)) {
    const results = interpret(evaluation, stored);
    const input = customerJson(stored, plan);
    const [one, other] = [generated.evaluateCustomer(input, asOf), closures.evaluateCustomer(input, asOf)];
    for (const column of found.columns) {
      const { id, name, type } = column.output;
      const result = results.get(id);
      if (result === undefined) throw new Error(name);
      if (result.state === "value") known++;
      const told = jsonResult(result, type);
      for (const answer of [
        jsonResult(found.result(column, customers), type),
        one.kind === "present" ? one.tags[name] : undefined,
        other.kind === "present" ? other.tags[name] : undefined,
      ]) {
        if (!isDeepStrictEqual(answer, told)) differing.push(`${stored.id} ${name} ${JSON.stringify([told, answer])}`);
      }
    }
    customers++;
  }
  database.close();
  return { customers, known, differing: differing.slice(0, 5) };
}
