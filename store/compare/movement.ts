import type { Instant } from "../../engine/calendar/zone.ts";
import type { Program } from "../../engine/check/program.ts";
import type { OutputNode, Plan } from "../../engine/plan/plan.ts";
import { explainOutput, type Explanation, type SourceTexts } from "../../engine/explain/explain.ts";
import { whyMoved, type MoveReason } from "../../engine/explain/why-moved.ts";
import type { Customer } from "../../engine/run/customer.ts";
import { interpret, prepare, standing } from "../../engine/run/interpreter.ts";
import { RecordedTrace } from "../../engine/run/trace.ts";
import { storedCustomers } from "../customers/stored-customers.ts";
import { reading } from "../sqlite/database.ts";
import { label, Transitions, type Transition } from "./transitions.ts";

/** Who moves from which value of an output to which, and why. */
export interface Movement {
  readonly name: string;
  readonly cells: readonly Cell[];
  readonly moved: number;
}
export interface Cell extends Transition {
  /** Why the first of those who move does; nothing where they stay. */
  readonly why: readonly MoveReason[];
}

/** One side of a comparison: its plan, and the texts that explanations quote. */
export interface Side {
  readonly plan: Plan;
  readonly sources: SourceTexts;
}

/**
 * Evaluates two rule sets for every customer of a workspace and counts who moves from which value to which, and why.
 * @param merged both plans in one
 * @param pairs the outputs to compare, old and new
 * @param sides the old and the new rules by themselves
 */
export function movements(
  databasePath: string,
  program: Program,
  merged: Plan,
  pairs: readonly (readonly [OutputNode, OutputNode])[],
  asOf: Instant,
  sides: readonly [Side, Side],
): { readonly customers: number; readonly movements: Movement[] } {
  return reading(databasePath, program, (database) => {
    const evaluation = prepare(merged, asOf);
    const tables = pairs.map(([before, after]) => ({
      before,
      after,
      transitions: new Transitions(),
      why: new Map<Transition, readonly MoveReason[]>(),
    }));
    let customers = 0;
    for (const { customer, firstEvent } of storedCustomers(database, program, merged)) {
      if (standing(evaluation, customer, firstEvent !== undefined && firstEvent <= asOf).kind !== "present") continue;
      customers++;
      const results = interpret(evaluation, customer);
      for (const { before, after, transitions, why } of tables) {
        const [from, to] = [label(results.get(before.id), before), label(results.get(after.id), after)];
        const transition = transitions.add(customer.id, from, to);
        if (from !== to && transition.customers === 1)
          why.set(
            transition,
            whyMoved(explained(sides[0], before, customer, asOf), explained(sides[1], after, customer, asOf)),
          );
      }
    }
    return {
      customers,
      movements: tables.map(({ after, transitions, why }) => ({
        name: after.name,
        cells: transitions.all().map((transition) => ({ ...transition, why: why.get(transition) ?? [] })),
        moved: transitions.moved(),
      })),
    };
  });
}

function explained({ plan, sources }: Side, output: OutputNode, customer: Customer, asOf: Instant): Explanation {
  const trace = new RecordedTrace();
  interpret(prepare(plan, asOf), customer, new Set([output.id]), trace);
  return explainOutput(plan, output, trace, sources);
}
