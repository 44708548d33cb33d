import { zone } from "../../engine/calendar/zone.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { customerFromJson, firstEventTime, type CustomerInput } from "../../engine/run/customer.ts";
import { tablesFromJson, type TablesInput } from "../../engine/run/tables.ts";
import { jsonResult } from "../../engine/run/present.ts";
import { PopulationBuilder } from "../../engine/run/population/build.ts";
import { evaluatePopulationHere } from "../../engine/run/population/prepare.ts";
import { load, type ProfileExecutor } from "../../engine/run/one-customer/executor.ts";
import { withAggregateOutputs } from "./assignment.ts";
import { customerJson, interpreted, type Answer } from "./executors.ts";
import { withOddIds } from "./odd-ids.ts";
import { TrialCustomers } from "../../engine/prove/trial-customers.ts";
import { isDeepStrictEqual } from "node:util";

export type Evaluate = (customers: readonly CustomerInput[], asOf: number) => readonly Answer[];

/** Every compiled executor of a plan, by name. */
export function compiledExecutors(
  plan: Plan,
  tables?: TablesInput,
  [generated, closures]: readonly [ProfileExecutor, ProfileExecutor] = bothOf(plan, tables),
): readonly (readonly [string, Evaluate])[] {
  const one =
    (executor: ProfileExecutor): Evaluate =>
    (customers, asOf) =>
      customers.map((customer) => {
        const found = executor.evaluateCustomer(customer, asOf);
        return found.kind === "present" ? { ...found.tags } : found.kind;
      });
  return [
    ["generated code", one(generated)],
    ["closures", one(closures)],
    ["population", (customers, asOf) => inPopulation(plan, customers, asOf, tables)],
  ];
}

/** A plan as generated code and as closures. */
function bothOf(plan: Plan, tables: TablesInput | undefined): readonly [ProfileExecutor, ProfileExecutor] {
  const given = tables === undefined ? {} : { tables };
  return [load(plan, given), load(plan, { ...given, generate: false })];
}

/** The population executor's answers for customers given as JSON. */
export function inPopulation(
  plan: Plan,
  customers: readonly CustomerInput[],
  asOf: number,
  tables?: TablesInput,
): Answer[] {
  const inZone = zone(plan.settings.timeZone);
  const rows = tablesFromJson(plan, tables, inZone);
  const builder = new PopulationBuilder(plan, inZone, rows);
  for (const input of customers) {
    const customer = customerFromJson(input, plan, inZone, rows);
    // An event that the plan does not read is an event nonetheless.
    const first = firstEventTime(input.events ?? [], inZone);
    builder.add(customer, first === Infinity ? undefined : first);
  }
  const found = evaluatePopulationHere(plan, builder.build(), asOf);
  return customers.map((_, customer): Answer => {
    const standing = found.standing[customer] ?? 0;
    if (standing !== 0) return standing < 0 ? "absent" : "left out";
    return Object.fromEntries(
      found.columns.map(
        (column) => [column.output.name, jsonResult(found.result(column, customer), column.output.type)] as const,
      ),
    );
  });
}

/** Where an executor and the interpreter differ on random customers of a plan, in words; undefined when they agree. */
export function difference(plan: Plan, seed: number, count: number): string | undefined {
  const random = new TrialCustomers(plan, seed);
  const drawn = Array.from({ length: count }, () => random.next());
  const asOf = drawn[0]?.evaluation.asOf ?? 0;
  const customers = withOddIds(
    drawn.map(({ customer }) => customerJson(customer, plan)),
    seed,
  );
  const expected = customers.map((customer) => interpreted(plan, customer, asOf, random.rows));
  const executors = bothOf(plan, random.rows);
  const given = differenceGivenAggregates(plan, executors, customers, expected, asOf, random.rows);
  if (given !== undefined) return given;
  for (const [name, evaluate] of compiledExecutors(plan, random.rows, executors)) {
    const found = evaluate(customers, asOf);
    for (const [index, answer] of found.entries()) {
      if (!isDeepStrictEqual(answer, expected[index]))
        return `${name}: ${JSON.stringify(answer)} where the interpreter says ${JSON.stringify(expected[index])} of ${JSON.stringify(customers[index])} as of ${asOf} with ${JSON.stringify(random.rows)}`;
    }
  }
  return undefined;
}

/** The same for an evaluation over aggregates that the interpreter has worked out, of customers with one profile. */
function differenceGivenAggregates(
  plan: Plan,
  executors: readonly ProfileExecutor[],
  customers: readonly CustomerInput[],
  expected: readonly Answer[],
  asOf: number,
  tables: TablesInput,
): string | undefined {
  const told = withAggregateOutputs(plan);
  for (const [index, customer] of customers.entries()) {
    const [version, another] = customer.versions ?? [];
    const answer = expected[index];
    const measured = interpreted(told, customer, asOf, tables);
    if (
      version?.validFrom !== null ||
      another !== undefined ||
      typeof answer !== "object" ||
      typeof measured !== "object"
    )
      continue;
    const values = plan.aggregates.map(({ id }) => [id, measured[`aggregate ${id}`] ?? null] as const);
    if (
      values.some(([, value]) => typeof value === "object" && value !== null && "is" in value && value.is === "error")
    )
      continue;
    const aggregates = Object.fromEntries(
      values.map(([id, value]) => [id, typeof value === "object" && !Array.isArray(value) ? null : value]),
    );
    // A field called `id` hides the customer's own.
    const profile = { id: customer.id, ...version.fields };
    if (Object.hasOwn(version.fields, "id")) continue;
    for (const executor of executors) {
      const found = executor.evaluateWith(profile, aggregates, asOf);
      const tags = found.kind === "present" ? { ...found.tags } : found.kind;
      if (!isDeepStrictEqual(tags, answer))
        return `given aggregates ${JSON.stringify(aggregates)}: ${JSON.stringify(tags)} where the interpreter says ${JSON.stringify(answer)} of ${JSON.stringify(customer)} as of ${asOf}`;
    }
  }
  return undefined;
}
