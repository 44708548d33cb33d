import type { Instant } from "../../engine/calendar/zone.ts";
import type { OutputNode, Plan } from "../../engine/plan/plan.ts";
import type { Results } from "../../engine/run/interpreter.ts";
import { evaluatePopulation } from "../population/executor.ts";
import { ABSENT, PRESENT, type PartResult } from "../../engine/run/population/results.ts";
import { Summary, type OutputSummary } from "../../engine/run/population/summary.ts";
import type { Population } from "../../engine/run/population/population.ts";

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

/** Takes the results of a part: gives what is called with each customer who is present, by place, in order of id. */
export type OnPart = (found: PartResult) => (id: string, customer: number) => void;

const LEFT_OUT_KEPT = 1000;
const PAUSE_EVERY = 500;

/** The outputs that people see: tags, lifecycles, segments at the instant of the run. */
export function visibleOutputs(plan: Plan): OutputNode[] {
  return plan.outputs.filter(
    ({ kind, at }) => at === "now" && (kind === "tag" || kind === "lifecycle" || kind === "segment"),
  );
}

/** The laws: outputs that should be true for nobody. */
function laws(plan: Plan): OutputNode[] {
  return plan.outputs.filter(({ kind, at }) => at === "now" && (kind === "never" || kind === "exclusive"));
}

/** What one part of a population may take in memory when nobody says otherwise. */
export const PART_BYTES = 256 * 1024 * 1024;

/**
 * Evaluates a plan for every customer of a population: its parts in, their results out, part by part. Nothing is stored
 * here. The results don't depend on the parts.
 * @param pause called every few hundred customers with how many are done; may throw to stop
 */
export async function evaluateParts(
  parts: Iterable<Population>,
  plan: Plan,
  asOf: Instant,
  onPart: OnPart,
  pause: (done: number) => Promise<void>,
): Promise<Evaluated> {
  const tally = new PopulationTally(plan);
  let done = 0;
  for (const part of parts) {
    await pause(done);
    const found = await evaluatePopulation(plan, part, asOf);
    const take = onPart(found);
    for (let customer = 0; customer < part.count; customer++) {
      done++;
      if (done % PAUSE_EVERY === 0) await pause(done);
      if (found.standing[customer] === ABSENT) continue;
      const missing = found.missing(customer);
      if (missing === undefined) take(part.id(customer), customer);
      else tally.leaveOut(part.id(customer), missing);
    }
    tally.addPart(found);
  }
  await pause(done);
  return tally.result();
}

/** Counts the customers of a population and what they have. */
class PopulationTally {
  private readonly summaries: ReadonlyMap<string, Summary>;
  private readonly leftOut: { customer: string; missing: string }[] = [];
  private customers = 0;
  private leftOutCount = 0;

  constructor(plan: Plan) {
    this.summaries = new Map(
      [...visibleOutputs(plan), ...laws(plan)].map((output) => [output.id, new Summary(output)]),
    );
  }

  leaveOut(customer: string, missing: string): void {
    this.leftOutCount++;
    if (this.leftOut.length < LEFT_OUT_KEPT) this.leftOut.push({ customer, missing });
  }

  addPart(found: PartResult): void {
    for (const standing of found.standing) if (standing === PRESENT) this.customers++;
    for (const column of found.columns) this.summaries.get(column.output.id)?.addColumn(found, column);
  }

  result(): Evaluated {
    return {
      customers: this.customers,
      leftOut: this.leftOut,
      leftOutCount: this.leftOutCount,
      summaries: [...this.summaries.values()].map((summary) => summary.result()),
    };
  }
}

/** Reads the results of a part customer by customer, as the interpreter gives them. */
export function resultsReader(found: PartResult): (customer: number) => Results {
  return (customer) => new Map(found.columns.map((column) => [column.output.id, found.result(column, customer)]));
}
