import { canonicalJson } from "../plan/canonical.ts";
import { partOf } from "../plan/forms.ts";
import type { OutputNode, Plan } from "../plan/plan.ts";
import { compareOutputs } from "../prove/compare.ts";
import { Prover } from "../prove/prover.ts";
import { findByTrial } from "../prove/trial.ts";
import type { Witness } from "../prove/claim.ts";
import type { Effort } from "../prove/witness.ts";
import { interpret, prepare, type Evaluation } from "../run/interpreter.ts";
import type { Result } from "../run/result.ts";
import { mutantsOf, type Mutant } from "./mutants.ts";
import type { TestCase } from "./test-case.ts";

/** What became of a mutant. */
export interface MutantOutcome {
  readonly mutant: Mutant;
  /**
   * Noticed by a test; proved to change nothing, so that no test could; or missed: with a customer for whom it makes a
   * difference where one was found.
   */
  readonly outcome: "noticed" | "equivalent" | "missed";
  readonly difference?: Difference;
}

/** A customer for whom a mistake makes a difference, and what the rule says of them without it. */
export interface Difference {
  readonly witness: Witness;
  readonly right: Result;
}

/** Most customers on whom a mistake is tried; the latest ones. */
const KNOWN_LIMIT = 300;
/** There are many mistakes to look at, so none may take long. */
const BRIEF: Effort = {
  dates: 1,
  otherDates: 0,
  trials: 0,
  refinements: 4,
  budget: () => ({ decisions: 300, pivots: 3000, splits: 60 }),
};
const TRIALS = 300;

/** Called now and then during long work. */
export type OnProgress = (done: number, total: number) => void;

/**
 * Makes one mistake at a time in every rule and looks whether a test notices. Of those that none notices the prover
 * sets aside those that are no mistakes, since they change nothing for any customer.
 * @param cases tests that pass; an expectation that fails anyway notices nothing
 */
export function runMutants(
  plan: Plan,
  cases: readonly TestCase[],
  progress: OnProgress = () => undefined,
): MutantOutcome[] {
  const mutants = mutantsOf(plan);
  const trials = new Trials(plan, cases);
  const judge = new Judge(plan, cases);
  return mutants.map((mutant, index): MutantOutcome => {
    progress(index, mutants.length);
    return trials.notices(mutant) ? { mutant, outcome: "noticed" } : judge.judge(mutant);
  });
}

/** Customers on whom mistakes are tried before the prover is asked for one: those of the tests, and those that it found. */
class Judge {
  private readonly plan: Plan;
  private readonly known: Witness[];

  constructor(plan: Plan, cases: readonly TestCase[]) {
    this.plan = plan;
    this.known = cases.map(({ asOf, customer }) => ({ asOf, customer }));
  }

  /** What becomes of a mutant that no test notices. */
  judge(mutant: Mutant): MutantOutcome {
    const { output } = mutant;
    const wrong = mutant.outputs.get(output.id);
    if (wrong === undefined) return { mutant, outcome: "missed" };
    const beside = { ...wrong, id: `${output.id} mutant` };
    const both = partOf(
      {
        ...this.plan,
        outputs: [...this.plan.outputs, beside],
        aggregates: [...this.plan.aggregates, ...mutant.aggregates],
      },
      new Set([output.id, beside.id]),
    );
    for (const witness of this.known.slice(-KNOWN_LIMIT)) {
      const found = difference(witness, both, output, beside);
      if (found !== undefined) return { mutant, outcome: "missed", ...found };
    }
    const comparison = compareOutputs(new Prover(both), output, beside, 1, BRIEF);
    if (comparison.kind === "same") return { mutant, outcome: "equivalent" };
    const [found] = comparison.kind === "changed" ? comparison.witnesses : [];
    const witness =
      found?.witness ??
      findByTrial(
        both,
        (results) => differ(results.get(output.id), results.get(beside.id)),
        new Set([output.id, beside.id]),
        TRIALS,
      );
    if (witness === undefined) return { mutant, outcome: "missed" };
    this.known.push(witness);
    return { mutant, outcome: "missed", ...difference(witness, both, output, beside) };
  }
}

/** What a rule says of a customer, if a mistake in it would say something else. */
function difference(
  witness: Witness,
  plan: Plan,
  right: OutputNode,
  wrong: OutputNode,
): { readonly difference: Difference } | undefined {
  const results = interpret(prepare(plan, witness.asOf), witness.customer, new Set([right.id, wrong.id]));
  const is = results.get(right.id);
  return is !== undefined && differ(is, results.get(wrong.id)) ? { difference: { witness, right: is } } : undefined;
}

const differ = (left: Result | undefined, right: Result | undefined): boolean =>
  canonicalJson(left ?? null) !== canonicalJson(right ?? null);

/** Test blocks ready to be evaluated against one mutant after another. */
class Trials {
  private readonly plan: Plan;
  private readonly cases: readonly {
    readonly test: TestCase;
    readonly evaluation: Evaluation;
    readonly passing: ReadonlySet<string>;
  }[];

  constructor(plan: Plan, cases: readonly TestCase[]) {
    this.plan = plan;
    this.cases = cases.map((test) => {
      const evaluation = prepare(plan, test.asOf);
      const results = interpret(evaluation, test.customer, new Set(test.expects.map(({ output }) => output.id)));
      const passing = new Set(
        test.expects.filter(({ output }) => holds(results.get(output.id))).map(({ output }) => output.id),
      );
      return { test, evaluation, passing };
    });
  }

  notices(mutant: Mutant): boolean {
    const outputs = this.plan.outputs.map((output) => mutant.outputs.get(output.id) ?? output);
    const plan = { ...this.plan, outputs, aggregates: [...this.plan.aggregates, ...mutant.aggregates] };
    return this.cases.some(({ test, evaluation, passing }) => {
      const looking = test.expects
        .filter(({ output, looksAt }) => passing.has(output.id) && looksAt.has(mutant.output.name))
        .map(({ output }) => output.id);
      if (looking.length === 0) return false;
      const windows =
        mutant.aggregates.length === 0
          ? evaluation.windows
          : new Map([...evaluation.windows, ...prepare({ ...plan, aggregates: mutant.aggregates }, test.asOf).windows]);
      const results = interpret({ ...evaluation, plan, windows }, test.customer, new Set(looking));
      return looking.some((id) => !holds(results.get(id)));
    });
  }
}

const holds = (result: Result | undefined): boolean => result?.state === "value" && result.value === true;
