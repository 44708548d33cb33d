import { partOf } from "../plan/forms.ts";
import type { OutputNode } from "../plan/plan.ts";
import { interpret, standing } from "../run/interpreter.ts";
import type { Result } from "../run/result.ts";
import type { Trace } from "../run/trace.ts";
import type { MaybeValue } from "../plan/types.ts";
import type { Prover } from "./prover.ts";
import { interpretSteps, WITNESS_ID } from "./trial.ts";
import { TrialCustomers } from "./trial-customers.ts";

const SEED = 2;
const COUNT = 60;

/** What the interpreter says of one output for a customer. */
export interface Sample {
  readonly result: Result | undefined;
  /** Whether the condition at a path of the output is true. */
  readonly trueAt: (path: string) => boolean;
}

/** The conditions of an output that were true. Values that are no conditions are many in a long sum, and nobody asks. */
class TrueConditions implements Trace {
  readonly paths = new Set<string>();
  private readonly of: string;

  constructor(of: string) {
    this.of = of;
  }

  output(): void {}

  node(output: string, path: string, value: MaybeValue): void {
    if (output === this.of && value === true) this.paths.add(path);
  }

  events(): void {}
}

/**
 * Some random customers, evaluated when they are first asked for. What holds for one of them can hold, which is cheaper
 * to see than to solve where many aggregates hang together.
 */
export class Samples {
  private readonly prover: Prover;
  private readonly output: OutputNode;
  private drawn: readonly Sample[] | undefined;

  constructor(prover: Prover, output: OutputNode) {
    this.prover = prover;
    this.output = output;
  }

  /** @throws OutOfWork when the work is over */
  some(test: (sample: Sample) => boolean): boolean {
    this.drawn ??= this.draw();
    return this.drawn.some(test);
  }

  private draw(): readonly Sample[] {
    const { id } = this.output;
    const only = new Set([id]);
    const part = partOf(this.prover.translation.plan, only);
    const least = interpretSteps(part);
    const customers = new TrialCustomers(part, SEED);
    const samples: Sample[] = [];
    for (let count = 0; count < COUNT; count++) {
      const { evaluation, customer: drawn } = customers.next();
      const customer = { ...drawn, id: WITNESS_ID };
      this.prover.work.spend(least + part.outputs.length + part.aggregates.length * (1 + customer.events.length));
      const present = standing(
        evaluation,
        customer,
        customer.events.some(({ time }) => time <= evaluation.asOf),
      );
      if (present.kind !== "present") continue;
      const seen = new TrueConditions(id);
      const result = interpret(evaluation, customer, only, seen).get(id);
      samples.push({ result, trueAt: (path) => seen.paths.has(path) });
    }
    return samples;
  }
}
