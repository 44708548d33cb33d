import { zone as zoneOf } from "../calendar/zone.ts";
import { partOf } from "../plan/forms.ts";
import type { OutputNode, Plan } from "../plan/plan.ts";
import type { Formula } from "../prove/formula.ts";
import { Prover } from "../prove/prover.ts";
import { witnessTest } from "../prove/show-witness.ts";
import type { Witness } from "../prove/claim.ts";
import { findWitness } from "../prove/witness.ts";
import { interpret, prepare } from "../run/interpreter.ts";
import type { Result } from "../run/result.ts";
import { hasValue, type Coverage } from "./coverage.ts";
import { expectationsFor } from "./expectation-text.ts";
import type { MutantOutcome } from "./mutation.ts";
import type { Mutant } from "./mutants.ts";

/** A test block made from the rules as they are. */
export interface GeneratedTest {
  readonly output: OutputNode;
  readonly title: string;
  /** The block, with the expectation filled in. */
  readonly text: string;
}

/**
 * Makes test blocks for what no test has seen: mistakes that no test notices, then values that still no test leads to.
 * Each expects what the rules say today, so each is to be read by somebody who knows what they should say. A block that
 * notices several mistakes stands for all of them.
 */
export function generateTests(plan: Plan, coverage: Coverage, outcomes: readonly MutantOutcome[]): GeneratedTest[] {
  const maker = new TestMaker(plan);
  const forMistakes = outcomes.flatMap(({ mutant, outcome, difference }) =>
    outcome !== "missed" || difference === undefined || maker.notices(mutant)
      ? []
      : (maker.forMistake(mutant, difference.witness, difference.right) ?? []),
  );
  return [
    ...forMistakes,
    ...coverage.values.flatMap(({ output, value, seen }) =>
      seen || maker.leadsTo(output, value) ? [] : (maker.forValue(output, value) ?? []),
    ),
  ];
}

class TestMaker {
  private readonly plan: Plan;
  private readonly made = new Map<string, { readonly witness: Witness; readonly result: Result }[]>();

  constructor(plan: Plan) {
    this.plan = plan;
  }

  /** A customer who has a value; undefined when there is none, or none was found. */
  forValue(output: OutputNode, value: string): GeneratedTest | undefined {
    const part = partOf(this.plan, new Set([output.id]));
    const prover = new Prover(part);
    const formula = isValue(prover, output, value);
    if (prover.ask([formula]).kind === "unsatisfiable") return undefined;
    const witness = findWitness(
      prover,
      [formula],
      (results) => hasValue(results.get(output.id), value),
      new Set([output.id]),
    );
    const result = witness === undefined ? undefined : this.resultFor(part, output, witness);
    return witness === undefined || result === undefined ? undefined : this.test(output, "", witness, result);
  }

  forMistake({ output, change }: Mutant, witness: Witness, right: Result): GeneratedTest | undefined {
    return this.test(output, ` (${change})`, witness, right);
  }

  /** Whether a block that was made already leads to a value. */
  leadsTo({ id }: OutputNode, value: string): boolean {
    return (this.made.get(id) ?? []).some(({ result }) => hasValue(result, value));
  }

  /** Whether a block that was made already notices a mistake. */
  notices({ output, outputs, aggregates }: Mutant): boolean {
    const made = this.made.get(output.id) ?? [];
    const wrong = outputs.get(output.id);
    if (made.length === 0 || wrong === undefined) return false;
    const mistaken = partOf(
      {
        ...this.plan,
        outputs: this.plan.outputs.map((other) => outputs.get(other.id) ?? other),
        aggregates: [...this.plan.aggregates, ...aggregates],
      },
      new Set([output.id]),
    );
    return made.some(
      ({ witness, result }) => JSON.stringify(this.resultFor(mistaken, wrong, witness)) !== JSON.stringify(result),
    );
  }

  private resultFor(plan: Plan, { id }: OutputNode, { asOf, customer }: Witness): Result | undefined {
    return interpret(prepare(plan, asOf), customer, new Set([id])).get(id);
  }

  private test(output: OutputNode, note: string, witness: Witness, result: Result): GeneratedTest | undefined {
    const expects = expectationsFor(output, result, zoneOf(this.plan.settings.timeZone));
    if (expects === undefined || expects.length === 0) return undefined;
    this.made.set(output.id, [...(this.made.get(output.id) ?? []), { witness, result }]);
    const title = `${expects.slice(0, 2).join(", ")}${note}`;
    return { output, title, text: witnessTest(witness, this.plan, title, expects) };
  }
}

/** When an output has, or holds, a value named by `valuesOf`. */
function isValue({ translation }: Prover, output: OutputNode, value: string): Formula {
  const reference = { op: "output", id: output.id } as const;
  if (output.type.kind === "boolean") {
    const { t, f } = translation.logical(reference);
    return value === "yes" ? t : f;
  }
  return translation.logical(
    output.type.kind === "set"
      ? { op: "has", set: reference, value }
      : { op: "compare", operator: "=", left: reference, right: { op: "literal", type: "enum", value } },
  ).t;
}
