import type { Instant } from "../calendar/zone.ts";
import type { Program } from "../check/program.ts";
import type { OutputNode, Plan } from "../plan/plan.ts";
import { interpret, prepare, standing, type Results } from "../run/interpreter.ts";
import { Summary, type OutputSummary } from "../run/summary.ts";
import { storedCustomers } from "./customers.ts";
import type { SqliteDatabase } from "./sqlite.ts";

/** What came of evaluating a population. */
export interface Evaluated {
  readonly customers: number;
  /** Customers without a required field, with the field; the first of them. */
  readonly leftOut: readonly { readonly customer: string; readonly missing: string }[];
  readonly leftOutCount: number;
  readonly summaries: readonly OutputSummary[];
}

/** Called with every customer's results, in order of id. */
export type OnCustomer = (id: string, results: Results) => void;

const LEFT_OUT_KEPT = 1000;
const PAUSE_EVERY = 500;

/** The outputs that people see: tags, lifecycles, segments at the instant of the run. */
export function visibleOutputs(plan: Plan): OutputNode[] {
  return plan.outputs.filter(({ kind, at }) => at === "now" && (kind === "tag" || kind === "lifecycle" || kind === "segment"));
}

/** The laws: outputs that should be true for nobody. */
function laws(plan: Plan): OutputNode[] {
  return plan.outputs.filter(({ kind, at }) => at === "now" && (kind === "never" || kind === "exclusive"));
}

/**
 * Evaluates a plan for every customer that a database holds: the population in, each customer's results out. Nothing
 * is stored here.
 * @param pause called every few hundred customers with how many are done; may throw to stop
 */
export async function evaluatePopulation(database: SqliteDatabase, program: Program, plan: Plan, asOf: Instant, onCustomer: OnCustomer, pause: (done: number) => Promise<void>): Promise<Evaluated> {
  const evaluation = prepare(plan, asOf);
  const watched = [...visibleOutputs(plan), ...laws(plan)];
  const summaries = new Map(watched.map((output) => [output.id, new Summary(output)]));
  const leftOut: { customer: string; missing: string }[] = [];
  let [customers, leftOutCount, done] = [0, 0, 0];
  for (const { customer, firstEvent } of storedCustomers(database, program, plan)) {
    done++;
    if (done % PAUSE_EVERY === 0) await pause(done);
    const place = standing(evaluation, customer, firstEvent !== undefined && firstEvent <= asOf);
    if (place.kind === "absent") continue;
    if (place.kind === "left out") {
      leftOutCount++;
      if (leftOut.length < LEFT_OUT_KEPT) leftOut.push({ customer: customer.id, missing: place.missing });
      continue;
    }
    customers++;
    const results = interpret(evaluation, customer);
    for (const [id, summary] of summaries) {
      const result = results.get(id);
      if (result !== undefined) summary.add(result);
    }
    onCustomer(customer.id, results);
  }
  await pause(done);
  return { customers, leftOut, leftOutCount, summaries: watched.flatMap(({ id }) => summaries.get(id)?.result() ?? []) };
}
