import type { PlanLeaf } from "../plan/expression.ts";
import { expressionsOf, partOf, walk } from "../plan/forms.ts";
import type { Plan } from "../plan/plan.ts";
import { interpret, prepare, standing } from "../run/interpreter.ts";
import { toldRows } from "../run/told-rows.ts";
import { shrink } from "./shrink.ts";
import { TrialCustomers } from "./trial-customers.ts";
import type { Claim, Witness } from "./claim.ts";
import type { Customer } from "../run/customer.ts";
import { possible } from "../run/whole-events.ts";
import { Work } from "./work.ts";

const SEED = 1;
/** What it costs at least to draw a customer and to ask the interpreter. */
const INTERPRET_STEPS = 100;

/** What it costs to draw a customer and to ask the interpreter for the outputs of a plan: it looks at each node. */
export function interpretSteps(part: Plan): number {
  let nodes = 0;
  for (const { form } of part.outputs)
    for (const [path, expression] of expressionsOf(form))
      walk<PlanLeaf>(expression, path, () => {
        nodes++;
      });
  return Math.max(INTERPRET_STEPS, nodes);
}
/** The id of every customer that is shown. */
export const WITNESS_ID = "c1";

/**
 * Looks for a customer who shows a claim among random ones, drawn at and beside the constants and windows of the
 * outputs in question. The same question finds the same customer.
 * @param only the outputs that the claim speaks of
 * @param count how many customers are tried
 * @throws OutOfWork when the work is over
 */
export function findByTrial(
  plan: Plan,
  claim: Claim,
  only: ReadonlySet<string>,
  count: number,
  work = new Work(),
): Witness | undefined {
  const part = partOf(plan, only);
  const least = interpretSteps(part);
  const steps = (customer: Customer): number =>
    least + part.outputs.length + part.aggregates.length * (1 + customer.events.length);
  const customers = new TrialCustomers(part, SEED);
  for (let tried = 0; tried < count; tried++) {
    const { evaluation, customer: drawn } = customers.next();
    // A test block cannot say what id a customer has.
    const customer = { ...drawn, id: WITNESS_ID };
    if (
      standing(
        evaluation,
        customer,
        customer.events.some(({ time }) => time <= evaluation.asOf),
      ).kind !== "present"
    )
      continue;
    work.spend(steps(customer));
    if (!claim(interpret(evaluation, customer, only))) continue;
    const here = prepare(part, evaluation.asOf);
    return {
      asOf: evaluation.asOf,
      customer: possible(
        shrink(customer, part, (candidate) => {
          work.spend(steps(candidate));
          const there = possible(candidate, part);
          return (
            standing(here, there, there.events.length > 0).kind === "present" &&
            toldRows(there, part) !== undefined &&
            claim(interpret(here, there, only))
          );
        }),
        part,
      ),
    };
  }
  return undefined;
}
